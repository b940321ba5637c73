"""Acknowledgements while another process holds the database's write lock, or the outbox is busy."""

import asyncio
import contextlib
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from bot.playground.slack import Message
from bot.playground.stage import HOST
from handlers.cards import Card, to_json
from store import outbox
from store.db import Db, Sql

from .ground import CHANNEL, CHANNELS, PEOPLE, TEAM, Served, names, served
from .process import running
from .slack import command, load, mention, one, pressed, recorded
from .table import Line

HELD_S = 2.0
ACK_MS = 250.0
SLACK_WAITS_MS = 3_000.0
ASKED = 400
ASKERS = 4
WAIT_S = 20.0
Make = Callable[[int, str], bytes]


async def section() -> list[Line]:
    with tempfile.TemporaryDirectory() as folder, running(load) as pipe:
        async with served(Path(folder)) as ours:
            await pressed(pipe, ours.port, ASKED)  # everyone is known, everything is warm
            return [*await locked(ours), await busy(ours, pipe)]


async def locked(ours: Served) -> list[Line]:
    """50 people ask again and again while the lock is held; then as many mentions at once."""
    before = recorded(ours.database)
    with running(hold, str(ours.database)) as holder:
        times = await asking(ours.port, holder, command)
    kept = await _until(lambda: recorded(ours.database) - before >= len(times))
    with running(hold, str(ours.database)) as holder:
        events = await asking(ours.port, holder, partial(said, ours), again=False)
    answered = "all" if kept else "NOT ALL"
    return [
        Line(
            what=f"Slack: command acknowledged, {PEOPLE} at once, lock held {HELD_S:.0f} s, p99",
            measured=f"{_p99(times):.0f} ms of {len(times)}, {answered} answered",
            target=f"≤ {ACK_MS:.0f} ms",
            ok=kept and _p99(times) <= ACK_MS,
        ),
        Line(
            what="Slack: mention kept or refused, the same, the slowest",
            measured=f"{max(events):.0f} ms of {len(events)}",
            target=f"≤ {SLACK_WAITS_MS:.0f} ms",
            ok=max(events) <= SLACK_WAITS_MS,
        ),
    ]


async def busy(ours: Served, pipe: Connection) -> Line:
    """Questions while hundreds of notices leave through the outbox, against a quiet one."""
    quiet = await pressed(pipe, ours.port, ASKED, connections=ASKERS)
    await notices(ours)
    under = await pressed(pipe, ours.port, ASKED, connections=ASKERS)
    return Line(
        what=f"Slack: command answered while {len(CHANNELS)} notices leave, p99",
        measured=f"{under.at(0.99):.0f} ms, {under.inline} of {ASKED} at once",
        baseline=f"{quiet.at(0.99):.0f} ms with a quiet outbox",
        ratio=under.at(0.99) / quiet.at(0.99),
        target=f"≤ {ACK_MS:.0f} ms",
        ok=under.at(0.99) <= ACK_MS,
    )


def said(ours: Served, number: int, name: str) -> bytes:
    """A mention that Slack knows of, since the answer goes into its thread."""
    world = ours.sim.world
    message = Message(channel=CHANNEL, ts=world.new_ts(), user=f"U{number}", text=name)
    world.put(message, "posted")
    return mention(number, name, ours.sim.app.user, message.ts)


async def asking(port: int, holder: Connection, make: Make, *, again: bool = True) -> list[float]:
    """Milliseconds of each acknowledgement to people who ask at once, while the lock is held."""
    times: list[float] = []
    asked = names()
    start = asyncio.Event()

    async def person(number: int) -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        await start.wait()
        until = time.perf_counter() + HELD_S / 2
        while True:
            began = time.perf_counter()
            status, body = await one(reader, writer, make(number, asked[len(times) % len(asked)]))
            assert status in (200, 503), body
            times.append((time.perf_counter() - began) * 1_000)
            if not again or time.perf_counter() > until:
                break
        writer.close()

    people = [asyncio.create_task(person(n)) for n in range(PEOPLE)]
    holder.send("hold")
    assert await asyncio.to_thread(holder.recv) == "held"
    start.set()
    await asyncio.gather(*people)
    return times


def hold(path: str, pipe: Connection) -> None:
    """Another process with the write lock, for as long as `HELD_S`."""
    with contextlib.closing(sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)) as db:
        while pipe.recv():
            db.execute("begin immediate")
            pipe.send("held")
            time.sleep(HELD_S)
            db.execute("rollback")


async def notices(ours: Served) -> None:
    """Queued by another process, as `hardline edition publish` does; waits until some have left."""
    card = to_json(Card("The list has changed."))
    now = datetime.now(UTC)

    def put(sql: Sql) -> None:
        for channel in CHANNELS:
            outbox.put(sql, to=f"slack:{TEAM}/{channel}", card=card, now=now)

    db = Db(ours.database)
    await db.write(put)
    assert await _until(lambda: db.look(outbox.depth).get("queued", 0) < len(CHANNELS))
    db.close()


async def _until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + WAIT_S
    while not true() and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    return true()


def _p99(times: list[float]) -> float:
    return sorted(times)[int(0.99 * (len(times) - 1))]
