"""The bodies that Teams wants in answer to an invoke."""

import html
from typing import Any

from handlers.cards import Card, plain
from handlers.forms import Form

from . import forms
from .adaptive import CONTENT_TYPE, attachment, draw
from .around import EVERYWHERE, IN_DIALOG, INSERTED, Around
from .limits import RESULTS
from .text import clean

Json = dict[str, Any]

MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
PREVIEW_CHARS = 200
TITLE = "Hardline"
FEW = 3  # fields that a dialog of medium height shows at once


def updated(card: Card, around: Around = EVERYWHERE) -> Json:
    """The card that was pressed, replaced."""
    return {"statusCode": 200, "type": CONTENT_TYPE, "value": draw(card, around)}


def told(text: str) -> Json:
    """Words shown to the one who pressed; the card stays."""
    return {"statusCode": 200, "type": MESSAGE, "value": clean(text)}


def refused(code: str, text: str) -> Json:
    return {"statusCode": 400, "type": ERROR, "value": {"code": code, "message": text}}


def results(cards: tuple[Card, ...]) -> Json:
    """What a message extension lists; Teams previews no Adaptive Card, so a thumbnail stands in."""
    found = [_result(card) for card in cards[:RESULTS]]
    return {
        "composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": found}
    }


def hint(text: str) -> Json:
    """Words in place of results."""
    return {"composeExtension": {"type": "message", "text": clean(text)}}


def dialog(card: Card, around: Around = IN_DIALOG, *, title: str = TITLE) -> Json:
    """A dialog with a card in it, opened or refilled."""
    return _continued(title, attachment(card, around))


def filling(form: Form, origin: str) -> Json:
    """A dialog with a form in it. Raises forms.TooLarge."""
    tall = len(form.fields) > FEW
    shown = {"contentType": CONTENT_TYPE, "content": forms.draw(form, origin)}
    return _continued(clean(form.title), shown, height="large" if tall else "medium")


def closed(text: str) -> Json:
    """The dialog is closed, with a last word."""
    return {"task": {"type": "message", "value": clean(text)}}


def nothing() -> Json:
    """The dialog is closed without a word."""
    return {}


def _continued(title: str, shown: Json, *, height: str = "medium") -> Json:
    value = {"title": title, "height": height, "width": "medium", "card": shown}
    return {"task": {"type": "continue", "value": value}}


def _result(card: Card) -> Json:
    lines = plain(Card("", card.blocks)).strip().replace("\n", " · ")
    # a thumbnail reads HTML
    preview = {
        "title": html.escape(clean(card.verdict), quote=False),
        "text": html.escape(clean(lines)[:PREVIEW_CHARS], quote=False),
    }
    return {
        **attachment(card, INSERTED),
        "preview": {"contentType": THUMBNAIL, "content": preview},
    }
