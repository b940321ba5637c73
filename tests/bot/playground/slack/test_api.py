"""The simulated Web API refuses what Slack's refuses; asked by Slack's own SDK."""

from typing import Any

import pytest
from aiohttp import ClientConnectionError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.faults import Fault
from bot.playground.slack import App, SlackSim
from tests.clock import Clock

from .conftest import (
    ANA,
    BO,
    DEALS,
    GUEST,
    HOME,
    QUIET,
    REP,
    SECRET,
    SHARED,
)

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": [SECTION]}


async def refused(client: AsyncWebClient, method: str, **args: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=args)
    return str(caught.value.response["error"])


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("no.such", {}, "unknown_method"),
        ("chat.postMessage", {"channel": DEALS}, "no_text"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C_NONE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": SECRET, "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": QUIET, "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "U_ELSEWHERE", "text": "x"}, "user_not_found"),
        ("chat.postMessage", {"channel": DEALS, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": DEALS, "blocks": [{}]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": DEALS, "blocks": "[{"}, "invalid_blocks_format"),
        (
            "chat.postMessage",
            {"channel": DEALS, "text": "x", "thread_ts": "1.000001"},
            "thread_not_found",
        ),
        (
            "chat.postMessage",
            {"channel": DEALS, "text": "x", "metadata": {"event_type": "t"}},
            "invalid_metadata_format",
        ),
        ("chat.postEphemeral", {"channel": DEALS, "text": "x", "user": REP}, "user_not_in_channel"),
        ("chat.update", {"channel": DEALS, "ts": "1.000001", "text": "x"}, "message_not_found"),
        ("chat.delete", {"channel": DEALS, "ts": "1.000001"}, "message_not_found"),
        ("users.info", {"user": "U_ELSEWHERE"}, "user_not_found"),
        ("users.lookupByEmail", {"email": "rep@firm.example"}, "users_not_found"),
        ("conversations.members", {"channel": SECRET}, "channel_not_found"),
        ("conversations.history", {"channel": QUIET}, "not_in_channel"),
        ("conversations.replies", {"channel": DEALS, "ts": "1.000001"}, "thread_not_found"),
        ("conversations.history", {"channel": DEALS, "limit": 0}, "invalid_limit"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": f"{ANA},{BO}"}, "missing_scope"),
        ("views.open", {"view": MODAL, "trigger_id": "1.x"}, "invalid_trigger_id"),
        ("views.open", {"view": {"type": "modal"}, "trigger_id": "1.x"}, "invalid_arguments"),
        ("views.update", {"view": MODAL, "view_id": "V0"}, "not_found"),
        ("views.publish", {"view": MODAL, "user_id": ANA}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a.csv"}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": [{"id": "F0"}]}, "file_not_found"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
    ],
)
async def test_a_wrong_call_is_refused(
    web_api: AsyncWebClient, method: str, args: dict[str, Any], error: str
) -> None:
    assert await refused(web_api, method, **args) == error


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-other", "invalid_auth")])
async def test_a_wrong_token_is_refused(slack: SlackSim, token: str, error: str) -> None:
    client = AsyncWebClient(token=token, base_url=slack.api_url)
    assert await refused(client, "auth.test") == error


async def test_a_call_without_its_scope_names_the_scope(slack: SlackSim, web_api: Any) -> None:
    slack.state.app = App(team=HOME, bot_token=slack.app.bot_token, scopes=frozenset({"im:read"}))
    with pytest.raises(SlackApiError) as caught:
        await web_api.chat_postMessage(channel=DEALS, text="x")
    assert caught.value.response["needed"] == "chat:write"


