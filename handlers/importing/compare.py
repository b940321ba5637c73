"""What a list changes: who joins, who leaves, and what is different about those that stay."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from store.rows import Entry

from .checked import and_list, shown

LISTED = 40  # accounts of one kind that are told by name


@dataclass(frozen=True, slots=True)
class Change:
    before: Entry
    after: Entry

    @property
    def columns(self) -> tuple[str, ...]:
        """Which fields differ."""
        return tuple(
            field.name
            for field in fields(Entry)
            if getattr(self.before, field.name) != getattr(self.after, field.name)
        )


@dataclass(frozen=True, slots=True)
class Changes:
    joined: tuple[Entry, ...]
    left: tuple[Entry, ...]
    changed: tuple[Change, ...]


def compare(before: Iterable[Entry], after: Iterable[Entry]) -> Changes:
    """Accounts are the same by their id; each part is in the order of its list."""
    old, new = ({row.account_id: row for row in rows} for rows in (before, after))
    return Changes(
        joined=tuple(row for ident, row in new.items() if ident not in old),
        left=tuple(row for ident, row in old.items() if ident not in new),
        changed=tuple(
            Change(old[ident], row)
            for ident, row in new.items()
            if ident in old and old[ident] != row
        ),
    )


def in_words(changes: Changes) -> list[str]:
    """A summary, then a line for each account."""
    joined, left, changed = changes.joined, changes.left, changes.changed
    kinds = Counter(column for change in changed for column in change.columns)
    which = and_list(f"{WORDS.get(column, column)} {count:,}" for column, count in kinds.items())
    lines = [
        f"{len(joined):,} join, {len(left):,} leave, {len(changed):,} change"
        + (f" ({which})." if which else ".")
    ]
    lines += _some([f"+ {_account(row)}" for row in joined])
    lines += _some([f"- {_account(row)}" for row in left])
    lines += _some([f"~ {shown(change.after.name)}: {_told(change)}" for change in changed])
    return lines


WORDS = {"manager_email": "account manager", "pcs": "PCs", "parent_id": "parent"}


def _account(row: Entry) -> str:
    where = ", ".join(filter(None, [row.tier, row.district]))
    return f"{shown(row.name)} ({where})" if where else shown(row.name)


def _told(change: Change) -> str:
    return "; ".join(
        f"{WORDS.get(column, column)} {_value(change.before, column)} → "
        f"{_value(change.after, column)}"
        for column in change.columns
    )


def _value(row: Entry, column: str) -> str:
    value = getattr(row, column)
    return shown("; ".join(value) if isinstance(value, tuple) else str(value or "")) or "none"


def _some(lines: Sequence[str]) -> list[str]:
    more = len(lines) - LISTED
    return [*lines[:LISTED], f"  and {more:,} more"] if more > 0 else list(lines)
