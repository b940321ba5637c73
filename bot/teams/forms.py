"""A form as an Adaptive Card: its inputs, what is wrong with them, and the button that sends it.

What is typed comes back beside the button's data, under `f.` and the field's name.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, assert_never

from handlers.cards import VERSION, Block, Card
from handlers.forms import (
    ANYWHERE,
    Choice,
    Day,
    Field,
    Form,
    Line,
    Lookup,
    Pick,
    Several,
    Words,
)
from handlers.words import full_stop

from .adaptive import drawn, encode, frame
from .around import IN_DIALOG
from .limits import CARD_BYTES
from .queries import dataset
from .runs import actions, run, runs, warning
from .shrink import STEPS, cut, shrink
from .text import clean

Json = dict[str, Any]

TYPED = "f."  # before a field's name, so that none is taken for a part of the button's data
SENT = "sent"
NAMED, TOLD = 200, 1_000  # characters of a label or choice, and of a hint or error
EXPANDED = 4  # so many choices are shown at once, as radio buttons
LOOK = "Please look again at: "
SEARCH = "Type to search"


class TooLarge(Exception):
    """More was typed than a card can show again."""


def draw(form: Form, origin: str = "") -> Json:
    """The card with the form in it. `origin` comes back with it. Raises TooLarge."""
    for smaller in _smaller(form):
        made = frame(_body(smaller, origin), fallback=f"{form.title}: there is a form for this.")
        if len(encode(made)) <= CARD_BYTES:
            return made
    raise TooLarge


def sent(data: Json) -> bool:
    """Whether a button's data is that of a form that was filled in."""
    return data.get("form") == SENT


def typed(data: Json) -> dict[str, str]:
    """A text for every field that the form had: clients leave empty ones out."""
    names = data.get("fields")
    values = {
        str(name): data.get(f"{TYPED}{name}") for name in (names if isinstance(names, list) else [])
    }
    found = {name: value if isinstance(value, str) else "" for name, value in values.items()}
    several = data.get("several")
    lists = set(map(str, several)) if isinstance(several, list) else set()
    return {name: _lines(value) if name in lists else value for name, value in found.items()}


def title(choice: Choice) -> str:
    return _short(f"{choice.label} · {choice.detail}" if choice.detail else choice.label)


def _smaller(form: Form) -> Iterator[Form]:
    """What is above the fields gives way first, then the hints; what was typed never does."""
    yield form
    for chars, rows in STEPS:
        yield replace(form, intro=shrink(Card("", form.intro), chars=chars, rows=rows).blocks)
    yield replace(form, intro=(), fields=tuple(replace(each, hint="") for each in form.fields))


def _body(form: Form, origin: str) -> list[Json]:
    inputs = [element for field in form.fields for element in _field(field, form)]
    [bar] = actions([_send(form, origin)])
    return [*_wrong(form), *_intro(form.intro), *inputs, {**bar, "spacing": "Large"}]


def _intro(blocks: tuple[Block, ...]) -> list[Json]:
    return drawn(blocks, IN_DIALOG)


def _wrong(form: Form) -> list[Json]:
    """At the top what is wrong with all of it, else which fields want another look."""
    if told := form.errors.get(ANYWHERE):
        return [warning(run(_short(told, TOLD), weight="Bolder"))]
    labels = [_short(field.label) for field in form.fields if form.errors.get(field.name)]
    return [warning(run(LOOK, weight="Bolder"), run(", ".join(labels)))] if labels else []


def _field(field: Field, form: Form) -> list[Json]:
    """The input, and below it what is wrong with it and what it is for."""
    below = []
    if error := form.errors.get(field.name):
        below.append(runs(run(_short(error, TOLD), color="Attention", weight="Bolder")))
    if field.hint:
        below.append(runs(run(_short(field.hint, TOLD), isSubtle=True, size="Small")))
    return [_input(field, form), *({**text, "spacing": "Small"} for text in below)]


def _input(field: Field, form: Form) -> Json:
    match field:
        case Line(value=value, most=most):
            told = _named("Input.Text", field, full_stop(f"Please fill in: {field.label}"))
            return _valued({**told, "maxLength": most}, clean(value))
        case Words(value=value, most=most):
            told = _named("Input.Text", field, full_stop(f"Please fill in: {field.label}"))
            return _valued({**told, "isMultiline": True, "maxLength": most}, clean(value))
        case Pick(choices=choices, value=value):
            told = _named("Input.ChoiceSet", field, f"Please choose: {field.label}.")
            style = "expanded" if len(choices) <= EXPANDED else "compact"
            offered = [{"title": title(each), "value": each.value} for each in choices]
            known = value if value in {each.value for each in choices} else ""
            return _valued({**told, "style": style, "choices": offered}, known)
        case Several(choices=choices, value=value):
            return _several(field, choices, value)
        case Lookup(chosen=chosen):
            return _lookup(field, chosen, form)
        case Day(value=value):
            told = _named("Input.Date", field, f"Please choose a date: {field.label}.")
            return _valued(told, clean(value))
        case _:
            assert_never(field)


def _several(field: Several, choices: tuple[Choice, ...], value: str) -> Json:
    """Teams joins what is chosen with commas, so those within a value are written otherwise."""
    told = _named("Input.ChoiceSet", field, f"Please choose: {field.label}.")
    offered = [{"title": title(each), "value": _listed(each.value)} for each in choices]
    known = [each.value for each in choices if each.value in value.split("\n")]
    shown = {"style": "expanded", "isMultiSelect": True, "choices": offered}
    return _valued({**told, **shown}, ",".join(map(_listed, known)))


def _listed(value: str) -> str:
    return value.replace("%", "%25").replace(",", "%2C")


def _lines(value: str) -> str:
    """What was chosen, one a line."""
    chosen = filter(None, value.split(","))
    return "\n".join(each.replace("%2C", ",").replace("%25", "%") for each in chosen)


def _lookup(field: Lookup, chosen: Choice | None, form: Form) -> Json:
    """The chosen one is a choice of the card itself: Teams can't show the title of any other."""
    told = _named("Input.ChoiceSet", field, f"Please type and choose: {field.label}.")
    query = {"type": "Data.Query", "dataset": dataset(field.source, form.data)}
    offered = [{"title": title(chosen), "value": chosen.value}] if chosen else []
    shown = {"style": "filtered", "placeholder": SEARCH, "choices": offered, "choices.data": query}
    return _valued({**told, **shown}, chosen.value if chosen else "")


def _named(kind: str, field: Field, missing: str) -> Json:
    told: Json = {"type": kind, "id": f"{TYPED}{field.name}", "label": _short(field.label)}
    told["spacing"] = "Medium"
    if field.required:
        told |= {"isRequired": True, "errorMessage": _short(missing)}
    return told


def _short(text: str, chars: int = NAMED) -> str:
    return cut(clean(text), chars)


def _valued(told: Json, value: str) -> Json:
    return {**told, "value": value} if value else told


def _send(form: Form, origin: str) -> Json:
    data: Json = {"v": VERSION, "action": form.action, "data": dict(form.data), "form": SENT}
    data["fields"] = [field.name for field in form.fields]
    if several := [each.name for each in form.fields if isinstance(each, Several)]:
        data["several"] = several
    if origin:
        data["at"] = origin
    title = clean(form.submit)
    return {"type": "Action.Submit", "title": title, "data": data, "style": "positive"}
