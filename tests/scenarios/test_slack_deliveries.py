"""Slack repeats itself, tells one thing twice, and lets the bot hear what is not for it."""

import asyncio
import json
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.playground.wire import Delivery, Json
from store import inbox

from .slack import ANA, BO, QUIET, STAFF, Workspace


def event(delivery: Delivery, **changes: object) -> bytes:
    """What was delivered as another event, changed like this."""
    envelope: Json = delivery.request
    envelope["event_id"] = "Ev_ANOTHER"
    envelope["event"] |= changes
    return json.dumps(envelope).encode()


async def forged(workspace: Workspace, body: bytes) -> int:
    json_type = {"Content-Type": "application/json"}
    return (await workspace.slack.forge("event", body, json_type)).status


async def test_an_event_delivered_four_times_has_one_effect(workspace: Workspace) -> None:
    await workspace.client(ANA).say(STAFF, f"{workspace.mention} is Contoso named?")
    first = workspace.slack.sent[-1]
    again = [workspace.slack.redeliver(first, retry=n) for n in (3, 1, 2)]
    assert [one.status for one in await asyncio.gather(*again)] == [200] * 3
    await workspace.calm()
    assert len(workspace.answers(ANA, STAFF)) == 1
    assert await workspace.recorded() == ["asked"]


async def test_two_events_about_one_message_have_one_effect(workspace: Workspace) -> None:
    await workspace.client(ANA).say(STAFF, f"{workspace.mention} is Contoso named?")
    twin = event(workspace.slack.sent[-1], type="message", channel_type="channel")
    assert await forged(workspace, twin) == 200
    await workspace.calm()
    assert await workspace.recorded() == ["asked"]


async def test_a_command_delivered_twice_is_asked_once_and_answered_alike(
    workspace: Workspace,
) -> None:
    await workspace.client(ANA).command(QUIET, "/named", "Contoso")
    await workspace.calm()
    first = workspace.slack.sent[-1]
    again = await workspace.slack.redeliver(first)
    assert again.status == 200
    await workspace.calm()
    assert await workspace.recorded() == ["asked"]


async def test_what_is_not_said_to_the_bot_by_a_person_is_not_even_kept(
    workspace: Workspace,
) -> None:
    ana = workspace.client(ANA)
    said = await ana.say(ana.dm().id, "is Contoso named?")
    await workspace.calm()
    first = workspace.slack.sent[0]
    others: list[Json] = [
        {"bot_id": "B_OTHER"},
        {"user": workspace.slack.app.user},
        {"user": "USLACKBOT"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"subtype": "message_changed", "hidden": True},
        {"edited": {"user": ANA, "ts": "1.2"}},
        {"type": "message", "channel": STAFF, "channel_type": "channel"},
        {"type": "reaction_added"},
        {"type": "app_home_opened", "tab": "messages"},
    ]
    for number, change in enumerate(others):
        body = event(first, ts=f"{number}.000", text="is Fabrikam named?", **change)
        assert await forged(workspace, body) == 200
    await ana.edit(said, "is Fabrikam named?")
    await ana.delete(said)
    await workspace.calm()
    assert await workspace.kept() == 1
    assert await workspace.recorded() == ["asked"]


async def test_a_reply_sent_to_the_channel_too_and_a_file_are_somebody_speaking(
    workspace: Workspace,
) -> None:
    ana = workspace.client(ANA)
    await ana.say(ana.dm().id, "is Contoso named?")
    first = workspace.slack.sent[0]
    for number, subtype in enumerate(("thread_broadcast", "file_share")):
        await forged(workspace, event(first, ts=f"{number}.000", subtype=subtype))
    await workspace.calm()
    assert await workspace.recorded() == ["asked"] * 3


async def test_an_event_that_can_t_be_kept_in_time_is_left_for_slack_to_repeat(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    patience_s, workspace.edge.give_up_s = workspace.edge.give_up_s, 0.1
    with workspace.locked():
        await workspace.client(ANA).say(STAFF, f"{workspace.mention} is Contoso named?")
        refused = workspace.slack.sent[-1]
    assert refused.status == 503
    workspace.edge.give_up_s = patience_s
    repeated = await workspace.slack.redeliver(refused)
    assert repeated.status == 200
    await workspace.calm()
    assert len(workspace.answers(ANA, STAFF)) == 1
    assert "never retrieved" not in caplog.text


async def test_where_an_error_of_our_own_comes_from_is_logged_though_slack_repeats_the_event(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(db: object, **given: object) -> bool:
        raise KeyError("of our own making")

    monkeypatch.setattr(inbox, "receive", broken)
    monkeypatch.setattr(inbox, "settle", broken)
    with capture_logs() as logs:
        await workspace.client(ANA).say(STAFF, f"{workspace.mention} is Contoso named?")
    assert workspace.slack.sent[-1].status == 503
    told = [each["exc_info"] for each in logs if each["event"] == "event not kept"]
    assert {type(each) for each in told} == {KeyError}


async def test_the_bot_greets_where_it_is_invited_and_nobody_else(workspace: Workspace) -> None:
    world, bot = workspace.slack.world, workspace.slack.app.user
    await workspace.client(BO).join(STAFF)
    await workspace.calm()
    assert workspace.answers(ANA, STAFF) == []
    world.join(QUIET, bot)
    invited = replace(workspace.slack.sent[-1])
    body = event(invited, user=bot, channel=QUIET, inviter=ANA)
    assert await forged(workspace, body) == 200
    assert "Hello" in (await workspace.answer(ANA, QUIET)).text
