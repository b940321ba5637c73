"""The whole bot on a small list, beside a simulated Slack that signs, counts and refuses."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot import slack as slack_platform
from bot.config import Config, load
from bot.playground.slack import App, Channel, Client, Message, SlackSim, Team, User, World
from bot.slack.manifest import manifest
from bot.wiring import Bot, build, serving
from handlers.policy import SHIPPED
from store import editions, people
from store.db import Db, Sql
from store.migrations import migrate
from store.rows import District, Entry, Identity, Person, Platform, Role

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOME, AWAY = "T_VENDOR", "T_FIRM"
ANA, BO, REP, GUEST, NOBODY = "U_ANA", "U_BO", "U_REP", "U_GUEST", "U_NOBODY"
STAFF, SHARED, GUESTS, PRIVATE, QUIET = "C_STAFF", "C_SHARED", "C_GUESTS", "C_PRIVATE", "C_QUIET"
MARKED = "*Evil* <!channel> & _Sons_ `x` <https://evil.example|Contoso>"
ENTRIES = (
    Entry("a1", "Contoso Ltd", domains=("contoso.com",), tier="global", district="north",
          pcs=9000, manager_email="ana@vendor.example"),
    Entry("a2", "Fabrikam Inc", tier="major", district="north", pcs=7000,
          manager_email="bo@vendor.example"),
    Entry("a3", "Tailspin Toys", tier="strategic", district="north", pcs=5000,
          manager_email="ana@vendor.example"),
    Entry("a4", MARKED, tier="major", district="north", pcs=7000,
          manager_email="ana@vendor.example"),
)  # fmt: skip
PEOPLE = (
    Person("p-ana", "ana@vendor.example", "Ana Silva", Role.ACCOUNT_MANAGER, districts=("north",)),
    Person("p-bo", "bo@vendor.example", "Bo Berg", Role.DISTRICT_MANAGER, districts=("north",)),
    Person("p-rep", "rep@firm.example", "Rita Rep", Role.PARTNER_REP, "f-firm", "Firm", ("north",)),
    Person("p-gus", "gus@firm.example", "Gus Guest", Role.PARTNER_REP, "f-firm", "Firm"),
)


@dataclass
class Clock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def forward(self, **parts: float) -> None:
        self.at += timedelta(**parts)


@dataclass
class Desk:
    """What a test has at hand: both sides, and what the bot put on record."""

    slack: SlackSim
    bot: Bot
    clock: Clock
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, user: str) -> Client:
        return self.slack.client(user)

    async def answer(self, user: str, channel: str, *, after: int = 0) -> Message:
        """The bot's next message that this person sees there, in a thread or not."""
        me = self.slack.app.user

        def found() -> list[Message]:
            client = self.slack.client(user)
            shown = [m for m in self.slack.world.in_channel(channel) if m.user == me]
            return [m for m in shown if m.only_for in ("", client.user.id)][after:]

        return (await self.slack.wait_for(found))[0]

    async def questions(self) -> int:
        rows = await self.bot.ctx.db.read(
            lambda db: list(db.query("select did from audit where did not like 'person.%'"))
        )
        return len(rows)

    async def quiet(self) -> None:
        """Until all that came in has been answered and all answers are out."""
        await self.slack.settled()
        for edge in self.bot.edges.values():
            while edge._tasks:
                await next(iter(edge._tasks))


def world(clock: Clock, app: App) -> World:
    us = frozenset({app.user, ANA, BO})
    return World(
        teams=[
            Team(id=HOME, name="Vendor", domain="vendor"),
            Team(id=AWAY, name="Firm", domain="firm"),
        ],
        users=[
            User(id=app.user, team=HOME, name="hardline", is_bot=True),
            User(id=ANA, team=HOME, name="ana", email="ana@vendor.example"),
            User(id=BO, team=HOME, name="bo", email="bo@vendor.example"),
            User(id=GUEST, team=HOME, name="gus", email="gus@firm.example", guest="restricted"),
            User(id=REP, team=AWAY, name="rep", email="rep@firm.example"),
            User(id=NOBODY, team=HOME, name="nemo", email="nemo@vendor.example"),
        ],
        channels=[
            Channel(id=STAFF, name="staff", teams=(HOME,), members=us),
            Channel(id=SHARED, name="shared", teams=(HOME, AWAY), members=us | {REP}),
            Channel(id=GUESTS, name="guests", teams=(HOME,), members=us | {GUEST, NOBODY}),
            Channel(id=QUIET, name="quiet", teams=(HOME,), members=frozenset({ANA, BO})),
        ],
        now=clock.now,
    )


def rows(db: Sql) -> None:
    people.put_district(
        db, District("north", "North", "bo@vendor.example", "UTC", "SE", f"slack:{HOME}/{STAFF}")
    )
    for person in PEOPLE:
        people.put(db, person)
    # someone of another workspace: tied by ids, since no one here vouches for their e-mail
    people.link(db, Identity(Platform.SLACK, AWAY, REP), "p-rep", email="", now=NOW)
    first, last = date(2026, 7, 18), date(2027, 1, 18)
    editions.put_draft(db, "2026-H2", ENTRIES, effective_from=first, next_update=last, now=NOW)
    editions.publish(db, "2026-H2", policy=SHIPPED.read_text(encoding="utf-8"), now=NOW)


async def seed(path: Path) -> None:
    migrate(path)
    db = Db(path)
    await db.write(rows)
    db.close()


def config(slack: SlackSim, path: Path, **more: str) -> Config:
    given = {
        "HARDLINE_DATABASE": str(path),
        "SLACK_BOT_TOKEN": slack.app.bot_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }
    return load({**given, **more})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[SlackSim]:
    app = App.from_manifest(manifest("https://bot.example"), team=HOME)
    async with SlackSim(world(clock, app), app, bot_url="", tick=clock.seconds) as sim:
        yield sim


@pytest.fixture
async def desk(slack: SlackSim, clock: Clock, tmp_path: Path) -> AsyncIterator[Desk]:
    path = tmp_path / "hardline.db"
    await seed(path)
    bot = build(config(slack, path), now=clock.now, connects=[slack_platform.connect])
    async with serving(bot, host="127.0.0.1", port=0) as port:
        slack.state.bot_url = f"http://127.0.0.1:{port}"
        yield Desk(slack, bot, clock)
