"""The worker that looks at the clock: editions coming into force, and what has become too old."""

import asyncio
from datetime import timedelta

import structlog

from handlers import scheduling
from handlers.context import Context
from store import due, inbox, retention
from store.db import Sql

TICK_S = 1.0
INBOX_KEPT = timedelta(days=1)  # platforms repeat a delivery within minutes
CLEAN_EVERY = timedelta(days=1)
log = structlog.get_logger()


class Due:
    """`run` until cancelled. Everything it does is idempotent, so two processes do no harm."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    async def run(self) -> None:
        while True:
            try:
                await self.tick()
            except Exception:
                log.exception("the clock's worker failed; it tries again")
            await asyncio.sleep(TICK_S)

    async def tick(self) -> None:
        """One look: do what is due, and swap in what came into force."""
        if await self._ctx.db.read(lambda db: due.ready(db, now=self._ctx.now(), limit=1)):
            await self._ctx.db.write(self._work)
        await self._ctx.lists.refresh(now=self._ctx.now())

    async def plan(self) -> None:
        """At start: make sure that the daily cleaning is due some time."""

        def first(db: Sql) -> None:
            now = self._ctx.now()
            due.put(db, kind="clean", about="", at=now, once=f"clean:{now.date().isoformat()}")

        await self._ctx.db.write(first)

    def _work(self, db: Sql) -> None:
        now = self._ctx.now()
        for item in due.ready(db, now=now):
            if item.kind == scheduling.DUE:
                scheduling.fall_due(db, item, policy=self._ctx.policy, now=now)
            elif item.kind == "clean" and due.done(db, item.id, now=now):
                keep = timedelta(days=self._ctx.policy.retention.questions_days)
                retention.forget_questions(db, before=now - keep)
                inbox.forget(db, before=now - INBOX_KEPT)
                at = now + CLEAN_EVERY
                due.put(db, kind="clean", about="", at=at, once=f"clean:{at.date().isoformat()}")
