"""The bot in a process of its own, between a Slack and a Teams that outlive it."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp

from bot.playground import slack, teams
from bot.playground.stage import (
    HOST,
    SLACK_HOME,
    TEAMS_HOME,
    free_port,
    make_slack,
    make_teams,
    settings,
)
from bot.wiring import utc_now
from handlers.policy import SHIPPED
from store import audit, editions, people
from store.db import Db, Sql
from store.migrations import migrate
from store.rows import District, Entry, Identity, Person, Platform, Role
from tests.drafts import put_draft

BEN_IN_SLACK = "U0BENHOLLIS"
BEN_IN_TEAMS = "d3f494c3-2481-534f-8946-245f5053c8bc"
BEN = Person("p-ben", "ben.hollis@northwind.example", "Ben Hollis", Role.LIST_OWNER)
WALT = Person("p-walt", "walter.quinn@northwind.example", "Walter Quinn", Role.LIST_OWNER)
PRIYA_IN_SLACK, CARMEN_IN_SLACK = "U0PRIYARAMAN", "U0CARMENRUIZ"
ANA_IN_TEAMS = "4bd2e57d-f1f9-5871-8017-b9d2dfa770dd"
WEST = "19:west-escalations@thread.tacv2"
PRIYA = Person(
    "p-priya", "priya.raman@fabrikam.example", "Priya Raman", Role.PARTNER_REP, "fab", "Fabrikam"
)
CARMEN = Person("p-carmen", "carmen.ruiz@northwind.example", "Carmen Ruiz", Role.SERVICES_LEAD)
ANA = Person("p-ana", "ana.castillo@northwind.example", "Ana Castillo", Role.ACCOUNT_MANAGER)
EDITION = "2026-H2"
START_S = 60.0
DONE_S = 20.0


@dataclass
class Town:
    """`start` and `killed` end and begin the bot's process; the platforms go on."""

    slack: slack.SlackSim
    teams: teams.TeamsSim
    database: Path
    environ: dict[str, str]
    url: str
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def start(self, point: str = "nowhere") -> None:
        """`hardline serve`, until it is ready, or has come to `point` before that."""
        process = self._process = await self._run(point, "serve")
        async with aiohttp.ClientSession() as http, asyncio.timeout(START_S):
            while process.returncode is None and not await _ready(http, self.url):
                await asyncio.sleep(0.01)

    async def killed(self) -> None:
        """Once it has killed itself at its point."""
        assert self._process is not None
        async with asyncio.timeout(START_S):
            assert await self._process.wait() == -signal.SIGKILL

    async def kill(self) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    async def command(self, *words: str, point: str = "nowhere") -> int:
        """A command of `hardline` in its own process; its return code."""
        async with asyncio.timeout(START_S):
            return await (await self._run(point, *words)).wait()

    async def _run(self, point: str, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.kill.runner", point, *words),
            env={**os.environ, **self.environ},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    def slack_answers(self) -> list[str]:
        """What the bot has said in Ben's direct conversation."""
        where = self.slack.client(BEN_IN_SLACK).dm().id
        me = self.slack.app.user
        return [m.text for m in self.slack.world.in_channel(where) if m.user == me]

    def teams_answers(self) -> list[str]:
        """What the bot has said in Ben's personal chat."""
        ben = self.teams.client(BEN_IN_TEAMS)
        return [str(m.card) for m in ben.seen(ben.chat().id) if not m.sender]

    async def calm(self) -> None:
        """Until nothing that came in is unanswered and nothing is to be sent."""
        open_ = (
            "select 1 from inbox where done_at is null"
            " union all select 1 from outbox where state in ('queued', 'sending')"
        )
        async with asyncio.timeout(DONE_S):
            while self.rows(open_):
                await asyncio.sleep(0.02)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database)) as db:
            return db.execute(sql).fetchall()

    def asked(self) -> int:
        return len(self.rows("select 1 from audit where did = 'asked'"))

    async def sound(self) -> bool:
        """The file is whole, and so is the audit log's chain."""
        db = Db(self.database)
        _, broken = await db.read(audit.verify)
        db.close()
        return broken is None and self.rows("pragma integrity_check") == [("ok",)]


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    database, port = folder / "hardline.db", free_port()
    url = f"http://{HOST}:{port}"
    await seed(database)
    async with make_slack(utc_now, url) as slack_sim, make_teams(utc_now, url) as teams_sim:
        environ = settings(database, port, slack_sim, teams_sim)
        channels = teams_sim.world.conversations
        known = frozenset({BEN_IN_TEAMS, ANA_IN_TEAMS})  # nobody here whom the bot doesn't know
        channels[WEST] = replace(channels[WEST], members=known)
        made = Town(slack_sim, teams_sim, database, environ, url)
        try:
            yield made
        finally:
            if made._process is not None:
                await made.kill()


async def seed(path: Path) -> None:
    """A district with its channel in Teams, people on either platform or both, a list of two."""
    migrate(path)
    db, now = Db(path), datetime.now(UTC)
    identities = (
        (BEN, Identity(Platform.SLACK, SLACK_HOME, BEN_IN_SLACK)),
        (BEN, Identity(Platform.TEAMS, TEAMS_HOME, BEN_IN_TEAMS)),
        (PRIYA, Identity(Platform.SLACK, SLACK_HOME, PRIYA_IN_SLACK)),
        (CARMEN, Identity(Platform.SLACK, SLACK_HOME, CARMEN_IN_SLACK)),
        (ANA, Identity(Platform.TEAMS, TEAMS_HOME, ANA_IN_TEAMS)),
    )

    def rows(sql: Sql) -> None:
        people.put_district(
            sql, District("west", "West", BEN.email, "America/Los_Angeles", "US", f"teams:{WEST}")
        )
        for person in (BEN, WALT, PRIYA, CARMEN, ANA):
            people.put(sql, person)
        for person, who in identities:
            people.link(sql, who, person.id, email=person.email, now=now)
        entries = [
            Entry("a1", "Contoso Ltd", tier="major", district="west", manager_email=ANA.email),
            Entry("a2", "Litware Inc", tier="global", district="west"),
        ]
        first, last = date(2026, 7, 18), date(2027, 1, 18)
        put_draft(sql, EDITION, entries, effective_from=first, next_update=last, now=now)
        policy = SHIPPED.read_text(encoding="utf-8")
        editions.publish(sql, EDITION, policy=policy, now=now)

    await db.write(rows)
    db.close()


async def _ready(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(f"{url}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False
