"""A form as Slack's modal.

A field's name is its block's id: Slack puts an error there, and keeps what was typed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

import structlog

from handlers.cards import VERSION, Card, Text
from handlers.forms import ANYWHERE, Choice, Day, Field, Form, Line, Lookup, Pick, Several, Words
from handlers.request import Kind, Place, Request

from . import limits
from .blocks import Drawing, Mention, nobody
from .limits import Json, clamp, fit
from .mrkdwn import clean, escape, mrkdwn, words
from .values import action_id

CALLBACK = "form"  # the `callback_id` of a view to be filled in
VIEW = "view:"  # before the id of an open view, in a request's `reply_to`
NAME = "Hardline"  # the title where a card has none
RADIO = 5  # as many choices are seen at once; more are a menu
ALERT = "alert"  # the block that tells what concerns no field
SEARCH = "Type to search"
TOO_LARGE = Card(
    "This form can't be opened here: it would carry more along than Slack allows.",
    (Text("Please start anew, from a shorter message."),),
)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Origin:
    """What a view carries along: whose action it is, and where it was opened."""

    action: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    message: str = ""

    @classmethod
    def of(cls, request: Request, form: Form | None = None) -> "Origin":
        action, data = (form.action, form.data) if form else ("", {})
        return cls(action, data, request.place, request.message)

    def packed(self) -> str:
        where = [self.place.address, self.place.kind, self.place.thread]
        found = {"v": VERSION, "a": self.action, "d": dict(self.data), "p": where}
        return json.dumps({**found, "m": self.message}, ensure_ascii=False, separators=(",", ":"))


def origin(view: Json) -> Origin | None:
    """None for a view of an older release, or one that is not ours."""
    try:
        found = json.loads(view.get("private_metadata") or "")
    except (ValueError, RecursionError):
        return None
    match found:
        case {
            "v": version,
            "a": str(action),
            "d": dict(data),
            "p": [str(address), str(kind), str(thread)],
            "m": str(message),
        } if version == VERSION:
            known = {str(key): str(value) for key, value in data.items()}
            return Origin(action, known, Place(address, Kind(kind), thread), message)
        case _:
            return None


def view(form: Form, where: Origin, mention: Mention = nobody) -> Json:
    """The form; an apology in its place if Slack has no room for what it must carry along."""
    carried = where.packed()
    if len(carried) > limits.METADATA:
        log.warning("form not opened: too much data", action=form.action)
        return card_view(TOO_LARGE, Origin(), title=form.title)
    fields = [one for n, each in enumerate(form.fields) for one in _field(each, form.errors, n)]
    above = [alert(form.errors[ANYWHERE])] if ANYWHERE in form.errors else []
    intro = Drawing(mention).blocks(form.intro)
    room = limits.VIEW_BLOCKS - len(above) - len(fields)
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": carried,
        "title": words(form.title, limits.TITLE),
        "submit": words(form.submit, limits.TITLE),
        "close": words("Cancel", limits.TITLE),
        "blocks": [*above, *fit(intro, room), *fields],
    }


def card_view(card: Card, where: Origin, mention: Mention = nobody, *, title: str = "") -> Json:
    """A card in a form's place, with only a Close; its buttons still know where they stand."""
    drawn = Drawing(mention).card(card, most=limits.VIEW_BLOCKS)
    carried = where.packed()
    return {
        "type": "modal",
        "private_metadata": carried if len(carried) <= limits.METADATA else "",
        "title": words(title or NAME, limits.TITLE),
        "close": words("Close", limits.TITLE),
        # a line to type into needs a submit button
        "blocks": [block for block in drawn if block["type"] != "input"],
    }


def _field(each: Field, errors: Mapping[str, str], number: int) -> list[Json]:
    element = _element(each, number)
    if element is None:
        log.warning("field left out: nothing to choose from", field=each.name)
        return []
    drawn: Json = {
        "type": "input",
        "block_id": each.name,
        "label": words(each.label, limits.LABEL),
        "element": element,
        "optional": not each.required,
    }
    if each.hint:
        drawn["hint"] = words(each.hint, limits.HINT)
    # a form that is opened can't have errors of Slack's own at its fields
    wrong = errors.get(each.name, "")
    return [*([_said(wrong)] if wrong else []), drawn]


def _element(each: Field, number: int) -> Json | None:
    named = {"action_id": each.name[: limits.ID]}
    match each:
        case Line() | Words():
            most = min(each.most, limits.TYPED)
            typed = clean(each.value)[:most]
            multiline = {"multiline": True} if isinstance(each, Words) else {}
            initial = {"initial_value": typed} if typed else {}
            return {"type": "plain_text_input", **named, "max_length": most, **multiline, **initial}
        case Pick():
            return _pick(each, named)
        case Several():
            return _several(each, named)
        case Lookup():
            return _lookup(each, number)
        case Day():
            return {"type": "datepicker", **named, **_day(each.value)}
        case _:
            assert_never(each)


def _pick(pick: Pick, named: Json) -> Json | None:
    options = offered(pick.choices)
    if not options:
        return None
    chosen = [one for one in options if one["value"] == pick.value]
    initial = {"initial_option": chosen[0]} if chosen else {}
    # what was picked among radio buttons can't be taken back, in a menu it can
    few = pick.required and len(options) <= RADIO
    kind = "radio_buttons" if few else "static_select"
    return {"type": kind, **named, "options": options, **initial}


def _several(several: Several, named: Json) -> Json | None:
    options = offered(several.choices)
    if not options:
        return None
    held = several.value.split("\n")
    chosen = [one for one in options if one["value"] in held]
    initial = {"initial_options": chosen} if chosen else {}
    return {"type": "multi_static_select", **named, "options": options, **initial}


def _lookup(lookup: Lookup, number: int) -> Json:
    """Its action id is what is asked when somebody types."""
    chosen = offered([lookup.chosen] if lookup.chosen else [])
    return {
        "type": "external_select",
        "action_id": action_id(lookup.source, number),
        "min_query_length": 0,
        "placeholder": words(SEARCH, limits.PLACEHOLDER),
        **({"initial_option": chosen[0]} if chosen else {}),
    }


def _day(value: str) -> Json:
    try:
        return {"initial_date": date.fromisoformat(value).isoformat()}
    except ValueError:
        return {}


def offered(choices: Sequence[Choice]) -> list[Json]:
    """As many as Slack shows; one whose value it has no room for is left out, never cut."""
    fits = [one for one in choices if 0 < len(one.value) <= limits.OPTION_VALUE]
    return [_option(one) for one in fits[: limits.OPTIONS]]


def _option(choice: Choice) -> Json:
    detail = {"description": words(choice.detail, limits.OPTION)} if choice.detail else {}
    return {"text": words(choice.label, limits.OPTION), "value": choice.value, **detail}


def alert(text: str) -> Json:
    return {**_said(text), "block_id": ALERT}


def _said(text: str) -> Json:
    shown = clamp(f":warning: {escape(text)}", limits.SECTION)
    return {"type": "section", "text": mrkdwn(shown)}
