"""Tables for people's spreadsheets. No cell can run: what looks like a formula gets a quote."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from .model import guarded

Value = str | int | float | None

MAX_CELL = 32_767  # characters in a cell: Excel's own limit
# XML 1.0, "Char": these can't be written in a workbook, not even escaped.
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel reads it as Windows-1252."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_safe(cell) for cell in header])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", errors="replace")


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    from openpyxl import Workbook  # nearly 200 modules, which no start is to wait for

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Hardline")
    sheet.freeze_panes = "A2"
    sheet.append([_written(cell) for cell in header])
    for row in rows:
        sheet.append([_written(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _safe(value: Value) -> Value:
    return guarded(value) if isinstance(value, str) else value


def _written(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    # Excel reads _x0041_ as an escaped character, so a text that has one escapes its underscore.
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", NOT_XML.sub("", guarded(value)))
    return text.replace("\r", "_x000D_")[:MAX_CELL]
