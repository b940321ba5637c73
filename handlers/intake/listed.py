"""A list from a chat: checked, entered as a draft, and told with what it changes."""

from datetime import date

from handlers.cards import Block, Button, Buttons, Card, Document, Text
from handlers.context import Context
from handlers.importing import drafting
from handlers.importing.checked import Checked
from handlers.importing.drafting import Coming
from handlers.request import Note, Reply
from handlers.words import counted
from store import documents, intakes
from store.db import Sql
from store.intakes import Intake
from store.rows import Person

from . import closing, drafted, words
from .apart import Looked
from .kinds import Kind


async def work(row: Intake, person: Person, looked: Looked, ctx: Context) -> None:
    found = looked.checked
    assert found is not None
    told = words.recognised(found, looked.form, looked.rows)
    if found.problems:
        await closing.end(ctx, row, lambda db: wrong(db, row, person, looked, ctx), person)
        return
    if not (row.given.get("edition") and row.given.get("effective")):
        card = _which_edition(row, looked, (*told, *words.warnings(found)))
        await closing.ask(ctx, row, card, kind=Kind.LIST)
        return
    await closing.tell(ctx, row, words.entering(row, looked.rows))
    async with drafting.brought(ctx.db, found.rows, now=ctx.now()) as coming:
        await ctx.db.write(lambda db: _enter(db, row, coming, person, ctx))
    await told_of(row, person, ctx, (*told, *words.warnings(found)))


async def told(row: Intake, person: Person, ctx: Context) -> None:
    """Entered before a restart, and not told of yet."""
    await told_of(row, person, ctx, ())


async def told_of(row: Intake, person: Person, ctx: Context, extra: tuple[Block, ...]) -> None:
    ident, now = row.given["edition"], ctx.now()
    draft = await drafted.difference_of(ctx.db, ident, now=now)

    def make(db: Sql) -> Reply:
        if draft is None:
            return Reply(Card(f"Edition {ident} was discarded meanwhile."), Note(""))
        return Reply(drafted.card(db, draft, person, extra, policy=ctx.policy, now=now), Note(""))

    await closing.end(ctx, row, make, person)


def wrong(db: Sql, row: Intake, person: Person, looked: Looked, ctx: Context) -> Reply:
    """All that is wrong with a file; as a file too, where a card can't hold it."""
    found = looked.checked
    assert found is not None
    verdict, blocks = words.problems(row, found)
    many = max(len(found.problems), len(found.warnings)) > words.FEW
    files = (_all_of(db, row, person, found, ctx),) if many else ()
    understood = words.recognised(found, looked.form, looked.rows)
    card = Card(verdict, (*blocks, *files, *understood, *words.warnings(found)))
    return Reply(card, Note("file.refused", detail={"problems": str(len(found.problems))}))


def _all_of(db: Sql, row: Intake, person: Person, found: Checked[object], ctx: Context) -> Document:
    told = [("problem", each) for each in found.problems]
    told += [("warning", each) for each in found.warnings]
    name = f"{row.name.rpartition('.')[0] or 'file'}-problems.csv"
    ident = documents.put(
        db,
        name=name,
        mime="text/csv",
        body=words.sheet_of(told),
        readers=f"person:{person.id}",
        now=ctx.now(),
    )
    return Document(ident, name, f"all of them, {counted(len(told), 'row')}")


def _enter(db: Sql, row: Intake, coming: Coming, person: Person, ctx: Context) -> None:
    """The rows with the note that they are in: a restart doesn't enter them twice."""
    said = {"entered": "yes"}
    if not intakes.move(db, row.id, of=intakes.READY, to=intakes.READY, given=said):
        return
    drafting.take(
        db,
        coming,
        edition=row.given["edition"],
        effective=date.fromisoformat(row.given["effective"]),
        by=person,
        policy=ctx.policy,
        now=ctx.now(),
        file=row.name,
    )


def _which_edition(row: Intake, looked: Looked, told: tuple[Block, ...]) -> Card:
    data = {"intake": row.id}
    return Card(
        f"{words.called(row)} can go in: {counted(looked.rows, 'row')}, no problem.",
        (
            Text("Which edition is it, and from when on is it in effect?"),
            *told,
            Buttons(
                (
                    Button("Continue", "intake.edition", data, "primary", form=True),
                    Button("Only answer it", "intake.answer", data),
                    Button("Discard", "intake.drop", data),
                )
            ),
        ),
    )
