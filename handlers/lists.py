"""The editions in force, in memory: entries, name index and policy, swapped whole."""

import asyncio
import bisect
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from store import aliases, editions, granted, people
from store.db import Db, Sql
from store.names import Listed, NameIndex
from store.rows import Alias, Audience, Edition, Entry

from . import days
from .errors import NoList
from .excepted import Excepted
from .policy import Policy, Standing


@dataclass(frozen=True, slots=True)
class Listing:
    """One edition, ready to answer. Reads of one answer all go to one Listing."""

    edition: Edition
    policy: Policy
    entries: Mapping[str, Entry]
    index: NameIndex
    learned: Mapping[tuple[str, str], Alias]  # (account id, text) → the alias, once confirmed
    districts: Mapping[str, str]  # names by id
    sorted_names: Sequence[tuple[str, str]]  # (name, folded; account id)

    def district(self, ident: str) -> str:
        return self.districts.get(ident, ident)

    def standing(self, entry: Entry) -> tuple[Standing, Entry | None]:
        """An entry's standing, and the named parent that covers it, if that is what it is."""
        if entry.tier:
            return Standing.NAMED, None
        seen = {entry.account_id}
        parent = self.entries.get(entry.parent_id)
        while parent is not None and parent.account_id not in seen:
            if parent.tier:
                return Standing.COVERED, parent
            seen.add(parent.account_id)
            parent = self.entries.get(parent.parent_id)
        return Standing.NOT_NAMED, None

    def starting(self, text: str, *, limit: int) -> list[str]:
        """Ids of the accounts whose name begins with a half-typed one, in the order of names."""
        typed = text.casefold()
        at = bisect.bisect_left(self.sorted_names, (typed, ""))
        near = self.sorted_names[at : at + limit]
        return [account_id for name, account_id in near if name.startswith(typed)]

    @property
    def named(self) -> int:
        return sum(1 for entry in self.entries.values() if entry.tier)

    def overdue(self, today: date) -> bool:
        return today > self.edition.next_update


class Lists:
    """At most two editions are in force at once; both are kept, one index each."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._now: dict[Audience, Listing] = {}
        self._loaded: dict[str, Listing] = {}
        self._stamp: object = None
        self._excepted = Excepted()
        self._looks, self._looked = itertools.count(1), 0

    @property
    def exceptions(self) -> Excepted:
        """As of the last look; what holds at a moment is exact, see `Granted.holds`."""
        return self._excepted

    def now(self, audience: Audience) -> Listing:
        """Raises NoList before the first publication for this audience."""
        listing = self._now.get(audience)
        if listing is None:
            raise NoList
        return listing

    @property
    def loaded(self) -> bool:
        """False until the first look; a database without an edition counts as loaded."""
        return self._stamp is not None

    async def refresh(self, *, now: datetime) -> bool:
        """Load what is in force now; True if something changed. The old answers meanwhile."""
        await self._look_for_exceptions()

        def current(db: Sql) -> tuple[dict[Audience, Edition], object]:
            found = {each: editions.in_force(db, each, now=now) for each in Audience}
            kept = {each: edition for each, edition in found.items() if edition}
            return kept, (aliases.confirmed(db), people.districts(db))

        found, beside = await self._db.read(current)
        stamp = ({each: edition.id for each, edition in found.items()}, beside)
        if stamp == self._stamp:
            return False
        loaded = {edition.id: await self._load(edition) for edition in found.values()}
        self._now = {each: loaded[edition.id] for each, edition in found.items()}
        self._loaded = loaded
        self._stamp = stamp
        return True

    async def _look_for_exceptions(self) -> None:
        """A look that began earlier must not put back what a later one replaced."""
        look = next(self._looks)
        rows = tuple(await self._db.read(granted.every))
        if look > self._looked and rows != self._excepted.rows:
            self._excepted = Excepted(rows)
        self._looked = max(look, self._looked)

    async def as_of(self, audience: Audience, day: date, *, now: datetime) -> Listing:
        """Raises NoList when nothing was in effect on that day."""
        edition = await self._db.read(lambda db: editions.as_of(db, audience, day, now=now))
        if edition is None:
            raise NoList(f"No list was in effect on {days.say(day)}.")
        return self._loaded.get(edition.id) or await self._load(edition)

    async def _load(self, edition: Edition) -> Listing:
        rows, names, places = await self._db.read(
            lambda db: (
                editions.entries(db, edition.id),
                aliases.confirmed(db),
                {each.id: each.name for each in people.districts(db)},
            )
        )
        # Building takes seconds for a long list: beside the loop, so that answers go on.
        return await asyncio.to_thread(build, edition, rows, names, places)


def build(
    edition: Edition, rows: list[Entry], names: list[Alias], districts: Mapping[str, str]
) -> Listing:
    learned: dict[str, list[str]] = {}
    for alias in names:
        learned.setdefault(alias.account_id, []).append(alias.text)
    index = NameIndex.build(
        Listed(
            account_id=row.account_id,
            name=row.name,
            aliases=(*row.aliases, *learned.get(row.account_id, ())),
            domains=row.domains,
            ticker=row.ticker,
        )
        for row in rows
    )
    return Listing(
        edition=edition,
        policy=Policy.parse(edition.policy),
        entries={row.account_id: row for row in rows},
        index=index,
        learned={(alias.account_id, alias.text): alias for alias in names},
        districts=districts,
        sorted_names=sorted((row.name.casefold(), row.account_id) for row in rows),
    )
