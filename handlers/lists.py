"""The editions in force, in memory: entries, name index and policy, swapped whole."""

import asyncio
import itertools
from collections import OrderedDict
from datetime import date, datetime

from store import aliases, editions, entries, granted, people
from store.db import Db, Sql
from store.rows import Audience, Edition

from . import apart, days
from .errors import NoList
from .excepted import Excepted
from .listing import Listing, build, gather

__all__ = ["Listing", "Lists"]

PATIENCE_S = 1.0
FORMER = 3  # editions that are not in force, kept for questions as of a day


class Lists:
    """At most two editions are in force at once; both are kept, one index each."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._now: dict[Audience, Listing] = {}
        self._loaded: dict[str, Listing] = {}
        self._former: OrderedDict[str, Listing] = OrderedDict()
        self._stamp: object = None
        self._looks: set[asyncio.Task[bool]] = set()  # the loop itself holds them weakly
        self._failed: BaseException | None = None
        self._loading = asyncio.Lock()
        self._looking_back = asyncio.Lock()
        self._excepted = Excepted()
        self._asked, self._seen = itertools.count(1), 0

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
        """Load what is in force now; True if something changed. The old answers meanwhile.

        A long list takes its time: whoever waits for an answer then need not wait for it, and
        the clock's other work goes on.
        """
        await self._look_for_exceptions()
        if error := self._failed:
            self._failed = None
            raise error
        look = asyncio.create_task(self._refresh(now))
        self._looks.add(look)
        await asyncio.wait({look}, timeout=PATIENCE_S if self._now else None)
        if look.done():
            self._looks.discard(look)
            return look.result()
        look.add_done_callback(self._late)
        return False

    async def caught_up(self) -> None:
        """Wait for what is being loaded."""
        await asyncio.gather(*self._looks, return_exceptions=True)

    def _late(self, look: asyncio.Task[bool]) -> None:
        """Nobody waited for this one: should it have failed, the next look says so."""
        self._looks.discard(look)
        if not look.cancelled():
            self._failed = look.exception()

    async def _refresh(self, now: datetime) -> bool:
        """One at a time: a look that began earlier must not put back what a later one replaced."""
        async with self._loading:
            return await self._look(now)

    async def _look(self, now: datetime) -> bool:
        def current(db: Sql) -> tuple[dict[Audience, Edition], object]:
            found = {each: editions.in_force(db, each, now=now) for each in Audience}
            kept = {each: edition for each, edition in found.items() if edition}
            return kept, (aliases.confirmed(db), people.districts(db))

        found, beside = await self._db.read(current)
        stamp = ({each: edition.id for each, edition in found.items()}, beside)
        if stamp == self._stamp:
            return False
        wanted = {edition.id: edition for edition in found.values()}  # mostly one for both
        loaded = {ident: await self._load(edition) for ident, edition in wanted.items()}
        # No await from here on: a question sees all of the old editions or all of the new ones.
        self._now = {each: loaded[edition.id] for each, edition in found.items()}
        self._loaded = loaded
        self._former.clear()  # what people call accounts and districts may have changed
        self._stamp = stamp
        return True

    async def _look_for_exceptions(self) -> None:
        """A look that began earlier must not put back what a later one replaced."""
        look = next(self._asked)
        rows = tuple(await self._db.read(granted.every))
        if look > self._seen and rows != self._excepted.rows:
            self._excepted = Excepted(rows)
        self._seen = max(look, self._seen)

    async def as_of(self, audience: Audience, day: date, *, now: datetime) -> Listing:
        """Raises NoList when nothing was in effect on that day."""
        current = self._now.get(audience)
        zone = current.policy.vendor.time_zone if current else "UTC"
        edition = await self._db.read(
            lambda db: editions.as_of(db, audience, day, zone=zone, now=now)
        )
        if edition is None:
            raise NoList(await self._before_the_first(audience, day, now=now))
        return self._loaded.get(edition.id) or await self._of_former(edition)

    async def _before_the_first(self, audience: Audience, day: date, *, now: datetime) -> str:
        said = f"No list was in effect on {days.say_asked(day)}."
        seen = await self._db.read(lambda db: editions.history(db, "", audience, now=now))
        first = min((each.effective_from for each, _ in seen), default=None)
        return f"{said} The first one took effect on {days.say(first)}." if first else said

    async def _of_former(self, edition: Edition) -> Listing:
        """Few are asked for, and often the same: building one takes seconds for a long list."""
        async with self._looking_back:
            stamp = self._stamp
            kept = self._former.get(edition.id) or await self._load(edition)
            if stamp == self._stamp:
                self._former[edition.id] = kept
                self._former.move_to_end(edition.id)
            while len(self._former) > FORMER:
                self._former.popitem(last=False)
            return kept

    async def _load(self, edition: Edition) -> Listing:
        """Beside the loop, so that answers go on. A long list in a process of its own, since a
        thread that builds one would hold up every answer; the first one, before which there are
        none, is sooner built here.
        """
        rows = await self._db.read(lambda db: entries.size(db, edition.id))
        if rows >= apart.LONG and self._now:
            return await asyncio.to_thread(apart.build, self._db.path, edition)
        gathered = await self._db.read(lambda db: gather(db, edition.id))
        return await asyncio.to_thread(build, edition, *gathered)
