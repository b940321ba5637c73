"""What two accounts share, a name, domain or ticker: allowed, but who asks for it is asked back."""

from collections.abc import Callable, Iterable, Sequence

from store.names.normalise import read as words
from store.rows import Entry

from .checked import and_list, quoted
from .lines import Line, Table

KINDS: tuple[tuple[str, Callable[[Entry], Iterable[str]], Callable[[str], str]], ...] = (
    ("name", lambda row: (row.name, *row.aliases), lambda text: words(text).full),
    ("domain", lambda row: row.domains, str),
    ("ticker", lambda row: filter(None, [row.ticker]), str),
)


def warn(table: Table, read: Sequence[tuple[Line, Entry]]) -> None:
    for column, values, key in KINDS:
        owners: dict[str, dict[int, str]] = {}
        for line, row in read:
            for value in values(row):
                owners.setdefault(key(value), {}).setdefault(line.number, value)
        for lines in owners.values():
            if len(lines) > 1:
                first, *others = lines
                also = f"{quoted(lines[first])} is also in row {and_list(others)}"
                table.warn(f"{also}: who asks for it is asked back.", row=first, column=column)
