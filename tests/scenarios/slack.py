"""A workspace to try things in: the whole bot on a small list, beside a simulated Slack.

Requests go signed through the real endpoint; what the bot sends is refused where Slack would.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot import slack as slack_platform
from bot.config import Config, load
from bot.edge import Edge
from bot.playground.slack import App, Channel, Client, Message, SlackSim, Team, User, View, World
from bot.playground.slack.checks import walk
from bot.playground.wire import Json
from bot.slack.manifest import manifest
from bot.wiring import Bot, build, serving
from handlers.feature import Feature
from handlers.features import FEATURES
from handlers.policy import SHIPPED
from store import editions, outbox, people
from store.db import Db, Sql
from store.migrations import migrate
from store.rows import District, Entry, Identity, Person, Platform, Role
from tests.clock import START, Clock
from tests.drafts import put_draft

SOON = timedelta(seconds=2)
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
    Entry("a5", "Woodgrove Bank", tier="major", district="north", pcs=7000),
    Entry("a6", "Woodgrove Park Hotels", tier="major", district="north", pcs=7000),
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
class Workspace:
    """What a test has at hand: both sides, and what the bot put on record."""

    slack: SlackSim
    bot: Bot
    clock: Clock

    def client(self, user: str) -> Client:
        return self.slack.client(user)

    @property
    def edge(self) -> Edge:
        return self.bot.edges[Platform.SLACK]

    @property
    def mention(self) -> str:
        return f"<@{self.slack.app.user}>"

    def answers(self, user: str, channel: str) -> list[Message]:
        """The bot's messages that this person sees there, in threads or not."""
        me, found = self.slack.app.user, self.slack.world.in_channel(channel)
        return [m for m in found if m.user == me and m.only_for in ("", user)]

    async def answer(self, user: str, channel: str, *, after: int = 0) -> Message:
        """The first of them, once it is there, or the one after so many others."""
        return (await self.slack.wait_for(lambda: self.answers(user, channel)[after:]))[0]

    async def calm(self) -> None:
        """Until what came in is answered and every answer has left."""
        await self.slack.settled()
        await self.edge.close()
        while {"queued", "sending"} & (await self.bot.ctx.db.read(outbox.depth)).keys():
            self._turn()
            await asyncio.sleep(0.01)

    async def looked(self) -> None:
        """Until the escalation channel has been looked at for outsiders, as after every start."""
        seen = "select 1 from due where kind = 'channel.check' and done_at is not null"
        while not self.bot.ctx.db.look(lambda db: list(db.query(seen))):
            await asyncio.sleep(0.01)

    def _turn(self) -> None:
        """The clock goes on to the turn of a message that Slack's pace has put off."""
        at = self.bot.ctx.db.look(lambda db: outbox.next_at(db, now=self.clock.at))
        if at and at - self.clock.at < SOON:
            self.clock.at = at
            self.bot.delivery.wake()

    async def recorded(self) -> list[str]:
        """What the audit log says was done, the linking of people aside."""
        did = "select did from audit where did not like 'person.%' order by seq"
        return [row["did"] for row in await self.bot.ctx.db.read(lambda db: list(db.query(did)))]

    async def kept(self) -> int:
        """How many deliveries were taken in."""
        count = "select count(*) as n from inbox"
        return int((await self.bot.ctx.db.read(lambda db: list(db.query(count))))[0]["n"])

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Meanwhile another process holds the database's write lock."""
        other = sqlite3.connect(self.bot.ctx.db.path, isolation_level=None)
        other.execute("begin immediate")
        try:
            yield
        finally:
            other.execute("rollback")
            other.close()


def verdict(message: Message) -> str:
    return shown(message.blocks)[0]


def shown(blocks: Sequence[Json]) -> list[str]:
    """Every text in there, as Slack gets it."""
    return [one["text"] for one in walk(list(blocks)) if isinstance(one.get("text"), str)]


def button(on: Message | View, label: str) -> str:
    """The action id of the button with this label."""
    found = [one for one in walk(list(on.blocks)) if one.get("type") == "button"]
    return next(str(one["action_id"]) for one in found if one["text"]["text"] == label)


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
        now=clock,
    )


def rows(db: Sql) -> None:
    people.put_district(
        db, District("north", "North", "bo@vendor.example", "UTC", "SE", f"slack:{HOME}/{STAFF}")
    )
    for person in PEOPLE:
        people.put(db, person)
    # someone of another workspace: tied by ids, since no one here vouches for their e-mail
    people.link(db, Identity(Platform.SLACK, AWAY, REP), "p-rep", email="", now=START)
    first, last = date(2026, 7, 18), date(2027, 1, 18)
    put_draft(db, "2026-H2", ENTRIES, effective_from=first, next_update=last, now=START)
    editions.publish(db, "2026-H2", policy=SHIPPED.read_text(encoding="utf-8"), now=START)


async def seed(path: Path) -> None:
    migrate(path)
    db = Db(path)
    await db.write(rows)
    db.close()


def config(slack: SlackSim, path: Path, *, socket: bool = False) -> Config:
    app = slack.app
    key = {"SLACK_SIGNING_SECRET": app.signing_secret}
    return load(
        {
            "HARDLINE_DATABASE": str(path),
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_API_URL": slack.api_url,
            **({"SLACK_APP_TOKEN": app.app_token} if socket else key),
        }
    )


@asynccontextmanager
async def workspace(
    path: Path, *, socket: bool = False, features: Sequence[Feature] = FEATURES
) -> AsyncIterator[Workspace]:
    """Reached by signed requests, or over a socket."""
    clock = Clock()
    await seed(path)
    app = App.from_manifest(manifest("https://bot.example"), team=HOME)
    async with SlackSim(world(clock, app), app, bot_url="", tick=clock.seconds) as slack:
        slack.state.socket_mode = socket
        settings = config(slack, path, socket=socket)
        bot = build(settings, now=clock, connects=[slack_platform.connect], features=features)
        async with serving(bot, host="127.0.0.1", port=0) as port:
            slack.state.bot_url = f"http://127.0.0.1:{port}"
            yield Workspace(slack, bot, clock)
