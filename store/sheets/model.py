"""What a table is once it has been read, and how large it may be."""

from collections.abc import Iterable
from dataclasses import dataclass

# A list of 100,000 accounts with aliases is about 20 MB; an upload may not fill the memory.
MAX_BYTES = 32 * 2**20
MAX_ROWS = 250_000
MAX_COLUMNS = 500

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection)."""


class SheetError(Exception):
    """The file can't be read as a table. The text says why, and what to do, to a person."""


@dataclass(frozen=True)
class Row:
    """`number` counts from 1 and as a spreadsheet shows it: blank rows count too."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Every row with something in it; the first is the header.

    Cells are trimmed, and empty ones at a row's end left out.
    """

    form: str
    """How the file was understood, for people: "CSV, UTF-8, separated by commas"."""
    rows: tuple[Row, ...]
    short: tuple[int, ...] = ()
    """Numbers of the rows with fewer fields than the header (CSV only)."""

    @property
    def header(self) -> Row:
        return self.rows[0]

    @property
    def body(self) -> tuple[Row, ...]:
        return self.rows[1:]


def check_size(size: int) -> None:
    """For callers who know a file's size before they have its bytes; `read` asks too."""
    if size > MAX_BYTES:
        raise SheetError(
            f"The file has {size / 2**20:,.0f} MB; at most {MAX_BYTES // 2**20} MB can be read. "
            "Keep only the columns that are needed, or split it."
        )


def tidy(records: Iterable[Iterable[str]]) -> tuple[Row, ...]:
    """Numbered rows without the blank ones."""
    rows = []
    for number, record in enumerate(records, start=1):
        cells = [plain(cell) for cell in record]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise SheetError(f"Row {number} has more than {MAX_COLUMNS} columns.")
        if cells:
            rows.append(Row(number, tuple(cells)))
        if len(rows) > MAX_ROWS:
            raise SheetError(f"The file has more than {MAX_ROWS:,} rows. Split it.")
    if not rows:
        raise SheetError("The file is empty. Its first row must name the columns.")
    return tuple(rows)


def guarded(text: str) -> str:
    """The text with a quote before it if a spreadsheet would run it; `plain` takes it off."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_SIGNS) else text


def plain(cell: str) -> str:
    text = cell.strip().strip("\ufeff\u200b")
    return text[1:] if text.startswith("'") and guarded(text) != text else text
