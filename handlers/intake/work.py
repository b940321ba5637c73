"""Working off what was handed in: fetched, read beside the loop, and answered in one message."""

from datetime import timedelta

from handlers.cards import Card, Text
from handlers.context import Context
from handlers.errors import PersonError
from handlers.importing import enter
from handlers.importing.accounts import ListLimits
from handlers.permissions import Doing, allowed
from handlers.request import File, Note, NotReadable, Reply, TooLarge
from store import intakes, people, sheets
from store.intakes import Intake
from store.rows import Person
from store.sheets import SheetError

from . import answering, apart, closing, filed, listed, words
from .apart import Wanted
from .kinds import Kind

TRIES = 3
AGAIN = timedelta(seconds=10)  # before a file is asked for once more, longer each time
MAY = {
    Kind.LIST: Doing.IMPORT_LIST,
    Kind.PEOPLE: Doing.MANAGE_PEOPLE,
    Kind.DISTRICTS: Doing.MANAGE_PEOPLE,
}
FAILED = Card(
    "Something went wrong on our side; nothing was taken in.",
    (Text("Please post the file again. If it happens again, tell your administrator."),),
)


async def work(ident: str, ctx: Context) -> None:
    """One try. What it raises is our failure: it is tried again, and in the end told."""
    row = await ctx.db.write(lambda db: intakes.begin(db, ident))
    if row is None:
        return
    person = ctx.db.look(lambda db: people.get(db, row.person_id))
    if person is None:  # removed from the directory meanwhile
        await ctx.db.write(lambda db: intakes.move(db, ident, of=row.state, to=intakes.DONE))
        return
    if row.tries > TRIES:
        await closing.end(ctx, row, lambda db: Reply(FAILED, Note("file.failed")), person)
        return
    try:
        await _work(row, person, ctx)
    except (SheetError, PersonError) as error:
        why = str(error)
        await closing.end(
            ctx, row, lambda db: Reply(words.refused(row, why), Note("file.refused")), person
        )


async def _work(row: Intake, person: Person, ctx: Context) -> None:
    body = await _body(row, ctx)
    if body is None:
        return
    if row.given.get("entered"):
        await listed.told(row, person, ctx)
        return
    looked = await apart.look(body, await _wanted(row, person, ctx))
    match looked.kind:
        case Kind.BULK:
            await answering.work(row, person, looked, ctx)
        case Kind.LIST:
            await listed.work(row, person, looked, ctx)
        case Kind.PEOPLE | Kind.DISTRICTS:
            await filed.work(row, person, looked, ctx)


async def _wanted(row: Intake, person: Person, ctx: Context) -> Wanted:
    may = frozenset(kind for kind, doing in MAY.items() if allowed(doing, person))
    return Wanted(
        name=row.name or "names.csv",
        known=await ctx.db.read(enter.known) if may else enter.Known({}, frozenset(), frozenset()),
        limits=ListLimits.of(ctx.policy),
        may=may,
        kind=row.kind,
        column=row.given.get("column", ""),
        most=answering.most(person, ctx),
    )


async def _body(row: Intake, ctx: Context) -> bytes | None:
    """The bytes, kept once they are there; None if they can't be had just now."""
    kept = await ctx.db.read(lambda db: intakes.body(db, row.id))
    if kept is not None:
        return kept
    sheets.check_size(row.size)
    if not row.source:
        raise SheetError("I can't open that file from here. Post it as a file of your own.")
    file = File(row.name, "", row.source, row.size)
    try:
        body = await ctx.platforms.download(row.who, file, most=sheets.MAX_BYTES)
    except TooLarge:
        raise SheetError(TOO_LARGE) from None
    except NotReadable:
        raise SheetError(NOT_READABLE) from None
    if body is not None:
        await ctx.db.write(lambda db: intakes.keep(db, row.id, body))
        return body
    if row.tries >= TRIES:
        raise SheetError("I couldn't fetch that file just now. Please post it again in a while.")
    at = ctx.now() + AGAIN * row.tries
    await ctx.db.write(lambda db: intakes.later(db, row.id, at=at))
    return None


TOO_LARGE = (
    f"It has more than {sheets.MAX_BYTES // 2**20} MB, which is the most I can read. "
    "Keep only the columns that are needed, or split it."
)
NOT_READABLE = (
    "I am not allowed to read that file.\n"
    "If it is your own and this goes on, your administrator must give me the right to read files."
)
