"""A small Slack, and the bot's Web API in front of it."""

from collections.abc import AsyncIterator

import pytest

from bot.playground.slack import App, SlackSim
from bot.slack.manifest import manifest
from bot.slack.web import SlackSettings, Web
from tests.clock import Clock
from tests.scenarios.slack import HOME, world


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[SlackSim]:
    app = App.from_manifest(manifest("https://bot.example"), team=HOME)
    async with SlackSim(world(clock, app), app, bot_url="", tick=clock.seconds) as sim:
        yield sim


@pytest.fixture
async def web(slack: SlackSim) -> AsyncIterator[Web]:
    made = Web(SlackSettings(slack.app.bot_token, api_url=slack.api_url))
    await made.open()
    yield made
    await made.close()
