"""A file's rows under check: fields by column name, and a note of all that is wrong with them."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from store.sheets import Row, Sheet

from . import fields
from .checked import Checked, Problem, Watch, unwatched
from .columns import Column, Header, recognise

T = TypeVar("T")
R = TypeVar("R")

LONG = 1_000
MAX_PARTS = 50


class Table:
    """A sheet with its columns recognised, gathering problems and warnings as it is read."""

    def __init__(self, sheet: Sheet, columns: Sequence[Column], watch: Watch = unwatched) -> None:
        self._watch = watch
        self.header: Header = recognise(sheet, columns)
        self.problems = list(self.header.problems)
        self.warnings = list(self.header.warnings)

    def lines(self) -> Iterator["Line"]:
        """Not one while a needed column is missing: every row would say the same."""
        if self.header.problems:
            return
        for row in self._watch(self.header.body, "Checking"):
            yield Line(self, row)

    def warn(self, text: str, *, row: int = 0, column: str = "") -> None:
        self.warnings.append(Problem(row, self.header.theirs.get(column, column), text))

    def checked(self, rows: Sequence[R]) -> Checked[R]:
        header = self.header
        return Checked(
            rows=() if self.problems else tuple(rows),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.row)),
            warnings=tuple(sorted(self.warnings, key=lambda problem: problem.row)),
            recognised=tuple((theirs, name) for name, theirs in header.theirs.items()),
            ignored=header.ignored,
        )


class Line:
    """One row. A field that is wrong is noted and reads as empty."""

    def __init__(self, table: Table, row: Row) -> None:
        self._table = table
        self._cells = row.cells
        self.number = row.number
        width = table.header.width
        if len(row.cells) > width:
            self.wrong("", f"has {len(row.cells)} fields, the header {width}: is a quote missing?")

    def wrong(self, column: str, text: str) -> None:
        theirs = self._table.header.theirs.get(column, column)
        self._table.problems.append(Problem(self.number, theirs, text))

    def text(self, column: str, *, needed: bool = False, longest: int = fields.MAX_NAME) -> str:
        return self.read(column, lambda text: fields.within(text, longest), "", needed=needed)

    def read(self, column: str, parse: fields.Parse[T], empty: T, *, needed: bool = False) -> T:
        """What `parse` makes of the cell; `empty` when there is nothing, or something wrong."""
        try:
            if text := fields.one_line(self._raw(column)):
                return parse(text)
            if needed:
                self.wrong(column, "is empty.")
        except fields.Wrong as error:
            self.wrong(column, str(error))
        return empty

    def parts(self, column: str, signs: str, parse: fields.Parse[str]) -> tuple[str, ...]:
        """A cell with several values in it."""
        found = fields.split(self._raw(column), signs)
        if len(found) > MAX_PARTS:
            self.wrong(column, f"holds {len(found):,} values; at most {MAX_PARTS} are kept.")
            return ()
        values = []
        for part in found:
            try:
                values.append(parse(fields.one_line(part)))
            except fields.Wrong as error:
                self.wrong(column, str(error))
        return tuple(dict.fromkeys(filter(None, values)))

    def has(self, column: str) -> bool:
        """Whether there is something in the cell, right or wrong."""
        return bool(self._raw(column))

    def _raw(self, column: str) -> str:
        place = self._table.header.places.get(column)
        return self._cells[place] if place is not None and place < len(self._cells) else ""


class Once:
    """Notes a value that an earlier row has already."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._seen: dict[str, int] = {}

    def check(self, line: Line, value: str) -> None:
        if value and self._seen.setdefault(value, line.number) != line.number:
            line.wrong(self._column, f"is the same as in row {self._seen[value]}.")
