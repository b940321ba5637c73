"""What is asked about a file: which edition it is, which column holds the names, take it in?"""

from dataclasses import replace
from datetime import date
from functools import partial

from handlers import drafts
from handlers.cards import Button, Buttons, Card, Text
from handlers.context import Context
from handlers.errors import NotAllowed, OldButton, PersonError, Unfinished
from handlers.feature import Action, Ask, Feature, verb
from handlers.forms import Choice, Day, Form, Line, Pick
from handlers.importing import compare, drafting
from handlers.permissions import Doing, allowed
from handlers.request import Note, Outcome, Reply, Show
from store import intakes
from store.db import Sql
from store.intakes import Intake

from . import drafted, take, words
from .drafted import Drafted
from .kinds import Kind
from .work import MAY

KINDS = (
    Choice(Kind.LIST, "The list of named accounts"),
    Choice(Kind.PEOPLE, "People"),
    Choice(Kind.DISTRICTS, "Districts"),
)


class NothingToImport(NotAllowed):
    """Lists are imported by list owners, people and districts by admins; nothing was changed.
    To have many names answered, post a CSV or XLSX with them in our own chat.
    """


class Over(PersonError):
    """This file has been dealt with already, or was discarded. Please post it again."""


async def announce(ask: Ask, ctx: Context) -> Outcome:
    """Import a list, people or districts: say what it is, then post the file."""
    form = await plan_form(ask, ctx)
    button = Button("Import a file", "intake.plan", form.data, "primary", form=True)
    card = Card(
        "Tell me what the file is, or just post it in our own chat: I mostly see it myself.",
        (Buttons((button,)),),
    )
    return Reply(card, Note("form.opened", detail={"form": "intake.plan"}), form=form)


async def plan_form(ask: Ask, ctx: Context) -> Form:
    """Raises NothingToImport."""
    kinds = tuple(each for each in KINDS if allowed(MAY[Kind(each.value)], ask.person))
    if not kinds:
        raise NothingToImport
    what = Pick("kind", "What is it?", kinds, kinds[0].value)
    lists = kinds[0].value == Kind.LIST
    fields = (what, *(await _edition_fields(ctx) if lists else ()))
    return Form("Import a file", "Next", "intake.plan", fields)


async def plan(ask: Ask, ctx: Context) -> Outcome:
    """Raises NothingToImport, also for a kind that others import."""
    mine = [kind for kind in MAY if allowed(MAY[kind], ask.person)]
    kind = next((each for each in mine if ask.request.data.get("kind", each) == each), None)
    if kind is None:
        raise NothingToImport
    return partial(_planned, kind=kind, ask=ask, ctx=ctx)


def _planned(db: Sql, *, kind: Kind, ask: Ask, ctx: Context) -> Reply:
    given = _edition(db, ask) if kind is Kind.LIST else {}
    place = ask.request.place
    row = Intake(
        intakes.new_id(),
        ask.person.id,
        ask.request.who,
        place.address,
        kind=kind,
        given=given,
        state=intakes.PLANNED,
    )
    intakes.put(db, row, now=ctx.now())
    card = Card(
        "Now post the CSV or XLSX file in our own chat.",
        (Text("I check all of it first; nothing enters unless everything can."),),
    )
    return Reply(card, Note("file.announced", about=given.get("edition", "")))


async def edition_form(ask: Ask, ctx: Context) -> Form:
    row = await ctx.db.read(lambda db: own(db, ask))
    return Form(
        "Which edition?",
        "Take it in",
        "intake.edition",
        await _edition_fields(ctx),
        data=_data(row),
    )


async def edition(ask: Ask, ctx: Context) -> Outcome:
    return partial(_go_on, ask=ask, ctx=ctx, kind=Kind.LIST)


async def column(ask: Ask, ctx: Context) -> Outcome:
    return partial(_go_on, ask=ask, ctx=ctx, kind=Kind.BULK)


async def answer(ask: Ask, ctx: Context) -> Outcome:
    """A list that its owner only wants answered."""
    return partial(_go_on, ask=ask, ctx=ctx, kind=Kind.BULK)


async def confirm(ask: Ask, ctx: Context) -> Outcome:
    """What was tried out is to be taken in."""
    return partial(_go_on, ask=ask, ctx=ctx)


def _go_on(db: Sql, *, ask: Ask, ctx: Context, kind: Kind | None = None) -> Reply:
    """Its turn comes again, with what was said now."""
    row = own(db, ask)
    match ask.request.action:
        case "intake.edition":
            given = _edition(db, ask)
        case "intake.column":
            given = {"column": ask.request.data.get("column", "")}
        case "intake.confirm":
            given = {"confirmed": "yes"}
        case _:
            given = {}
    if not intakes.move(
        db, row.id, of=intakes.ASKING, to=intakes.READY, given=given, kind=kind or ""
    ):
        raise Over
    form = ask.request.action == "intake.edition"
    return Reply(
        words.reading(row), Note("file.given", row.id), Show.CLOSE if form else Show.UPDATE
    )


