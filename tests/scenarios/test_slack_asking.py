"""Every way in to Hardline on Slack, and where its answer is seen."""

import pytest

from bot.playground.slack import Message

from .slack import (
    ANA,
    GUESTS,
    HOME,
    MARKED,
    NOBODY,
    QUIET,
    REP,
    SHARED,
    STAFF,
    Workspace,
    button,
    shown,
    verdict,
)

NAMED = "*Contoso Ltd is named.*"


async def test_a_slash_command_is_answered_to_the_asker_alone(workspace: Workspace) -> None:
    outcome = await workspace.client(ANA).command(QUIET, "/named", "Contoso")
    answer = await workspace.answer(ANA, QUIET)
    assert outcome.error == ""
    assert (answer.only_for, verdict(answer)) == (ANA, NAMED)


async def test_someone_known_is_answered_in_the_acknowledgement(workspace: Workspace) -> None:
    ana = workspace.client(ANA)
    first = await ana.command(QUIET, "/named", "Contoso")
    await workspace.calm()
    again = await ana.command(QUIET, "/named", "Contoso")
    assert first.shown is None  # Slack had to be asked who that is, and nobody waited for it
    assert again.shown is not None
    assert verdict(again.shown) == NAMED


async def test_a_slow_answer_follows_an_empty_acknowledgement(workspace: Workspace) -> None:
    ana = workspace.client(ANA)
    await ana.command(QUIET, "/named", "help")
    await workspace.calm()
    with workspace.locked():
        outcome = await ana.command(QUIET, "/named", "Contoso")
        assert outcome.delivery is not None
        assert (outcome.error, outcome.delivery.answer) == ("", b"")
    assert outcome.delivery.took_s < 1.0
    assert verdict(await workspace.answer(ANA, QUIET, after=1)) == NAMED


async def test_a_mention_in_an_internal_channel_is_answered_in_its_thread(
    workspace: Workspace,
) -> None:
    asked = await workspace.client(ANA).say(STAFF, f"{workspace.mention} is Contoso named?")
    answer = await workspace.answer(ANA, STAFF)
    assert (answer.thread_ts, answer.only_for) == (asked.ts, "")
    assert verdict(answer) == NAMED


async def test_a_mention_in_a_thread_is_answered_in_that_thread(workspace: Workspace) -> None:
    ana = workspace.client(ANA)
    root = await ana.say(STAFF, "about Contoso…")
    await ana.say(STAFF, f"{workspace.mention}: who owns Contoso?", thread_ts=root.ts)
    assert (await workspace.answer(ANA, STAFF)).thread_ts == root.ts


async def test_a_mention_in_a_shared_channel_is_answered_to_the_asker_alone(
    workspace: Workspace,
) -> None:
    asked = await workspace.client(REP).say(SHARED, f"{workspace.mention} is Contoso named?")
    answer = await workspace.answer(REP, SHARED)
    assert (answer.only_for, answer.thread_ts) == (REP, asked.ts)


async def test_a_guest_makes_a_channel_mixed(workspace: Workspace) -> None:
    await workspace.client(ANA).say(GUESTS, f"{workspace.mention} is Contoso named?")
    assert (await workspace.answer(ANA, GUESTS)).only_for == ANA


async def test_a_channel_is_mixed_as_soon_as_a_partner_has_joined(workspace: Workspace) -> None:
    ana = workspace.client(ANA)
    await ana.say(STAFF, f"{workspace.mention} is Contoso named?")
    assert (await workspace.answer(ANA, STAFF)).only_for == ""
    await workspace.client(REP).join(STAFF)
    await ana.say(STAFF, f"{workspace.mention} is Fabrikam named?")
    assert (await workspace.answer(ANA, STAFF, after=1)).only_for == ANA


async def test_a_direct_message_is_answered_there(workspace: Workspace) -> None:
    ana = workspace.client(ANA)
    await ana.say(ana.dm().id, "is Contoso named?")
    answer = await workspace.answer(ANA, ana.dm().id)
    assert (answer.only_for, answer.thread_ts, verdict(answer)) == ("", "", NAMED)


@pytest.mark.parametrize(
    "text", ["help", "hi", "", "🤷", "\u202e\u200b", "'; drop table audit; --"]
)
async def test_whatever_is_written_gets_an_answer(workspace: Workspace, text: str) -> None:
    await workspace.client(ANA).say(STAFF, f"{workspace.mention} {text}")
    assert verdict(await workspace.answer(ANA, STAFF))


async def test_ten_thousand_characters_get_an_answer_that_slack_takes(
    workspace: Workspace,
) -> None:
    ana = workspace.client(ANA)
    await ana.say(ana.dm().id, "is " + "Contoso & <Sons> *" * 600 + " named?")
    assert verdict(await workspace.answer(ANA, ana.dm().id))


