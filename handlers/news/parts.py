"""The part of an edition's changes that concerns one reader: pure, from the changes as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from handlers.importing.compare import Changes
from handlers.importing.renames import Change
from store.rows import Audience, Entry
from store.subscriptions import Subscription

SEEN = ("name", "tier", "district", "manager_email", "parent_id")  # by partners as well
INSIDE = ("pcs",)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reader's filters; empty ones let everything through."""

    audience: Audience
    districts: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    @classmethod
    def by(cls, row: Subscription) -> "Wanted":
        return cls(row.audience, row.districts, row.tiers, row.accounts)

    def covers(self, entry: Entry) -> bool:
        return (
            (not self.districts or entry.district in self.districts)
            and (not self.tiers or entry.tier in self.tiers)
            and (not self.accounts or entry.account_id in self.accounts)
        )


@dataclass(frozen=True, slots=True)
class Part:
    """Accounts that are named from now on, no longer, or still, with what is different."""

    joined: tuple[Entry, ...] = ()
    left: tuple[Entry, ...] = ()
    changed: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.joined or self.left or self.changed)

    @property
    def size(self) -> int:
        return len(self.joined) + len(self.left) + len(self.changed)


def named(changes: Changes) -> Part:
    """All that changes about who is named, whatever their rows were before."""
    settled = changes.settled
    rows: list[tuple[Entry | None, Entry | None]] = [
        *((None, entry) for entry in settled.joined),
        *((entry, None) for entry in settled.left),
        *((change.before, change.after) for change in settled.changed),
    ]
    return Part(
        joined=_by_name(new for old, new in rows if _named(new) and not _named(old)),
        left=_by_name(old for old, new in rows if _named(old) and not _named(new)),
        changed=tuple(each for each in settled.changed if _named(each.before, each.after)),
    )


def single(whole: Part) -> dict[str, Part]:
    """What happens at each account, for the many who want to hear of one alone."""
    found: dict[str, Part] = {}
    for entry in whole.joined:
        part = found.get(entry.account_id, Part())
        found[entry.account_id] = replace(part, joined=(*part.joined, entry))
    for entry in whole.left:
        part = found.get(entry.account_id, Part())
        found[entry.account_id] = replace(part, left=(*part.left, entry))
    for change in whole.changed:
        for account_id in {change.before.account_id, change.after.account_id}:
            part = found.get(account_id, Part())
            found[account_id] = replace(part, changed=(*part.changed, change))
    return found


def of(whole: Part, wanted: Wanted) -> Part:
    """What this reader wants of it, and may know."""
    columns = {*SEEN, *(INSIDE if wanted.audience is Audience.STAFF else ())}
    return Part(
        joined=tuple(filter(wanted.covers, whole.joined)),
        left=tuple(filter(wanted.covers, whole.left)),
        changed=tuple(
            each
            for each in whole.changed
            if columns & {*each.columns}
            and (wanted.covers(each.before) or wanted.covers(each.after))
        ),
    )


def _named(*entries: Entry | None) -> bool:
    return all(entry is not None and entry.tier for entry in entries)


def _by_name(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    found = [entry for entry in entries if entry is not None]
    return tuple(sorted(found, key=lambda entry: entry.name.casefold()))
