"""Entering shared words into a case: who may, the record, the messages, all in one transaction."""

import hashlib
from collections.abc import Mapping

from handlers.cards import Block, Card, Text
from handlers.context import Context
from handlers.errors import PersonError
from handlers.feature import Ask
from handlers.permissions import Doing
from handlers.request import Kind, Note, Reply, Show, Via
from store import relayed
from store.db import Sql
from store.relayed import Relayed
from store.rows import Person, Platform

from . import carry, shared, step, tell
from . import file as files
from .acts import NotYours
from .file import CaseFile
from .relations import may
from .spoken import Said


class Over(PersonError):
    """This case is over and takes no more words, so nothing was shared."""


class NobodyThere(PersonError):
    """There is nobody on the other side whom I could pass this on to, so nothing was shared."""


def readable(db: Sql, ident: str, ask: Ask, ctx: Context) -> CaseFile:
    """A case that takes words from this person. Raises NotYours, Over."""
    now = ctx.now()
    case = step.readable(db, ident, ask.person, ctx.policy, now=now)
    told = files.read(db, case, ctx.policy, now=now)
    if not may(Doing.COMMENT, case, ask.person, told.office.directory):
        raise NotYours
    if case.final:
        raise Over
    return told


def draft(told: CaseFile, said: Said, ask: Ask, *, author: Person | None = None) -> Relayed:
    """What is about to be shared; where it was written, if not in a form."""
    request, author = ask.request, author or ask.person
    written = request.via is not Via.FORM
    return Relayed(
        case_id=told.case.id,
        number=0,
        at=told.now,
        author_id=author.id,
        side=shared.side_of(author),
        text=said.text,
        files=said.files,
        marked=said.marked,
        shared_by="" if author.id == ask.person.id else ask.person.id,
        address=request.place.address if written else "",
        message=request.message if written else "",
    )


def share(db: Sql, told: CaseFile, new: Relayed, ask: Ask, ctx: Context) -> Reply:
    """Raises NobodyThere, and then nothing is kept."""
    if not carry.reached(db, told, new):
        raise NobodyThere
    word = relayed.put(db, new)
    told = again(db, told, ctx)
    carry.out(db, told, word)
    tell.refresh(db, told)
    return confirmed(db, told, word, ask, did="shared")


def again(db: Sql, told: CaseFile, ctx: Context) -> CaseFile:
    """With what was just written."""
    return files.read(db, told.case, ctx.policy, now=told.now)


def confirmed(db: Sql, told: CaseFile, word: Relayed, ask: Ask, *, did: str) -> Reply:
    """What the one who did it is shown: a partner who writes in a thread finds the receipt there,
    which is brought up to date; all others get a word for themselves.
    """
    note = Note(f"case.{did}", told.case.id, proof(word))
    request = ask.request
    if request.under and not ask.person.staff and request.place.kind is Kind.PERSONAL:
        carry.receipt(db, told, ask.person, request.under)
        return Reply(Card(""), note, silent=True)
    show = Show.CLOSE if request.via is Via.FORM else Show.NEW
    alone = ask.public or request.who.platform is Platform.SLACK
    return Reply(_card(db, told, word, did), note, show, personal=alone)


def _card(db: Sql, told: CaseFile, word: Relayed, did: str) -> Card:
    whom = carry.whom(db, told, word)
    if did == "unshared":
        return Card(f"Taken back: {whom} can't read it here any more.")
    verdict = f"Shared with {whom}." if did == "shared" else f"Changed for {whom} too."
    text: tuple[Block, ...] = (Text(word.text),) if word.text else ()
    return Card(verdict, (*text, *carry.links(word)))


def proof(word: Relayed) -> Mapping[str, str]:
    """Ties the word to the audit chain, which holds none."""
    kept = hashlib.sha256(word.text.encode()).hexdigest()
    return {"number": str(word.number), "words": kept, "by": word.author_id}
