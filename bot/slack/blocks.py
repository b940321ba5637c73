"""A card as Block Kit: one case per element, every text escaped here and fitted to its limit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import assert_never

import structlog

from handlers.cards import (
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

from . import limits
from .limits import Json, chunks, clamp, fit, pieces
from .mrkdwn import bold, escape, line, link, mrkdwn, words
from .values import action_id, value

Mention = Callable[[Contact], str]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file of ours that is in Slack, seen by nobody until a message shows it."""

    id: str
    link: str


Uploads = Mapping[str, Uploaded]  # by a `Document`'s ident
NONE: Uploads = {}


def nobody(_: Contact) -> str:
    return ""


class Drawing:
    """One card being drawn. `mention` gives a person's Slack id where the reader knows it; files
    that are not among `uploads` are only named.
    """

    def __init__(self, mention: Mention = nobody, uploads: Uploads = NONE) -> None:
        self._mention = mention
        self._uploads = uploads
        self._numbers = count()

    def card(self, card: Card, *, most: int) -> list[Json]:
        title = bold(card.verdict, limits.SECTION)
        verdict = [{"type": "section", "text": mrkdwn(title)}] if title else []
        return fit([*verdict, *self.blocks(card.blocks)], most)

    def blocks(self, blocks: Sequence[Block]) -> list[Json]:
        return [one for block in blocks for one in self._draw(block)]

    def _draw(self, block: Block) -> Sequence[Json]:
        match block:
            case Text(body):
                parts = pieces(escape(body).strip(), limits.SECTION)
                return [one for part in parts for one in _section(part)]
            case Alert(body):
                return _section(f":warning: {escape(body)}")
            case Note(body):
                return _context(escape(body))
            case Facts(rows):
                return self._facts(rows)
            case Items(rows):
                return list(self._items(rows))
            case Buttons(items):
                return self._actions(items)
            case Search(label, action, placeholder):
                return [self._search(label, action, placeholder)]
            case Document():
                return self._document(block)
            case _:
                assert_never(block)

    def _document(self, document: Document) -> list[Json]:
        file = self._uploads.get(document.ident)
        if file is None:
            return _section(escape(f"{document.name}: {document.about}"))
        if not document.picture:
            name = link(document.name, file.link, limits.SECTION // 2)
            return _section(f"{name}: {escape(document.about)}")
        alt = words(document.about, limits.ALT)["text"]
        title = words(document.name, limits.ALT)
        return [{"type": "image", "slack_file": {"id": file.id}, "alt_text": alt, "title": title}]

    def _facts(self, rows: Sequence[tuple[str, Value]]) -> list[Json]:
        fields = [mrkdwn(self._fact(label, value)) for label, value in rows]
        return [{"type": "section", "fields": some} for some in chunks(fields, limits.FIELDS)]

    def _fact(self, label: str, value: Value) -> str:
        title = bold(label, limits.FIELD // 4)
        return f"{title}\n{self._value(value, limits.FIELD - len(title) - 1)}"

    def _value(self, value: Value, most: int) -> str:
        match value:
            case str():
                return clamp(escape(value), most) or "–"
            case Contact(name, email):
                if member := self._mention(value):
                    return f"<@{member}>"
                return link(name or email, f"mailto:{email}", most) if email else line(name)
            case Link(text, url):
                return link(text, url, most)
            case _:
                assert_never(value)

    def _items(self, rows: Sequence[Item]) -> Iterator[Json]:
        """Lines without a button share a section; one with a button stands in its own."""
        lines: list[str] = []
        for row in rows:
            text = clamp(f"{bold(row.title, limits.FIELD)} {escape(row.body)}", limits.SECTION)
            button = row.button and self._button(row.button)
            if button or sum(map(len, lines)) + len(lines) + len(text) > limits.SECTION:
                yield from _section("\n".join(lines))
                lines = []
            if button:
                yield {"type": "section", "text": mrkdwn(text), "accessory": button}
            else:
                lines.append(text)
        yield from _section("\n".join(lines))

    def _actions(self, buttons: Sequence[Button]) -> list[Json]:
        drawn = [element for button in buttons if (element := self._button(button))]
        return [{"type": "actions", "elements": some} for some in chunks(drawn, limits.ACTIONS)]

    def _button(self, button: Button) -> Json | None:
        packed = value(button)
        if packed is None:
            log.warning("button left out: too much data", action=button.action)
            return None
        style = {} if button.style == "default" else {"style": button.style}
        return {
            "type": "button",
            "text": words(button.label, limits.BUTTON),
            "action_id": action_id(button.action, next(self._numbers)),
            "value": packed,
            **style,
        }

    def _search(self, label: str, action: str, placeholder: str) -> Json:
        hint = {"placeholder": words(placeholder, limits.PLACEHOLDER)} if placeholder else {}
        return {
            "type": "input",
            "dispatch_action": True,
            "label": words(label, limits.LABEL),
            "element": {
                "type": "plain_text_input",
                "action_id": action_id(action, next(self._numbers)),
                "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
                **hint,
            },
        }


def message(card: Card, mention: Mention = nobody, uploads: Uploads = NONE) -> Json:
    """`text` is what notifications and screen readers get: the whole card, the verdict first.

    Two things work in there alone, not in a block: a file's link shares it with whoever reads the
    message, and a mention surely calls the person.
    """
    called = [f"<@{member}>" for one in contacts(card) if one.notify and (member := mention(one))]
    shared = [
        f"<{uploads[one.ident].link}|{line(one.name).replace('|', '¦')}>"
        for one in documents(card)
        if one.ident in uploads and not one.picture
    ]
    marks = " ".join([*called, *shared])
    text = clamp(escape(plain(card)), limits.TEXT - len(marks) - 1)
    return {
        "text": f"{text}\n{marks}" if marks else text,
        "blocks": Drawing(mention, uploads).card(card, most=limits.MESSAGE_BLOCKS),
    }


def documents(card: Card) -> list[Document]:
    return [block for block in card.blocks if isinstance(block, Document)]


def contacts(card: Card) -> list[Contact]:
    rows = [row for block in card.blocks if isinstance(block, Facts) for row in block.rows]
    return [value for _, value in rows if isinstance(value, Contact)]


def home(card: Card, mention: Mention = nobody) -> Json:
    return {"type": "home", "blocks": Drawing(mention).card(card, most=limits.VIEW_BLOCKS)}


def _section(text: str) -> list[Json]:
    shown = clamp(text.strip(), limits.SECTION)
    return [{"type": "section", "text": mrkdwn(shown)}] if shown else []


def _context(text: str) -> list[Json]:
    shown = clamp(text.strip(), limits.SECTION)
    return [{"type": "context", "elements": [mrkdwn(shown)]}] if shown else []
