"""What one request changes, all of it in one transaction: its once-key, state, messages, audit."""

from datetime import datetime

from store import audit, inbox, outbox, people
from store.db import Sql
from store.rows import Person

from . import places
from .cards import from_json, to_json
from .context import Context
from .record import record
from .request import How, Kind, Outcome, Reply, Request, Settled, Show, Via


def settle(
    db: Sql, request: Request, person: Person | None, outcome: Outcome, how: How, ctx: Context
) -> Settled | None:
    """Everything that one request changes; runs inside one `Db.write`."""
    now = ctx.now()
    card = "" if callable(outcome) else to_json(outcome.card)
    again = card if request.sync else ""  # shown in the response: once more if this comes twice
    if request.once and not inbox.settle(db, once=request.once, reply=again, now=now):
        kept = inbox.reply(db, request.once)
        return Settled(from_json(kept), How.RETURN, again=True) if kept else None
    if request.via is Via.MESSAGE:
        places.heard(db, request, now=now)
    reply = outcome(db) if callable(outcome) else outcome
    card = card or to_json(reply.card)
    if reply.silent:
        return _silent(db, request, person, reply, now=now)
    if reply.personal and how is How.QUEUED and request.place.kind is not Kind.PERSONAL:
        how = How.PRIVATE
    if person is not None and callable(outcome):
        people.used(db, request.who, now=now)
    if person is not None:
        record(db, reply, card, person, now=now)
    _note(db, request, person, reply, now=now)
    if how is How.QUEUED:
        _queue(db, request, reply, card, now=now)
    elif request.sync and request.once and callable(outcome):
        inbox.keep(db, once=request.once, reply=card)
    return Settled(
        reply.card,
        how,
        reply.show,
        reply.results,
        reply.reload,
        reply.note,
        form=reply.form,
        refused=reply.refused,
    )


def _silent(
    db: Sql, request: Request, person: Person | None, reply: Reply, *, now: datetime
) -> Settled:
    """Nothing is said; recorded is what was done, if anything."""
    if not reply.note.did:
        return Settled(reply.card, How.SILENT)
    _note(db, request, person, reply, now=now)
    return Settled(reply.card, How.SILENT, note=reply.note)


def _queue(db: Sql, request: Request, reply: Reply, card: str, *, now: datetime) -> None:
    """For all who read there, in the place of what was pressed if it is that."""
    outbox.put(
        db,
        to=request.place.address,
        thread=request.place.thread,
        edits=request.message if _replaces(request, reply) else "",
        once=request.once and f"reply:{request.once}",
        card=card,
        now=now,
    )


def _replaces(request: Request, reply: Reply) -> bool:
    return request.via is Via.BUTTON and reply.show is Show.UPDATE


def _note(db: Sql, request: Request, person: Person | None, reply: Reply, *, now: datetime) -> None:
    """The one audit row of a request."""
    ref = {"ref": reply.ref} if reply.ref else {}
    audit.append(
        db,
        who=person.id if person else str(request.who),
        did=reply.note.did,
        about=reply.note.about,
        place=request.place.address,
        detail={"via": request.via, **ref, **reply.note.detail},
        now=now,
    )
