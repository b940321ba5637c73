"""Cards as people handle them: which action a name means, and what their fields hold."""

import re
from collections.abc import Iterable, Mapping

from bot.playground.errors import NotThere
from bot.playground.wire import Json

from .rules import walk

Typed = Mapping[str, str]
NOTHING: Mapping[str, Iterable[str]] = {}
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def actions(card: Json) -> list[Json]:
    """All that can be pressed, selectable elements included; not what a refresh would do."""
    shown = {key: value for key, value in card.items() if key != "refresh"}
    return [part for part in walk(shown) if str(part.get("type", "")).startswith("Action.")]


def action(card: Json, name: str | Json, *, kind: str = "Action.") -> Json:
    """The action itself, or the first with this title, id or verb; with no name, of its kind."""
    offered = [a for a in actions(card) if a["type"].startswith(kind)]
    for one in offered:
        if not name or name in (one, one.get("title"), one.get("id"), one.get("verb")):
            if one.get("isEnabled") is False:
                raise NotThere(f"{one.get('title')!r} is disabled")
            return one
    raise NotThere(f"no {name!r} here, only {[a.get('title') for a in offered]}")


def inputs(card: Json) -> list[Json]:
    return [part for part in walk(card) if str(part.get("type", "")).startswith("Input.")]


def typed_in(
    card: Json, pressed: Json, typed: Typed, found: Mapping[str, Iterable[str]] = NOTHING
) -> Json:
    """The action's data with the fields merged in, as Teams sends them. `found` are choices that
    the bot has offered for what was typed into a field.
    """
    fields = {field["id"]: field for field in inputs(card)}
    if strange := set(typed) - set(fields):
        raise NotThere(f"no field {sorted(strange)}, only {sorted(fields)}")
    for name, value in typed.items():
        offered = [choice["value"] for choice in fields[name].get("choices", ())]
        offered += found.get(name, ())
        chosen = value.split(",") if fields[name].get("isMultiSelect") else [value]
        if fields[name]["type"] == "Input.Date" and value and not DAY.fullmatch(value):
            raise NotThere(f"no date {value!r}")
        if fields[name]["type"] == "Input.ChoiceSet" and value and not set(chosen) <= set(offered):
            raise NotThere(f"no choice {value!r}, only {offered}")
    data = pressed.get("data")
    if pressed.get("associatedInputs") == "none":
        return dict(data or {})
    held = {name: typed.get(name, str(field.get("value", ""))) for name, field in fields.items()}
    return dict(data or {}) | {name: value for name, value in held.items() if value}


def missing(card: Json, pressed: Json, typed: Typed) -> list[str]:
    """What the client objects to by itself before it sends anything."""
    if pressed.get("associatedInputs") == "none":
        return []
    problems = []
    for field in inputs(card):
        value = typed.get(field["id"], str(field.get("value", "")))
        if field.get("isRequired") and not value:
            problems.append(field.get("errorMessage") or f"{field['id']} is required")
        if field["type"] == "Input.Text" and len(value) > field.get("maxLength", len(value)):
            problems.append(f"{field['id']} is too long")
    return problems
