"""Signed slash requests a second: the real server against a bare slack-bolt app that says "ok".

    python -m tests.bench_slack

Each server has a process of its own, and so has the load: 16 connections, each request signed,
its own trigger id, one of 50 people asking for one of 1,000 companies. Ours answers in the
acknowledgement only after the question is in the audit log; the last line checks that all are.
"""

import asyncio
import csv
import hashlib
import hmac
import itertools
import multiprocessing
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot import slack as slack_platform
from bot.config import load
from bot.playground.sample import FOLDER
from bot.playground.slack import App, SlackSim, Team, User, World
from bot.wiring import build, serving
from handlers.policy import SHIPPED
from store import editions, people
from store.db import Db, Sql
from store.migrations import migrate
from store.rows import Entry, Identity, Person, Platform, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "0123456789abcdef"
TEAM, CHANNEL = "T_VENDOR", "C_STAFF"
CONNECTIONS = 16
PEOPLE = 50
WARM = 400
COUNT = 6_000
TARGET = 0.75


def names() -> list[str]:
    with (FOLDER / "accounts.csv").open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


# The two servers


async def bare(ready: Callable[[int], Awaitable[None]]) -> None:
    async def known() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-1")

    app = AsyncApp(signing_secret=SECRET, authorize=known)

    @app.command("/named")
    async def named(ack: Callable[[str], Awaitable[None]]) -> None:
        await ack("ok")

    runner = web.AppRunner(app.web_app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await ready(runner.addresses[0][1])
    await runner.cleanup()


async def ours(ready: Callable[[int], Awaitable[None]], folder: Path) -> None:
    path = folder / "hardline.db"
    await seed(path)
    policy = folder / "policy.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    policy.write_text(text.replace("questions_a_minute = 30", "questions_a_minute = 1000000"))
    users = [User(id=f"U{n}", team=TEAM, name=f"user{n}") for n in range(PEOPLE)]
    app = App(team=TEAM, signing_secret=SECRET)
    users.append(User(id=app.user, team=TEAM, name="hardline", is_bot=True))
    teams = [Team(id=TEAM, name="Vendor", domain="vendor")]
    world = World(teams=teams, users=users, now=lambda: datetime.now(UTC))
    async with SlackSim(world, app, bot_url="") as sim:
        sim.rates.enabled = False
        config = load(
            {
                "HARDLINE_DATABASE": str(path),
                "HARDLINE_POLICY": str(policy),
                "SLACK_BOT_TOKEN": app.bot_token,
                "SLACK_SIGNING_SECRET": SECRET,
                "SLACK_API_URL": sim.api_url,
            }
        )
        bot = build(config, connects=[slack_platform.connect])
        async with serving(bot, host="127.0.0.1", port=0) as port:
            for user in users:  # kept 10 minutes, as those of people who ask all day
                assert await bot.ctx.platforms.profile(Identity(Platform.SLACK, TEAM, user.id))
            await ready(port)


async def seed(path: Path) -> None:
    migrate(path)
    db, now = Db(path), datetime.now(UTC)

    def rows(sql: Sql) -> None:
        for n in range(PEOPLE):
            person = Person(f"p{n}", f"u{n}@vendor.example", f"User {n}", Role.SERVICES_LEAD)
            people.put(sql, person)
            who = Identity(Platform.SLACK, TEAM, f"U{n}")
            people.link(sql, who, person.id, email="", now=now)
        entries = [Entry(f"a{n}", name, tier="major") for n, name in enumerate(names())]
        first, last = date(2026, 7, 18), date(2027, 1, 18)
        editions.put_draft(sql, "E1", entries, effective_from=first, next_update=last, now=now)
        editions.publish(sql, "E1", policy=SHIPPED.read_text(encoding="utf-8"), now=now)

    await db.write(rows)
    db.close()


# The load


def signed(number: int, name: str) -> bytes:
    form = {
        "command": "/named",
        "text": name,
        "team_id": TEAM,
        "user_id": f"U{number % PEOPLE}",
        "channel_id": CHANNEL,
        "channel_name": "staff",
        "trigger_id": f"{number}.{time.time_ns()}",
    }
    body, stamp = urlencode(form), str(int(time.time()))
    mac = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: bot.example\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={mac.hexdigest()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return f"{head}{body}".encode()


async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    assert head.startswith(b"http/1.1 200"), head
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    return await reader.readexactly(length)


async def load_on(port: int, count: int) -> "Load":
    requests = [signed(n, name) for n, name in zip(range(count), itertools.cycle(names()))]
    waiting, times, answered = iter(requests), list[float](), 0

    async def connection() -> None:
        nonlocal answered
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            began = time.perf_counter()
            body = await one(reader, writer, request)
            times.append(time.perf_counter() - began)
            answered += bool(body)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    elapsed = time.perf_counter() - began
    return Load(count / elapsed, sorted(times)[int(0.99 * count)] * 1_000, answered)


@dataclass(frozen=True)
class Load:
    per_second: float
    p99_ms: float
    answered: int  # in the acknowledgement itself


# Processes


def serve(kind: str, folder: Path, pipe: Connection) -> None:
    async def ready(port: int) -> None:
        pipe.send(port)
        await asyncio.to_thread(pipe.recv)

    asyncio.run(bare(ready) if kind == "bare" else ours(ready, folder))


def press(port: int, pipe: Connection) -> None:
    asyncio.run(load_on(port, WARM))
    pipe.send(asyncio.run(load_on(port, COUNT)))


@contextmanager
def process(target: Callable[..., None], *args: object) -> "Iterator[Connection]":
    mine, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=target, args=(*args, theirs))
    child.start()
    try:
        yield mine
    finally:
        child.join(30)


def measure(kind: str, folder: Path) -> Load:
    with process(serve, kind, folder) as server:
        port = server.recv()
        with process(press, port) as load_process:
            found: Load = load_process.recv()
        server.send("done")
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = {kind: measure(kind, Path(folder)) for kind in ("bare", "ours")}
        database = sqlite3.connect(Path(folder) / "hardline.db")
        recorded = database.execute("select count(*) from audit").fetchone()[0]
        database.close()
    for kind, load_found in found.items():
        print(f"{kind}: {load_found.per_second:,.0f}/s, p99 {load_found.p99_ms:.1f} ms")
    ratio = found["ours"].per_second / found["bare"].per_second
    print(f"ratio {ratio:.2f} (target {TARGET}); {found['ours'].answered} answered at once")
    print(f"{recorded} of {WARM + COUNT} questions in the audit log")
    return int(ratio < TARGET or recorded < WARM + COUNT)


if __name__ == "__main__":
    sys.exit(main())
