"""A question about many names, from the rows to the answer with its file."""

import asyncio
import time
from functools import partial

from handlers import replies
from handlers.cards import Card, Text, to_json
from handlers.context import Context
from handlers.errors import PersonError
from handlers.feature import Ask
from handlers.request import Kind, Note, Place, Reply, Request, Via
from handlers.words import counted
from store import outbox, people
from store.db import Sql
from store.intakes import Intake
from store.rows import Person, Role
from store.sheets import SheetError

from . import bulk, closing, words
from .apart import Looked

TELL_S = 2.0  # between two words on how far it is


def most(person: Person, ctx: Context) -> int:
    """How many rows someone may ask about at once."""
    limits = ctx.policy.limits
    return limits.bulk_rows if person.staff else limits.bulk_rows_partners


async def work(row: Intake, person: Person, looked: Looked, ctx: Context) -> None:
    asked = looked.asked
    assert asked is not None
    if looked.rows > most(person, ctx):
        await closing.end(ctx, row, lambda db: _too_many(db, looked.rows, person, ctx), person)
        return
    if not asked.body:
        raise SheetError("There are only headers, and no row below them.")
    if asked.choose:
        columns = [asked.header[place] for place in asked.choose]
        await closing.ask(ctx, row, words.which_column(row, columns))
        return
    if asked.name < 0 and asked.domain < 0 and asked.ticker < 0:
        raise PersonError("It has no such column any more. Please post the file again.")
    listing = ctx.lists.now(person.audience)
    also = partial(replies.with_exception, ctx, listing)
    lines = await bulk.work_off(listing, asked, also, _Progress(row, looked.rows, ctx))
    done = bulk.Answered(listing, asked, lines)
    names = bulk.managers(await ctx.db.read(people.every))
    body = await asyncio.to_thread(bulk.written, done, names, xlsx=looked.form.startswith("XLSX"))
    place = Place(row.address, Kind.PERSONAL, row.thread)
    ask = Ask(Request(row.who, Via.MESSAGE, place), person, person.audience)
    await closing.end(
        ctx,
        row,
        lambda db: bulk.settle(db, ask, ctx, done, body, name=row.name, now=ctx.now()),
        person,
    )


class _Progress:
    """Told by editing the one message, and not more often than people can read."""

    def __init__(self, row: Intake, of: int, ctx: Context) -> None:
        self._row = row
        self._of = of
        self._ctx = ctx
        self._told = time.monotonic()

    async def __call__(self, done: int) -> None:
        if time.monotonic() - self._told < TELL_S or done >= self._of:
            return
        self._told = time.monotonic()
        await closing.tell(self._ctx, self._row, words.progress(self._row, done, self._of))


def _too_many(db: Sql, rows: int, person: Person, ctx: Context) -> Reply:
    """The refusal, and once a day a word to the list owners."""
    now, limit = ctx.now(), most(person, ctx)
    told = Card(
        f"{person.name} asked about {rows:,} names at once.",
        (Text(f"The policy allows {limit:,}; they were told so. You are told once a day."),),
    )
    for owner in people.by_role(db, Role.LIST_OWNER):
        if owner.id == person.id:
            continue
        outbox.put(
            db,
            to=f"person:{owner.id}",
            once=f"bulk-rows:{person.id}:{owner.id}:{now.date().isoformat()}",
            card=to_json(told),
            now=now,
        )
    card = Card(
        f"That is {counted(rows, 'row')}; I answer up to {limit:,} at once.",
        (Text("Please split the file. If you need more often, talk to the list owner."),),
    )
    return Reply(card, Note("refused", detail={"why": "bulk-rows", "rows": str(rows)}))
