"""Every way in, through the signed endpoint of the real server, on a simulated Slack."""

from .conftest import ANA, GUESTS, QUIET, REP, SHARED, STAFF, Desk

NAMED = "*Contoso Ltd is named.*"


def verdict(blocks: tuple[dict[str, object], ...]) -> object:
    text = blocks[0]["text"]
    assert isinstance(text, dict)
    return text["text"]


async def test_a_slash_command_is_answered_to_the_asker_alone(desk: Desk) -> None:
    ana = desk.client(ANA)
    outcome = await ana.command(QUIET, "/named", "Contoso")
    answer = await desk.answer(ANA, QUIET)
    assert outcome.error == ""
    assert answer.only_for == ANA
    assert verdict(answer.blocks) == NAMED


async def test_a_mention_in_an_internal_channel_is_answered_in_its_thread(desk: Desk) -> None:
    asked = await desk.client(ANA).say(STAFF, f"<@{desk.slack.app.user}> is Contoso named?")
    answer = await desk.answer(ANA, STAFF)
    assert (answer.thread_ts, answer.only_for) == (asked.ts, "")
    assert verdict(answer.blocks) == NAMED


async def test_a_mention_in_a_shared_channel_is_answered_to_the_asker_alone(desk: Desk) -> None:
    asked = await desk.client(REP).say(SHARED, f"<@{desk.slack.app.user}> is Contoso named?")
    answer = await desk.answer(REP, SHARED)
    assert (answer.only_for, answer.thread_ts) == (REP, asked.ts)


async def test_a_guest_makes_a_channel_mixed(desk: Desk) -> None:
    await desk.client(ANA).say(GUESTS, f"<@{desk.slack.app.user}> is Contoso named?")
    assert (await desk.answer(ANA, GUESTS)).only_for == ANA


async def test_a_direct_message_is_answered_there(desk: Desk) -> None:
    ana = desk.client(ANA)
    await ana.say(ana.dm().id, "is Contoso named?")
    answer = await desk.answer(ANA, ana.dm().id)
    assert (answer.only_for, answer.thread_ts) == ("", "")
    assert verdict(answer.blocks) == NAMED
