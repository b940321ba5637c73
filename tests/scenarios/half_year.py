"""A town that lives through half a year: its clock goes from one moment to the next at which
something is due, its server may be stopped and started, and all that the bot says is heard.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import load
from bot.playground import clock as playing
from bot.playground import slack
from bot.playground.cast import BOT, slack_world
from bot.playground.sample import FOLDER
from bot.playground.slack import SlackSim
from bot.playground.stage import HOST, SLACK_HOME, Stage, make_teams, settings
from bot.playground.teams import TeamsSim
from bot.slack.manifest import manifest
from bot.wiring import build, serving
from handlers import moments
from handlers.identify import operator
from handlers.importing import districts, enter, people
from handlers.policy import Policy
from store import sheets, times
from store.db import Db
from store.migrations import migrate
from tests.bot.teams.cards import text
from tests.clock import Clock

from .both import Street, unhurried
from .slack import shown

BEGIN = datetime(2026, 7, 20, 16, tzinfo=UTC)  # nine on a Monday morning at the vendor's
VENDOR = "America/Los_Angeles"
PATIENCE_S = 60.0  # for an answer: on a machine with other things to do, seconds mean nothing
# Daily, and heard by nobody: it is done whenever the clock stops for something else.
ALONG = ("clean", "clear", "channel.check", "place.look", "figures.plan")
Heard = dict[str, list[str]]


@dataclass
class Town(Street):
    """`path` is the database, which outlives each server."""

    path: Path = Path()
    _life: AsyncExitStack = field(default_factory=AsyncExitStack)
    _read: tuple[int, int] = (0, 0)

    async def start(self) -> None:
        """A server on the same database, between the same platforms."""
        sims = self.stage.slack, self.stage.teams
        self.stage = await self._life.enter_async_context(_served(self.path, self.clock, *sims))
        await self.tick()

    async def stop(self) -> None:
        await self._life.aclose()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def until(self, when: str) -> Heard:
        """All that is due by then has come, each at its own moment; what was heard of it."""
        end = moments.read(when, zone=VENDOR)
        while (at := self._next()) and at <= end:
            self.clock.at = at
            await self.tick()
        self.clock.at = end
        await self.tick()
        return self.heard()

    async def tick(self) -> None:
        """Looked at twice at the same moment, as by two processes."""
        await asyncio.gather(self.bot.due.tick(), self.bot.due.tick())
        await self.bot.due.probe()
        for worker in (self.bot.delivery, self.bot.intakes):
            worker.wake()
        await self.calm()

    def _next(self) -> datetime | None:
        now = times.text(self.clock())
        (row,) = self.query(
            "select min(due_at) as at from (select due_at from due where done_at is null"
            f" and kind not in {ALONG}"
            " union all select due_at from outbox where state = 'queued'"
            f" union all select due_at from intakes where state = 'ready') where due_at > '{now}'"
        )
        return times.moment(row["at"]) if row["at"] else None

    def heard(self) -> Heard:
        """What the bot has posted since the last look, wherever it was: by the moment, on the
        vendor's clock, and the first line; whoever got it twice is there twice.
        """
        said: Heard = defaultdict(list)
        for at, words, where in (*self._in_slack(), *self._in_teams()):
            local = at.astimezone(ZoneInfo(VENDOR))
            said[f"{local:%-d %b %H:%M} {words}"].append(where)
        self._read = len(self.stage.slack.world.log), len(self.stage.teams.world.log)
        return {words: sorted(places) for words, places in sorted(said.items())}

    def _in_slack(self) -> Iterator[tuple[datetime, str, str]]:
        world = self.stage.slack.world
        for change in world.log[self._read[0] :]:
            message = change.message
            if message.user != BOT or change.happened not in ("posted", "whispered"):
                continue
            place = world.channels[message.channel]
            other = next((world.users[each] for each in place.members if each != BOT), None)
            name = other.real_name if place.kind == "im" and other else f"#{place.name}"
            first = shown(message.blocks)[0].strip("*") if message.blocks else message.text
            yield datetime.fromtimestamp(float(message.ts), UTC), first, f"{name}, Slack"

    def _in_teams(self) -> Iterator[tuple[datetime, str, str]]:
        world = self.stage.teams.world
        for change in world.log[self._read[1] :]:
            message = change.message
            if message.sender or change.happened != "posted":
                continue
            place = world.conversations[message.conversation]
            name = place.name or world.users[next(iter(place.members))].name
            first = text(message.card).partition("\n")[0] or message.text
            yield datetime.fromtimestamp(int(message.id) / 1_000, UTC), first, f"{name}, Teams"


@asynccontextmanager
async def town(path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """The sample's people and districts, and no list yet. Nobody is in a hurry."""
    clock = Clock(BEGIN)
    unhurried(monkeypatch)
    await _peopled(path, clock)
    app = slack.App.from_manifest(manifest("https://bot.example"), team=SLACK_HOME)
    async with (
        SlackSim(slack_world(clock), app, bot_url="", tick=clock.seconds) as in_slack,
        make_teams(clock, "https://bot.example") as in_teams,
    ):
        _patient(in_slack, in_teams, clock)
        life = AsyncExitStack()
        stage = await life.enter_async_context(_served(path, clock, in_slack, in_teams))
        made = Town(stage, clock, path=path, _life=life)
        try:
            yield made
        finally:
            await made.stop()


@asynccontextmanager
async def _served(
    path: Path, clock: Clock, in_slack: SlackSim, in_teams: TeamsSim
) -> AsyncIterator[Stage]:
    """A port of its own, so that no connection to the server before is used again."""
    bot = build(load(settings(path, 0, in_slack, in_teams)), now=clock)
    for edge in bot.edges.values():
        edge.give_up_s = PATIENCE_S
    async with serving(bot, host=HOST, port=0) as port:
        in_slack.bot_url = in_teams.bot_url = url = f"http://{HOST}:{port}"
        yield Stage(bot, in_slack, in_teams, url, playing.Clock(clock))


def _patient(in_slack: SlackSim, in_teams: TeamsSim, clock: Clock) -> None:
    in_slack.rates.enabled = in_teams.rates.enabled = False
    in_slack.outgoing.ack_within_s = PATIENCE_S
    in_teams.outgoing.message_within_s = in_teams.outgoing.invoke_within_s = PATIENCE_S
    in_teams.state.wall = clock.seconds


async def _peopled(path: Path, clock: Clock) -> None:
    migrate(path)
    db, policy, by, now = Db(path), Policy.load(), operator("setup"), clock()
    known = await db.read(enter.known)
    places = districts.check(_sheet("districts.csv"), people=known.people)
    await db.write(lambda sql: enter.districts(sql, places.rows, by=by, policy=policy, now=now))
    known = await db.read(enter.known)
    found = people.check(_sheet("people.csv"), districts=known.districts, people=known.people)
    await db.write(lambda sql: enter.directory(sql, found.rows, by=by, policy=policy, now=now))
    db.close()


def _sheet(name: str) -> sheets.Sheet:
    """Without those who are in neither of the two platforms that play here."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    here = [line for line in lines if not line.partition(",")[0].endswith("@example.com")]
    return sheets.read("\n".join(here).encode(), filename=name)
