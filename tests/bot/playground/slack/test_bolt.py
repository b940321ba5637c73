"""Slack's own framework takes the simulated requests for real ones."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack import SlackSim
from bot.playground.wire import Json, served

from .conftest import ANA, DEALS, REP, SHARED

FORM = {
    "type": "modal",
    "callback_id": "decide",
    "title": {"type": "plain_text", "text": "Approve"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Reason"},
            "element": {"type": "plain_text_input", "action_id": "reason"},
        }
    ],
}
BUTTON = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "open", "text": {"type": "plain_text", "text": "Open"}}
    ],
}


def echo(slack: SlackSim) -> AsyncApp:
    client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.app.signing_secret)

    async def mentioned(say: AsyncSay, event: Json) -> None:
        await say(f"heard {event['user']}", thread_ts=event["ts"])

    async def named(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="which?", blocks=[BUTTON])

    async def opened(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def decided(ack: AsyncAck, view: Json) -> None:
        reason = view["state"]["values"]["why"]["reason"]["value"]
        await ack(response_action="errors", errors={"why": f"Not enough: {reason}"})

    app.event("app_mention")(mentioned)
    app.command("/named")(named)
    app.action("open")(opened)
    app.view("decide")(decided)
    return app


@pytest.fixture
async def bolted(slack: SlackSim) -> AsyncIterator[SlackSim]:
    app = echo(slack)

    async def receive(request: web.Request) -> web.Response:
        bolt_request = await to_bolt_request(request)
        return await to_aiohttp_response(await app.async_dispatch(bolt_request))

    server = web.Application()
    server.router.add_post("/slack/events", receive)
    async with served(server) as url:
        slack.bot_url = url
        yield slack


@pytest.mark.parametrize(("user", "channel"), [(ANA, DEALS), (REP, SHARED)])
async def test_a_mention_is_answered_in_its_thread(
    bolted: SlackSim, user: str, channel: str
) -> None:
    person = bolted.client(user)
    said = await person.say(channel, f"<@{bolted.app.user}> hi")
    [answer] = await bolted.wait_for(lambda: person.thread(channel, said.ts)[1:])
    assert answer.text == f"heard {user}"


async def test_command_button_form_and_error_go_the_whole_way(bolted: SlackSim) -> None:
    ana = bolted.client(ANA)
    await ana.command(DEALS, "/named", "Contoso")
    [whisper] = await bolted.wait_for(lambda: ana.seen(DEALS))
    await ana.press(whisper, "open")
    await bolted.wait_for(lambda: bolted.world.modals.get(ANA))
    outcome = await ana.submit(ana.modal(), {"reason": "because"})
    assert outcome.errors == {"why": "Not enough: because"}


async def test_a_forged_signature_is_refused(bolted: SlackSim) -> None:
    await bolted.client(ANA).say(DEALS, "hi")
    genuine = bolted.sent[0]
    flaws = [
        {"X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "1500000000"},
    ]
    headers = {"Content-Type": "application/json"}
    answers = [await bolted.forge("event", genuine.body, headers | flaw) for flaw in flaws]
    assert [a.status for a in answers] == [401, 401]
