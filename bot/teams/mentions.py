"""Calling someone: a TextBlock with their name in a tag, and an entity that says who it means."""

import re
from typing import Any

from handlers.cards import Card, Contact, Facts

from .around import Around

Json = dict[str, Any]

# A TextBlock reads Markdown and tags, so nothing of either can stay in a name.
_MARKS = re.compile(r"[^\w\s.,'’()-]|_")
NAME_CHARS = 80


def tag(contact: Contact, around: Around) -> str:
    """`<at>Name</at>`, or '' for someone who is not to be called here."""
    if not (contact.notify and around.calls.get(contact.person_id)):
        return ""
    name = " ".join(_MARKS.sub(" ", contact.name).split())[:NAME_CHARS]
    return f"<at>{name}</at>" if name else ""


def block(text: str) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True}


def entities(card: Card, around: Around) -> list[Json]:
    """One for each mention that stands on the card."""
    found = {tag(contact, around): contact for contact in contacts(card)}
    return [
        {
            "type": "mention",
            "text": text,
            "mentioned": {"id": around.calls[contact.person_id], "name": text[4:-5]},
        }
        for text, contact in found.items()
        if text
    ]


def contacts(card: Card) -> list[Contact]:
    rows = [row for block in card.blocks if isinstance(block, Facts) for row in block.rows]
    return [value for _, value in rows if isinstance(value, Contact)]
