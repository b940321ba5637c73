"""What pictures are drawn from, counted; and the same figures in words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from store.rows import Entry

from .importing.compare import Changes
from .words import counted

NOWHERE = "no district"


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved in one district: joined, left, changed otherwise."""

    joined: int = 0
    left: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class ListFigures:
    """Named accounts by district and tier (in the order of `tiers`), and what moved there."""

    edition: str
    against: str  # the edition it is compared with; empty for the first one
    tiers: tuple[str, ...]
    named: Mapping[str, tuple[int, ...]]
    moved: Mapping[str, Moved]

    @property
    def alt(self) -> str:
        """All that the picture says."""
        total = sum(map(sum, self.named.values()))
        where = [
            f"{district}: {_tally(zip(self.tiers, counts, strict=True))}"
            for district, counts in self.named.items()
        ]
        said = f"Edition {self.edition}: {counted(total, 'named account')}. {'. '.join(where)}."
        if not self.against:
            return said
        moves = [
            f"{district}: {each.joined:,} joined, {each.left:,} left, {each.changed:,} changed"
            for district, each in self.moved.items()
        ]
        return f"{said} Against edition {self.against}: {'. '.join(moves) or 'nothing moved'}."


@dataclass(frozen=True, slots=True)
class Week:
    """A district's cases in one week. Hours are business hours, None where there was none."""

    week: str  # as it is shown under the axis, like 2027-W03
    opened: int
    open: int  # at its end
    oldest_days: int  # how long the oldest of those has been open
    acknowledge_hours: float | None
    decide_hours: float | None
    upheld: int
    decided: int

    @property
    def upheld_share(self) -> float | None:
        return self.upheld / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class WeeklyFigures:
    """The weeks of one district, the oldest first, and what the service levels promise."""

    district: str
    weeks: tuple[Week, ...]
    acknowledge_within: int
    decide_within: int

    @property
    def alt(self) -> str:
        """All that the picture says."""
        told = " ".join(map(_week, self.weeks))
        return (
            f"Cases of {self.district} by week; to be acknowledged within "
            f"{self.acknowledge_within} business hours and decided within {self.decide_within}. "
            f"{told or 'There was none.'}"
        )


def of_list(
    edition: str,
    entries: Iterable[Entry],
    *,
    against: str = "",
    changes: Changes | None = None,
    tiers: Mapping[str, str],
    districts: Mapping[str, str],
) -> ListFigures:
    """`tiers` and `districts` are names by id, in the order in which they are shown."""
    by_place = Counter((row.district, row.tier) for row in entries if row.tier)
    moves = _moves(changes) if changes else {}
    used = {district for district, _ in by_place} | {*moves}
    order = [*(each for each in districts if each in used), *sorted(used - {*districts})]
    names = _labels(order, districts)
    return ListFigures(
        edition=edition,
        against=against,
        tiers=tuple(tiers.values()),
        named={name: tuple(by_place[each, tier] for tier in tiers) for each, name in names.items()},
        moved={name: moves[each] for each, name in names.items() if each in moves},
    )


def _labels(order: Iterable[str], districts: Mapping[str, str]) -> dict[str, str]:
    """Names by id, with the id where two have the same."""
    names = {each: districts.get(each, each) or NOWHERE for each in order}
    often = Counter(names.values())
    return {each: name if often[name] == 1 else f"{name} ({each})" for each, name in names.items()}


def _moves(changes: Changes) -> dict[str, Moved]:
    """Of named accounts. Who changes districts leaves the one and joins the other."""
    settled = changes.settled
    twos: list[tuple[Entry | None, Entry | None]] = [
        *((None, row) for row in settled.joined),
        *((row, None) for row in settled.left),
        *((one.before, one.after) for one in settled.changed),
    ]
    joined, left, changed = Counter[str](), Counter[str](), Counter[str]()
    for before, after in twos:
        was, is_ = _place(before), _place(after)
        if was == is_ and was is not None:
            changed[was] += 1
        elif was != is_:
            left.update([was] if was is not None else [])
            joined.update([is_] if is_ is not None else [])
    return {
        each: Moved(joined[each], left[each], changed[each])
        for each in sorted({*joined, *left, *changed})
    }


def _place(row: Entry | None) -> str | None:
    """The district of an account that is named itself."""
    return row.district if row and row.tier else None


def _tally(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts)


def _week(each: Week) -> str:
    oldest = f", the oldest for {counted(each.oldest_days, 'day')}" if each.open else ""
    parts = (
        f"{each.opened:,} opened",
        f"{each.open:,} open at its end{oldest}",
        _in_hours("acknowledged", each.acknowledge_hours),
        _in_hours("decided", each.decide_hours),
        f"{each.upheld:,} of {each.decided:,} upheld" if each.decided else "",
    )
    return f"{each.week}: {'; '.join(filter(None, parts))}."


def _in_hours(done: str, hours: float | None) -> str:
    return f"none {done}" if hours is None else f"{done} in {hours:.1f} hours"
