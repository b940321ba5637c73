"""What a list changes: who joins, who leaves, and what is different about those that stay."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from store import batches, differences
from store import pairs as decisions
from store.db import Sql
from store.rows import Decided, Entry

from . import renames
from .renames import Change, Pair, Two


@dataclass(frozen=True, slots=True)
class Changes:
    """Each row that differs is in exactly one of these; `pairs` are still to be decided."""

    joined: tuple[Entry, ...]
    left: tuple[Entry, ...]
    changed: tuple[Change, ...]
    pairs: tuple[Pair, ...] = ()

    @property
    def gone(self) -> Iterator[Entry]:
        """Every row of the former list that is not in the later one as it was."""
        yield from self.left
        yield from (change.before for change in self.changed)
        yield from (pair.before for pair in self.pairs)

    @property
    def here(self) -> Iterator[Entry]:
        """Every row of the later list that was not in the former one as it is."""
        yield from self.joined
        yield from (change.after for change in self.changed)
        yield from (pair.after for pair in self.pairs)

    @property
    def settled(self) -> "Changes":
        """As if each open pair were what its ids say: one that stays, or one out and one in."""
        moved = [pair for pair in self.pairs if not pair.reused]
        return Changes(
            joined=_ordered([*self.joined, *(pair.after for pair in moved)]),
            left=_ordered([*self.left, *(pair.before for pair in moved)]),
            changed=_by_id(
                [*self.changed, *(Change(p.before, p.after) for p in self.pairs if p.reused)]
            ),
        )


def after(changes: Changes, pair: Pair, *, same: bool) -> Changes:
    """What they are once one of the pairs is decided."""
    rest = replace(changes, pairs=tuple(each for each in changes.pairs if each is not pair))
    if same:
        return replace(rest, changed=_by_id([*rest.changed, Change(pair.before, pair.after)]))
    return replace(
        rest,
        joined=_ordered([*rest.joined, pair.after]),
        left=_ordered([*rest.left, pair.before]),
    )


def compare(
    before: Iterable[Entry], after: Iterable[Entry], decided: Iterable[Decided] = ()
) -> Changes:
    """Of two lists in memory; each part is in the order of ids."""
    old, new = ({row.account_id: row for row in rows} for rows in (before, after))
    return _sorted_out(
        joined=[row for ident, row in new.items() if ident not in old],
        left=[row for ident, row in old.items() if ident not in new],
        changed=[
            (old[ident], row) for ident, row in new.items() if ident in old and old[ident] != row
        ],
        decided=decided,
    )


def between(db: Sql, before: str, after: str) -> Changes:
    """Of two stored editions, by what was decided for the later one; `before` "" is an empty one.

    Only the rows that differ are read, so that a million that don't cost no memory.
    """
    decided = decisions.decided(db, after)
    return of_batches(db, batches.held(db, before), batches.held(db, after), decided)


def of_batches(db: Sql, before: str, after: str, decided: Iterable[Decided]) -> Changes:
    """The same of two batches of rows, whether or not an edition holds them."""
    return _sorted_out(
        joined=differences.missing(db, after, in_=before),
        left=differences.missing(db, before, in_=after),
        changed=differences.changed(db, before, after),
        decided=decided,
    )


def _sorted_out(
    joined: Iterable[Entry],
    left: Iterable[Entry],
    changed: Iterable[Two],
    decided: Iterable[Decided],
) -> Changes:
    found = renames.find(joined, left, changed, decided)
    return Changes(
        joined=_ordered(found.joined),
        left=_ordered(found.left),
        changed=_by_id(found.changed),
        pairs=tuple(sorted(found.pairs, key=lambda pair: pair.after.account_id)),
    )


def _ordered(rows: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(rows, key=lambda row: row.account_id))


def _by_id(changed: list[Change]) -> tuple[Change, ...]:
    changed.sort(key=lambda change: change.after.account_id)
    return tuple(changed)
