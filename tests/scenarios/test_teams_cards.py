"""Buttons in Teams: Action.Execute in place, Action.Submit for older clients."""

from bot.playground.faults import Fault
from bot.playground.teams import Message
from store import people
from store.db import Sql
from tests.bot.teams.cards import of_type, text

from .teams import DEALS, STAFF, Office, read

WHICH = "is Woodgrove named?"


async def current(teams: Office, message: Message) -> Message:
    """The message as it is for everyone, once it has been edited."""
    key = message.conversation, message.id
    await teams.sim.wait_for(lambda: teams.sim.world.messages[key].edited)
    return teams.sim.world.messages[key]


async def test_picking_a_candidate_updates_the_card_in_place(teams: Office) -> None:
    asked = await teams.ask(teams.pat, WHICH)
    outcome = await teams.pat.press(asked, "Woodgrove Bank")
    assert text(outcome.card).startswith("Woodgrove Bank is named.")
    assert len(teams.pat.seen(asked.conversation)) == 2


async def test_everyone_in_the_thread_sees_what_was_picked(teams: Office) -> None:
    asked = await teams.ask(teams.ana, WHICH, DEALS)
    await teams.ana.press(asked, "Woodgrove Bank")
    assert read(await current(teams, asked)).startswith("Woodgrove Bank is named.")


async def test_an_older_client_submits_and_gets_the_same(teams: Office) -> None:
    asked = await teams.ask(teams.pat, WHICH)
    [action, *_] = of_type(asked.card, "Action.Execute")
    outcome = await teams.pat.submit(asked, action["fallback"]["data"])
    assert outcome.ok
    assert read(await current(teams, asked)).startswith(f"{action['title']} is named.")


async def test_a_submit_delivered_four_times_has_one_effect(teams: Office) -> None:
    asked = await teams.ask(teams.pat, WHICH)
    [action, *_] = of_type(asked.card, "Action.Execute")
    await teams.pat.submit(asked, action["fallback"]["data"])
    for _ in range(3):
        await teams.sim.redeliver(teams.sim.sent[-1])
    await teams.settled()
    assert teams.audit().count("asked") == 2


async def test_a_press_delivered_twice_says_that_it_was_done(teams: Office) -> None:
    asked = await teams.ask(teams.pat, WHICH)
    await teams.pat.press(asked, "Woodgrove Bank")
    again = await teams.sim.redeliver(teams.sim.sent[-1])
    assert again.json["value"] == "That was done already; the card shows what became of it."
    assert teams.audit().count("asked") == 2


async def test_a_stranger_who_presses_learns_nothing_and_changes_nothing(teams: Office) -> None:
    asked = await teams.ask(teams.ana, WHICH, DEALS)
    outcome = await teams.stranger.press(asked, "Woodgrove Bank")
    await teams.settled()
    assert outcome.text.startswith("I don't know you yet")
    assert not teams.sim.world.messages[asked.conversation, asked.id].edited


async def test_someone_never_seen_before_is_recognised_at_the_second_press(teams: Office) -> None:
    teams.sim.faults.add("members", Fault(status=403))
    asked = await teams.ask(teams.ana, WHICH, DEALS)
    first = await teams.pat.press(asked, "Woodgrove Bank")
    await teams.settled()
    second = await teams.pat.press(asked, "Woodgrove Bank")
    assert first.text == "I was just finding out who you are. Please press again."
    assert text(second.card).startswith("Woodgrove Bank is named.")


async def test_a_person_removed_from_the_directory_is_shut_out_at_the_next_press(
    teams: Office,
) -> None:
    asked = await teams.ask(teams.pat, WHICH)

    def remove(db: Sql) -> None:
        people.remove(db, "p_pat", now=teams.clock())

    await teams.bot.ctx.db.write(remove)
    outcome = await teams.pat.press(asked, "Woodgrove Bank")
    assert "I don't know you yet" in outcome.text


async def test_a_new_card_comes_below_and_the_press_says_so(teams: Office) -> None:
    answer = await teams.ask(teams.ana, "is Contoso named?", STAFF)
    outcome = await teams.ana.press(answer, "History")
    thread = await teams.sim.wait_for(lambda: teams.ana.thread(STAFF, answer.thread)[2:])
    assert thread[0].summary == outcome.text


async def test_a_button_of_an_older_release_is_told_so(teams: Office) -> None:
    answer = await teams.ask(teams.pat, "is Contoso named?")
    old = {"v": 0, "action": "pick", "data": {"account": "A1"}}
    outcome = await teams.pat.execute(answer, "pick", old)
    assert "older message" in outcome.text


async def test_an_unknown_action_is_told_so(teams: Office) -> None:
    answer = await teams.ask(teams.pat, "is Contoso named?")
    outcome = await teams.pat.execute(answer, "x", {"v": 1, "action": "x", "data": {}})
    assert "older message" in outcome.text


async def test_data_of_any_shape_gets_an_answer(teams: Office) -> None:
    answer = await teams.ask(teams.pat, "is Contoso named?")
    for data in ({}, {"v": 1}, {"v": 1, "action": "pick", "data": []}, {"data": {"a": {"b": 1}}}):
        assert (await teams.pat.execute(answer, "pick", data)).text


async def test_an_invoke_without_an_action_is_refused_in_its_own_form(teams: Office) -> None:
    answer = await teams.ask(teams.pat, "is Contoso named?")
    body = {**teams.sim.sent[-1].request, "type": "invoke", "name": "adaptiveCard/action"}
    told = await teams.sim.forge({**body, "value": {}, "replyToId": answer.id})
    assert told.json["type"] == "application/vnd.microsoft.error"


async def test_an_invoke_of_an_unknown_kind_is_not_implemented(teams: Office) -> None:
    await teams.ask(teams.pat, "is Contoso named?")
    body = {**teams.sim.sent[-1].request, "type": "invoke", "name": "tab/fetch"}
    assert (await teams.sim.forge(body)).status == 501
