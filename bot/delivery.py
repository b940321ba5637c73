"""The outbox worker: takes what is due, sends it, and writes down what became of it.

Per destination the order is kept: the next message waits until the one before is sent or parked.
"""

import asyncio
import contextlib
import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from handlers.cards import from_json
from handlers.context import Clock
from handlers.parked import park, unfit
from store import outbox, people, posts
from store.db import Db, Sql
from store.rows import Identity, Outgoing, Platform

from .circuit import Circuit
from .sending import Dead, NotYet, Sender, TryLater, Unfit

AT_ONCE = 32  # messages under way; each destination has one
BULK_AT_ONCE = 20  # of a broadcast: the others are for what somebody waits for
IDLE_S = 1.0  # how long a message queued by another process may wait
LATE = timedelta(seconds=1)  # what was tried may have left that much later
REMEMBERED = timedelta(hours=1)  # the longest of the platforms' windows
LONGEST_S = 300.0  # between two tries
PARTING_S = 5.0  # at a stop, for what is on its way
T = TypeVar("T")
Note = Callable[[Sql], None]
log = structlog.get_logger()


class Delivery:
    """`run` until cancelled; `wake` after a commit that may have queued something."""

    def __init__(self, db: Db, senders: Mapping[Platform, Sender], now: Clock) -> None:
        self._db = db
        self._senders = senders
        self._now = now
        self._wake = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._bulk_under_way = 0
        self._circuits = {platform: Circuit() for platform in senders}
        # What became of messages, written with the next claim. First: those that were being sent
        # when the process ended may or may not have gone out.
        self._became: list[Note] = [outbox.recover]

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        self.wake()
        try:
            await self._recall()
            while True:
                woken = self._wake.is_set()
                self._wake.clear()
                try:
                    busy = await self._round(sure=woken)
                except sqlite3.Error:
                    log.exception("the outbox can't be reached; it is tried again")
                    busy = False
                if not busy:
                    await self._rest()
        finally:
            await self._end()

    async def _round(self, *, sure: bool) -> bool:
        """Write down what became of the last ones and start what is due; False if nothing was.

        Unless something was just queued, one look first: idle, nothing is written.
        """
        free = AT_ONCE - len(self._under_way)
        if free <= 0:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return True
        if not (sure or self._db.look(lambda db: outbox.waiting(db, now=self._now()))):
            return False
        bulk = BULK_AT_ONCE - self._bulk_under_way
        taken = await self._write(
            lambda db: outbox.claim(db, limit=free, bulk_limit=bulk, now=self._now())
        )
        for message in taken:
            self._bulk_under_way += message.bulk
            task = asyncio.create_task(self._deliver(message))
            self._under_way.add(task)
            task.add_done_callback(self._ended)
        return bool(taken)

    async def _write(self, run: Callable[[Sql], T]) -> T:
        """`run` in one transaction with what became of the messages since the last one."""
        ended = tuple(self._became)

        def both(db: Sql) -> T:
            for note in ended:
                note(db)
            return run(db)

        done = await self._db.write(both)
        del self._became[: len(ended)]
        return done

    async def _recall(self) -> None:
        """The platforms count on, though the process before this one has ended."""
        now = self._now()
        with contextlib.suppress(sqlite3.Error):
            tried = await self._db.read(lambda db: outbox.recent(db, since=now - REMEMBERED))
            for address, at in tried:
                platform = address.partition(":")[0]
                if platform in self._senders:
                    ago = now - min(now, at + LATE) if at else timedelta()
                    self._senders[Platform(platform)].recall(address, ago.total_seconds())

    async def _rest(self) -> None:
        """Until something is queued, or the next message is due."""
        now, rest_s = self._now(), IDLE_S
        with contextlib.suppress(sqlite3.Error):
            if at := self._db.look(lambda db: outbox.next_at(db, now=now)):
                rest_s = min(IDLE_S, (at - now).total_seconds())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(rest_s):
                await self._wake.wait()

    async def _end(self) -> None:
        """What is on its way may arrive, so that nothing has to be sent again after a restart."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=PARTING_S)
        for task in tuple(self._under_way):
            task.cancel()
        await self._write(lambda db: None)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.wake()  # the next one for this destination may go

    async def _deliver(self, message: Outgoing) -> None:
        try:
            self._became.append(await self._tried(message))
        finally:
            self._bulk_under_way -= message.bulk

    async def _tried(self, message: Outgoing) -> Note:
        """One try; what is to be written down of it."""
        try:
            return await self._send(message)
        except _Down as error:
            return partial(outbox.put_off, ident=message.id, at=error.until, error=str(error))
        except NotYet as error:
            at = self._now() + timedelta(seconds=error.after_s)
            return partial(outbox.put_off, ident=message.id, at=at, error=str(error))
        except TryLater as error:
            return self._again(message, str(error), error.after_s)
        except Unfit as error:
            log.warning("parked alone", message=message.id, to=message.destination, why=str(error))
            return partial(unfit, message=message, why=str(error), now=self._now())
        except Dead as error:
            why = str(error)
            log.warning("parked", message=message.id, to=message.destination, why=why)
            return partial(park, message=message, why=why, now=self._now())
        except Exception:
            log.exception("delivery failed", message=message.id)
            return self._again(message, "internal error", None)

    def _again(self, message: Outgoing, why: str, after_s: float | None) -> Note:
        wait_s = pause(message.attempts) if after_s is None else after_s
        at = self._now() + timedelta(seconds=wait_s)
        return partial(outbox.again, ident=message.id, at=at, error=why)

    async def _send(self, message: Outgoing) -> Note:
        placed, known = self._placed(message)
        platform, address = await self._where(message.destination, known)
        with self._watched(platform):
            sent_id = await self._out(self._senders[platform], placed, address)
        return partial(
            outbox.sent,
            message=message,
            sent_id=sent_id,
            address=address,
            thread=placed.thread,
            now=self._now(),
        )

    async def _out(self, sender: Sender, message: Outgoing, address: str) -> str:
        if not message.remove:
            return await sender.send(message, from_json(message.card), address)
        if message.edits:
            await sender.remove(message, address)
        return message.edits

    @contextlib.contextmanager
    def _watched(self, platform: Platform) -> Iterator[None]:
        """Raises _Down instead of trying what is known to fail. A platform that asks for patience
        is up.
        """
        circuit = self._circuits[platform]
        if not circuit.closed(self._now()):
            assert circuit.until is not None
            raise _Down(platform, circuit.until)
        try:
            yield
        except TryLater as error:
            if error.after_s is None:
                circuit.failed(self._now())
            raise
        except Dead:
            circuit.worked()
            raise
        circuit.worked()

    def _placed(self, message: Outgoing) -> tuple[Outgoing, str]:
        """A topic's message in its place: the one that it edits, the thread that it belongs in,
        and the conversation of both. Raises Dead where what it belongs below was never posted.
        """
        to = message.destination
        if message.topic:
            old = self._db.look(lambda db: posts.get(db, topic=message.topic, destination=to))
            if old is not None:
                return replace(message, edits=old.message, thread=old.thread), old.address
        if not message.under:
            return message, ""
        root = self._db.look(lambda db: posts.get(db, topic=message.under, destination=to))
        if root is None:
            raise Unfit("what this belongs below was never posted here")
        return replace(message, thread=root.message), root.address

    async def _where(self, destination: str, known: str) -> tuple[Platform, str]:
        """By which platform, and to which conversation: the `known` one, if its message stands
        there.
        """
        kind, _, rest = destination.partition(":")
        if kind == "person" and (not known or self._identities(rest) == []):
            return await self._to_person(rest)
        address = known or destination
        platform = Platform(address.partition(":")[0])
        if platform not in self._senders:
            raise TryLater(f"{platform} is not set up here")
        return platform, address

    def _identities(self, person_id: str) -> list[Identity]:
        def reachable(db: Sql) -> list[Identity]:
            return people.identities(db, person_id) if people.get(db, person_id) else []

        return self._db.look(reachable)

    async def _to_person(self, person_id: str) -> tuple[Platform, str]:
        for who in self._identities(person_id):
            if sender := self._senders.get(who.platform):
                with contextlib.suppress(Dead), self._watched(who.platform):
                    return who.platform, await sender.personal(who)
        raise Dead("no platform where this person can be reached")


class _Down(Exception):
    """The platform is down, so it was not even tried."""

    def __init__(self, platform: Platform, until: datetime) -> None:
        super().__init__(f"{platform} is down")
        self.until = until


def pause(attempts: int) -> float:
    """Seconds before the next try: doubling, jittered so that many don't come back at once."""
    return min(LONGEST_S, 2.0 ** min(attempts - 1, 10)) * random.uniform(0.5, 1.0)  # noqa: S311
