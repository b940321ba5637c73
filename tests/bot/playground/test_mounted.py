"""Both platforms also live under a prefix of another server, as in the demo."""

from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import slack, teams
from bot.playground.wire import served


def now() -> datetime:
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def test_slack_answers_under_a_prefix() -> None:
    app = slack.App(team="T1")
    world = slack.World(
        teams=[slack.Team(id="T1", name="Vendor", domain="vendor")],
        users=[slack.User(id=app.user, team="T1", name="hardline", is_bot=True)],
        now=now,
    )
    sim = slack.SlackSim(world, app, bot_url="http://127.0.0.1:9")
    server = web.Application()
    server.add_subapp("/slack-platform", sim.routes())
    async with served(server) as url:
        sim.url = f"{url}/slack-platform"
        client = AsyncWebClient(token=app.bot_token, base_url=sim.api_url)
        assert (await client.auth_test())["user_id"] == app.user


async def test_teams_answers_under_a_prefix() -> None:
    world = teams.World(users=[], now=now)
    sim = teams.TeamsSim(world, teams.App(tenant="t"), bot_url="http://127.0.0.1:9")
    server = web.Application()
    server.add_subapp("/teams-platform", sim.routes())
    async with served(server) as url, aiohttp.ClientSession() as session:
        sim.url = f"{url}/teams-platform"
        async with session.get(sim.openid_url) as response:
            assert (await response.json())["jwks_uri"].startswith(sim.url)
