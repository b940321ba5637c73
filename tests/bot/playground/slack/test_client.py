"""What a person does arrives as Slack would send it, and what the app answers shows as it would."""

import asyncio

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.playground.errors import NotThere
from bot.playground.slack import App, SlackSim
from bot.playground.wire import Json, served
from tests.clock import Clock

from .conftest import (
    ANA,
    AWAY,
    BO,
    DEALS,
    GUEST,
    HOME,
    QUIET,
    REP,
    SHARED,
    Bot,
)

BUTTONS = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {
                "type": "button",
                "action_id": "pick",
                "text": {"type": "plain_text", "text": name},
                "value": name,
            }
            for name in ("Contoso",)
        ],
    }
]
ASK = {
    "type": "input",
    "block_id": "why",
    "label": {"type": "plain_text", "text": "Reason"},
    "element": {"type": "plain_text_input", "action_id": "reason", "max_length": 20},
}
MODAL = {
    "type": "modal",
    "callback_id": "decide",
    "private_metadata": "ESC-0042",
    "title": {"type": "plain_text", "text": "Approve"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [ASK],
}
HOME_VIEW = {"type": "home", "blocks": [*BUTTONS]}


def says(body: Json) -> web.Response:
    return web.json_response(body)


async def test_requests_are_signed(slack: SlackSim) -> None:
    await slack.client(ANA).say(DEALS, "hello")
    [delivery] = slack.sent
    verifier = SignatureVerifier(slack.app.signing_secret)
    headers = dict(delivery.headers)
    assert verifier.is_valid_request(delivery.body, headers)
    assert not verifier.is_valid_request(delivery.body + b" ", headers)


async def test_a_mention_arrives_twice_with_one_ts(slack: SlackSim, bot: Bot) -> None:
    await slack.client(ANA).say(DEALS, f"<@{slack.app.user}> is Contoso named?")
    [message], [mention] = bot.events("message"), bot.events("app_mention")
    assert message["ts"] == mention["ts"]
    assert len({body["event_id"] for body in bot.got}) == 2


async def test_a_direct_message_is_no_mention(slack: SlackSim, bot: Bot) -> None:
    ana = slack.client(ANA)
    await ana.say(ana.dm().id, f"<@{slack.app.user}> hi")
    assert [b["event"]["channel_type"] for b in bot.got] == ["im"]


async def test_where_the_app_is_no_member_it_hears_nothing(slack: SlackSim) -> None:
    await slack.client(ANA).say(QUIET, f"<@{slack.app.user}> hi")
    assert slack.sent == []


async def test_the_app_hears_its_own_messages(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient
) -> None:
    await web_api.chat_postMessage(channel=DEALS, text="mine")
    await slack.settled()
    [event] = bot.events("message")
    assert event["bot_id"] == slack.app.bot


async def test_people_of_other_workspaces_bring_theirs(slack: SlackSim, bot: Bot) -> None:
    await slack.client(REP).say(SHARED, "hello")
    [body] = bot.got
    assert body["event"]["user_team"] == AWAY
    assert body["authorizations"][0]["team_id"] == HOME
    assert body["is_ext_shared_channel"] is True


async def test_edits_and_deletions_are_events(slack: SlackSim, bot: Bot) -> None:
    ana = slack.client(ANA)
    said = await ana.say(DEALS, "one")
    await ana.edit(said, "two")
    await ana.delete(said)
    _, changed, deleted = bot.events("message")
    assert changed["previous_message"]["text"] == "one"
    assert changed["message"]["text"] == "two"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", said.ts)


async def test_a_thread_outlives_its_first_message(
    slack: SlackSim, web_api: AsyncWebClient
) -> None:
    ana = slack.client(ANA)
    said = await ana.say(DEALS, "root")
    await ana.delete(said)
    await web_api.chat_postMessage(channel=DEALS, text="late", thread_ts=said.ts)
    assert [m.text for m in ana.thread(DEALS, said.ts)] == ["late"]


async def test_a_posted_file_opens_with_the_token_only(slack: SlackSim, bot: Bot) -> None:
    await slack.client(ANA).say(DEALS, "check these", files={"names.csv": b"Contoso\n"})
    [event] = bot.events("message")
    url = event["files"][0]["url_private_download"]
    opened = await fetch(url, f"Bearer {slack.app.bot_token}")
    assert (event["subtype"], opened) == ("file_share", "Contoso\n")
    assert "Sign in" in await fetch(url, "Bearer wrong")


async def fetch(url: str, authorization: str) -> str:
    headers = {"Authorization": authorization}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        return await response.text()


async def test_a_command_s_answer_is_private_unless_it_says_otherwise(
    slack: SlackSim, bot: Bot
) -> None:
    ana, bo = slack.client(ANA), slack.client(BO)
    bot.answer = lambda _: says({"text": "**named**"})
    outcome = await ana.command(DEALS, "/named", "Contoso")
    assert outcome.ok
    assert outcome.shown == ana.seen(DEALS)[-1]
    assert bo.seen(DEALS) == []
    bot.answer = lambda _: says({"text": "named", "response_type": "in_channel"})
    await ana.command(DEALS, "/named", "Contoso")
    assert [m.text for m in bo.seen(DEALS)] == ["named"]


async def test_commands_are_refused_in_threads_and_to_other_workspaces(
    slack: SlackSim, bot: Bot
) -> None:
    said = await slack.client(ANA).say(DEALS, "root")
    in_thread = await slack.client(ANA).command(DEALS, "/named", thread_ts=said.ts)
    from_away = await slack.client(REP).command(SHARED, "/named")
    assert not in_thread.ok
    assert from_away.error == "/named is not a valid command."
    assert bot.forms == []


async def test_mentions_in_a_command_are_ids_only_where_the_manifest_escapes(
    slack: SlackSim, bot: Bot
) -> None:
    await slack.client(ANA).command(DEALS, "/named", f"ask <@{BO}>")
    slack.state.app = App(team=HOME, escapes=frozenset({"/named"}))
    await slack.client(ANA).command(DEALS, "/named", f"ask <@{BO}>")
    assert [form["text"] for form in bot.forms] == ["ask @bo", f"ask <@{BO}|bo>"]


async def test_a_slow_command_times_out_for_the_person(slack: SlackSim, bot: Bot) -> None:
    slack.outgoing.ack_within_s = 0.05
    held = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await held.wait()
        return web.Response()

    server = web.Application()
    server.router.add_post("/slack/events", slow)
    async with served(server) as url:
        slack.bot_url = url
        outcome = await slack.client(ANA).command(DEALS, "/named")
        held.set()
    assert outcome.error == '/named failed with the error "operation_timeout"'


async def test_an_answer_that_slack_cannot_draw_is_an_error(slack: SlackSim, bot: Bot) -> None:
    bot.answer = lambda _: says({"blocks": [{"type": "sect"}]})
    outcome = await slack.client(ANA).command(DEALS, "/named")
    assert "invalid_blocks" in outcome.error


async def test_response_url_is_good_five_times_in_thirty_minutes(
    slack: SlackSim, bot: Bot, clock: Clock
) -> None:
    ana = slack.client(ANA)
    await ana.command(QUIET, "/named")
    hook = AsyncWebhookClient(bot.forms[0]["response_url"])
    answers = [await hook.send(text=str(n)) for n in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [404]
    assert [m.text for m in ana.seen(QUIET)] == ["0", "1", "2", "3", "4"]
    await ana.command(QUIET, "/named")
    clock.forward(minutes=31)
    late = await AsyncWebhookClient(bot.forms[1]["response_url"]).send(text="late")
    assert "expired_url" in late.body


async def test_a_button_carries_its_message(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient
) -> None:
    await web_api.chat_postMessage(channel=DEALS, text="which?", blocks=BUTTONS)
    ana = slack.client(ANA)
    await ana.press(ana.seen(DEALS)[0], "pick", value="Contoso")
    body = bot.got[-1]
    assert body["actions"][0]["value"] == "Contoso"
    assert body["message"]["ts"] == body["container"]["message_ts"]


async def test_a_button_on_an_ephemeral_comes_without_the_message(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient
) -> None:
    await web_api.chat_postEphemeral(channel=DEALS, user=ANA, text="which?", blocks=BUTTONS)
    ana = slack.client(ANA)
    await ana.press(ana.seen(DEALS)[0], "pick")
    assert "message" not in bot.got[-1]
    hook = AsyncWebhookClient(bot.got[-1]["response_url"])
    await hook.send(text="Contoso it is", replace_original=True)
    assert [m.text for m in ana.seen(DEALS)] == ["Contoso it is"]
    await hook.send(delete_original=True)
    assert ana.seen(DEALS) == []


async def test_what_is_not_shown_cannot_be_pressed(
    slack: SlackSim, web_api: AsyncWebClient
) -> None:
    posted = await web_api.chat_postMessage(channel=DEALS, text="which?", blocks=BUTTONS)
    ana = slack.client(ANA)
    [message] = ana.seen(DEALS)
    with pytest.raises(NotThere):
        await ana.press(message, "other")
    await web_api.chat_update(channel=DEALS, ts=posted["ts"], text="decided", blocks=[])
    with pytest.raises(NotThere):
        await ana.press(message, "pick")


async def test_what_the_app_left_unnamed_gets_a_name(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient
) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button]}]
    await web_api.chat_postMessage(channel=DEALS, text="go", blocks=blocks)
    ana = slack.client(ANA)
    [message] = ana.seen(DEALS)
    await ana.press(message, message.blocks[0]["elements"][0]["action_id"])
    assert bot.got[-1]["actions"][0]["block_id"] == message.blocks[0]["block_id"]


