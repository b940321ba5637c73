"""What a file is by its header, and which of its columns tells the company."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from handlers.importing.columns import (
    ACCOUNTS,
    DISTRICTS,
    PEOPLE,
    TITLES,
    Column,
    key,
    recognise,
)
from store.sheets import Row, Sheet

OFFERED = 5  # columns that someone may choose among


class Kind(StrEnum):
    LIST = "list"
    PEOPLE = "people"
    DISTRICTS = "districts"
    BULK = "bulk"


COLUMNS = {Kind.LIST: ACCOUNTS, Kind.PEOPLE: PEOPLE, Kind.DISTRICTS: DISTRICTS}
# No list without a tier, no people without a role, no districts without their channels.
TELLING = {Kind.LIST: "tier", Kind.PEOPLE: "role", Kind.DISTRICTS: "channel"}
ENOUGH = {Kind.LIST: 3, Kind.PEOPLE: 2, Kind.DISTRICTS: 3}  # needed columns, that one included
ASKED = tuple(each for each in ACCOUNTS if each.name in ("name", "domain", "ticker"))


def kind(sheet: Sheet) -> Kind:
    """What it is meant as: names to be answered, unless its columns say otherwise."""
    found = {each: recognise(sheet, columns).places.keys() for each, columns in COLUMNS.items()}
    likely = [
        each
        for each, places in found.items()
        if TELLING[each] in places and len(places & _needed(COLUMNS[each])) >= ENOUGH[each]
    ]
    return max(likely, key=lambda each: len(found[each]), default=Kind.BULK)


def _needed(columns: Collection[Column]) -> set[str]:
    return {each.name for each in columns if each.needed}


@dataclass(frozen=True, slots=True)
class Asked:
    """Places of the columns that tell a row's company; -1 for one that is not there.

    `header` is empty where the file has none: each of its rows is a name.
    """

    header: tuple[str, ...]
    body: tuple[Row, ...]
    name: int = -1
    domain: int = -1
    ticker: int = -1
    choose: tuple[int, ...] = ()  # where none is sure: the columns that could be it

    def text(self, row: Row, place: int) -> str:
        return row.cells[place] if 0 <= place < len(row.cells) else ""


def asked(sheet: Sheet, column: str = "") -> Asked:
    """`column` is the header of the one that someone chose."""
    known = recognise(sheet, ASKED)
    places = known.places
    if column or not places:
        return _unknown(sheet, column)
    header = sheet.rows[_at(sheet)]
    return Asked(
        _named(header.cells, known.body),
        known.body,
        places.get("name", -1),
        places.get("domain", -1),
        places.get("ticker", -1),
    )


def _at(sheet: Sheet) -> int:
    """The row with the headers; titles may stand above it."""
    wanted = {name for column in ASKED for name in column.keys}
    known = [sum(key(cell) in wanted for cell in row.cells) for row in sheet.rows[:TITLES]]
    return known.index(max(known))


def _unknown(sheet: Sheet, column: str) -> Asked:
    """No header that is known: a lone column is the names, of several one is to be chosen."""
    header, body = sheet.rows[0], sheet.rows[1:]
    width = max(len(row.cells) for row in sheet.rows)
    if column:
        named = _named(header.cells, body)
        return Asked(named, body, named.index(column) if column in named else -1)
    filled = [place for place in range(width) if any(_texts(sheet.rows, place))]
    if len(filled) == 1:
        return Asked((), sheet.rows, filled[0])
    worded = sorted(filled, key=lambda place: -_worded(body, place))[:OFFERED]
    return Asked(_named(header.cells, body), body, choose=tuple(sorted(worded)))


def _named(cells: Sequence[str], body: Sequence[Row]) -> tuple[str, ...]:
    """A header for every column; one without is called after its place."""
    width = max([len(cells), *(len(row.cells) for row in body)])
    names = [*cells, *[""] * (width - len(cells))]
    return tuple(name or f"Column {number}" for number, name in enumerate(names, start=1))


def _texts(rows: Sequence[Row], place: int) -> list[str]:
    return [row.cells[place] for row in rows[:100] if place < len(row.cells) and row.cells[place]]


def _worded(body: Sequence[Row], place: int) -> int:
    """How many different texts with letters are in a column."""
    return len({text for text in _texts(body, place) if any(map(str.isalpha, text))})
