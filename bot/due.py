"""The worker that looks at the clock: editions coming into force, and whatever has become due."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog

from handlers.context import Context
from handlers.feature import Feature, Probe, Record, Work
from store import due, inbox, intakes, retention
from store.db import Sql

TICK_S = 1.0
INBOX_KEPT = timedelta(days=1)  # platforms repeat a delivery within minutes
INTAKES_KEPT = timedelta(days=7)  # an answer to what is asked about a file may take a while
CLEAN_EVERY = timedelta(days=1)
AGAIN = timedelta(minutes=1)  # after one failed
Start = Callable[[Sql, Context], None]
log = structlog.get_logger()


class Due:
    """`run` until cancelled. Each row is claimed in the transaction of what it causes, so two
    processes do no harm, nor does a kill.
    """

    def __init__(self, ctx: Context, features: Iterable[Feature]) -> None:
        self._ctx = ctx
        self._works: dict[str, Work] = {"clean": _clean}
        self._probes: dict[str, Probe] = {}
        self._starts: list[Start] = [_plan_cleaning]
        for feature in features:
            self._works.update(feature.due)
            self._probes.update(feature.probes)
            self._starts += [feature.start] if feature.start else []
        self.queued: Callable[[], None] = lambda: None  # told after something may be to be sent

    async def run(self) -> None:
        while True:
            try:
                await self.tick()
            except Exception:
                log.exception("the clock's worker failed; it tries again")
            await asyncio.sleep(TICK_S)

    async def tick(self) -> None:
        """One look: do what is due, each in its own write, and swap in what came into force."""
        while items := await self._ctx.db.read(lambda db: due.ready(db, now=self._ctx.now())):
            for item in items:
                await self._tried(item)
            self.queued()
        await self._ctx.lists.refresh(now=self._ctx.now())

    async def plan(self) -> None:
        """At start: make sure that whatever must be due some time is."""

        def put(db: Sql) -> None:
            for start in self._starts:
                start(db, self._ctx)

        await self._ctx.db.write(put)

    async def _tried(self, item: due.Due) -> None:
        try:
            probe = self._probes.get(item.kind)
            record = await probe(item, self._ctx) if probe else None
            await self._ctx.db.write(lambda db: self._work(db, item, record))
        except Exception:
            log.exception("due, but failed; it is tried again", kind=item.kind, about=item.about)
            at = self._ctx.now() + AGAIN
            await self._ctx.db.write(lambda db: due.later(db, item.id, at=at))

    def _work(self, db: Sql, item: due.Due, record: Record | None) -> None:
        if not due.done(db, item.id, now=self._ctx.now()):
            return
        if record is not None:
            record(db)
        else:
            self._works[item.kind](db, item, self._ctx)


def _plan_cleaning(db: Sql, ctx: Context, *, after: timedelta = timedelta()) -> None:
    at = ctx.now() + after
    due.put(db, kind="clean", about="", at=at, once=f"clean:{at.date().isoformat()}")


def _clean(db: Sql, item: due.Due, ctx: Context) -> None:
    now = ctx.now()
    keep = timedelta(days=ctx.policy.retention.questions_days)
    retention.forget_questions(db, before=now - keep)
    inbox.forget(db, before=now - INBOX_KEPT)
    intakes.forget(db, before=now - INTAKES_KEPT)
    _plan_cleaning(db, ctx, after=CLEAN_EVERY)
