"""How an intake is told of and ends: in one transaction, and only while it is still wanted."""

from collections.abc import Callable
from datetime import datetime

from handlers.cards import Card, to_json
from handlers.context import Context
from handlers.record import record
from handlers.request import Reply
from store import audit, intakes, outbox, posts
from store.db import Sql
from store.intakes import Intake
from store.rows import Person

from . import words

Make = Callable[[Sql], Reply]


def say(db: Sql, row: Intake, card: Card, *, now: datetime, topic: str = "") -> None:
    """In the one message about it, which is edited from then on."""
    outbox.put(
        db,
        to=row.address,
        thread=row.thread,
        topic=topic or words.topic(row),
        card=to_json(card),
        now=now,
    )


def conclude(db: Sql, row: Intake, card: Card, *, now: datetime) -> None:
    """The last word is a message of its own: it calls the person, and a file can't come into a
    message by an edit. What was said before it only points there, if it stands there at all.
    """
    said = words.topic(row)
    outbox.unsay(db, to=row.address, topic=said)
    if row.address in posts.destinations(db, said):
        say(db, row, words.over(row), now=now)
    say(db, row, card, now=now, topic=words.last(row))


async def tell(ctx: Context, row: Intake, card: Card) -> None:
    await ctx.db.write(lambda db: say(db, row, card, now=ctx.now()))


async def end(ctx: Context, row: Intake, make: Make, person: Person | None) -> None:
    """The last word on it, kept under its reference, with what it changed and the audit row.

    Nothing if it was ended by another meanwhile, or called off.
    """

    def ended(db: Sql) -> None:
        if not intakes.move(db, row.id, of=intakes.READY, to=intakes.DONE):
            return
        now, reply = ctx.now(), make(db)
        if person is not None:
            record(db, reply, to_json(reply.card), person, now=now)
        if reply.note.did:
            ref = {"ref": reply.ref} if reply.ref else {}
            audit.append(
                db,
                who=person.id if person else str(row.who),
                did=reply.note.did,
                about=reply.note.about,
                place=row.address,
                detail={"via": "file", **ref, **reply.note.detail},
                now=now,
            )
        conclude(db, row, reply.card, now=now)

    await ctx.db.write(ended)


async def ask(ctx: Context, row: Intake, card: Card, *, kind: str = "") -> None:
    """It waits for what a person says to this card."""

    def asked(db: Sql) -> None:
        if intakes.move(db, row.id, of=intakes.READY, to=intakes.ASKING, kind=kind):
            say(db, row, card, now=ctx.now())

    await ctx.db.write(asked)
