"""The outbox worker: takes what is due, sends it, and writes down what became of it.

Per destination the order is kept: the next message waits until the one before is sent or parked.
"""

import asyncio
import contextlib
import random
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from handlers.cards import from_json
from handlers.context import Clock
from store import outbox, people
from store.db import Db, Sql
from store.rows import Identity, Outgoing, Platform

from .sending import Dead, Sender, TryLater

AT_ONCE = 32  # messages under way; each destination has one
IDLE_S = 1.0  # how long a message queued by another process may wait
LONGEST_S = 300.0  # between two tries
log = structlog.get_logger()


class Delivery:
    """`run` until cancelled; `wake` after a commit that may have queued something."""

    def __init__(self, db: Db, senders: Mapping[Platform, Sender], now: Clock) -> None:
        self._db = db
        self._senders = senders
        self._now = now
        self._wake = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        await self._db.write(outbox.recover)
        try:
            while True:
                woken = self._wake.is_set()
                self._wake.clear()
                if not await self._round(sure=woken):
                    await self._rest()
        finally:
            for task in tuple(self._under_way):
                task.cancel()

    async def _round(self, *, sure: bool) -> bool:
        """Start what is due; False if there was nothing to start.

        Unless something was just queued, one look first: idle, nothing is written.
        """
        free = AT_ONCE - len(self._under_way)
        if free <= 0:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return True
        if not (sure or await self._db.read(lambda db: outbox.waiting(db, now=self._now()))):
            return False
        taken = await self._db.write(lambda db: outbox.claim(db, limit=free, now=self._now()))
        for message in taken:
            task = asyncio.create_task(self._deliver(message))
            self._under_way.add(task)
            task.add_done_callback(self._ended)
        return bool(taken)

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(IDLE_S):
                await self._wake.wait()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.wake()  # the next one for this destination may go

    async def _deliver(self, message: Outgoing) -> None:
        try:
            sent_id = await self._send(message)
        except TryLater as error:
            await self._again(message, str(error), error.after_s)
        except Dead as error:
            why = str(error)
            log.warning("parked", message=message.id, to=message.destination, why=why)
            await self._db.write(lambda db: outbox.park(db, message.id, error=why))
        except Exception:
            log.exception("delivery failed", message=message.id)
            await self._again(message, "internal error", None)
        else:
            await self._db.write(lambda db: outbox.sent(db, message.id, sent_id=sent_id))

    async def _again(self, message: Outgoing, why: str, after_s: float | None) -> None:
        wait_s = pause(message.attempts) if after_s is None else after_s
        at: datetime = self._now() + timedelta(seconds=wait_s)
        await self._db.write(lambda db: outbox.again(db, message.id, at=at, error=why))

    async def _send(self, message: Outgoing) -> str:
        sender, address = await self._where(message.destination)
        return await sender.send(message, from_json(message.card), address)

    async def _where(self, destination: str) -> tuple[Sender, str]:
        kind, _, rest = destination.partition(":")
        if kind == "person":
            return await self._to_person(rest)
        sender = self._senders.get(Platform(kind))
        if sender is None:
            raise TryLater(f"{kind} is not set up here")
        return sender, destination

    async def _to_person(self, person_id: str) -> tuple[Sender, str]:
        def reachable(db: Sql) -> list[Identity]:
            return people.identities(db, person_id) if people.get(db, person_id) else []

        for who in await self._db.read(reachable):
            if sender := self._senders.get(who.platform):
                with contextlib.suppress(Dead):
                    return sender, await sender.personal(who)
        raise Dead("no platform where this person can be reached")


def pause(attempts: int) -> float:
    """Seconds before the next try: doubling, jittered so that many don't come back at once."""
    return min(LONGEST_S, 2.0 ** min(attempts - 1, 10)) * random.uniform(0.5, 1.0)  # noqa: S311
