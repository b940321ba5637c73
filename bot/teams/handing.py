"""Handing documents over: what the reader of a card can have of those on it, and how."""

import base64
from collections.abc import Mapping

from bot.files import Links
from handlers.cards import Card, Document
from handlers.documents import beginning, command, may_have
from store import documents, people
from store.db import Db
from store.documents import Document as Kept
from store.rows import Identity, Person, Platform

from .adaptive import encode
from .around import Around, Paper
from .limits import CARD_BYTES
from .text import clean

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
PICTURE = "image/png"


class Handing:
    def __init__(self, db: Db, links: Links) -> None:
        self._db = db
        self._links = links

    def in_dialog(self, card: Card, who: Identity) -> Around:
        """A dialog can't offer a file, so only a link leads to one."""
        return Around(dialog=True, papers=self.for_one(card, who, alone=False))

    def for_one(self, card: Card, who: Identity, *, alone: bool) -> Mapping[str, Paper]:
        """For whom nobody knows there is nothing but the words."""
        if not encloses(card) or (person := self.person(who)) is None:
            return {}
        return self.papers(card, person, alone=alone)

    def person(self, who: Identity) -> Person | None:
        linked = self._db.look(lambda db: people.linked(db, who))
        return linked[0] if linked else None

    def known(self, person_id: str) -> Person | None:
        return self._db.look(lambda db: people.get(db, person_id))

    def member(self, person_id: str) -> str:
        """Their object id in Teams; '' for someone who is not known there."""
        found = self._db.look(lambda db: people.identities(db, person_id))
        return next((each.member for each in found if each.platform is Platform.TEAMS), "")

    def papers(self, card: Card, person: Person | None, *, alone: bool) -> Mapping[str, Paper]:
        """For `person`, or for all who read a conversation if that is None. `alone`: in their own
        chat, the one place where a bot may offer a file.
        """
        idents = [block.ident for block in card.blocks if isinstance(block, Document)]
        found = {ident: self.kept(ident) for ident in idents}
        return {
            ident: self._paper(document, person, alone=alone)
            for ident, document in found.items()
            if document is not None and (person is None or may_have(person, document))
        }

    def kept(self, ident: str) -> Kept | None:
        return self._db.look(lambda db: documents.get(db, ident))

    def consents(self, card: Card, papers: Mapping[str, Paper]) -> list[bytes]:
        """An activity for each file that is offered by a card of its own."""
        found = [block for block in card.blocks if isinstance(block, Document)]
        offered = [block for block in found if papers.get(block.ident, Paper()).card]
        kept = [(block, self.kept(block.ident)) for block in offered]
        return [_consent(block, document) for block, document in kept if document]

    def _paper(self, document: Kept, person: Person | None, *, alone: bool) -> Paper:
        link = self._links.make(person.id, document.id) if person else ""
        if document.mime == PICTURE:
            return Paper(link=link, picture=_picture(document), command=command(document.id))
        if link or alone:
            return Paper(link=link, card=not link)
        return Paper(lines=beginning(document), command=command(document.id))


def encloses(card: Card) -> bool:
    return any(isinstance(block, Document) for block in card.blocks)


def _picture(document: Kept) -> str:
    """As a data URI, if there is a chance that a card can hold it."""
    if len(document.body) > CARD_BYTES:
        return ""
    return f"data:{PICTURE};base64,{base64.b64encode(document.body).decode()}"


def _consent(block: Document, document: Kept) -> bytes:
    about = {"document": document.id}
    content = {
        "description": clean(block.about),
        "sizeInBytes": len(document.body),
        "acceptContext": about,
        "declineContext": about,
    }
    card = {"contentType": CONSENT, "name": clean(document.name), "content": content}
    summary = clean(f"{document.name}: {block.about}")[:500]
    return encode({"type": "message", "summary": summary, "attachments": [card]})
