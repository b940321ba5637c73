"""Tables from files and to files: CSV in the encodings met in practice, and XLSX."""

from .model import MAX_BYTES, Row, Sheet, SheetError, check_size
from .reading import read
from .writing import Value, write_csv, write_xlsx

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
