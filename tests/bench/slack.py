"""Signed slash requests: how many a second, against a bare slack-bolt app that only says "ok".

Each server has a process of its own, and so has the load: 16 connections, each request signed and
with its own trigger id, one of 50 people asking for one of 1,000 companies. Ours answers in the
acknowledgement, and only after the question is in the audit log.
"""

import asyncio
import contextlib
import hashlib
import hmac
import itertools
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.playground.stage import HOST

from .ground import CHANNEL, PEOPLE, SECRET, TEAM, names, served
from .process import running
from .table import Line

CONNECTIONS = 16
WARM = 400
COUNT = 2_000
ROUNDS = 3  # by turns, so that what else the machine does falls on both
TARGET = 0.75


async def section() -> list[Line]:
    with tempfile.TemporaryDirectory() as folder, running(bolt) as other, running(load) as pipe:
        async with served(Path(folder)) as ours:
            bare = other.recv()
            pairs = [
                await _round(pipe, bare, ours.port, count) for count in (WARM, *[COUNT] * ROUNDS)
            ]
            kept = recorded(ours.database)
    theirs, own = (statistics.median(each) for each in zip(*pairs[1:], strict=True))
    ratio = statistics.median(mine / their for their, mine in pairs[1:])
    asked = WARM + COUNT * ROUNDS
    return [
        Line(
            what="Slack: slash requests answered",
            measured=f"{own:,.0f}/s, {kept:,} of {asked:,} in the audit log",
            baseline=f"{theirs:,.0f}/s bare slack-bolt",
            ratio=ratio,
            target=f"≥ {TARGET}",
            ok=ratio >= TARGET and kept == asked,
        )
    ]


async def _round(pipe: Connection, bare: int, ours: int, count: int) -> tuple[float, float]:
    theirs, own = [await pressed(pipe, port, count) for port in (bare, ours)]
    return theirs.per_second, own.per_second


def recorded(database: Path) -> int:
    """Questions in the audit log."""
    with contextlib.closing(sqlite3.connect(database)) as db:
        (count,) = db.execute("select count(*) from audit where did = 'asked'").fetchone()
    return int(count)


# The baseline


def bolt(pipe: Connection) -> None:
    asyncio.run(_bolt(pipe))


async def _bolt(pipe: Connection) -> None:
    async def known() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-1")

    app = AsyncApp(signing_secret=SECRET, authorize=known)

    @app.command("/named")
    async def named(ack: Callable[[str], Awaitable[None]]) -> None:
        await ack("ok")

    runner = web.AppRunner(app.web_app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    pipe.send(runner.addresses[0][1])
    await asyncio.to_thread(pipe.recv)
    await runner.cleanup()


# The load


@dataclass(frozen=True)
class Load:
    per_second: float
    times_ms: tuple[float, ...]  # of each acknowledgement, in order
    inline: int  # answered in the acknowledgement itself

    def at(self, share: float) -> float:
        return self.times_ms[int(share * (len(self.times_ms) - 1))]


async def pressed(
    pipe: Connection, port: int, count: int, *, connections: int = CONNECTIONS
) -> Load:
    """The load process's work on a port."""
    pipe.send((port, count, connections))
    done: Load = await asyncio.to_thread(pipe.recv)
    return done


def load(pipe: Connection) -> None:
    """Until it is sent None."""
    while asked := pipe.recv():
        pipe.send(asyncio.run(_press(*asked)))


async def _press(port: int, count: int, connections: int) -> Load:
    requests = iter([command(n, name) for n, name in zip(range(count), itertools.cycle(names()))])
    times: list[float] = []
    inline = 0

    async def connection() -> None:
        nonlocal inline
        reader, writer = await asyncio.open_connection(HOST, port)
        for request in requests:
            began = time.perf_counter()
            status, body = await one(reader, writer, request)
            times.append((time.perf_counter() - began) * 1_000)
            assert status == 200, body
            inline += bool(body)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(connections)))
    elapsed = time.perf_counter() - began
    return Load(count / elapsed, tuple(sorted(times)), inline)


async def one(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bytes]:
    """Status and body of the answer."""
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    return int(head.split()[1]), await reader.readexactly(length)


def command(number: int, name: str) -> bytes:
    """`/named`, by one of the people."""
    form = {
        "command": "/named",
        "text": name,
        "team_id": TEAM,
        "user_id": f"U{number % PEOPLE}",
        "channel_id": CHANNEL,
        "channel_name": "staff",
        "trigger_id": f"{number}.{time.time_ns()}",
    }
    return signed(urlencode(form), "application/x-www-form-urlencoded")


def mention(number: int, name: str, bot: str, ts: str) -> bytes:
    """An event: the bot mentioned in a channel, by one of the people."""
    said = {"type": "app_mention", "user": f"U{number % PEOPLE}", "channel": CHANNEL, "ts": ts}
    event = {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": f"Ev{number}.{time.time_ns()}",
        "authorizations": [{"team_id": TEAM, "user_id": bot, "is_bot": True}],
        "event": {**said, "team": TEAM, "text": f"<@{bot}> {name}", "event_ts": ts},
    }
    return signed(json.dumps(event), "application/json")


def signed(body: str, kind: str) -> bytes:
    stamp = str(int(time.time()))
    mac = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: bot.example\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body.encode())}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={mac.hexdigest()}\r\n\r\n"
    )
    return f"{head}{body}".encode()
