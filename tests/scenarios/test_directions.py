"""Escalations across Slack and Teams, from a rep's press to the end, in all four directions.

Rep, manager and channel are each where the sample has them; every step goes through the real
endpoints, and what each client shows is looked at.
"""

from bot.teams.package import OPEN, SHARE

from .both import Street
from .crossing import INSIDE, SLACK_TO_TEAMS, TEAMS_TO_SLACK, Case, opened
from .steps import decided, over, whole


async def test_an_escalation_from_the_first_press_to_its_end(case: Case) -> None:
    await whole(case)


async def test_both_sides_accept_and_it_is_over(case: Case) -> None:
    await opened(case)
    await decided(case)
    await case.services.press(case.services.find("upheld it"), "Accept")
    assert "is upheld" in case.own(case.rep).text
    await case.rep.press(case.rep.find("upheld it"), "Accept")
    over(case)


# From a message's menu


async def test_a_message_becomes_the_evidence_of_a_case(town: Street) -> None:
    """In Slack by its shortcut; the link leads back to the message."""
    case = Case(town, SLACK_TO_TEAMS)
    said = await case.rep.say("C0WESTPARTNERS", "Services were in our meeting at Amgen.")
    form = await case.rep.menu(said, OPEN)
    account = await case.rep.choose(form, "account", "Amgen")
    await case.rep.send(form, account=account)
    await town.calm()
    card = case.card(case.manager)
    assert "“Services were in our meeting at Amgen.”" in card.text
    assert f"/archives/C0WESTPARTNERS/p{said.ts.replace('.', '')}" in str(card.on.card)


async def test_a_message_in_teams_becomes_the_evidence_of_a_case(town: Street) -> None:
    case = Case(town, TEAMS_TO_SLACK)
    await case.rep.ask("hello")
    said = await case.rep.say("19:northeast-deal@thread.v2", "Services were at Best Buy.")
    form = await case.rep.menu(said, OPEN)
    account = await case.rep.choose(form, "account", "Best Buy")
    await case.rep.send(form, account=account)
    await town.calm()
    card = case.card(case.manager)
    assert "“Services were at Best Buy.”" in card.text
    assert "Evidence 1" in card.text


async def test_a_colleagues_message_in_the_thread_is_shared_by_its_menu(case: Case) -> None:
    await opened(case)
    said = await case.above.say(case.channel, "Theirs, I would say.", thread=case.root)
    await case.above.say(case.channel, f"but {INSIDE}", thread=case.root)
    await case.manager.menu(said, SHARE)
    await case.street.calm()
    assert "Theirs, I would say." in case.rep.find("Theirs").text
    assert [each for each in case.rep.received() if INSIDE in each] == []
