"""Escalations across Slack and Teams, from a rep's press to the end, in all four directions.

Rep, manager and channel are each where the sample has them; every step goes through the real
endpoints, and what each client shows is looked at.
"""

from bot.teams.package import OPEN, SHARE

from .both import Street
from .crossing import CASE, INSIDE, SLACK_TO_TEAMS, TEAMS_TO_SLACK, Case, ident, opened


async def test_an_escalation_from_the_first_press_to_its_end(case: Case) -> None:
    await opened(case)
    await arrived(case)
    await acknowledged_and_asked(case)
    await talked(case)
    await decided(case)
    await appealed(case)
    await closed(case)
    await exported(case)
    await on_record(case)


async def arrived(case: Case) -> None:
    card = case.card(case.manager)
    assert "ESC-0001" in card.text
    assert case.manager.called(card)
    assert "waits to be acknowledged" in case.own(case.rep).text
    assert case.own(case.rep).labels == ("Withdraw", "Reply", "Export")
    assert "waits to be acknowledged" in case.own(case.services).text
    assert "Opened by you (1):" in (await case.rep.ask("my cases")).text
    assert "Waiting for you (1):" in (await case.manager.ask("my cases")).text


async def acknowledged_and_asked(case: Case) -> None:
    await case.manager.press(case.card(case.manager), "Acknowledge")
    assert "is being decided" in case.card(case.manager).text
    assert "is being decided" in case.own(case.rep).text
    await case.inside()
    await case.manager.fill(case.card(case.manager), "Ask", words="Which pilot?")
    asked = case.rep.find("“Which pilot?”")
    assert "waits for an answer" in case.card(case.manager).text
    await case.rep.fill(asked, "Answer", words="The one in May.")
    assert "“The one in May.”" in case.manager.find("The one in May").text
    assert "is being decided" in case.card(case.manager).text


async def talked(case: Case) -> None:
    said = await case.manager.say(case.channel, "share: We can meet on Monday.", thread=case.root)
    assert "We can meet on Monday." in case.rep.find("We can meet").text
    await case.manager.edit(said, "share: We can meet on Tuesday.")
    assert "We can meet on Tuesday." in case.rep.find("We can meet").text
    await case.manager.delete(said)
    assert [each for each in case.rep.read() if "We can meet" in each.text] == []
    hushed = await case.manager.say(case.channel, f"not yet, {INSIDE}", thread=case.root)
    await case.manager.edit(hushed, f"really not, {INSIDE}")
    await case.manager.fill(case.card(case.manager), "Reply", words="Let us meet on Friday.")
    word = case.rep.find("Let us meet on Friday.")
    await case.rep.fill(word, "Reply", words="Friday is fine.")
    assert case.manager.called(case.word(case.manager, "Friday is fine."))
    await written_below(case)


async def written_below(case: Case) -> None:
    """A personal chat in Teams has no threads: there the card's *Reply* is the way."""
    if case.rep.platform == "teams":
        return
    said = await case.rep.say(case.rep.chat, "At ten?", thread=ident(case.own(case.rep)))
    assert "At ten?" in case.word(case.manager, "At ten?").text
    await case.rep.edit(said, "At eleven?")
    assert "At eleven?" in case.word(case.manager, "At eleven?").text
    await case.rep.delete(said)
    assert [m for m in case.manager.read(case.channel) if "At eleven?" in m.text] == []


async def decided(case: Case) -> None:
    await case.manager.fill(case.card(case.manager), "Approve", words="The pilot was theirs.")
    for hand in (case.rep, case.services):
        told = hand.find("upheld it")
        assert "“The pilot was theirs.”" in told.text
        assert "is upheld: Northwind Services steps back" in case.own(hand).text
    assert "is upheld: Northwind Services steps back" in case.card(case.manager).text


async def appealed(case: Case) -> None:
    notice = case.services.find("upheld it")
    stale = case.card(case.manager)
    await case.services.fill(notice, "Appeal", words="We were there first.")
    assert not any(each.startswith("Approve") for each in stale.labels)
    card = case.card(case.manager)
    assert card.labels[0] == "Acknowledge"
    refused = await case.manager.press(card, "Acknowledge")
    assert "someone else decides" in refused
    assert "was appealed and is decided anew" in case.card(case.manager).text
    await case.above.fill(case.card(case.above), "Decline", words="Both were there.")
    for hand in (case.rep, case.services):
        assert "declined: things stay as they are" in case.own(hand).text


async def closed(case: Case) -> None:
    """By the clock: a decision on an appeal is the last."""
    await case.street.tick()
    over(case)


def over(case: Case) -> None:
    for seen in (case.own(case.rep), case.own(case.services), case.card(case.manager)):
        assert "is closed, " in seen.text
        assert set(seen.labels) <= {"Export"}


async def test_both_sides_accept_and_it_is_over(case: Case) -> None:
    await opened(case)
    await decided(case)
    await case.services.press(case.services.find("upheld it"), "Accept")
    assert "is upheld" in case.own(case.rep).text
    await case.rep.press(case.rep.find("upheld it"), "Accept")
    over(case)


async def exported(case: Case) -> None:
    """The partner's own copy: all that both sides may know, and nothing else."""
    before = len(case.rep.read())
    await case.rep.press(case.own(case.rep), "Export")
    assert len(case.rep.read()) > before
    kept = case.street.query("select body from documents where readers not like '%staff%'")
    texts = [bytes(row["body"]).decode() for row in kept]
    assert len(texts) == 2
    assert [text for text in texts if "The pilot was theirs." not in text or INSIDE in text] == []


async def on_record(case: Case) -> None:
    """Every card was posted once and edited since, the chain is whole, and nothing of what was
    said inside has reached the partner.
    """
    now = case.street.stands(CASE)
    assert {to: now[to].message for to in case.first} == {
        to: post.message for to, post in case.first.items()
    }
    assert case.edited(case.card(case.above))
    assert await case.street.sound()
    received = case.rep.received()
    assert any("The pilot was theirs." in each for each in received)
    assert [each for each in received if INSIDE in each] == []


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