async def drop(ask: Ask, ctx: Context) -> Outcome:
    """The file is not wanted."""
    return partial(_drop, ask=ask)


def _drop(db: Sql, *, ask: Ask) -> Reply:
    row = own(db, ask)
    if not intakes.move(db, row.id, of=intakes.ASKING, to=intakes.DONE):
        raise Over
    card = Card(f"Discarded: {words.called(row)}. Nothing was taken in.")
    return Reply(card, Note("file.discarded", row.id), Show.UPDATE)


async def discard(ask: Ask, ctx: Context) -> Outcome:
    """A draft is thrown away, with its rows."""
    return partial(_discard, ask=ask, ctx=ctx)


def _discard(db: Sql, *, ask: Ask, ctx: Context) -> Reply:
    ident = ask.request.data.get("edition", "")
    drafts.discard(db, ident, by=ask.person, now=ctx.now())
    card = Card(f"Edition {ident} was discarded.", (Text("The edition in force is unchanged."),))
    return Reply(card, Note(""), Show.UPDATE)


async def same(ask: Ask, ctx: Context) -> Outcome:
    """The two rows are one company."""
    return await _decided(ask, ctx, same=True)


async def different(ask: Ask, ctx: Context) -> Outcome:
    """The two rows are two companies."""
    return await _decided(ask, ctx, same=False)


async def _decided(ask: Ask, ctx: Context, *, same: bool) -> Outcome:
    """What a long list changes takes long to find, so it is read before."""
    drafts.may_decide(ask.person)
    ident = ask.request.data.get("edition", "")
    told = await drafted.difference_of(ctx.db, ident, now=ctx.now())
    return partial(_decide, ask=ask, ctx=ctx, told=told, same=same)


def _decide(db: Sql, *, ask: Ask, ctx: Context, told: Drafted | None, same: bool) -> Reply:
    data, now = ask.request.data, ctx.now()
    ident, *two = (data.get(each, "") for each in ("edition", "before", "after"))
    drafts.decide(db, ident, *two, same=same, by=ask.person, now=now)
    found = [pair for pair in told.changes.pairs if pair.ids == tuple(two)] if told else []
    if told and found:
        told = replace(told, changes=compare.after(told.changes, found[0], same=same))
    else:  # decided otherwise before, on an older card
        told = drafted.read(db, ident, now=now)
    assert told is not None, "what can be decided about is there"
    card = drafted.card(db, told, ask.person, policy=ctx.policy, whole=False, now=now)
    return Reply(card, Note(""), Show.UPDATE)


def own(db: Sql, ask: Ask) -> Intake:
    """The one that a button is about, if it is this person's. Raises OldButton, Over."""
    row = intakes.get(db, ask.request.data.get("intake", ""))
    if row is None or row.person_id != ask.person.id:
        raise OldButton
    if row.state != intakes.ASKING:
        raise Over
    return row


def _data(row: Intake) -> dict[str, str]:
    return {"intake": row.id}


async def _edition_fields(ctx: Context) -> tuple[Line, Day]:
    force = await ctx.db.read(lambda db: drafted.in_force(db, now=ctx.now()))
    day = force.next_update.isoformat() if force else ""
    hint = "A draft of the same id is replaced."
    return (
        Line("edition", "Edition", drafted.following(force), hint, most=drafting.LONGEST_EDITION),
        Day("effective", "In effect from", day),
    )


def _edition(db: Sql, ask: Ask) -> dict[str, str]:
    """Raises Unfinished, at the field that is wrong."""
    typed, errors = ask.request.data, {}
    ident, day = typed.get("edition", "").strip(), typed.get("effective", "").strip()
    try:
        drafting.edition_is_free(db, ident)
    except PersonError as error:
        errors["edition"] = str(error)
    try:
        date.fromisoformat(day)
    except ValueError:
        errors["effective"] = "Please give the day from which on it is in effect, like 2027-01-18."
    if errors:
        raise Unfinished(errors)
    return {"edition": ident, "effective": day}


FEATURE = Feature(
    commands=(
        verb(
            "import list",
            r"import(?:\s+(?:a\s+)?(?:list|people|districts|file))?",
            announce,
            Doing.IMPORT_LIST,
            Doing.MANAGE_PEOPLE,
            opens=True,
        ),
    ),
    actions={
        "intake.plan": Action(plan, changes=True, form=plan_form),
        "intake.edition": Action(edition, changes=True, form=edition_form),
        "intake.column": Action(column, changes=True),
        "intake.answer": Action(answer, changes=True),
        "intake.confirm": Action(confirm, changes=True),
        "intake.drop": Action(drop, changes=True),
        "intake.discard": Action(discard, changes=True),
        "intake.same": Action(same, changes=True),
        "intake.different": Action(different, changes=True),
    },
    threads={"intake": take.corrected},
    files=take.files,
)