async def test_a_fifth_message_at_once_must_wait(
    slack: SlackSim, web_api: AsyncWebClient, clock: Clock
) -> None:
    for _ in range(4):
        await web_api.chat_postMessage(channel=DEALS, text="x")
    with pytest.raises(SlackApiError) as caught:
        await web_api.chat_postMessage(channel=DEALS, text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    clock.forward(seconds=1)
    assert (await web_api.chat_postMessage(channel=DEALS, text="x"))["ok"]


async def test_problems_in_blocks_are_told_by_place(web_api: AsyncWebClient) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    with pytest.raises(SlackApiError) as caught:
        await web_api.chat_postMessage(channel=DEALS, text="x", blocks=blocks)
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_posts_edits_and_deletions_are_seen(slack: SlackSim, web_api: AsyncWebClient) -> None:
    ana = slack.client(ANA)
    posted = await web_api.chat_postMessage(channel=DEALS, text="one", blocks=[SECTION])
    assert [m.text for m in ana.seen(DEALS)] == ["one"]
    await web_api.chat_update(channel=DEALS, ts=posted["ts"], text="two", blocks=[])
    assert [(m.text, m.blocks) for m in ana.seen(DEALS)] == [("two", ())]
    await web_api.chat_delete(channel=DEALS, ts=posted["ts"])
    assert ana.seen(DEALS) == []


async def test_a_whisper_is_seen_by_one_and_in_no_history(
    slack: SlackSim, web_api: AsyncWebClient
) -> None:
    await web_api.chat_postEphemeral(channel=DEALS, user=ANA, text="psst")
    assert [m.text for m in slack.client(ANA).seen(DEALS)] == ["psst"]
    assert slack.client(BO).seen(DEALS) == []
    assert (await web_api.conversations_history(channel=DEALS))["messages"] == []


async def test_others_messages_cannot_be_changed(slack: SlackSim, web_api: AsyncWebClient) -> None:
    said = await slack.client(ANA).say(DEALS, "mine")
    args = {"channel": DEALS, "ts": said.ts, "text": "yours"}
    assert await refused(web_api, "chat.update", **args) == "cant_update_message"


async def test_history_pages_and_gives_metadata_when_asked(web_api: AsyncWebClient) -> None:
    metadata = {"event_type": "answer", "event_payload": {"once": "7"}}
    root = await web_api.chat_postMessage(channel=DEALS, text="root", metadata=metadata)
    for text in ("a", "b"):
        await web_api.chat_postMessage(channel=DEALS, text=text, thread_ts=root["ts"])
    page = await web_api.conversations_replies(channel=DEALS, ts=root["ts"], limit=2)
    assert [m["text"] for m in page["messages"]] == ["root", "a"]
    cursor = page["response_metadata"]["next_cursor"]
    rest = await web_api.conversations_replies(
        channel=DEALS, ts=root["ts"], cursor=cursor, include_all_metadata=True
    )
    assert [m["text"] for m in rest["messages"]] == ["b"]
    full = await web_api.conversations_history(channel=DEALS, include_all_metadata=True)
    assert full["messages"][0]["metadata"] == metadata


async def test_an_app_for_sale_reads_history_once_a_minute(
    slack: SlackSim, web_api: AsyncWebClient, clock: Clock
) -> None:
    slack.state.app = App(team=HOME, bot_token=slack.app.bot_token, distributed=True)
    for _ in range(16):
        await slack.client(ANA).say(DEALS, "x")
    page = await web_api.conversations_history(channel=DEALS, limit=100)
    assert (len(page["messages"]), page["has_more"]) == (15, True)
    assert await refused(web_api, "conversations.history", channel=DEALS) == "ratelimited"
    clock.forward(minutes=1)
    assert (await web_api.conversations_history(channel=DEALS))["ok"]


async def test_people_of_other_workspaces_have_no_email(web_api: AsyncWebClient) -> None:
    found = (await web_api.users_info(user=REP))["user"]
    assert "email" not in found["profile"]
    assert found["team_id"] == "T_FIRM"


async def test_guests_are_told_apart(web_api: AsyncWebClient) -> None:
    assert (await web_api.users_info(user=GUEST))["user"]["is_restricted"] is True


async def test_shared_channels_say_so(web_api: AsyncWebClient) -> None:
    assert (await web_api.conversations_info(channel=SHARED))["channel"]["is_ext_shared"] is True


async def test_a_person_s_id_stands_for_the_direct_conversation(
    slack: SlackSim, web_api: AsyncWebClient
) -> None:
    posted = await web_api.chat_postMessage(channel=ANA, text="hello")
    opened = await web_api.conversations_open(users=ANA)
    assert posted["channel"] == opened["channel"]["id"] == slack.client(ANA).dm().id


async def test_a_deactivated_person_cannot_be_written_to(
    slack: SlackSim, web_api: AsyncWebClient
) -> None:
    await slack.deactivate(ANA)
    args = {"channel": ANA, "text": "x"}
    assert await refused(web_api, "chat.postMessage", **args) == "user_disabled"


async def test_an_archived_channel_takes_nothing(slack: SlackSim, web_api: AsyncWebClient) -> None:
    slack.world.change(DEALS, archived=True)
    args = {"channel": DEALS, "text": "x"}
    assert await refused(web_api, "chat.postMessage", **args) == "is_archived"


async def test_a_file_goes_up_in_three_steps(slack: SlackSim, web_api: AsyncWebClient) -> None:
    await web_api.files_upload_v2(
        channel=DEALS, filename="answers.csv", content="a,b\n", initial_comment="Here"
    )
    [shared] = slack.client(ANA).seen(DEALS)
    assert [f["name"] for f in shared.files] == ["answers.csv"]
    [file] = slack.state.files.values()
    assert file.content == b"a,b\n"


async def test_a_fault_can_strike_after_the_effect(
    slack: SlackSim, web_api: AsyncWebClient
) -> None:
    slack.faults.add("chat.postMessage", Fault(status=500, late=True))
    with pytest.raises(SlackApiError):
        await web_api.chat_postMessage(channel=DEALS, text="x")
    assert [m.text for m in slack.client(ANA).seen(DEALS)] == ["x"]


async def test_a_fault_before_the_effect_leaves_nothing(
    slack: SlackSim, web_api: AsyncWebClient
) -> None:
    slack.faults.add("chat.postMessage", Fault(error="fatal_error"))
    assert await refused(web_api, "chat.postMessage", channel=DEALS, text="x") == "fatal_error"
    assert slack.client(ANA).seen(DEALS) == []


async def test_a_dropped_connection_is_an_error_of_the_network(
    slack: SlackSim, web_api: AsyncWebClient
) -> None:
    slack.faults.down = True
    web_api.retry_handlers.clear()
    with pytest.raises(ClientConnectionError):
        await web_api.auth_test()


PICTURE = {"type": "image", "alt_text": "figures"}


async def test_a_picture_must_be_one_and_in_slack(slack: SlackSim, web_api: AsyncWebClient) -> None:
    done = await web_api.files_upload_v2(filename="week.png", file=b"png")
    other = await web_api.files_upload_v2(filename="week.csv", file=b"csv")
    begun = await web_api.files_getUploadURLExternal(filename="late.png", length=3)
    for ident in (other["file"]["id"], begun["file_id"], "F99999999"):
        blocks = [{**PICTURE, "slack_file": {"id": ident}}]
        sent = {"channel": DEALS, "text": "x", "blocks": blocks}
        assert await refused(web_api, "chat.postMessage", **sent) == "invalid_blocks"
    blocks = [{**PICTURE, "slack_file": {"id": done["file"]["id"]}}]
    await web_api.chat_postMessage(channel=DEALS, text="x", blocks=blocks)
    assert len(slack.client(ANA).seen(DEALS)) == 1


@pytest.mark.parametrize(("unfurls", "shared"), [(True, ["case.html"]), (False, [])])
async def test_a_file_s_link_in_the_text_shares_it_where_it_unfurls(
    slack: SlackSim, web_api: AsyncWebClient, unfurls: bool, shared: list[str]
) -> None:
    done = await web_api.files_upload_v2(filename="case.html", file=b"<p>")
    text = f"Here: <{done['file']['permalink']}|case.html>"
    await web_api.chat_postMessage(channel=DEALS, text=text, unfurl_media=unfurls)
    [message] = slack.client(ANA).seen(DEALS)
    assert [file["name"] for file in message.files] == shared
