"""An index in pieces, small enough that taking each one over holds nobody up."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from .index import Tables
from .search import NameIndex
from .words import Weigher

Piece = tuple[str, list[Any], list[Any] | None]
"""The name of what it belongs to, keys, values; of a sequence, the things and no values."""

_OF = 200  # things in a piece: about a millisecond of work
_WEIGHER = "weight"  # made of other tables


def split(index: NameIndex) -> Iterator[Piece]:
    """All but what is made of the others."""
    for name, table in index.tables._asdict().items():
        if name != _WEIGHER:
            yield from sliced(name, table)


def sliced(name: str, things: Collection[Any]) -> Iterator[Piece]:
    """A mapping or sequence, by its name; at least one piece."""
    keys = iter(things)
    for _ in range(0, max(1, len(things)), _OF):
        piece = list(islice(keys, _OF))
        # Two lists, not pairs: an unpickler keeps all that it made until it is done.
        values = [things[key] for key in piece] if isinstance(things, Mapping) else None
        yield name, piece, values


class Parts:
    """Where pieces are put together."""

    def __init__(self) -> None:
        self._lists: dict[str, list[Any]] = {}
        self._maps: dict[str, dict[Any, Any]] = {}

    def add(self, piece: Piece) -> None:
        name, things, values = piece
        if values is None:
            self._lists.setdefault(name, []).extend(things)
        else:
            self._maps.setdefault(name, {}).update(zip(things, values, strict=True))

    def sequence(self, name: str) -> list[Any]:
        return self._lists[name]

    def mapping(self, name: str) -> dict[Any, Any]:
        return self._maps[name]


_SEQUENCES = ("accounts", "names", "sorted_words")


def joined(parts: Parts) -> NameIndex:
    """The index that was split, from all of its pieces."""
    tables: dict[str, Any] = {
        name: parts.mapping(name) for name in Tables._fields if name not in (*_SEQUENCES, _WEIGHER)
    }
    accounts = tuple(parts.sequence("accounts"))
    return NameIndex(
        Tables(
            **tables,
            accounts=accounts,
            names=tuple(parts.sequence("names")),
            sorted_words=parts.sequence("sorted_words"),
            weight=Weigher(tables["by_stem"], len(accounts)),
        )
    )
