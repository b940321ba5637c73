"""What is measured on: 1,000 companies, 50 people, a simulated Slack, and `hardline serve`."""

import asyncio
import csv
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.playground.sample import FOLDER
from bot.playground.slack import App, Channel, SlackSim, Team, User, World
from bot.playground.stage import HOST, free_port
from handlers.policy import SHIPPED
from store import editions
from store import people as directory
from store.db import Db, Sql
from store.migrations import migrate
from store.rows import Entry, Identity, Person, Platform, Role
from tests.drafts import put_draft

SECRET = "0123456789abcdef"
TEAM, CHANNEL = "T_VENDOR", "C_STAFF"
CHANNELS = tuple(f"C{n}" for n in range(600))
PEOPLE = 50
START_S = 60.0
LOOK_S = 0.005


def names() -> list[str]:
    with (FOLDER / "accounts.csv").open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


def on_slack(number: int) -> Identity:
    return Identity(Platform.SLACK, TEAM, f"U{number}")


async def seed(
    path: Path, *, people: int = PEOPLE, identity: Callable[[int], Identity] = on_slack
) -> None:
    """The list, and people who are linked to their identities."""
    migrate(path)
    db, now = Db(path), datetime.now(UTC)

    def rows(sql: Sql) -> None:
        for n in range(people):
            email = f"u{n}@vendor.example"
            directory.put(sql, Person(f"p{n}", email, f"User {n}", Role.SERVICES_LEAD))
            directory.link(sql, identity(n), f"p{n}", email=email, now=now)
        entries = [
            Entry(f"a{n}", name, tier="major", manager_email=f"u{n % people}@vendor.example")
            for n, name in enumerate(names())
        ]
        first, last = date(2026, 7, 18), date(2027, 1, 18)
        put_draft(sql, "E1", entries, effective_from=first, next_update=last, now=now)
        editions.publish(sql, "E1", policy=SHIPPED.read_text(encoding="utf-8"), now=now)

    await db.write(rows)
    db.close()


def patient(folder: Path) -> Path:
    """The shipped policy, but anyone may ask as often as they like."""
    text = SHIPPED.read_text(encoding="utf-8")
    path = folder / "policy.toml"
    path.write_text(text.replace("questions_a_minute = 30", "questions_a_minute = 1000000"))
    return path


def world() -> tuple[World, App]:
    app = App(team=TEAM, signing_secret=SECRET)
    users = [
        User(id=f"U{n}", team=TEAM, name=f"user{n}", email=f"u{n}@vendor.example")
        for n in range(PEOPLE)
    ]
    users.append(User(id=app.user, team=TEAM, name="hardline", is_bot=True))
    members = frozenset(user.id for user in users)
    made = World(
        teams=[Team(id=TEAM, name="Vendor", domain="vendor")],
        users=users,
        channels=[
            Channel(id=ident, name=ident.lower(), teams=(TEAM,), members=members)
            for ident in (CHANNEL, *CHANNELS)
        ],
        now=lambda: datetime.now(UTC),
    )
    return made, app


@dataclass(frozen=True)
class Served:
    """`hardline serve` in its own process, ready; `ready_s` is what that took."""

    port: int
    pid: int
    database: Path
    sim: SlackSim
    ready_s: float

    def url(self, path: str) -> str:
        return f"http://{HOST}:{self.port}{path}"


@asynccontextmanager
async def served(
    folder: Path, *, seeded: Callable[[Path], Awaitable[None]] = seed
) -> AsyncIterator[Served]:
    """On a seeded database, beside a simulated Slack without rate limits."""
    database = folder / "hardline.db"
    await seeded(database)
    simulated, app = world()
    async with SlackSim(simulated, app, bot_url="") as sim:
        sim.rates.enabled = False
        port = free_port()
        environ = {
            "HARDLINE_DATABASE": str(database),
            "HARDLINE_POLICY": str(patient(folder)),
            "HARDLINE_PORT": str(port),
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": sim.api_url,
        }
        sim.bot_url = f"http://{HOST}:{port}"
        async with started(["serve"], environ, port=port, path="/readyz") as (pid, ready_s):
            yield Served(port, pid, database, sim, ready_s)


@asynccontextmanager
async def started(
    command: list[str], environ: dict[str, str], *, port: int, path: str
) -> AsyncIterator[tuple[int, float]]:
    """A `hardline` command in its own process, once `path` answers 200: pid and seconds."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *command),
        env={**os.environ, **environ},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(START_S):
            while await status(port, path) != 200:
                assert process.returncode is None, f"{command} ended by itself"
                await asyncio.sleep(LOOK_S)
        yield process.pid, time.perf_counter() - began
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def status(port: int, path: str) -> int:
    """Of a GET; 0 while nobody listens."""
    try:
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        line = await reader.readline()
        writer.close()
    except OSError:
        return 0
    return int(line.split()[1]) if line else 0
