"""Messages on their way to Slack, within what Slack lets an app do."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground.slack import App, Channel, SlackSim, Team, User, World
from bot.sending import Dead, NotYet, Unfit
from bot.slack.outbound import SlackSender
from bot.slack.pace import BURST
from bot.slack.web import SlackSettings, Web
from handlers.cards import Card, Document, Text
from store import documents
from store.db import Db
from store.migrations import migrate
from store.rows import Identity, Outgoing, Platform

NOW = datetime.now(UTC)
ROOMS = tuple(f"C{n}" for n in range(20))
ANA = Identity(Platform.SLACK, "T1", "U_ANA")
NEWS = Card("News.")


@dataclass
class Desk:
    sim: SlackSim
    db: Db
    web: Web
    seconds: float = 100.0  # of Slack's limits, as the bot counts them
    sender: SlackSender = field(init=False)

    def __post_init__(self) -> None:
        self.sender = SlackSender(
            self.web, self.db, _nobody, now=lambda: NOW, clock=lambda: self.seconds
        )

    async def send(self, room: str, card: Card = NEWS, *, thread: str = "") -> str:
        message = Outgoing(1, f"slack:T1/{room}", thread, "", "", 1, NOW, bulk=True)
        return await self.sender.send(message, card, f"slack:T1/{room}")


async def _nobody(address: str) -> bool:
    return False


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    app = App(team="T1")
    world = World(
        teams=[Team(id="T1", name="Vendor", domain="vendor")],
        users=[
            User(id="U_ANA", team="T1", name="ana"),
            User(id=app.user, team="T1", name="hardline", is_bot=True),
        ],
        channels=[
            Channel(id=room, name=room.lower(), teams=("T1",), members=frozenset({app.user}))
            for room in ROOMS
        ],
        now=lambda: NOW,
    )
    migrate(tmp_path / "hardline.db")
    db = Db(tmp_path / "hardline.db")
    async with SlackSim(world, app, bot_url="") as sim:
        web = Web(SlackSettings(bot_token=app.bot_token, api_url=sim.api_url))
        await web.open()
        yield Desk(sim, db, web)
        await web.close()
    db.close()


async def test_after_a_burst_a_channels_message_is_given_back_and_slack_not_asked(
    desk: Desk,
) -> None:
    for _ in range(int(BURST)):
        await desk.send("C0")
    with pytest.raises(NotYet) as later:
        await desk.send("C0")
    assert later.value.after_s == 1.0
    assert len(desk.sim.world.in_channel("C0")) == BURST
    assert desk.sim.rates.refused == 0


async def test_what_the_process_before_sent_to_a_channel_counts(desk: Desk) -> None:
    for _ in range(int(BURST)):
        desk.sender.recall("slack:T1/C0", 0.0)
    with pytest.raises(NotYet):
        await desk.send("C0")


async def test_a_file_for_many_is_uploaded_once(desk: Desk) -> None:
    desk.seconds += 60.0
    ident = await desk.db.write(
        lambda db: documents.put(
            db, name="a.csv", mime="text/csv", body=b"a", readers="staff", now=NOW
        )
    )
    card = Card("News.", (Text("All of it:"), Document(ident, "a.csv", "all rows")))
    await asyncio.gather(*(desk.send(room, card) for room in ROOMS))
    assert len(desk.sim.state.files) == 1
    assert all(desk.sim.world.in_channel(room)[0].files for room in ROOMS)


async def test_a_conversation_is_opened_once_for_good(desk: Desk) -> None:
    first = await desk.sender.personal(ANA)
    desk.sim.faults.down = True
    assert await desk.sender.personal(ANA) == first


async def test_a_closed_channel_is_dead_and_one_that_does_not_take_a_message_is_not(
    desk: Desk,
) -> None:
    desk.sim.world.change("C0", archived=True)
    with pytest.raises(Dead) as closed:
        await desk.send("C0")
    assert not isinstance(closed.value, Unfit)
    with pytest.raises(Unfit, match="thread_not_found"):
        await desk.send("C1", thread="1.0")
