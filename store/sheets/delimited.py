"""CSV as people have it: any common encoding; commas, semicolons or tabs."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from statistics import mode

from .model import Sheet, SheetError, tidy

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
NO_DELIMITER = "\x1f"  # one column: a character that no name holds
PROBE_RECORDS = 50
PROBE_BYTES = 4096
END = "\x1e"
"""Put after the text as a record of its own: it comes back whole unless a quote is open."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)


def read(data: bytes) -> Sheet:
    text, encoding = decode(data)
    first, _, rest = text.partition("\n")
    told = first.strip().lower()
    # Excel's own way to name the delimiter: a first line "sep=;"
    if told.startswith("sep=") and told[4:] in DELIMITERS:
        delimiter, text = told[4:], f"\n{rest}"
    else:
        delimiter = detect(text)
    widths: list[int] = []
    rows = tidy(_measured(text, delimiter, widths))
    header = widths[rows[0].number - 1]
    short = tuple(row.number for row in rows if widths[row.number - 1] < header)
    named = DELIMITERS.get(delimiter)
    form = f"CSV, {encoding}, " + (f"separated by {named}" if named else "one column")
    return Sheet(form, rows, short)


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the encoding's name for people."""
    for bom, codec, name in BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], codec, name), name
    if codec := _utf16(data[:PROBE_BYTES]):
        return _strictly(data, codec, "UTF-16"), "UTF-16"
    try:
        text, name = data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        _refuse_damaged(data, error)
        text, name = _strictly(data, "cp1252", "Windows-1252"), "Windows-1252"
    probe = text[:PROBE_BYTES]
    if sum(c < " " and c not in "\t\r\n" for c in probe) * 20 > len(probe):
        raise SheetError("This is not a table. Send a CSV or XLSX file.")
    return text, name


def detect(text: str) -> str:
    """The delimiter that gives the header several columns and most rows the same number."""
    scores = []
    for delimiter in DELIMITERS:
        widths = [len(record) for record in _records(text, delimiter) if any(record)] or [1]
        width, usual = widths[0], mode(widths)
        if usual > max(width, 2):  # the first row is a title above the header
            width = usual
        agree = widths.count(width) / len(widths)
        # Two columns that few rows have: "Acme, Inc." above names without a comma.
        if width > 2 or (width == 2 and agree >= 0.5):
            scores.append((agree, width, delimiter))
    return max(scores)[2] if scores else NO_DELIMITER


def _utf16(probe: bytes) -> str:
    """The codec when the zero bytes of Latin letters stand in every other place."""
    low, high = probe[0::2].count(0), probe[1::2].count(0)
    if max(low, high) * 5 < len(probe) or min(low, high) * 10 > max(low, high):
        return ""
    return "utf-16-le" if high > low else "utf-16-be"


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise SheetError(
            f"The file looks like {name} but has bytes that are not. Save it as CSV UTF-8."
        ) from error


def _refuse_damaged(data: bytes, error: UnicodeDecodeError) -> None:
    """UTF-8 with a few broken bytes must not be read as Windows-1252: every ü would turn to Ã¼."""
    whole = data.decode("utf-8", errors="ignore")
    letters = sum(c > "\x7f" for c in whole)
    broken = len(data) - len(whole.encode("utf-8"))
    if letters > broken:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetError(
            f"The file is UTF-8 but damaged at line {line}. Save it again as CSV UTF-8."
        )


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The first few; none after one that can't be read, which is told later."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    with suppress(csv.Error):
        yield from islice(reader, PROBE_RECORDS)


def _measured(text: str, delimiter: str, widths: list[int]) -> Iterator[list[str]]:
    """Records, each one's width noted; an open quote is told with the row it began in."""
    reader = csv.reader(io.StringIO(f"{text}\n{END}\n", newline=""), delimiter=delimiter)
    number = 1
    try:
        for number, record in enumerate(reader, start=1):  # noqa: B007
            if record == [END]:
                return
            widths.append(len(record))
            yield record
    except csv.Error:  # the csv module's limit for one field
        number += 1
    raise SheetError(
        f'Row {number} has a quote (") that is never closed. Close it, or double it inside a text.'
    )
