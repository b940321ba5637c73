"""The worker that works off what people handed in, a few at a time, beside all that is answered."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog

from handlers.context import Context
from handlers.intake.work import work
from store import intakes

AT_ONCE = 2
IDLE_S = 1.0  # how long one that another process kept may wait
AGAIN = timedelta(seconds=30)  # after one failed
log = structlog.get_logger()


class Intakes:
    """`run` until cancelled; `wake` after a commit that may have kept one. Each is ended in one
    transaction and only once, so neither a kill nor a second process does harm.
    """

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._wake = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self.queued: Callable[[], None] = lambda: None  # told after something may be to be sent

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        try:
            while True:
                self._wake.clear()
                try:
                    await self._start()
                except Exception:
                    log.exception("what people handed in can't be looked through; tried again")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(IDLE_S):
                        await self._wake.wait()
        finally:
            for task in tuple(self._under_way.values()):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def tick(self) -> None:
        """Work off all whose turn it is."""
        while await self._start() or self._under_way:
            await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)

    async def _start(self) -> bool:
        """Starts what there is room for; False if there was nothing new."""
        free = AT_ONCE - len(self._under_way)
        if free <= 0:
            return False
        now, most = self._ctx.now(), AT_ONCE + len(self._under_way)
        found = self._ctx.db.look(lambda db: intakes.ready(db, limit=most, now=now))
        new = [ident for ident in found if ident not in self._under_way][:free]
        for ident in new:
            task = asyncio.create_task(self._tried(ident))
            self._under_way[ident] = task
            task.add_done_callback(partial(self._ended, ident))
        return bool(new)

    def _ended(self, ident: str, _: asyncio.Task[None]) -> None:
        self._under_way.pop(ident, None)
        self.queued()
        self.wake()

    async def _tried(self, ident: str) -> None:
        try:
            await work(ident, self._ctx)
        except Exception:
            log.exception("what was handed in could not be worked off; tried again", intake=ident)
            at = self._ctx.now() + AGAIN
            with contextlib.suppress(Exception):
                await self._ctx.db.write(lambda db: intakes.later(db, ident, at=at))
