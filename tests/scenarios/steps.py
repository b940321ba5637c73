"""A case step by step, as `crossing.Case` has its people: pressed, filled in, and looked at."""

from .crossing import CASE, INSIDE, Case, ident, opened


async def whole(case: Case) -> None:
    """From the first press to the end, each step looked at by all who take part."""
    await opened(case)
    await arrived(case)
    await tried_again(case)
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


async def tried_again(case: Case) -> None:
    """By command, or its words: the same again is shown the open case."""
    form = await case.rep.escalate(case.way.account)
    shown = await case.rep.send(form, what="And again.")
    await case.street.calm()
    assert "no second one was opened" in shown.text


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
    assert "someone else decides" in refused, refused
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
