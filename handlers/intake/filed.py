"""Districts and people from a chat: tried out first, and taken in at an admin's word."""

from contextlib import suppress

from handlers.cards import Button, Buttons, Card, Text
from handlers.context import Context
from handlers.importing import enter
from handlers.importing.enter import Entered
from handlers.permissions import Doing, require
from handlers.request import Note, Reply
from handlers.words import counted
from store.db import Sql
from store.intakes import Intake
from store.rows import Person

from . import closing, words
from .apart import Looked
from .kinds import Kind
from .listed import wrong


class _Rehearsed(Exception):
    """Ends the rehearsal's transaction, so that it leaves nothing behind."""


async def work(row: Intake, person: Person, looked: Looked, ctx: Context) -> None:
    require(Doing.MANAGE_PEOPLE, person, f"may import {looked.kind}")
    found = looked.checked
    assert found is not None
    if found.problems:
        await closing.end(ctx, row, lambda db: wrong(db, row, person, looked, ctx), person)
    elif row.given.get("confirmed"):
        await closing.end(ctx, row, lambda db: _taken_in(db, looked, person, ctx), person)
    else:
        await closing.ask(ctx, row, await _preview(row, person, looked, ctx), kind=looked.kind)


async def _preview(row: Intake, person: Person, looked: Looked, ctx: Context) -> Card:
    done: list[Entered] = []

    def rehearse(db: Sql) -> None:
        done.append(_enter(db, looked, person, ctx))
        raise _Rehearsed

    with suppress(_Rehearsed):
        await ctx.db.write(rehearse)
    found = looked.checked
    assert found is not None
    buttons = (
        Button("Take them in", "intake.confirm", {"intake": row.id}, "primary"),
        Button("Discard", "intake.drop", {"intake": row.id}),
    )
    return Card(
        f"{words.called(row)} can go in: {_tally(done[0], looked.kind, 'would be ')}",
        (
            *words.recognised(found, looked.form, looked.rows),
            *words.warnings(found),
            Buttons(buttons),
        ),
    )


def _taken_in(db: Sql, looked: Looked, person: Person, ctx: Context) -> Reply:
    """Its audit row is the import's own."""
    tally = _tally(_enter(db, looked, person, ctx), looked.kind, "")
    return Reply(
        Card(f"Taken in: {tally}", (Text("Who is not in the file stays as they are."),)), Note("")
    )


def _enter(db: Sql, looked: Looked, person: Person, ctx: Context) -> Entered:
    found = looked.checked
    assert found is not None
    do = enter.directory if looked.kind is Kind.PEOPLE else enter.districts
    return do(db, found.rows, by=person, policy=ctx.policy, now=ctx.now())


def _tally(done: Entered, kind: Kind, would: str) -> str:
    one, many = ("person", "people") if kind is Kind.PEOPLE else ("district", "districts")
    return (
        f"{counted(done.added, one, many)} {would}added, {done.changed:,} {would}changed,"
        f" {done.same:,} as before."
    )