async def test_a_message_shortcut_works_where_the_app_is_no_member(
    slack: SlackSim, bot: Bot
) -> None:
    ana = slack.client(ANA)
    said = await ana.say(QUIET, "Contoso?")
    await ana.shortcut("check", said)
    assert bot.got[-1]["message"]["text"] == "Contoso?"
    await AsyncWebhookClient(bot.got[-1]["response_url"]).send(text="named")
    assert ana.seen(QUIET)[-1].only_for == ANA


async def opened(slack: SlackSim, bot: Bot, web_api: AsyncWebClient) -> Json:
    await slack.client(ANA).shortcut("decide")
    made = await web_api.views_open(trigger_id=bot.got[-1]["trigger_id"], view=MODAL)
    view: Json = made["view"]
    return view


async def test_a_form_is_sent_with_what_was_typed(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient
) -> None:
    await opened(slack, bot, web_api)
    ana = slack.client(ANA)
    outcome = await ana.submit(ana.modal(), {"reason": "They lead"})
    view = bot.got[-1]["view"]
    assert outcome.ok
    assert view["state"]["values"]["why"]["reason"]["value"] == "They lead"
    assert view["private_metadata"] == "ESC-0042"
    with pytest.raises(NotThere):
        ana.modal()


async def test_the_client_itself_asks_for_what_is_missing(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient
) -> None:
    await opened(slack, bot, web_api)
    before = len(bot.got)
    ana = slack.client(ANA)
    assert set((await ana.submit(ana.modal())).errors) == {"why"}
    assert set((await ana.submit(ana.modal(), {"reason": "x" * 21})).errors) == {"why"}
    assert len(bot.got) == before


