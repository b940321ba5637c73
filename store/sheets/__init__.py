"""Tables from files and to files: CSV in the encodings met in practice, and XLSX."""

from store.sheets.model import MAX_BYTES, Row, Sheet, SheetError, check_size
from store.sheets.reading import read
from store.sheets.writing import Value, write_csv, write_xlsx

__all__ = [
    "MAX_BYTES",
    "Row",
    "Sheet",
    "SheetError",
    "Value",
    "check_size",
    "read",
    "write_csv",
    "write_xlsx",
]
