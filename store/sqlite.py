"""sqlite-utils, imported without numpy.

It looks for numpy to store its numbers, and so loads it into every process; here numpy is installed
for the pictures alone, and would cost each start a tenth of a second and 20 MB.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _without(name: str) -> Iterator[None]:
    """As if a module were not installed; one that is loaded already stays."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


with _without("numpy"):
    from sqlite_utils import Database, Migrations

__all__ = ["Database", "Migrations"]
