"""What is said below the bot's own messages is heard, once; all other chatter costs nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.faults import Fault
from bot.playground.slack import Message
from bot.playground.wire import Delivery
from handlers.features import FEATURES
from store import posts
from store.db import Sql

from .slack import ANA, BO, HOME, REP, SHARED, STAFF, Workspace, verdict
from .slack import workspace as workspace_at
from .slack_feature import FEATURE, TOPIC

THERE = f"slack:{HOME}/{STAFF}"


@pytest.fixture(name="workspace")
async def a_workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with workspace_at(tmp_path / "hardline.db", features=(FEATURE, *FEATURES)) as made:
        yield made


async def topic(workspace: Workspace, channel: str = STAFF, words: str = "ESC-0001") -> Message:
    """The bot's message about the topic, as it stands now."""
    before = {m.ts for m in workspace.answers(ANA, channel)}
    mention = "" if channel.startswith("D") else f"{workspace.mention} "
    await workspace.client(ANA).say(channel, f"{mention}post {words}")
    await workspace.calm()
    found = [m for m in workspace.answers(ANA, channel) if words in m.text]
    assert len(found) == 1, before
    return found[0]


def below(workspace: Workspace, root: Message) -> list[str]:
    """The bot's words in the thread of the topic."""
    return [m.text for m in workspace.answers(ANA, root.channel) if m.thread_ts == root.ts]


async def recorded(workspace: Workspace) -> list[str]:
    return [did for did in await workspace.recorded() if did.startswith("trial.")]


async def test_a_reply_its_edit_and_its_deletion_are_heard(workspace: Workspace) -> None:
    root, bo = await topic(workspace), workspace.client(BO)
    reply = await bo.say(STAFF, "they &lt;lead&gt; here", thread_ts=root.ts, files={"o.pdf": b"x"})
    await workspace.calm()
    assert below(workspace, root) == ["Heard: they &lt;lead&gt; here [o.pdf]"]
    await bo.edit(reply, "they may")
    await workspace.calm()
    assert below(workspace, root) == ["Heard: they may [o.pdf]"]
    await bo.delete(reply)
    await workspace.calm()
    assert below(workspace, root) == []
    assert await recorded(workspace) == [
        "trial.posted", "trial.thread", "trial.edited", "trial.deleted",
    ]  # fmt: skip
    assert await workspace.kept() == 4  # of what the bot itself wrote and edited, nothing


async def test_chatter_elsewhere_costs_nothing(workspace: Workspace) -> None:
    root, ana = await topic(workspace), workspace.client(ANA)
    kept, did = await workspace.kept(), await workspace.recorded()
    other = await ana.say(STAFF, "lunch?")
    reply = await ana.say(STAFF, "yes", thread_ts=other.ts)
    await ana.edit(reply, "no")
    await ana.delete(reply)
    await ana.say(STAFF, "ESC-0001 is mine")  # beside the topic, not below it
    await workspace.calm()
    assert (await workspace.kept(), await workspace.recorded()) == (kept, did)
    assert below(workspace, root) == []


async def test_the_bots_own_words_and_other_bots_are_not_heard(workspace: Workspace) -> None:
    root, bo = await topic(workspace), workspace.client(BO)
    await bo.say(STAFF, "one", thread_ts=root.ts)
    await workspace.calm()
    kept = await workspace.kept()
    for change in ({"bot_id": "B_OTHER"}, {"user": "USLACKBOT"}, {"subtype": "channel_topic"}):
        await forged(workspace, heard(workspace), ts="9.1", **change)
    await workspace.calm()
    assert await workspace.kept() == kept
    assert below(workspace, root) == ["Heard: one"]


def heard(workspace: Workspace, subtype: str | None = None) -> Delivery:
    """The last event of this kind below the topic that a person caused."""
    return next(
        one
        for one in reversed(workspace.slack.sent)
        if one.kind == "event"
        and one.request["event"].get("subtype") == subtype
        and (one.request["event"].get("thread_ts") or subtype)
        and not one.request["event"].get("bot_id")
        and not (one.request["event"].get("message") or {}).get("bot_id")
    )


async def forged(workspace: Workspace, delivery: Delivery, **changes: object) -> None:
    envelope = delivery.request
    envelope["event"] |= changes
    body = json.dumps(envelope | {"event_id": "Ev_ANOTHER"}).encode()
    kind = {"Content-Type": "application/json"}
    assert (await workspace.slack.forge("event", body, kind)).status == 200


async def test_a_mention_inside_the_thread_is_answered_once_and_not_taken_for_a_word_in_it(
    workspace: Workspace,
) -> None:
    root, bo = await topic(workspace), workspace.client(BO)
    await bo.say(STAFF, f"{workspace.mention} is Contoso named?", thread_ts=root.ts)
    await workspace.calm()
    assert len([one for one in workspace.slack.sent if b"is Contoso named" in one.body]) == 2
    assert [text.splitlines()[0] for text in below(workspace, root)] == ["Contoso Ltd is named."]
    assert await recorded(workspace) == ["trial.posted"]


async def test_links_that_unfold_are_no_edit(workspace: Workspace) -> None:
    root, bo = await topic(workspace), workspace.client(BO)
    reply = await bo.say(STAFF, "see https://a.example", thread_ts=root.ts)
    await bo.edit(reply, "see https://b.example")
    await workspace.calm()
    event = heard(workspace, "message_changed")
    kept = await workspace.kept()
    after = event.request["event"]["message"]
    shown = {key: value for key, value in after.items() if key != "edited"}
    await forged(workspace, event, message=shown, previous_message=shown, event_ts="9.9")
    await workspace.calm()
    assert await workspace.kept() == kept


