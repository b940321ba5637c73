"""Which kind of file this is, by its bytes: names and extensions are often wrong."""

from . import delimited, workbook
from .model import Sheet, SheetError, check_size

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
NOT_TABLES = (
    (
        b"\xd0\xcf\x11\xe0",
        "is an old Excel file (.xls), or one locked with a password. "
        "In Excel, save it as .xlsx without a password, or as CSV UTF-8.",
    ),
    (b"%PDF", "is a PDF. Export the table as XLSX or CSV."),
    (b"{\\rtf", "is a text document. Export the table as XLSX or CSV."),
    (b"\x89PNG", "is a picture. Export the table as XLSX or CSV."),
    (b"\xff\xd8\xff", "is a picture. Export the table as XLSX or CSV."),
    (b"GIF8", "is a picture. Export the table as XLSX or CSV."),
    (b"\x1f\x8b", "is compressed. Unpack it first."),
)
MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table")
"""Some systems export a web page and call it .xls."""


def read(data: bytes, *, filename: str) -> Sheet:
    """The table in a CSV or XLSX file; raises SheetError with words for a person."""
    check_size(len(data))
    start = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if data.startswith(ZIP):
        return workbook.read(data)
    for magic, what in NOT_TABLES:
        if data.startswith(magic):
            raise SheetError(f"{filename} {what}")
    if start.startswith(MARKUP):
        raise SheetError(f"{filename} is a web page or XML. Save it as XLSX or CSV.")
    return delimited.read(data)
