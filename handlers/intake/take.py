"""Taking in what people hand in: their file or their names are kept first, and worked off after."""

import re
from datetime import timedelta
from functools import partial

from handlers.context import Context
from handlers.errors import PersonError
from handlers.feature import Ask
from handlers.questions import NAME_LENGTH, clean
from handlers.request import SILENCE, File, Kind, Outcome, Reply, Via
from store import intakes, sheets
from store.db import Sql
from store.intakes import Intake

from . import closing, words
from .kinds import Kind as Of

TABLES = (".csv", ".xlsx", ".xls", ".xlsm", ".tsv", ".txt")
AT_ONCE = 3  # of one person, waiting for their turn
PLAN_KEPT = timedelta(hours=2)  # between the form and the file that it announces
ASKED = re.compile(r".*[:?]")  # a first line that only says what the others are


class InPrivate(PersonError):
    """Please post files in our own chat: there I answer every name in it, and here others read.
    Write to me in person, and drop the CSV or XLSX file there.
    """


class NoTable(PersonError):
    """I read tables: CSV and XLSX.
    Post one with the companies in a column, and you get it back with an answer for each.
    """


class Busy(PersonError):
    """I am still at what you sent before, so I left this one.
    Please post it again once those are answered.
    """


async def files(ask: Ask, ctx: Context) -> Outcome | None:
    """A message with files: None where it is a question like any other."""
    request = ask.request
    tables = [each for each in request.files if each.name.casefold().endswith(TABLES)]
    if request.text.strip() and not tables:
        return None
    if request.place.kind is not Kind.PERSONAL:
        if request.text.strip():
            return None
        raise InPrivate
    if not tables:
        raise NoTable
    return partial(_files, tables=tables, ask=ask, ctx=ctx)


async def corrected(ask: Ask, ctx: Context) -> Outcome | None:
    """A file below what was said of a former one, in the same chat."""
    request = ask.request
    if request.via is not Via.THREAD:
        return None
    return await files(ask, ctx) if request.files else SILENCE


def pasted(ask: Ask, ctx: Context) -> Outcome | None:
    """Names one a line in one's own chat, more than one answer tells of; None for anything else.

    Raises PersonError for more than are answered.
    """
    request, limits = ask.request, ctx.policy.limits
    if request.place.kind is not Kind.PERSONAL or request.via is not Via.MESSAGE:
        return None
    lines = clean(request.text).splitlines()
    names = lines[1:] if lines and ASKED.fullmatch(lines[0]) else lines
    if len(names) <= limits.names_in_one_question:
        return None
    if len(names) > limits.names_pasted:
        raise PersonError(
            f"That is {len(names)} names; pasted, I answer up to {limits.names_pasted} at once.\n"
            "Please post them as a CSV or XLSX file, one company in a row."
        )
    if any(len(name) > NAME_LENGTH for name in names):
        return None
    return partial(_names, names=names, ask=ask, ctx=ctx)


def _files(db: Sql, *, tables: list[File], ask: Ask, ctx: Context) -> Reply:
    for file in tables:
        now, place = ctx.now(), ask.request.place
        plan = intakes.planned(db, ask.person.id, since=now - PLAN_KEPT)
        if plan is not None:
            intakes.move(db, plan.id, of=intakes.PLANNED, to=intakes.DONE)
        row = Intake(
            intakes.new_id(),
            ask.person.id,
            ask.request.who,
            place.address,
            place.thread,
            kind=plan.kind if plan else "",
            name=file.name,
            source=file.content,
            size=file.size,
            given=plan.given if plan else {},
        )
        _put(db, row, ctx)
    return SILENCE


def _names(db: Sql, *, names: list[str], ask: Ask, ctx: Context) -> Reply:
    place = ask.request.place
    row = Intake(
        intakes.new_id(),
        ask.person.id,
        ask.request.who,
        place.address,
        place.thread,
        kind=Of.BULK,
        given={"column": PASTED},
    )
    body = sheets.write_csv((PASTED,), [(name,) for name in names])
    _put(db, row, ctx, body=body)
    return SILENCE


def _put(db: Sql, row: Intake, ctx: Context, *, body: bytes | None = None) -> None:
    if intakes.waiting(db, row.person_id) >= AT_ONCE:
        raise Busy
    intakes.put(db, row, body=body, now=ctx.now())
    closing.say(db, row, words.reading(row), now=ctx.now())


PASTED = "Asked"
