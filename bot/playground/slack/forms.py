"""What a person has typed and chosen, in the shapes in which Slack reports it.

Values are plain: a text for text fields, buttons, selects and radio buttons (an option's `value`, a
person's id, a date), a list of texts for checkboxes and multi-selects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.playground.errors import NotThere
from bot.playground.wire import Json

Typed = Mapping[str, str | Sequence[str]]
REQUIRED = "Please complete this required field."
ONE = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
}
SEVERAL = {
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
OF_OPTIONS = {"static_select", "external_select", "radio_buttons", "overflow"}
SEVERAL_OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
INITIAL = {"value": "initial_value", "selected_date_time": "initial_date_time"}
HOLDS = ONE.keys() | SEVERAL.keys() | OF_OPTIONS | SEVERAL_OPTIONS | {"datetimepicker"}


@dataclass(frozen=True)
class Element:
    """Something interactive and the block it stands in."""

    block: Json
    body: Json

    @property
    def action_id(self) -> str:
        return str(self.body["action_id"])

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])


def elements(blocks: Sequence[Json]) -> list[Element]:
    """All that can be pressed or filled in, from the top down."""
    found: list[Element] = []
    for block in blocks:
        inside = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
        if block["type"] == "rich_text":
            continue
        found += [Element(block, e) for e in inside if isinstance(e, dict) and "action_id" in e]
    return found


def find(blocks: Sequence[Json], action_id: str, block_id: str = "", value: str = "") -> Element:
    """The element meant; `value` tells buttons of one action apart."""
    offered = elements(blocks)
    found = [e for e in offered if e.action_id == action_id and block_id in ("", e.block_id)]
    if len(found) > 1 and value:
        found = [e for e in found if e.body.get("value") == value]
    if not found:
        raise NotThere(f"no {action_id!r} here, only {[e.action_id for e in offered]}")
    return found[0]


def options(body: Json) -> list[Json]:
    groups = body.get("option_groups", [])
    return [*body.get("options", []), *(o for group in groups for o in group["options"])]


def option(body: Json, value: str, loaded: Sequence[Json]) -> Json:
    """The option with this value, among those shown, those the app just suggested, or what the
    app had chosen at first: an external select has no other options until someone types.
    """
    first: list[Json] = [body["initial_option"]] if "initial_option" in body else []
    offered: list[Json] = [*options(body), *loaded, *first, *body.get("initial_options", [])]
    for one in offered:
        if one["value"] == value:
            return one
    raise NotThere(f"no option {value!r}, only {[o['value'] for o in offered]}")


def held(body: Json, typed: str | Sequence[str] | None, loaded: Sequence[Json] = ()) -> Json:
    """What an element holds, as `state.values` and `actions` tell it: typed or initial."""
    kind = body["type"]
    if kind in ONE:
        key = ONE[kind]
        initial = body.get(INITIAL.get(key, key.replace("selected", "initial")))
        return {"type": kind, key: initial if typed is None else (typed or None)}
    if kind in SEVERAL:
        key = SEVERAL[kind]
        initial = body.get(key.replace("selected", "initial"), [])
        return {"type": kind, key: initial if typed is None else list(typed)}
    if kind in SEVERAL_OPTIONS:
        chosen = body.get("initial_options", [])
        if typed is not None:
            chosen = [option(body, v, loaded) for v in typed]
        return {"type": kind, "selected_options": chosen}
    if kind == "datetimepicker":
        when = body.get("initial_date_time") if typed is None else int(str(typed))
        return {"type": kind, "selected_date_time": when}
    picked = body.get("initial_option")
    if typed is not None:
        picked = option(body, str(typed), loaded) if typed else None
    return {"type": kind, "selected_option": picked}


def state(blocks: Sequence[Json], typed: Typed, loaded: Mapping[str, Sequence[Json]]) -> Json:
    """`state.values`, by block and action. `typed` is keyed by action_id, or else by block_id."""
    known = {key for e in elements(blocks) for key in (e.action_id, e.block_id)}
    if strange := set(typed) - known:
        raise NotThere(f"no field {sorted(strange)}, only {sorted(known)}")
    values: Json = {}
    for e in elements(blocks):
        if e.body["type"] in HOLDS and e.body["type"] != "overflow":
            given = typed.get(e.action_id, typed.get(e.block_id))
            inside = values.setdefault(e.block_id, {})
            inside[e.action_id] = held(e.body, given, loaded.get(e.action_id, ()))
    return values


def incomplete(blocks: Sequence[Json], values: Json) -> dict[str, str]:
    """What the client itself objects to before anything is sent, by block."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        body = block["element"]
        content = values.get(block["block_id"], {}).get(body["action_id"], {})
        filled = [v for key, v in content.items() if key != "type"]
        if not any(filled):
            if not block.get("optional"):
                errors[block["block_id"]] = REQUIRED
        elif body["type"] == "plain_text_input":
            size = len(str(filled[0]))
            if not body.get("min_length", 0) <= size <= body.get("max_length", 3_000):
                errors[block["block_id"]] = "This text is too short or too long."
    return errors


def input_blocks(blocks: Sequence[Json]) -> set[str]:
    return {b["block_id"] for b in blocks if b["type"] == "input"}
