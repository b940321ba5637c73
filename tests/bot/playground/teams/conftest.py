"""A small Teams around a bot of a few lines: the platform is what is tested here."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground.teams import App, Conversation, Team, TeamsSim, User, World
from bot.playground.wire import Json, served
from tests.clock import Clock

VENDOR, FIRM = "tenant-vendor", "tenant-firm"
ANA, BO, REP, ALONE = "aad-ana", "aad-bo", "aad-rep", "aad-alone"
DEALS, TEAM, GROUP, QUIET = "19:deals@thread.tacv2", "19:team@thread.tacv2", "19:g@thread.v2", "q"


@dataclass
class Bot:
    """Stands where the bot would: keeps what arrives and answers as the test says."""

    got: list[Json] = field(default_factory=list)
    answer: Callable[[Json], web.Response] = lambda _: web.Response()

    async def receive(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        return self.answer(self.got[-1])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bot() -> Bot:
    return Bot()


def small_world(clock: Clock) -> World:
    here = frozenset({ANA, BO})
    return World(
        users=[
            User(id=ANA, tenant=VENDOR, name="Ana Ames", email="ana@vendor.example"),
            User(id=BO, tenant=VENDOR, name="Bo Burns", email="bo@vendor.example"),
            User(id=REP, tenant=VENDOR, name="Ravi Rep", email="rep@firm.example", guest=True),
            User(id=ALONE, tenant=VENDOR, name="Al One"),
        ],
        teams=[Team(id=TEAM, name="Deals", tenant=VENDOR, group="group-1")],
        conversations=[
            Conversation(
                id=DEALS,
                kind="channel",
                tenant=VENDOR,
                team=TEAM,
                name="deals",
                members=here | {REP},
            ),
            Conversation(id=GROUP, kind="groupChat", tenant=VENDOR, members=here),
            Conversation(id=QUIET, kind="groupChat", tenant=VENDOR, members=frozenset({ANA})),
        ],
        installed=[TEAM, GROUP, ANA],
        now=clock,
    )


@pytest.fixture
async def teams(clock: Clock, bot: Bot) -> AsyncIterator[TeamsSim]:
    server = web.Application()
    server.router.add_post("/api/messages", bot.receive)
    async with served(server) as bot_url:
        app = App(tenant=VENDOR)
        world = small_world(clock)
        async with TeamsSim(world, app, bot_url=bot_url, tick=clock.seconds) as sim:
            yield sim


@dataclass
class Caller:
    """The bot's side of the connector, by plain HTTP."""

    teams: TeamsSim
    session: aiohttp.ClientSession
    token: str = ""

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.teams.service_url}v3/{path}"
        async with self.session.request(method, url, json=body, headers=headers) as response:
            self.headers = response.headers
            return response.status, await response.json() if response.content_length else None

    async def send(self, conversation: str, body: Any, *, to: str = "") -> tuple[int, Any]:
        path = f"conversations/{conversation}/activities"
        return await self.call("POST", f"{path}/{to}" if to else path, body)

    async def sign_in(self, *, tenant: str = VENDOR, **changed: str) -> tuple[int, Json]:
        app = self.teams.app
        form = {"grant_type": "client_credentials", "client_id": app.id}
        form |= {"client_secret": app.secret, "scope": "https://api.botframework.com/.default"}
        url = f"{self.teams.login_url}/{tenant}/oauth2/v2.0/token"
        async with self.session.post(url, data=form | changed) as response:
            answer: Json = await response.json()
        self.token = answer.get("access_token", "")
        return response.status, answer


@pytest.fixture
async def caller(teams: TeamsSim) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        made = Caller(teams, session)
        await made.sign_in()
        yield made
