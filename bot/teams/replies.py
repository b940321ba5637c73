"""The bodies that Teams wants in answer to an invoke."""

import html
from typing import Any

from handlers.cards import Card, plain

from .adaptive import CONTENT_TYPE, attachment, draw
from .limits import RESULTS
from .text import clean

Json = dict[str, Any]

MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
PREVIEW_CHARS = 200
TITLE = "Check account"


def updated(card: Card) -> Json:
    """The card that was pressed, replaced."""
    return {"statusCode": 200, "type": CONTENT_TYPE, "value": draw(card)}


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


def dialog(card: Card) -> Json:
    """A dialog with a card in it, opened or refilled."""
    value = {"title": TITLE, "height": "medium", "width": "medium"}
    shown = attachment(card, dialog=True)
    return {"task": {"type": "continue", "value": {**value, "card": shown}}}


def _result(card: Card) -> Json:
    lines = plain(Card("", card.blocks)).strip().replace("\n", " · ")
    # a thumbnail reads HTML
    preview = {
        "title": html.escape(clean(card.verdict), quote=False),
        "text": html.escape(clean(lines)[:PREVIEW_CHARS], quote=False),
    }
    return {
        **attachment(card, buttons=False),
        "preview": {"contentType": THUMBNAIL, "content": preview},
    }
