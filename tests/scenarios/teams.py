"""The whole bot, reached through its real endpoint by people in a simulated Teams."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.config import load
from bot.playground.teams import App, Client, Conversation, Message, Team, TeamsSim, User, World
from bot.wiring import Bot, build, serving
from handlers.feature import Feature
from handlers.features import FEATURES
from handlers.policy import Policy, next_update
from store import editions, people
from store.db import Sql
from tests.bot.teams.cards import text
from tests.clock import Clock
from tests.desk import EAST, EFFECTIVE, LIST, PEOPLE, WEST
from tests.drafts import put_draft

VENDOR, FIRM = "tenant-vendor", "tenant-firm"
ANA, SAM, PAT, STRANGER = "aad-ana", "aad-sam", "aad-pat", "aad-stranger"
DEALS, STAFF = "19:deals@thread.tacv2", "19:staff@thread.tacv2"
GROUP, ELSEWHERE = "19:group@thread.v2", "19:elsewhere@thread.v2"
OPEN, CLOSED = "19:open-team@thread.tacv2", "19:staff-team@thread.tacv2"


def small_world(clock: Clock) -> World:
    """Ana and Sam are the vendor's, Pat is a partner's guest, nobody knows the stranger."""

    def user(ident: str, name: str, email: str, *, guest: bool = False) -> User:
        return User(id=ident, tenant=VENDOR, name=name, email=email, guest=guest)

    def channel(ident: str, team: str, *members: str) -> Conversation:
        return Conversation(
            id=ident, kind="channel", tenant=VENDOR, team=team, members=frozenset(members)
        )

    def group(ident: str, *members: str) -> Conversation:
        return Conversation(id=ident, kind="groupChat", tenant=VENDOR, members=frozenset(members))

    return World(
        users=[
            user(ANA, "Ana Silva", "ana@vendor.example"),
            user(SAM, "Sam Reed", "sam@vendor.example"),
            user(PAT, "Pat Moss", "pat@partner.example", guest=True),
            user(STRANGER, "Una Known", "una@nowhere.example", guest=True),
        ],
        teams=[
            Team(id=OPEN, name="Deals", tenant=VENDOR, group="group-1"),
            Team(id=CLOSED, name="Staff", tenant=VENDOR, group="group-2"),
        ],
        conversations=[
            channel(DEALS, OPEN, ANA, SAM, PAT, STRANGER),
            channel(STAFF, CLOSED, ANA, SAM),
            group(GROUP, ANA, PAT),
            group(ELSEWHERE, ANA, PAT, STRANGER),
        ],
        installed=[OPEN, CLOSED, GROUP, ANA, SAM, PAT],
        now=clock,
    )


@dataclass
class Office:
    bot: Bot
    sim: TeamsSim
    clock: Clock
    url: str = ""  # the bot's own
    ana: Client = field(init=False)
    sam: Client = field(init=False)
    pat: Client = field(init=False)
    stranger: Client = field(init=False)

    def __post_init__(self) -> None:
        self.ana, self.sam = self.sim.client(ANA), self.sim.client(SAM)
        self.pat, self.stranger = self.sim.client(PAT), self.sim.client(STRANGER)

    async def ask(self, who: Client, words: str, where: str = "") -> Message:
        """Say something; the bot's answer to it, in the chat or in the thread."""
        place = where or who.chat().id
        said = await who.say(place, words)
        return await self.answer_to(who, said)

    async def answer_to(self, who: Client, said: Message) -> Message:
        def answers() -> list[Message]:
            seen = who.seen(said.conversation)
            return [m for m in seen if _after(m, said) and not m.sender and _near(m, said)]

        return (await self.sim.wait_for(answers))[0]

    async def settled(self) -> None:
        """Once nothing is on its way any more: for what must not happen."""
        for edge in self.bot.edges.values():
            await edge.close()
        async with asyncio.timeout(5):
            while self.query("select 1 from outbox where state in ('queued', 'sending')"):
                await asyncio.sleep(0.01)

    def query(self, sql: str) -> list[dict[str, object]]:
        return self.bot.ctx.db.look(lambda db: list(db.query(sql)))

    def audit(self) -> list[object]:
        return [row["did"] for row in self.query("select did from audit order by seq")]


def _after(message: Message, said: Message) -> bool:
    return int(message.id) > int(said.id)


def _near(message: Message, said: Message) -> bool:
    return message.thread == said.thread


def read(message: Message) -> str:
    """What is on its card."""
    return text(message.card)


@asynccontextmanager
async def office(
    path: Path,
    *,
    app_id: bool = True,
    features: Sequence[Feature] = FEATURES,
    hears_all: bool = False,
    url: str = "",
) -> AsyncIterator[Office]:
    clock = Clock()
    app = App(tenant=VENDOR, hears_all=hears_all)
    app = app if app_id else replace(app, id="")
    async with TeamsSim(small_world(clock), app, bot_url="") as sim:
        sim.state.wall = lambda: clock().timestamp()
        environ = {
            "HARDLINE_DATABASE": str(path),
            "HARDLINE_URL": url,
            "TEAMS_OPENID_METADATA": sim.openid_url,
            "TEAMS_LOGIN_URL": sim.login_url,
            "TEAMS_SERVICE_URL": sim.service_url,
        }
        if app_id:
            environ |= {
                "MicrosoftAppId": app.id,
                "MicrosoftAppPassword": app.secret,
                "MicrosoftAppTenantId": VENDOR,
            }
        bot = build(load(environ, local_teams=not app_id), now=clock, features=features)
        await furnish(bot)
        async with serving(bot, host="127.0.0.1", port=0) as port:
            sim.state.bot_url = f"http://127.0.0.1:{port}"
            yield Office(bot, sim, clock, f"http://127.0.0.1:{port}")


async def furnish(bot: Bot) -> None:
    policy, now = Policy.load(), bot.ctx.now()

    def fill(db: Sql) -> None:
        for district in (WEST, EAST):
            people.put_district(db, district)
        for person in PEOPLE:
            people.put(db, person)
        due = next_update(policy, EFFECTIVE)
        put_draft(db, "2026-H2", LIST, effective_from=EFFECTIVE, next_update=due, now=now)
        editions.publish(db, "2026-H2", policy=policy.text, partners_at=None, now=now)

    await bot.ctx.db.write(fill)
