"""What a list changes, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from store.rows import Entry

from .checked import and_list, shown
from .compare import Changes
from .renames import Change, Pair

Names = Mapping[str, str]
AS_IDS: Names = MappingProxyType({})  # as in the file, which knows nothing else
LISTED = 40  # accounts of one kind that are told by name
WORDS = {
    "account_id": "id",
    "manager_email": "account manager",
    "pcs": "PCs",
    "parent_id": "parent",
}


def in_words(changes: Changes, *, edition: str = "") -> list[str]:
    """A summary, then a line for each account; with `edition`, how to decide on a pair."""
    joined, left, changed, pairs = changes.joined, changes.left, changes.changed, changes.pairs
    lines = [summary(changes)]
    lines += _some([f"+ {account(row)}" for row in joined])
    lines += _some([f"- {account(row)}" for row in left])
    lines += _some([f"~ {shown(change.after.name)}: {told(change)}" for change in changed])
    lines += _some([f"? {pair_told(pair)}" for pair in pairs])
    if pairs and edition:
        lines.append(
            "Say which of them are one company with: "
            f"hardline edition same {edition} OLD NEW, or: hardline edition different {edition}"
            " OLD NEW."
        )
    return lines


def summary(changes: Changes) -> str:
    kinds = Counter(column for change in changes.changed for column in change.columns)
    which = and_list(f"{WORDS.get(column, column)} {count:,}" for column, count in kinds.items())
    return (
        f"{len(changes.joined):,} join, {len(changes.left):,} leave,"
        f" {len(changes.changed):,} change"
        + (f" ({which})" if which else "")
        + (f", {len(changes.pairs):,} to be decided" if changes.pairs else "")
        + "."
    )


def told(change: Change, names: Names = AS_IDS) -> str:
    """`tier major → global; district west → east`, or by the names of tiers and districts."""
    return "; ".join(
        f"{WORDS.get(column, column)} {_value(change.before, column, names)} → "
        f"{_value(change.after, column, names)}"
        for column in change.columns
    )


def pair_told(pair: Pair) -> str:
    """`Contoso GmbH (A1) → Contoso AG (A9)?`, and why."""
    before, after = (
        f"{shown(row.name)} ({shown(row.account_id)})" for row in (pair.before, pair.after)
    )
    return f"{before} → {after}: one company? {pair.why}"


def account(row: Entry, names: Names = AS_IDS) -> str:
    where = ", ".join(names.get(each, each) for each in (row.tier, row.district) if each)
    return f"{shown(row.name)} ({where})" if where else shown(row.name)


def _value(row: Entry, column: str, names: Names) -> str:
    value = getattr(row, column)
    if column in ("tier", "district"):
        value = names.get(value, value)
    return shown("; ".join(value) if isinstance(value, tuple) else str(value or "")) or "none"


def _some(lines: Sequence[str]) -> list[str]:
    more = len(lines) - LISTED
    return [*lines[:LISTED], f"  and {more:,} more"] if more > 0 else list(lines)
