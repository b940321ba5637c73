"""Socket Mode, with Slack's own client at the other end."""

from collections.abc import AsyncIterator

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack import SlackSim

from .conftest import ANA, DEALS


@pytest.fixture
async def linked(slack: SlackSim) -> AsyncIterator[SlackSim]:
    slack.state.socket_mode = True
    app = AsyncApp(client=AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url))

    async def answer(say: AsyncSay) -> None:
        await say("named")

    async def named(ack: AsyncAck) -> None:
        await ack("private")

    async def unheard() -> None:
        """Bolt acknowledges only what some listener takes."""

    app.event("app_mention")(answer)
    app.event("message")(unheard)
    app.command("/named")(named)
    web = AsyncWebClient(token=slack.app.app_token, base_url=slack.api_url)
    handler = AsyncSocketModeHandler(app, slack.app.app_token, web_client=web)
    await handler.client.connect()  # type: ignore[no-untyped-call]
    await slack.wait_for(lambda: slack.socket.connections)
    yield slack
    await handler.client.close()  # type: ignore[no-untyped-call]


async def test_events_go_over_the_socket(linked: SlackSim) -> None:
    ana = linked.client(ANA)
    await ana.say(DEALS, f"<@{linked.app.user}> Contoso?")
    await linked.wait_for(lambda: [m for m in ana.seen(DEALS) if m.text == "named"])
    assert {d.url for d in linked.sent} == {"socket"}


async def test_a_command_is_answered_in_its_acknowledgement(linked: SlackSim) -> None:
    outcome = await linked.client(ANA).command(DEALS, "/named")
    assert outcome.shown is not None
    assert outcome.shown.text == "private"


async def test_without_a_connection_a_command_fails(slack: SlackSim) -> None:
    slack.state.socket_mode = True
    assert "dispatch_failed" in (await slack.client(ANA).command(DEALS, "/named")).error


async def test_an_address_needs_the_app_s_own_token(slack: SlackSim) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    with pytest.raises(SlackApiError, match="forbidden"):
        await client.apps_connections_open(app_token=slack.app.app_token)
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client.apps_connections_open(app_token=slack.app.bot_token)
