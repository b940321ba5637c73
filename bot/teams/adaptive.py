"""Card → Adaptive Card 1.5. Data goes into text runs, where neither Markdown nor HTML is read."""

import json
from collections.abc import Callable
from typing import Any, assert_never
from urllib.parse import quote

from handlers.cards import (
    VERSION,
    Alert,
    Block,
    Button,
    Buttons,
    Card,
    Contact,
    Document,
    Facts,
    Item,
    Items,
    Link,
    Note,
    Search,
    Text,
    Value,
    plain,
)

from .limits import ACTIONS, CARD_BYTES, MESSAGE_CHARS
from .shrink import sizes
from .text import clean, markdown

Json = dict[str, Any]

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
SUMMARY_CHARS = 500  # a notification shows a line or two
STYLES = {"default": "default", "primary": "positive", "danger": "destructive"}
LINKS = ("https://", "mailto:")


def packed(card: Card, wrap: Callable[[Json], Json] = lambda activity: activity) -> bytes:
    """The activity that shows a card, as the body of a call: written once, and measured so.

    `wrap` puts it into what is around it.
    """
    return fitted(card, lambda fit: wrap(_message(fit)))[1]


def words(card: Card) -> Json:
    """The same without a card, for a client or a service that takes none."""
    return {"type": "message", "text": markdown(plain(card)[:MESSAGE_CHARS])}


def attachment(card: Card, *, dialog: bool = False, buttons: bool = True) -> Json:
    return {"contentType": CONTENT_TYPE, "content": draw(card, dialog=dialog, buttons=buttons)}


def draw(card: Card, *, dialog: bool = False, buttons: bool = True) -> Json:
    """A card within Teams' size. In a dialog only Action.Submit works; what a person inserts into
    a conversation has no buttons: the bot may be no member there, so they would do nothing.
    """
    return fitted(card, lambda fit: _draw(fit, dialog, buttons))[0]


def fitted(card: Card, make: Callable[[Card], Json]) -> tuple[Json, bytes]:
    """What `make` makes of the card, or of the card made smaller, and its bytes."""
    for smaller in sizes(card):
        made = make(smaller)
        data = encode(made)
        if len(data) <= CARD_BYTES:
            break
    return made, data


def encode(body: Json) -> bytes:
    """JSON; half a character, which nobody can read, becomes a question mark."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _message(card: Card) -> Json:
    """Its summary is what notifications and screen readers get."""
    drawn = _draw(card, dialog=False, buttons=True)
    return {
        "type": "message",
        "summary": clean(card.verdict)[:SUMMARY_CHARS],
        "attachments": [{"contentType": CONTENT_TYPE, "content": drawn}],
    }


def _draw(card: Card, dialog: bool, buttons: bool) -> Json:
    body = [_runs(_run(card.verdict, weight="Bolder", size="Medium"))]
    for block in card.blocks:
        body += _block(block, dialog) if buttons else _block(_without(block), dialog)
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": clean(plain(card))[:SUMMARY_CHARS],
        "body": body,
        "msteams": {"width": "Full"},
    }


def _block(block: Block, dialog: bool) -> list[Json]:
    match block:
        case Text(body):
            return [_runs(_run(body))]
        case Note(body):
            return [_runs(_run(body, isSubtle=True, size="Small"))]
        case Alert(body):
            words = _runs(_run("Please note: ", weight="Bolder"), _run(body))
            return [{"type": "Container", "style": "warning", "items": [words]}]
        case Facts(rows):
            return [_fact(label, value) for label, value in rows]
        case Items(items):
            return [_item(item, dialog) for item in items]
        case Buttons(items):
            return _actions([_action(button, dialog) for button in items])
        case Search():
            return _search(block, dialog)
        case Document(_, name, about):
            return [_runs(_run(f"{name}: ", weight="Bolder"), _run(about))]
        case _:
            assert_never(block)


def _without(block: Block) -> Block:
    """The same without anything to press."""
    match block:
        case Buttons():
            return Buttons(())
        case Search():
            return Buttons(())
        case Items(items):
            return Items(tuple(Item(item.title, item.body) for item in items))
        case Text() | Note() | Alert() | Facts() | Document():
            return block
        case _:
            assert_never(block)


def _fact(label: str, value: Value) -> Json:
    return {
        "type": "ColumnSet",
        "spacing": "Small",
        "columns": [
            _column(1, _runs(_run(label, weight="Bolder"))),
            _column(2, _runs(*_value(value))),
        ],
    }


def _value(value: Value) -> list[Json]:
    match value:
        case str():
            return [_run(value)]
        case Contact(name, email):
            return _contact(name, email)
        case Link(text, url):
            return [_link(text, url)]
        case _:
            assert_never(value)


def _contact(name: str, email: str) -> list[Json]:
    """A mention would notify an account's manager of every question: a chat is a press away."""
    if "@" not in email:
        return [_run(name)]
    address = quote(clean(email), safe="@")
    chat = f"https://teams.microsoft.com/l/chat/0/0?users={address}"
    return [_link(name, chat), _run(" · "), _link(email, f"mailto:{address}")]


def _link(text: str, url: str) -> Json:
    if not url.startswith(LINKS):
        return _run(text)
    return _run(text, selectAction={"type": "Action.OpenUrl", "url": clean(url)})


def _item(item: Item, dialog: bool) -> Json:
    title = _runs(_run(item.title, weight="Bolder"))
    body = {**_runs(_run(item.body)), "spacing": "None"}
    lines = [title, body] if item.body else [title]
    columns: list[Json] = [{"type": "Column", "width": "stretch", "items": lines}]
    if item.button:
        press = _actions([_action(item.button, dialog)])
        columns.append({"type": "Column", "width": "auto", "items": press})
    return {"type": "ColumnSet", "spacing": "Small", "columns": columns}


def _search(block: Search, dialog: bool) -> list[Json]:
    entry = {
        "type": "Input.Text",
        "id": "text",
        "label": clean(block.label),
        "placeholder": clean(block.placeholder),
        "maxLength": 1_000,
    }
    return [entry, *_actions([_action(Button(block.label, block.action), dialog)])]


def _action(button: Button, dialog: bool) -> Json:
    """Pressed, it sends the action's name and values; the fallback is for older clients."""
    data = {"v": VERSION, "action": button.action, "data": dict(button.data)}
    submit = {"type": "Action.Submit", "title": clean(button.label), "data": data}
    if dialog:
        return submit
    style = STYLES[button.style]
    return {
        "type": "Action.Execute",
        "title": clean(button.label),
        "verb": button.action,
        "data": data,
        "style": style,
        "fallback": submit,
    }


def _actions(actions: list[Json]) -> list[Json]:
    return [
        {"type": "ActionSet", "actions": actions[start : start + ACTIONS]}
        for start in range(0, len(actions), ACTIONS)
    ]


def _column(width: int, *items: Json) -> Json:
    return {"type": "Column", "width": width, "items": list(items)}


def _runs(*runs: Json) -> Json:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def _run(text: str, **style: Any) -> Json:
    # An empty run is dropped by some clients together with its whole block.
    return {"type": "TextRun", "text": clean(text) or " ", **style}