@pytest.mark.parametrize(
    ("answer", "errors", "ok", "title"),
    [
        ({"response_action": "errors", "errors": {"why": "Say more"}}, {"why"}, False, "Approve"),
        ({"response_action": "errors", "errors": {"reason": "Say more"}}, set(), False, "Approve"),
        ({"response_action": "errors", "errors": {}}, set(), False, "Approve"),
        ({"response_action": "update", "view": {**MODAL, "submit": None}}, set(), False, "Approve"),
        (
            {
                "response_action": "update",
                "view": {**MODAL, "title": {"type": "plain_text", "text": "Done"}},
            },
            set(),
            True,
            "Done",
        ),
        (
            {
                "response_action": "push",
                "view": {**MODAL, "title": {"type": "plain_text", "text": "Sure?"}},
            },
            set(),
            True,
            "Sure?",
        ),
        ({"response_action": "clear"}, set(), True, ""),
        ({"response_action": "shut"}, set(), False, "Approve"),
    ],
)
async def test_the_answer_to_a_form_does_what_it_says(
    slack: SlackSim,
    bot: Bot,
    web_api: AsyncWebClient,
    answer: Json,
    errors: set[str],
    ok: bool,
    title: str,
) -> None:
    await opened(slack, bot, web_api)
    bot.answer = lambda _: says(answer)
    ana = slack.client(ANA)
    outcome = await ana.submit(ana.modal(), {"reason": "x"})
    assert (outcome.ok, set(outcome.errors)) == (ok, errors)
    assert (outcome.view.body["title"]["text"] if outcome.view else "") == title