async def test_a_reply_that_left_a_stone_behind_is_deleted(workspace: Workspace) -> None:
    root, bo = await topic(workspace), workspace.client(BO)
    reply = await bo.say(STAFF, "one", thread_ts=root.ts)
    await bo.edit(reply, "two")
    await workspace.calm()
    event = heard(workspace, "message_changed")
    stone = {**event.request["event"]["message"], "subtype": "tombstone", "user": "USLACKBOT"}
    await forged(workspace, event, message=stone)
    await workspace.calm()
    assert below(workspace, root) == []


async def test_all_of_it_four_times_in_any_order_has_one_effect(workspace: Workspace) -> None:
    root, bo = await topic(workspace), workspace.client(BO)
    reply = await bo.say(STAFF, "one", thread_ts=root.ts)
    await bo.edit(reply, "two")
    await workspace.calm()
    before = await workspace.recorded(), below(workspace, root)
    again = workspace.slack.sent * 3
    await asyncio.gather(*map(workspace.slack.redeliver, again))
    await workspace.calm()
    assert (await workspace.recorded(), below(workspace, root)) == before


async def test_what_can_t_be_kept_in_time_is_left_for_slack_to_repeat(
    workspace: Workspace,
) -> None:
    root, bo = await topic(workspace), workspace.client(BO)
    workspace.edge.give_up_s = 0.1
    with workspace.locked():
        await bo.say(STAFF, "one", thread_ts=root.ts)
        refused = workspace.slack.sent[-1]
    assert refused.status == 503
    workspace.edge.give_up_s = 2.2
    await workspace.slack.redeliver(refused)
    await workspace.calm()
    assert below(workspace, root) == ["Heard: one"]


async def test_silence_is_silence(workspace: Workspace) -> None:
    root, bo = await topic(workspace), workspace.client(BO)
    seen = len(workspace.slack.world.messages)
    await bo.say(STAFF, "psst", thread_ts=root.ts)
    await workspace.calm()
    assert len(workspace.slack.world.messages) == seen + 1
    assert await recorded(workspace) == ["trial.posted"]


async def test_in_person_a_reply_below_the_topic_is_heard_and_all_else_is_a_question(
    workspace: Workspace,
) -> None:
    ana = workspace.client(ANA)
    dm = ana.dm().id
    root = await topic(workspace, dm)
    await ana.say(dm, "I take it", thread_ts=root.ts)
    await ana.say(dm, "is Contoso named?")
    await workspace.calm()
    assert below(workspace, root) == ["Heard: I take it"]
    assert "Contoso Ltd is named." in [m.text.splitlines()[0] for m in workspace.answers(ANA, dm)]


async def test_people_of_other_workspaces_are_heard_as_themselves(workspace: Workspace) -> None:
    root = await topic(workspace, SHARED)
    await workspace.client(REP).say(SHARED, "we were first", thread_ts=root.ts)
    await workspace.calm()
    said = "select who from audit where did = 'trial.thread'"
    rows = await workspace.bot.ctx.db.read(lambda db: list(db.query(said)))
    assert [row["who"] for row in rows] == ["p-rep"]


async def test_a_shortcut_below_the_topic_brings_link_author_and_topic(
    workspace: Workspace,
) -> None:
    root, ana = await topic(workspace), workspace.client(ANA)
    reply = await workspace.client(BO).say(STAFF, "psst", thread_ts=root.ts)
    await workspace.calm()
    await ana.shortcut("share_other_side", reply)
    told = await workspace.slack.wait_for(
        lambda: [m for m in workspace.answers(ANA, STAFF) if m.only_for == ANA]
    )
    assert verdict(told[-1]) == "*Shared.*"
    parts = told[-1].text.splitlines()[1].split(" | ")
    at = f"p{reply.ts.replace('.', '')}?thread_ts={root.ts}&amp;cid={STAFF}"
    assert parts == ["psst", f"https://vendor.slack.com/archives/{STAFF}/{at}", BO, TOPIC]


# What is said about a topic


async def test_what_is_said_next_is_edited_in_and_who_decides_is_called(
    workspace: Workspace,
) -> None:
    first = await topic(workspace, words="open")
    second = await topic(workspace, words="decided")
    assert first.ts == second.ts
    assert f"<@{ANA}>" in second.text


async def test_a_topic_that_somebody_deleted_is_said_anew(workspace: Workspace) -> None:
    first = await topic(workspace, words="open")
    workspace.slack.world.remove(first)
    second = await topic(workspace, words="decided")
    assert first.ts < second.ts

    def stands(db: Sql) -> str:
        found = posts.get(db, topic=TOPIC, destination=THERE)
        return found.message if found else ""

    assert await workspace.bot.ctx.db.read(stands) == second.ts


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "chat.delete"])
async def test_in_a_thread_nothing_is_said_twice_when_an_answer_of_slack_is_lost(
    workspace: Workspace, method: str
) -> None:
    root, bo = await topic(workspace), workspace.client(BO)
    workspace.slack.faults.add(method, Fault(drop=True, late=True))
    reply = await bo.say(STAFF, "one", thread_ts=root.ts)
    await later(workspace)
    await bo.edit(reply, "two")
    await later(workspace)
    assert below(workspace, root) == ["Heard: two"]
    await bo.delete(reply)
    await later(workspace)
    assert below(workspace, root) == []


async def later(workspace: Workspace) -> None:
    """Let what is to be tried again be due."""
    await workspace.slack.settled()
    await workspace.edge.close()
    for _ in range(200):
        depth = await workspace.bot.ctx.db.read(
            lambda db: list(db.query("select 1 from outbox where state in ('queued', 'sending')"))
        )
        if not depth:
            return
        workspace.clock.forward(seconds=5)
        workspace.bot.delivery.wake()
        await asyncio.sleep(0.01)
    raise AssertionError("the outbox does not empty")
