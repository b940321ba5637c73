"""The sample people on both platforms at once, each in their own client."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.playground.cast import members
from bot.playground.stage import Stage, stage
from bot.playground.wire import Delivery
from bot.slack import outbound, pace
from bot.slack.pace import Pace
from bot.teams import app as teams_app
from bot.teams.windows import Windows
from bot.wiring import Bot
from store import audit, posts, times
from store.posts import Post
from tests.clock import Clock

from .hands import Hand, InSlack, InTeams

SETTLED_S = 20.0


@dataclass
class Street:
    """Everything that plays, and the time."""

    stage: Stage
    clock: Clock
    hands: dict[str, Hand] = field(default_factory=dict)

    @property
    def bot(self) -> Bot:
        return self.stage.bot

    def hand(self, email: str, platform: str) -> Hand:
        """A person's, on a platform where they are."""
        who = next(each for each in members() if each.email == email)
        key = f"{platform}:{email}"
        if key not in self.hands:
            place = who.slack if platform == "slack" else who.teams
            assert place is not None, f"{who.name} is not in {platform}"
            kind = InSlack if platform == "slack" else InTeams
            self.hands[key] = kind(self, who.name, place[1])
        return self.hands[key]

    async def calm(self) -> None:
        """Until all that came in is answered and all that was queued has left."""
        async with asyncio.timeout(SETTLED_S):
            while True:
                await self.stage.slack.settled()
                for edge in self.bot.edges.values():
                    await edge.close()
                if not self._busy():
                    return
                await asyncio.sleep(0.01)

    def _busy(self) -> bool:
        """Whether something is under way, or could be by now."""
        now = times.text(self.clock())
        return bool(
            self.query(
                "select 1 from inbox where done_at is null"
                " union all select 1 from outbox where state = 'sending'"
                f" or (state = 'queued' and due_at <= '{now}')"
                f" union all select 1 from intakes where state = 'ready' and due_at <= '{now}'"
            )
        )

    async def tick(self) -> None:
        """What is due by now has been done, and told."""
        await self.bot.due.tick()
        await self.calm()

    def query(self, sql: str) -> list[dict[str, Any]]:
        return self.bot.ctx.db.look(lambda db: list(db.query(sql)))

    def stands(self, topic: str) -> dict[str, Post]:
        """Where the message of a topic stands, by destination."""
        found = self.query(f"select destination from posts where topic = '{topic}'")
        places = [str(row["destination"]) for row in found]
        look = self.bot.ctx.db.look
        kept = {to: look(partial(posts.get, topic=topic, destination=to)) for to in places}
        return {to: post for to, post in kept.items() if post}

    async def sound(self) -> bool:
        """Whether the audit log's chain is whole."""
        _, broken = await self.bot.ctx.db.read(audit.verify)
        return broken is None

    @property
    def sent(self) -> list[tuple[str, Delivery]]:
        """All that reached the bot so far, with the platform that it came from."""
        return [("slack", one) for one in self.stage.slack.sent] + [
            ("teams", one) for one in self.stage.teams.sent
        ]

    async def again(self, platform: str, delivery: Delivery) -> None:
        if platform == "slack":
            await self.stage.slack.redeliver(delivery)
        else:
            await self.stage.teams.redeliver(delivery)

    def messages(self) -> tuple[int, int]:
        return len(self.stage.slack.world.messages), len(self.stage.teams.world.messages)


@asynccontextmanager
async def street(path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Street]:
    """Without either platform's limits of how much may be said at once: they have their own
    tests, and here their seconds would only pass.
    """
    clock = Clock()

    def prepare(playing: Stage) -> None:
        playing.slack.rates.enabled = playing.teams.rates.enabled = False
        playing.teams.state.wall = clock.seconds

    unhurried(monkeypatch)
    async with stage(path, now=clock, prepare=prepare) as made:
        yield Street(made, clock)


def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot keeps none of the platforms' limits."""
    monkeypatch.setattr(outbound, "Pace", lambda *_: Pace(per_s=1e6, burst=1e6))
    monkeypatch.setattr(pace, "TIERS", dict.fromkeys(pace.TIERS, 10**9))
    monkeypatch.setattr(pace, "BEGIN", 1e6)
    monkeypatch.setattr(teams_app, "Windows", lambda _: Windows(_hours()))


def _hours() -> Any:
    """A clock by which an hour passes between any two sends."""
    passed = iter(range(0, 10**9, 3_600))
    return lambda: float(next(passed))
