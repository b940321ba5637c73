"""What the bot says: a small neutral vocabulary, built once, drawn by each platform's renderer.

Every string in here is data. Renderers escape it where it is drawn; nothing in it is markup.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, assert_never

BUTTONS = 5  # in one row; a Teams card shows six actions at the most
VERSION = 1  # of the button values: an older release's button is told so, never guessed at


@dataclass(frozen=True, slots=True)
class Contact:
    """A person and a way to reach them: a mention where the platform knows them, else e-mail.

    With `notify` the platform is to call them, where it can, when the message is new.
    """

    name: str
    email: str
    person_id: str = ""
    notify: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Shown as `text`; renderers draw it as a link only for https and mailto addresses."""

    text: str
    url: str


Value = str | Contact | Link


@dataclass(frozen=True, slots=True)
class Text:
    body: str


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: edition, date, reference."""

    body: str


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to heed, said in words; the renderer adds its own sign to it."""

    body: str


@dataclass(frozen=True, slots=True)
class Facts:
    rows: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list, its verdict first, with at most one button."""

    title: str
    body: str = ""
    button: "Button | None" = None


@dataclass(frozen=True, slots=True)
class Items:
    rows: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """`action` names a feature's action; `data` comes back with the press. With `form` the action
    asks for more first: a platform must know before the press that a form is to open.
    """

    label: str
    action: str
    data: Mapping[str, str] = field(default_factory=dict)
    style: Literal["default", "primary", "danger"] = "default"
    form: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    items: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """One line to type into; submitting it is the action with the text as field `text`."""

    label: str
    action: str
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file of `store.documents`. A picture (PNG) is shown; `about` says all that is in it."""

    ident: str
    name: str
    about: str
    picture: bool = False


Block = Text | Note | Alert | Facts | Items | Buttons | Search | Document


@dataclass(frozen=True, slots=True)
class Card:
    """The verdict comes first: it is drawn bold, and it is what a notification shows."""

    verdict: str
    blocks: tuple[Block, ...] = ()


def show(value: Value) -> str:
    """A value as plain text."""
    match value:
        case str():
            return value
        case Contact(name, email):
            return f"{name} ({email})" if email else name
        case Link(text, url):
            return f"{text} ({url})"
        case _:
            assert_never(value)


def plain(card: Card) -> str:
    """The whole card as plain text, for notifications, screen readers and old clients."""
    return "\n".join([card.verdict, *(line for block in card.blocks for line in _lines(block))])


def _lines(block: Block) -> list[str]:
    match block:
        case Text(body) | Note(body):
            return [body]
        case Alert(body):
            return [f"Note: {body}"]
        case Facts(rows):
            return [f"{label}: {show(value)}" for label, value in rows]
        case Items(rows):
            return [f"{row.title} {row.body}".strip() for row in rows]
        case Document(_, name, about):
            return [f"{name}: {about}"]
        case Buttons() | Search():
            return []
        case _:
            assert_never(block)


def to_json(card: Card) -> str:
    return json.dumps(
        {"verdict": card.verdict, "blocks": [_pack(block) for block in card.blocks]},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_json(text: str) -> Card:
    """The card that `to_json` stored."""
    data = json.loads(text)
    return Card(data["verdict"], tuple(_unpack(block) for block in data["blocks"]))


def _pack(block: Block) -> dict[str, Any]:
    match block:
        case Text(body):
            return {"t": "text", "body": body}
        case Note(body):
            return {"t": "note", "body": body}
        case Alert(body):
            return {"t": "alert", "body": body}
        case Facts(rows):
            return {"t": "facts", "rows": [[label, _pack_value(value)] for label, value in rows]}
        case Items(rows):
            return {
                "t": "items",
                "rows": [
                    [row.title, row.body, row.button and _pack_button(row.button)] for row in rows
                ],
            }
        case Buttons(items):
            return {"t": "buttons", "items": [_pack_button(item) for item in items]}
        case Search(label, action, placeholder):
            return {"t": "search", "args": [label, action, placeholder]}
        case Document(ident, name, about, picture):
            return {"t": "document", "args": [ident, name, about, picture]}
        case _:
            assert_never(block)


def _pack_value(value: Value) -> str | dict[str, list[Any]]:
    match value:
        case str():
            return value
        case Contact(name, email, person_id, notify):
            return {"contact": [name, email, person_id, notify]}
        case Link(text, url):
            return {"link": [text, url]}
        case _:
            assert_never(value)


def _pack_button(button: Button) -> list[Any]:
    return [button.label, button.action, dict(button.data), button.style, button.form]


def _unpack(data: dict[str, Any]) -> Block:
    match data:
        case {"t": "text", "body": body}:
            return Text(body)
        case {"t": "note", "body": body}:
            return Note(body)
        case {"t": "alert", "body": body}:
            return Alert(body)
        case {"t": "facts", "rows": rows}:
            return Facts(tuple((label, _unpack_value(value)) for label, value in rows))
        case {"t": "items", "rows": rows}:
            return Items(tuple(Item(t, b, _unpack_button(x) if x else None) for t, b, x in rows))
        case {"t": "buttons", "items": items}:
            return Buttons(tuple(map(_unpack_button, items)))
        case {"t": "search", "args": args}:
            return Search(*args)
        case {"t": "document", "args": args}:
            return Document(*args)
        case _:
            raise ValueError(f"unknown card element {data.get('t')!r}")


def _unpack_value(value: str | dict[str, list[Any]]) -> Value:
    match value:
        case str():
            return value
        case {"contact": args}:
            return Contact(*args)
        case {"link": args}:
            return Link(*args)
        case _:
            raise ValueError("unknown value in a card")


def _unpack_button(data: list[Any]) -> Button:
    return Button(*data)
