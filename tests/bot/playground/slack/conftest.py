"""A small Slack around a Bolt app of a few lines: the platform is what is tested here."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack import App, Channel, SlackSim, Team, User, World
from bot.playground.wire import Json, served
from tests.clock import Clock

HOME, AWAY = "T_VENDOR", "T_FIRM"
ANA, BO, REP, GUEST = "U_ANA", "U_BO", "U_REP", "U_GUEST"
DEALS, SHARED, QUIET, SECRET = "C_DEALS", "C_SHARED", "C_QUIET", "G_SECRET"


@dataclass
class Bot:
    """Stands where the app would: keeps what arrives and answers as the test says."""

    got: list[Json] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    answer: Callable[[Json], web.Response] = lambda _: web.Response()

    async def receive(self, request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            body: dict[str, Any] = await request.json()
        else:
            form = {k: str(v) for k, v in (await request.post()).items()}
            self.forms.append(form)
            body = json.loads(form["payload"]) if "payload" in form else dict(form)
        self.got.append(body)
        return self.answer(body)

    def events(self, kind: str) -> list[Json]:
        return [b["event"] for b in self.got if b.get("event", {}).get("type") == kind]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bot() -> Bot:
    return Bot()


def small_world(clock: Clock, app: App) -> World:
    here = frozenset({app.user, ANA, BO})
    return World(
        teams=[
            Team(id=HOME, name="Vendor", domain="vendor"),
            Team(id=AWAY, name="Firm", domain="firm"),
        ],
        users=[
            User(id=app.user, team=HOME, name="hardline", is_bot=True),
            User(id=ANA, team=HOME, name="ana", email="ana@vendor.example"),
            User(id=BO, team=HOME, name="bo", email="bo@vendor.example"),
            User(id=GUEST, team=HOME, name="gus", guest="restricted"),
            User(id=REP, team=AWAY, name="rep", email="rep@firm.example"),
            User(id="U_ELSEWHERE", team=AWAY, name="nobody"),
        ],
        channels=[
            Channel(id=DEALS, name="deals", teams=(HOME,), members=here | {GUEST}),
            Channel(id=SHARED, name="shared", teams=(HOME, AWAY), members=here | {REP}),
            Channel(id=QUIET, name="quiet", teams=(HOME,), members=frozenset({ANA})),
            Channel(
                id=SECRET, name="secret", teams=(HOME,), kind="group", members=frozenset({ANA})
            ),
        ],
        now=clock,
    )


@pytest.fixture
async def slack(clock: Clock, bot: Bot) -> AsyncIterator[SlackSim]:
    app = App(team=HOME)
    server = web.Application()
    server.router.add_post("/slack/events", bot.receive)
    async with served(server) as bot_url:
        world = small_world(clock, app)
        async with SlackSim(world, app, bot_url=bot_url, tick=clock.seconds) as sim:
            yield sim


@pytest.fixture
def web_api(slack: SlackSim) -> AsyncWebClient:
    return AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
