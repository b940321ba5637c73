"""Rows of a diff that may be one company: under a new id, or one id that is another's by now.

What is shared, a domain, a ticker or a name, comes first; then the names that are left are judged
as a question would be. Nothing is taken for the same without a person: a pair is asked.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from store.names import Hit, Listed, NameIndex
from store.names.normalise import read
from store.rows import Decided, Entry

Two = tuple[Entry, Entry]

JUDGED = 20_000  # names asked for, when likeness is judged: more would take minutes
INDEXED = 100_000  # names they are looked for among
LIKELY = 0.5  # of a judged name, from which on it is worth a question
CROWD = 20  # rows that share a domain or name: then it tells none of them apart


@dataclass(frozen=True, slots=True)
class Change:
    """One company before and after; under two ids only if someone said that it is the same."""

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
class Pair:
    """Is this one company? `why` says what makes it look so."""

    before: Entry
    after: Entry
    why: str

    @property
    def ids(self) -> tuple[str, str]:
        return self.before.account_id, self.after.account_id

    @property
    def reused(self) -> bool:
        """The id stays and the name is another: renamed, or the id of another company by now."""
        return self.before.account_id == self.after.account_id


@dataclass(slots=True)
class SortedOut:
    joined: list[Entry] = field(default_factory=list)
    left: list[Entry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)


class Likely(NamedTuple):
    """Ids before and after, how much speaks for one company, and what."""

    before: str
    after: str
    much: float
    why: str


def find(
    joined: Iterable[Entry],
    left: Iterable[Entry],
    changed: Iterable[Two],
    decided: Iterable[Decided],
) -> SortedOut:
    """Every row comes out once: joined, left, changed, or in one pair."""
    said = list(decided)
    open_ = _Open(joined, left, changed, {ident for one in said for ident in one.ids})
    open_.obey(said)
    open_.doubt()
    open_.pair(_sharing(open_.old, open_.new))
    open_.pair([Likely(i, i, 1.0, "the same id under another name") for i in open_.doubted()])
    open_.pair(_judged(open_.old, open_.new))
    out = open_.out
    out.joined += open_.new.values()
    out.left += open_.old.values()
    return out


class _Open:
    """Rows that are not sorted out yet: who is gone, who is new, and whose id stays."""

    def __init__(
        self,
        joined: Iterable[Entry],
        left: Iterable[Entry],
        changed: Iterable[Two],
        decided: Collection[str],
    ) -> None:
        self.old = {row.account_id: row for row in left}
        self.new = {row.account_id: row for row in joined}
        self.stay: dict[str, Two] = {}
        self.apart: set[tuple[str, str]] = set()
        self.out = SortedOut()
        for two in changed:  # there may be a million: most are mere changes
            ident = two[1].account_id
            if ident in decided or _renamed(*two):
                self.stay[ident] = two
            else:
                self.out.changed.append(Change(*two))

    def obey(self, decided: Iterable[Decided]) -> None:
        """What people said, of rows that have the names that they saw."""
        for said in [each for each in decided if self._as_seen(each)]:
            before, after = said.before_id, said.after_id
            if not said.same:
                self.apart.add((before, after))
            if not said.same and before != after:
                continue  # they are told apart already
            if said.same and before == after and before in self.stay:
                self.out.changed.append(Change(*self.stay.pop(before)))
                continue
            self._free(before)
            self._free(after)
            if said.same and before in self.old and after in self.new:
                self.out.changed.append(Change(self.old.pop(before), self.new.pop(after)))

    def doubt(self) -> None:
        """An id whose name is wholly another is no mere change; all others are."""
        names = {i for i, two in self.stay.items() if _renamed(*two)}
        rows = {i: self.stay[i] for i in sorted(names)[:JUDGED]}
        for ident in rows.keys() - _like(rows):
            self.old[ident], self.new[ident] = self.stay.pop(ident)
        self.out.changed += [Change(*two) for two in self.stay.values()]
        self.stay = {}

    def doubted(self) -> list[str]:
        return sorted(self.old.keys() & self.new.keys())

    def pair(self, likely: Iterable[Likely]) -> None:
        """The likeliest first; each row is in one pair at most."""
        for two in sorted(likely, key=lambda two: (-two.much, two.before, two.after)):
            free = two.before in self.old and two.after in self.new
            if free and (two.before, two.after) not in self.apart:
                before, after = self.old.pop(two.before), self.new.pop(two.after)
                self.out.pairs.append(Pair(before, after, two.why))

    def _as_seen(self, said: Decided) -> bool:
        before = self.old.get(said.before_id) or self.stay.get(said.before_id, (None, None))[0]
        after = self.new.get(said.after_id) or self.stay.get(said.after_id, (None, None))[1]
        names = (before and before.name, after and after.name)
        return names == (said.before_name, said.after_name)

    def _free(self, ident: str) -> None:
        """An id that stays, taken apart into who it was and who it is."""
        if two := self.stay.pop(ident, None):
            self.old[ident], self.new[ident] = two


def _renamed(before: Entry, after: Entry) -> bool:
    """Whether nothing by which people know a company is the same."""
    return before.name != after.name and _marks(before).keys().isdisjoint(_marks(after))


def _marks(row: Entry) -> dict[tuple[str, str], float]:
    """What a company is known by, and how much it says that another has it, too."""
    other = {("name", read(alias).key): 1.0 for alias in row.aliases}
    hosts = {("domain", domain): 2.0 for domain in row.domains}
    ticker = {("ticker", row.ticker): 2.0} if row.ticker else {}
    return {**other, **hosts, **ticker, ("name", read(row.name).key): 3.0}


def _sharing(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> list[Likely]:
    """Those with a domain, ticker or name in common, unless a crowd has it."""
    owners: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for ident, row in new.items():
        for mark, much in _marks(row).items():
            owners.setdefault(mark, []).append((ident, much))
    found: dict[tuple[str, str], tuple[float, str]] = {}
    for ident, row in old.items():
        for (kind, value), mine in _marks(row).items():
            theirs = owners.get((kind, value), [])
            for other, much in theirs if len(theirs) <= CROWD else ():
                before, why = found.get((ident, other), (0.0, ""))
                said = f"the same {kind}" + (f" {value}" if kind != "name" else "")
                found[ident, other] = (before + mine + much, why or said)
    return [Likely(*two, much, why) for two, (much, why) in found.items() if two[0] != two[1]]


def _judged(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> list[Likely]:
    """Those that would be taken for each other if one asked for the former name."""
    if not old or not new:
        return []
    index = _index(new[ident] for ident in sorted(new)[:INDEXED])
    return [
        Likely(ident, hit.account_id, hit.score, f"names alike: {hit.reason}")
        for ident in sorted(old)[:JUDGED]
        for hit in _likely(index, old[ident].name)
    ]


def _like(rows: Mapping[str, Two]) -> set[str]:
    """Ids whose former name, or whose present one asked of the former, would be found there."""
    found: set[str] = set()
    for was, is_ in ((0, 1), (1, 0)) if rows else ():
        index = _index(two[is_] for two in rows.values())
        for ident, two in rows.items():
            if ident not in found and any(
                hit.account_id == ident for hit in _likely(index, two[was].name)
            ):
                found.add(ident)
    return found


def _likely(index: NameIndex, name: str) -> list[Hit]:
    found = index.search(name, limit=3)
    sure = found.status == "match"
    return [] if found.status == "none" else [h for h in found.hits if sure or h.score > LIKELY]


def _index(rows: Iterable[Entry]) -> NameIndex:
    return NameIndex.build(Listed(row.account_id, row.name, row.aliases) for row in rows)
