"""Reading and checking what came: a large file in a process of its own, which may fail alone.

A file made to fill the memory takes that process down, not the bot.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from handlers import process
from handlers.importing import accounts, districts, people
from handlers.importing.accounts import ListLimits
from handlers.importing.checked import Checked
from handlers.importing.enter import Known
from store import sheets
from store.sheets import Row, SheetError

from .kinds import Asked, Kind, asked, kind

MEMORY = 2 * 1024**3  # bytes: three times what the longest list takes
SMALL = 128 * 1024  # bytes of a file that is read before a process would have started

CRASHED = "That file could not be read: it takes more memory than it may. Save the table as CSV."


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file turned out to be. Of a list, people or districts `checked`, unless its sender may
    not hand in such a file; of names `asked`.
    """

    kind: Kind
    form: str
    rows: int
    checked: Checked[Any] | None = None
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known before: what its sender may import, `kind` if someone said it, `column` if one
    was chosen, and the number of rows that a question may have.
    """

    name: str
    known: Known
    limits: ListLimits
    may: frozenset[Kind] = frozenset()
    kind: str = ""
    column: str = ""
    most: int = 0


async def look(data: bytes, wanted: Wanted) -> Looked:
    """Raises SheetError."""
    if len(data) <= SMALL:
        return await asyncio.to_thread(look_here, data, wanted)
    try:
        return await process.run(_work, data, wanted, MEMORY, take=_taken_over)
    except process.Died:
        raise SheetError(CRASHED) from None


def look_here(data: bytes, wanted: Wanted) -> Looked:
    sheet = sheets.read(data, filename=wanted.name)
    what = Kind(wanted.kind) if wanted.kind else kind(sheet)
    if what is Kind.LIST and what not in wanted.may:
        what = Kind.BULK  # whoever has a list may ask about its companies
    if what is not Kind.BULK and what not in wanted.may:
        return Looked(what, sheet.form, len(sheet.body))
    checked: Checked[Any]
    match what:
        case Kind.LIST:
            checked = accounts.check(
                sheet,
                districts=wanted.known.districts,
                managers=wanted.known.managers,
                limits=wanted.limits,
            )
        case Kind.PEOPLE:
            checked = people.check(
                sheet, districts=wanted.known.districts, people=wanted.known.people
            )
        case Kind.DISTRICTS:
            checked = districts.check(sheet, people=wanted.known.people)
        case Kind.BULK:
            found = asked(sheet, wanted.column)
            rows = len(found.body)
            kept = found if not wanted.most or rows <= wanted.most else replace(found, body=())
            return Looked(what, sheet.form, rows, asked=kept)
    return Looked(what, sheet.form, len(sheet.body), checked=checked)


def _work(data: bytes, wanted: Wanted, memory: int, pipe: Connection) -> None:
    """The process: what it made of the file, then the rows in pieces."""
    process.no_more_than(memory)
    try:
        looked = look_here(data, wanted)
    except SheetError as error:
        pipe.send(str(error))
        return
    pipe.send(_with(looked, ()))
    process.send_rows(pipe, _rows(looked))


def _taken_over(pipe: Connection) -> Looked:
    told = pipe.recv()
    if isinstance(told, str):
        raise SheetError(told)
    looked: Looked = told
    return _with(looked, tuple(process.take_rows(pipe)))


def _rows(looked: Looked) -> Sequence[Any]:
    if looked.asked is not None:
        return looked.asked.body
    return looked.checked.rows if looked.checked else ()


def _with(looked: Looked, rows: tuple[Any, ...]) -> Looked:
    if looked.asked is not None:
        body: tuple[Row, ...] = rows
        return replace(looked, asked=replace(looked.asked, body=body))
    if looked.checked is not None:
        return replace(looked, checked=replace(looked.checked, rows=rows))
    return looked
