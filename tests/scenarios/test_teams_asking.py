"""Asking in Teams, from the signed activity to the card in the chat."""

from pathlib import Path

import pytest

from bot.playground.faults import Fault
from bot.playground.teams import Message
from tests.bot.teams.cards import of_type

from .teams import DEALS, GROUP, STAFF, Office, office, read


def titles(message: Message) -> list[str]:
    return [action["title"] for action in of_type(message.card, "Action.Execute")]


async def test_a_partner_rep_gets_a_sure_answer_in_the_personal_chat(teams: Office) -> None:
    answer = await teams.ask(teams.pat, "is Contoso named?")
    assert read(answer).startswith("Contoso Corporation is named.")
    assert answer.summary == "Contoso Corporation is named."


async def test_the_mention_is_no_part_of_the_question(teams: Office) -> None:
    answer = await teams.ask(teams.ana, "is Contoso Labs named?", GROUP)
    assert read(answer).startswith("Contoso Corporation is named.")


async def test_an_ampersand_arrives_as_one(teams: Office) -> None:
    answer = await teams.ask(teams.pat, "is Ampers & Sons <Ltd> named?")
    assert "Ampers & Sons <Ltd>" in read(answer)


async def test_staff_among_themselves_see_everything_in_the_thread(teams: Office) -> None:
    answer = await teams.ask(teams.ana, "is Contoso named?", STAFF)
    assert "12,000" in read(answer)
    assert answer.is_reply


async def test_where_partners_read_along_only_what_every_partner_may_see_is_shown(
    teams: Office,
) -> None:
    answer = await teams.ask(teams.ana, "is Contoso named?", DEALS)
    assert read(answer).startswith("Contoso Corporation is named.")
    assert "12,000" not in read(answer)
    assert "Send me the rest" in titles(answer)


async def test_the_rest_comes_in_the_askers_own_chat(teams: Office) -> None:
    answer = await teams.ask(teams.ana, "is Contoso named?", DEALS)
    outcome = await teams.ana.press(answer, "Send me the rest")
    rest = await teams.sim.wait_for(lambda: teams.ana.seen(teams.ana.chat().id))
    assert "12,000" in read(rest[0])
    assert outcome.text.startswith("The whole answer is on its way to our own chat.")


async def test_a_question_in_a_thread_is_answered_in_that_thread(teams: Office) -> None:
    first = await teams.ana.say(DEALS, "is Contoso named?")
    await teams.answer_to(teams.ana, first)
    second = await teams.pat.say(DEALS, "is Litware named?", thread=first.id)
    answer = await teams.answer_to(teams.pat, second)
    assert read(answer).startswith("Litware, Inc. is named.")


async def test_several_names_get_one_answer(teams: Office) -> None:
    answer = await teams.ask(teams.pat, "are Contoso, Litware and Nobody Known named?")
    assert read(answer).startswith("2 of 3 are named or covered.")


async def test_a_stranger_is_told_in_person_and_the_thread_learns_nothing(teams: Office) -> None:
    said = await teams.stranger.say(DEALS, "is Contoso named?")
    told = await teams.sim.wait_for(lambda: teams.stranger.seen(teams.stranger.chat().id))
    await teams.settled()
    assert "I don't know you yet" in read(told[0])
    assert teams.stranger.thread(DEALS, said.id) == [said]


async def test_a_stranger_out_of_reach_gets_a_neutral_line(teams: Office) -> None:
    teams.sim.world.blocked.add(teams.stranger.user.id)
    answer = await teams.ask(teams.stranger, "is Contoso named?", DEALS)
    assert "may not write to you in person" in read(answer)
    assert "Contoso" not in read(answer)


async def test_four_deliveries_in_any_order_have_one_effect(teams: Office) -> None:
    await teams.ask(teams.pat, "is Contoso named?")
    first = teams.sim.sent[-1]
    await teams.ask(teams.pat, "is Litware named?")
    again = [await teams.sim.redeliver(first) for _ in range(3)]
    await teams.settled()
    assert [delivery.status for delivery in again] == [202, 202, 202]
    assert len(teams.pat.seen(teams.pat.chat().id)) == 4
    assert teams.audit().count("asked") == 2


async def test_edits_deletions_and_reactions_are_passed_over(teams: Office) -> None:
    said = await teams.pat.say(teams.pat.chat().id, "is Contoso named?")
    await teams.answer_to(teams.pat, said)
    await teams.pat.react(said)
    await teams.pat.edit(said, "is Litware named?")
    await teams.pat.delete(said)
    await teams.settled()
    assert len(teams.pat.seen(teams.pat.chat().id)) == 1
    assert {delivery.status for delivery in teams.sim.sent} == {202}


async def test_other_bots_are_not_answered(teams: Office) -> None:
    said = await teams.pat.say(teams.pat.chat().id, "hello")
    await teams.answer_to(teams.pat, said)
    account = {"id": "28:other", "name": "Other", "role": "bot", "aadObjectId": "aad-pat"}
    await teams.sim.forge({**said.body, "id": "77", "from": account})
    await teams.settled()
    assert len(teams.pat.seen(teams.pat.chat().id)) == 2


async def test_every_question_leaves_one_audit_row(teams: Office) -> None:
    teams.sim.world.installed.add(teams.stranger.user.id)
    await teams.ask(teams.pat, "is Contoso named?")
    await teams.ask(teams.stranger, "is Contoso named?")
    assert teams.audit().count("asked") == 1
    assert teams.audit().count("stranger.refused") == 1


async def test_a_slow_answer_is_announced_by_typing(teams: Office) -> None:
    teams.sim.faults.add("member", Fault(delay_s=1.8))
    answer = await teams.ask(teams.pat, "is Contoso named?")
    assert await teams.sim.wait_for(lambda: teams.pat.typing_seen(answer.conversation)) == 1


async def test_a_quick_answer_is_not(teams: Office) -> None:
    answer = await teams.ask(teams.pat, "is Contoso named?")
    assert teams.pat.typing_seen(answer.conversation) == 0


HUGE = {
    "a name of ten thousand characters": "is " + "x" * 10_000 + " named?",
    "a hundred thousand lines": "x\n" * 100_000,
    "control characters": "is \x01\x02\x1b[31m named?",
    "half a character": "is \ud800 named?",
    "emoji only": "🏢🏢🏢",
    "right to left": "is \u202eosotnoC named?",
    "markup": "is <script>alert(1)</script> **x** [y](z) named?",
    "SQL": "is Contoso'; drop table audit; -- named?",
    "nothing": "",
}


@pytest.mark.parametrize("name", HUGE)
async def test_whatever_is_typed_gets_an_answer(teams: Office, name: str) -> None:
    answer = await teams.ask(teams.pat, HUGE[name])
    assert answer.card
    assert len(teams.audit()) > 1


async def test_local_clients_work_without_an_app_id(tmp_path: Path) -> None:
    async with office(tmp_path / "local.db", app_id=False) as teams:
        answer = await teams.ask(teams.pat, "is Contoso named?")
        assert read(answer).startswith("Contoso Corporation is named.")


async def test_nothing_forwarded_gets_in_without_an_app_id(tmp_path: Path) -> None:
    async with office(tmp_path / "local.db", app_id=False) as teams:
        said = await teams.pat.say(teams.pat.chat().id, "is Contoso named?")
        await teams.answer_to(teams.pat, said)
        refused = await teams.sim.forge(said.body, headers={"X-Forwarded-For": "203.0.113.9"})
        assert refused.status == 403
