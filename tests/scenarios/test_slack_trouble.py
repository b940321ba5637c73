"""Slack on a bad day: nothing is lost, nothing is said twice."""

from pathlib import Path

import pytest

from bot import slack as slack_platform
from bot.playground.faults import Fault
from bot.wiring import build, serving
from store import outbox

from .slack import ANA, REP, SHARED, STAFF, Workspace, config, verdict

NAMED = "*Contoso Ltd is named.*"
POST = "chat.postMessage"


async def ask(workspace: Workspace) -> None:
    await workspace.client(ANA).say(STAFF, f"{workspace.mention} is Contoso named?")


async def waiting(workspace: Workspace) -> dict[str, int]:
    return await workspace.bot.ctx.db.read(outbox.depth)


async def until_tried(workspace: Workspace) -> str:
    """Until a try has failed and is written down; returns what was written."""
    tried = "select error from outbox where error <> '' and state = 'queued'"
    found: list[str] = []
    while not found:
        rows = await workspace.bot.ctx.db.read(lambda db: list(db.query(tried)))
        found = [row["error"] for row in rows]
    return found[0]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, retry_after_s=2),
        Fault(status=500),
        Fault(status=503, body="{}"),
        Fault(drop=True),
        Fault(error="internal_error"),
        Fault(drop=True, late=True),  # posted, but the reply is lost
        Fault(status=502, late=True),
    ],
    ids=lambda fault: f"{fault.status or fault.error or 'drop'}{'-late' * fault.late}",
)
async def test_an_answer_that_could_not_be_sent_arrives_once(
    workspace: Workspace, fault: Fault
) -> None:
    workspace.slack.faults.add(POST, fault)
    await ask(workspace)
    await until_tried(workspace)
    workspace.clock.forward(seconds=10)
    workspace.bot.delivery.wake()
    await workspace.calm()
    assert [verdict(m) for m in workspace.answers(ANA, STAFF)] == [NAMED]
    assert await waiting(workspace) == {}


async def test_nothing_is_sent_again_while_it_can_t_be_known_what_was_sent(
    workspace: Workspace,
) -> None:
    workspace.slack.faults.add(POST, Fault(drop=True, late=True))
    workspace.slack.faults.add("conversations.replies", Fault(status=429, retry_after_s=60))
    await ask(workspace)
    await until_tried(workspace)
    workspace.clock.forward(seconds=10)
    workspace.bot.delivery.wake()
    while "too many" not in await until_tried(workspace):
        pass
    assert len(workspace.answers(ANA, STAFF)) == 1
    workspace.clock.forward(seconds=61)
    workspace.bot.delivery.wake()
    await workspace.calm()
    assert len(workspace.answers(ANA, STAFF)) == 1


async def test_what_slack_will_never_take_is_parked_with_its_reason(workspace: Workspace) -> None:
    workspace.slack.faults.add(POST, Fault(error="is_archived"))
    await ask(workspace)
    await workspace.calm()
    assert await waiting(workspace) == {"parked": 1}


async def test_a_private_answer_of_unknown_fate_is_not_given_twice(workspace: Workspace) -> None:
    workspace.slack.faults.add("chat.postEphemeral", Fault(drop=True, late=True))
    await workspace.client(REP).say(SHARED, f"{workspace.mention} is Contoso named?")
    await workspace.calm()
    assert len(workspace.answers(REP, SHARED)) == 1


async def test_who_left_meanwhile_is_answered_in_person(workspace: Workspace) -> None:
    rep = workspace.client(REP)
    workspace.slack.faults.add("chat.postEphemeral", Fault(error="user_not_in_channel"))
    await rep.say(SHARED, f"{workspace.mention} is Contoso named?")
    assert verdict(await workspace.answer(REP, rep.dm().id)) == NAMED


async def test_a_channel_whose_people_slack_won_t_tell_counts_as_mixed(
    workspace: Workspace,
) -> None:
    workspace.slack.faults.add("conversations.members", Fault(status=500))
    await ask(workspace)
    assert (await workspace.answer(ANA, STAFF)).only_for == ANA


async def test_with_slack_down_at_the_start_the_server_still_answers(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.slack.faults.down = True
    other = tmp_path / "other.db"
    bot = build(config(workspace.slack, other), connects=[slack_platform.connect])
    async with serving(bot, host="127.0.0.1", port=0):
        assert bot.ready()["delivery"]
