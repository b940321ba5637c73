"""Card → Adaptive Card 1.5. Data goes into text runs, where neither Markdown nor HTML is read."""

import json
from collections.abc import Callable, Iterable
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

from . import mentions
from .around import EVERYWHERE, Around
from .limits import CARD_BYTES, MESSAGE_CHARS
from .papers import paper
from .runs import actions, column, link, run, runs, warning
from .shrink import sizes
from .text import clean, markdown

Json = dict[str, Any]

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
SUMMARY_CHARS = 500  # a notification shows a line or two
STYLES = {"default": "default", "primary": "positive", "danger": "destructive"}
OPEN = "open"  # what a button carries that asks for a form: a client without dialogs says so, too
FETCH = {"type": "task/fetch"}
Wrap = Callable[[Json], Json]


def packed(
    card: Card, wrap: Wrap = lambda activity: activity, around: Around = EVERYWHERE
) -> bytes:
    """The activity that shows a card, as the body of a call: written once, and measured so.

    `wrap` puts it into what is around it.
    """
    return fitted(card, lambda fit, near: wrap(_message(fit, near)), around)[1]


def words(card: Card) -> Json:
    """The same without a card, for a client or a service that takes none."""
    return {"type": "message", "text": markdown(plain(card)[:MESSAGE_CHARS])}


def attachment(card: Card, around: Around = EVERYWHERE) -> Json:
    return {"contentType": CONTENT_TYPE, "content": draw(card, around)}


def draw(card: Card, around: Around = EVERYWHERE) -> Json:
    """A card within Teams' size."""
    return fitted(card, _draw, around)[0]


def fitted(
    card: Card, make: Callable[[Card, Around], Json], around: Around = EVERYWHERE
) -> tuple[Json, bytes]:
    """What `make` makes of the card, or of the card made smaller, and its bytes.

    Pictures are the first to go: what they show is said beside them.
    """
    if around.pictures:
        made = make(card, around)
        data = encode(made)
        if len(data) <= CARD_BYTES:
            return made, data
        around = around.without_pictures()
    for smaller in sizes(card):
        made = make(smaller, around)
        data = encode(made)
        if len(data) <= CARD_BYTES:
            break
    return made, data


def encode(body: Json) -> bytes:
    """JSON; half a character, which nobody can read, becomes a question mark."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _message(card: Card, around: Around) -> Json:
    """Its summary is what notifications and screen readers get."""
    return {
        "type": "message",
        "summary": clean(card.verdict)[:SUMMARY_CHARS],
        "attachments": [{"contentType": CONTENT_TYPE, "content": _draw(card, around)}],
    }


def _draw(card: Card, around: Around) -> Json:
    called = mentions.entities(card, around)
    return frame(
        [runs(run(card.verdict, weight="Bolder", size="Medium")), *drawn(card.blocks, around)],
        fallback=plain(card),
        msteams={"entities": called} if called else {},
    )


def frame(body: list[Json], *, fallback: str, msteams: Json | None = None) -> Json:
    """The card around its elements."""
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": clean(fallback)[:SUMMARY_CHARS],
        "body": body,
        "msteams": {"width": "Full", **(msteams or {})},
    }


def drawn(blocks: Iterable[Block], around: Around) -> list[Json]:
    if not around.buttons:
        blocks = map(_without, blocks)
    return [element for block in blocks for element in _block(block, around)]


def _block(block: Block, around: Around) -> list[Json]:
    match block:
        case Text(body):
            return [runs(run(body))]
        case Note(body):
            return [runs(run(body, isSubtle=True, size="Small"))]
        case Alert(body):
            return [warning(run("Please note: ", weight="Bolder"), run(body))]
        case Facts(rows):
            return [_fact(label, value, around) for label, value in rows]
        case Items(items):
            return [_item(item, around) for item in items]
        case Buttons(items):
            return actions([_action(button, around) for button in items])
        case Search():
            return _search(block, around)
        case Document():
            return paper(block, around)
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


def _fact(label: str, value: Value, around: Around) -> Json:
    return {
        "type": "ColumnSet",
        "spacing": "Small",
        "columns": [
            column(1, runs(run(label, weight="Bolder"))),
            column(2, *_value(value, around)),
        ],
    }


def _value(value: Value, around: Around) -> list[Json]:
    match value:
        case str():
            return [runs(run(value))]
        case Contact():
            return _contact(value, around)
        case Link(text, url):
            return [runs(link(text, url))]
        case _:
            assert_never(value)


def _contact(contact: Contact, around: Around) -> list[Json]:
    """A mention for one who is to be called; else a chat is a press away, and nobody is."""
    name, email = contact.name, contact.email
    called = mentions.tag(contact, around)
    if "@" not in email:
        return [mentions.block(called) if called else runs(run(name))]
    mail = link(email, f"mailto:{quote(clean(email), safe='@')}")
    if called:
        return [mentions.block(called), {**runs(mail), "spacing": "None"}]
    chat = f"https://teams.microsoft.com/l/chat/0/0?users={quote(clean(email), safe='@')}"
    return [runs(link(name, chat), run(" · "), mail)]


def _item(item: Item, around: Around) -> Json:
    title = runs(run(item.title, weight="Bolder"))
    body = {**runs(run(item.body)), "spacing": "None"}
    lines = [title, body] if item.body else [title]
    columns = [column("stretch", *lines)]
    if item.button:
        columns.append(column("auto", *actions([_action(item.button, around)])))
    return {"type": "ColumnSet", "spacing": "Small", "columns": columns}


def _search(block: Search, around: Around) -> list[Json]:
    entry = {
        "type": "Input.Text",
        "id": "text",
        "label": clean(block.label),
        "placeholder": clean(block.placeholder),
        "maxLength": 1_000,
    }
    return [entry, *actions([_action(Button(block.label, block.action), around)])]


def _action(button: Button, around: Around) -> Json:
    """Pressed, it sends the action's name and values; the fallback is for older clients.

    A form is opened by Action.Submit: Action.Execute can't. In a dialog every press is a Submit,
    and what it leads to stands in the same dialog.
    """
    data: Json = {"v": VERSION, "action": button.action, "data": dict(button.data)}
    submit: Json = {"type": "Action.Submit", "title": clean(button.label), "data": data}
    if around.dialog:
        return submit
    style = STYLES[button.style]
    if button.form:
        return {**submit, "style": style, "data": {**data, "form": OPEN, "msteams": FETCH}}
    return {
        "type": "Action.Execute",
        "title": clean(button.label),
        "verb": button.action,
        "data": data,
        "style": style,
        "fallback": submit,
    }