async def test_the_manager_is_mentioned_to_their_own_people_and_named_to_others(
    workspace: Workspace,
) -> None:
    for user, channel in ((ANA, STAFF), (REP, SHARED)):
        await workspace.client(user).say(channel, f"{workspace.mention} who owns Contoso?")
        await workspace.answer(user, channel)
        await workspace.calm()
    ours = shown((await _again(workspace, ANA, STAFF)).blocks)
    theirs = shown((await _again(workspace, REP, SHARED)).blocks)
    assert [text for text in ours if f"<@{ANA}>" in text]
    assert [text for text in theirs if "<mailto:ana@vendor.example|Ana Silva>" in text]


async def _again(workspace: Workspace, user: str, channel: str) -> Message:
    await workspace.client(user).say(channel, f"{workspace.mention} is Contoso named?")
    return await workspace.answer(user, channel, after=1)


async def test_a_stranger_is_told_alone_how_to_get_access(workspace: Workspace) -> None:
    await workspace.client(NOBODY).say(GUESTS, f"{workspace.mention} is Contoso named?")
    answer = await workspace.answer(NOBODY, GUESTS)
    assert answer.only_for == NOBODY
    assert "don't know you" in verdict(answer)
    assert "Contoso" not in answer.text


async def test_check_account_works_where_the_bot_is_no_member(workspace: Workspace) -> None:
    ana = workspace.client(ANA)
    message = await ana.say(QUIET, "They say that Contoso wants new servers.")
    outcome = await ana.shortcut("check_account", message)
    answer = await workspace.answer(ANA, QUIET)
    assert outcome.ok
    assert answer.only_for == ANA
    assert "Contoso" in answer.text


async def test_the_home_tab_answers_a_search_and_offers_the_next(workspace: Workspace) -> None:
    ana = workspace.client(ANA)
    await ana.open_home()
    await workspace.slack.wait_for(lambda: workspace.slack.world.homes)
    home = ana.home()
    assert "accounts are named" in shown(home.blocks)[0]
    await ana.press(home, "search#0", value="contoso.com")
    found = await workspace.slack.wait_for(
        lambda: [v for v in [ana.home()] if shown(v.blocks)[0] == NAMED]
    )
    assert [block for block in found[0].blocks if block["type"] == "input"]


async def test_names_full_of_markup_mention_and_link_nobody(workspace: Workspace) -> None:
    ana = workspace.client(ANA)
    await ana.say(ana.dm().id, f"is {MARKED.replace('&', '&amp;').replace('<', '&lt;')} named?")
    answer = await workspace.answer(ANA, ana.dm().id)
    everything = [answer.text, *shown(answer.blocks)]
    assert [text for text in everything if "&lt;!channel&gt;" in text]
    assert not [text for text in everything if "<!" in text or "<https" in text]


async def test_a_choice_is_answered_in_place_of_the_question(workspace: Workspace) -> None:
    ana = workspace.client(ANA)
    await ana.command(QUIET, "/named", "Woodgrove")
    asked = await workspace.answer(ANA, QUIET)
    assert (await ana.press(asked, button(asked, "Woodgrove Bank"))).ok
    await workspace.calm()
    assert [verdict(m) for m in workspace.answers(ANA, QUIET)] == ["*Woodgrove Bank is named.*"]


async def test_what_everyone_sees_is_replaced_only_while_everyone_may_read_it(
    workspace: Workspace,
) -> None:
    ana = workspace.client(ANA)
    await ana.say(STAFF, f"{workspace.mention} is Woodgrove named?")
    asked = await workspace.answer(ANA, STAFF)
    await workspace.client(REP).join(STAFF)
    await ana.press(asked, button(asked, "Woodgrove Bank"))
    alone = await workspace.answer(ANA, STAFF, after=1)
    assert (alone.only_for, verdict(alone)) == (ANA, "*Woodgrove Bank is named.*")
    assert len(workspace.answers(REP, STAFF)) == 1


async def test_people_of_other_workspaces_press_buttons_too(workspace: Workspace) -> None:
    rep = workspace.client(REP)
    await rep.say(SHARED, f"{workspace.mention} is Woodgrove named?")
    asked = await workspace.answer(REP, SHARED)
    assert (await rep.press(asked, button(asked, "Woodgrove Bank"))).ok
    await workspace.calm()
    place = "select distinct place from audit where place <> ''"
    rows = await workspace.bot.ctx.db.read(lambda db: list(db.query(place)))
    assert [verdict(m) for m in workspace.answers(REP, SHARED)] == ["*Woodgrove Bank is named.*"]
    assert [row["place"] for row in rows] == [f"slack:{HOME}/{SHARED}"]