async def test_a_trigger_is_good_once_and_for_three_seconds(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient, clock: Clock
) -> None:
    await opened(slack, bot, web_api)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await web_api.views_open(trigger_id=bot.got[-1]["trigger_id"], view=MODAL)
    await slack.client(ANA).shortcut("decide")
    clock.forward(seconds=3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await web_api.views_open(trigger_id=bot.got[-1]["trigger_id"], view=MODAL)


async def test_views_stack_three_deep(slack: SlackSim, bot: Bot, web_api: AsyncWebClient) -> None:
    await opened(slack, bot, web_api)
    ana = slack.client(ANA)
    for _ in range(2):
        await ana.shortcut("decide")
        await web_api.views_push(trigger_id=bot.got[-1]["trigger_id"], view=MODAL)
    await ana.shortcut("decide")
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await web_api.views_push(trigger_id=bot.got[-1]["trigger_id"], view=MODAL)


async def test_a_stale_hash_is_a_conflict(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient
) -> None:
    view = await opened(slack, bot, web_api)
    await web_api.views_update(view_id=view["id"], view=MODAL, hash=view["hash"])
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await web_api.views_update(view_id=view["id"], view=MODAL, hash=view["hash"])


async def test_closing_is_told_where_the_view_asked_for_it(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient
) -> None:
    ana = slack.client(ANA)
    await ana.shortcut("decide")
    await web_api.views_open(
        trigger_id=bot.got[-1]["trigger_id"], view={**MODAL, "notify_on_close": True}
    )
    await ana.close(ana.modal())
    assert bot.got[-1]["type"] == "view_closed"


async def test_the_home_tab_is_published_and_pressed(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient
) -> None:
    ana = slack.client(ANA)
    await ana.open_home()
    await web_api.views_publish(user_id=ANA, view=HOME_VIEW)
    await ana.press(ana.home(), "pick")
    assert bot.events("app_home_opened")[0]["tab"] == "home"
    assert bot.got[-1]["container"] == {"type": "view", "view_id": ana.home().id}
    assert "channel" not in bot.got[-1]


async def test_suggested_options_can_be_chosen(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient
) -> None:
    element = {"type": "external_select", "action_id": "account"}
    await web_api.chat_postMessage(
        channel=DEALS, text="which?", blocks=[{"type": "actions", "elements": [element]}]
    )
    bot.answer = lambda _: says(
        {"options": [{"text": {"type": "plain_text", "text": "Contoso"}, "value": "A-1"}]}
    )
    ana = slack.client(ANA)
    [message] = ana.seen(DEALS)
    assert len(await ana.options(message, "account", "cont")) == 1
    await ana.press(message, "account", value="A-1")
    assert bot.got[-1]["actions"][0]["selected_option"]["value"] == "A-1"


async def test_what_was_chosen_at_first_can_stay_chosen(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient
) -> None:
    first = {"text": {"type": "plain_text", "text": "Contoso"}, "value": "A-1"}
    element = {"type": "external_select", "action_id": "account", "initial_option": first}
    await web_api.chat_postMessage(
        channel=DEALS, text="which?", blocks=[{"type": "actions", "elements": [element]}]
    )
    ana = slack.client(ANA)
    [message] = ana.seen(DEALS)
    await ana.press(message, "account", value="A-1")
    assert bot.got[-1]["actions"][0]["selected_option"] == first


async def test_joining_and_leaving_are_events(slack: SlackSim, bot: Bot) -> None:
    rep = slack.client(BO)
    await rep.leave(DEALS)
    await rep.join(DEALS)
    assert [b["event"]["type"] for b in bot.got] == ["member_left_channel", "member_joined_channel"]


async def test_guests_see_only_their_channels(slack: SlackSim) -> None:
    assert slack.client(GUEST).seen(DEALS) == []
    with pytest.raises(NotThere):
        slack.client(GUEST).seen(QUIET)


async def test_unanswered_events_are_repeated_as_slack_repeats_them(
    slack: SlackSim, bot: Bot
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    slack.outgoing.retry_after_s, slack.outgoing.sleep = (0, 60, 300), sleep
    bot.answer = lambda _: web.Response(status=503)
    await slack.client(ANA).say(DEALS, "hello")
    await slack.settled()
    assert waited == [0, 60, 300]
    assert [d.headers.get("X-Slack-Retry-Num") for d in slack.sent] == [None, "1", "2", "3"]
    assert len({b["event_id"] for b in bot.got}) == 1


async def test_x_slack_no_retry_ends_the_repeats(slack: SlackSim, bot: Bot) -> None:
    slack.outgoing.retry_after_s = (0,)
    bot.answer = lambda _: web.Response(status=500, headers={"X-Slack-No-Retry": "1"})
    await slack.client(ANA).say(DEALS, "hello")
    await slack.settled()
    assert len(slack.sent) == 1


async def test_redelivery_repeats_the_event_with_a_fresh_signature(
    slack: SlackSim, bot: Bot
) -> None:
    await slack.client(ANA).say(DEALS, "hello")
    await slack.redeliver(slack.sent[0], retry=2)
    assert bot.got[0] == bot.got[1]
    assert slack.sent[1].headers["X-Slack-Retry-Num"] == "2"


async def test_a_forged_request_keeps_its_flaw(slack: SlackSim) -> None:
    delivery = await slack.forge("event", b"{}", {"X-Slack-Signature": "v0=00"})
    assert delivery.headers["X-Slack-Signature"] == "v0=00"


async def test_the_request_url_is_verified_by_a_challenge(slack: SlackSim, bot: Bot) -> None:
    assert not await slack.verify()
    bot.answer = lambda body: web.Response(text=body["challenge"])
    assert await slack.verify()


@pytest.mark.parametrize("errors", [{}, {"row": "no field"}, {"why": ""}, {"why": 7}, "why"])
async def test_errors_that_slack_can_t_show_are_trouble(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient, errors: object
) -> None:
    ana = slack.client(ANA)
    await web_api.views_open(trigger_id=slack.state.triggers.issue(ANA), view=MODAL)
    bot.answer = lambda _: says({"response_action": "errors", "errors": errors})
    outcome = await ana.submit(ana.modal(), {"reason": "x"})
    assert outcome.error
    assert not outcome.errors


@pytest.mark.parametrize(("least", "asked"), [(0, 3), (1, 2), (None, 0)])
async def test_a_select_asks_from_so_many_characters_on(
    slack: SlackSim, bot: Bot, web_api: AsyncWebClient, least: int | None, asked: int
) -> None:
    select: Json = {"type": "external_select", "action_id": "who"}
    select |= {} if least is None else {"min_query_length": least}
    field = {**ASK, "element": select}
    trigger = slack.state.triggers.issue(ANA)
    await web_api.views_open(trigger_id=trigger, view={**MODAL, "blocks": [field]})
    bot.answer = lambda _: says({"options": []})
    ana = slack.client(ANA)
    for text in ("", "c", "co"):
        await ana.options(ana.modal(), "who", text)
    assert len([body for body in bot.got if body.get("type") == "block_suggestion"]) == asked
