"""The worker that looks at the clock: editions coming into force, and whatever has become due."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog

from handlers.context import Context
from handlers.feature import Feature, Prepare, Probe, Record, Work
from handlers.importing import drafting
from store import batches, due, retention
from store.db import Sql

TICK_S = 1.0
INBOX_KEPT = timedelta(days=1)  # platforms repeat a delivery within minutes
INTAKES_KEPT = timedelta(days=7)  # an answer to what is asked about a file may take a while
CLEAN_EVERY = timedelta(days=1)
CLEAR_EVERY = timedelta(seconds=1)
AGAIN = timedelta(minutes=1)  # after one failed
PARTING_S = 5.0  # at a stop, for a platform's answer that is on its way
AT_ONCE = 8  # platforms' answers that are waited for
PROBE_S = 120.0  # a roster of hundreds, each member asked for
Start = Callable[[Sql, Context], None]
log = structlog.get_logger()


class Due:
    """`run` until cancelled. Each row is claimed in the transaction of what it causes, so two
    processes do no harm, nor does a kill.
    """

    def __init__(self, ctx: Context, features: Iterable[Feature]) -> None:
        self._ctx = ctx
        self._works: dict[str, Work] = {"clean": _clean, "clear": _clear}
        self._prepared: dict[str, Prepare] = {}
        self._probes: dict[str, Probe] = {}
        self._starts: list[Start] = [_plan_cleaning]
        for feature in features:
            self._works.update(feature.due)
            self._prepared.update(feature.prepared)
            self._probes.update(feature.probes)
            self._starts += [feature.start] if feature.start else []
        self.queued: Callable[[], None] = lambda: None  # told after something may be to be sent

    async def run(self) -> None:
        """What asks a platform runs beside the rest: nothing else waits for it."""
        probing: asyncio.Task[None] | None = None
        try:
            while True:
                try:
                    await self.tick()
                except Exception:
                    log.exception("the clock's worker failed; it tries again")
                if self._probes and (probing is None or probing.done()):
                    probing = asyncio.create_task(self._safely_probe())
                await asyncio.sleep(TICK_S)
        finally:
            if probing is not None:  # the platforms' sessions are closed next: let it end first
                await asyncio.wait({probing}, timeout=PARTING_S)
                probing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await probing

    async def tick(self) -> None:
        """One look: do what is due, each in its own write, and swap in what came into force."""
        later = self._probes.keys()
        while items := await self._ctx.db.read(
            lambda db: due.ready(db, now=self._ctx.now(), but=later)
        ):
            for item in items:
                await self._tried(item)
            self.queued()
        await self._ctx.lists.refresh(now=self._ctx.now())

    async def probe(self) -> None:
        """One look at what must ask a platform first, a few at a time; what it finds is written
        with the claim of its row.
        """
        only = self._probes.keys()
        items = await self._ctx.db.read(
            lambda db: due.ready(db, now=self._ctx.now(), limit=AT_ONCE, only=only)
        )
        await asyncio.gather(*map(self._asked, items))
        if items:
            self.queued()

    async def plan(self) -> None:
        """At start: make sure that whatever must be due some time is."""
        for start in self._starts:
            await self._ctx.db.write(lambda db, start=start: start(db, self._ctx))  # type: ignore[misc]

    async def _safely_probe(self) -> None:
        try:
            await self.probe()
        except Exception:
            log.exception("a platform could not be asked; it is tried again")

    async def _asked(self, item: due.Due) -> None:
        try:
            async with asyncio.timeout(PROBE_S):
                record = await self._probes[item.kind](item, self._ctx)
            await self._claimed(item, record)
        except Exception:
            log.exception("due, but failed; it is tried again", kind=item.kind, about=item.about)
            await self._postponed(item)

    async def _tried(self, item: due.Due) -> None:
        try:
            await self._claimed(item, await self._record(item))
        except Exception:
            log.exception("due, but failed; it is tried again", kind=item.kind, about=item.about)
            await self._postponed(item)

    async def _postponed(self, item: due.Due) -> None:
        at = self._ctx.now() + AGAIN
        await self._ctx.db.write(lambda db: due.later(db, item.id, at=at))

    async def _record(self, item: due.Due) -> Record:
        """What is due, ready to be written; what takes much reading is read beside the writer."""
        if prepare := self._prepared.get(item.kind):
            return await prepare(item, self._ctx)
        return lambda db: self._works[item.kind](db, item, self._ctx)

    async def _claimed(self, item: due.Due, record: Record) -> None:
        def write(db: Sql) -> None:
            if due.done(db, item, now=self._ctx.now()):
                record(db)

        await self._ctx.db.write(write)


def _plan_cleaning(db: Sql, ctx: Context, *, after: timedelta = timedelta()) -> None:
    at = ctx.now() + after
    due.put(db, kind="clean", about="", at=at, once=f"clean:{at.date().isoformat()}")


def _clean(db: Sql, item: due.Due, ctx: Context) -> None:
    _plan_clearing(db, ctx)
    _plan_cleaning(db, ctx, after=CLEAN_EVERY)


def _plan_clearing(db: Sql, ctx: Context) -> None:
    at = ctx.now() + CLEAR_EVERY
    due.put(db, kind="clear", about="", at=at, once=f"clear:{at.isoformat()}")


def _clear(db: Sql, item: due.Due, ctx: Context) -> None:
    """A piece of what is too old, or of no edition; the next later, so that nobody waits."""
    now = ctx.now()
    kept = retention.Kept(
        questions=now - timedelta(days=ctx.policy.retention.questions_days),
        deliveries=now - INBOX_KEPT,
        intakes=now - INTAKES_KEPT,
    )
    old, unheld = retention.forget(db, kept), batches.clear(db, before=now - drafting.COMING)
    if old or unheld:
        _plan_clearing(db, ctx)
