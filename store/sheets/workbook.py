"""XLSX, read by calamine. What a hostile file could make it do is checked before it runs.

The archive is packed anew from parts that were unpacked here under a limit, so sizes that lie,
overlapping entries and repeated names never reach the reader. And the reader keeps a sheet as a
full rectangle with a copy of each text, so the rectangle and the texts are measured first.
"""

import datetime as dt
import io
import re
import zipfile
import zlib

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from .model import Sheet, SheetError, tidy

MAX_UNPACKED = 128 * 2**20
MAX_PARTS = 2_000
MAX_RATIO = 200  # a sheet of one repeated value packs to about 1/50
SMALL = 4 * 2**20  # below this the ratio says nothing
MAX_CELLS = 4_000_000
MAX_TEXT = 2**30

TOO_BIG = "The workbook unpacks to more than can be read safely. Save the sheet as CSV UTF-8."
BROKEN = "The workbook is damaged or incomplete. Save it again, or as CSV UTF-8."

# zipfile raises RuntimeError for a password and for a kind of packing that it doesn't know.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
# No more than XLSX needs: the reader must not find a workbook of another kind in there.
TABLE_PART = re.compile(r"(\[Content_Types\]|_rels/|xl/).*(xml|rels)$", re.IGNORECASE)
PREFIX = rb"<(?:[^<>\s/:]+:)?"
ROW = re.compile(PREFIX + rb"row[\s/>]")
CELL = re.compile(PREFIX + rb"c[\s/>]")
STRING = re.compile(PREFIX + rb"si[\s/>]")
REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,7})(\d{1,9})["']""")

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read(data: bytes) -> Sheet:
    parts = unpack(data)
    if "xl/workbook.xml" not in map(str.lower, parts):
        raise SheetError(
            "This is a zip file, but no XLSX workbook. Save the table as .xlsx or CSV."
        )
    measure(parts)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(_pack(parts))) as book:
            name, cells = _first_filled(book)
    except CalamineError as error:
        raise SheetError(BROKEN) from error
    return Sheet(f"XLSX, sheet “{name}”", tidy([text_of(cell) for cell in row] for row in cells))


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts that hold tables, unpacked, never more than `MAX_UNPACKED` in all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            total = sum(info.file_size for info in listed)
            if len(listed) > MAX_PARTS or total > max(SMALL, len(data) * MAX_RATIO):
                raise SheetError(TOO_BIG)
            parts: dict[str, bytes] = {}
            left = MAX_UNPACKED
            for info in listed:
                if not TABLE_PART.match(info.filename):
                    continue
                with archive.open(info) as part:
                    parts[info.filename] = content = part.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise SheetError(TOO_BIG)
    except UNREADABLE as error:
        raise SheetError(BROKEN) from error
    return parts


def measure(parts: dict[str, bytes]) -> None:
    """Refuses what would fill the memory: a far-off cell, or a long text in very many cells."""
    cells, longest = 0, 0
    for xml in parts.values():
        if b"\0" in xml:  # UTF-16, where the patterns here would find nothing
            raise SheetError(BROKEN)
        if b"sheetData" in xml:
            rows, columns, filled = extent(xml)
            cells = max(cells, filled)
            if rows * columns > MAX_CELLS:
                raise SheetError(
                    f"The sheet reaches to row {rows:,} and column {columns:,}: too large to read. "
                    "Delete the empty rows and columns around the table, or save it as CSV UTF-8."
                )
        else:
            longest = max([longest, *(end - start for start, end in _spans(STRING, xml))])
    if cells * longest > MAX_TEXT:
        raise SheetError(TOO_BIG)


def extent(xml: bytes) -> tuple[int, int, int]:
    """No fewer than the rows, columns and cells of a sheet; places may be written or implied."""
    rows, columns, cells = 0, 0, 0
    for start, end in _spans(ROW, xml):
        written = REFERENCE.findall(xml, start, end)
        here = sum(1 for _ in CELL.finditer(xml, start, end))
        placed = [_column(letters) for letters, _ in written if letters]
        rows = max([rows + 1, *(int(number) for _, number in written)])
        columns = max(columns, max(placed, default=0) + here - len(placed))
        cells += here
    return rows, columns, cells


def text_of(cell: Cell) -> str:
    match cell:
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case dt.date() | dt.time():
            return cell.isoformat()
        case _:
            return str(cell)


def _first_filled(book: CalamineWorkbook) -> tuple[str, list[list[Cell]]]:
    """The first sheet that a person sees with something in it."""
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            if rows:
                return sheet.name, rows
    raise SheetError("The workbook has no sheet with anything in it.")


def _pack(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _spans(tag: re.Pattern[bytes], xml: bytes) -> list[tuple[int, int]]:
    """From each opening of the tag to the next."""
    starts = [found.start() for found in tag.finditer(xml)]
    return list(zip(starts, [*starts[1:], len(xml)], strict=True)) if starts else []


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
