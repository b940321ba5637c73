"""Topics in channels: a message that is edited, what is said below it, what happens elsewhere."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.playground.faults import Fault
from bot.playground.teams import Message
from store import posts
from tests.bot.teams.cards import of_type

from .forms_feature_teams import TOPIC, WITH_FORMS
from .teams import ANA, DEALS, STAFF, Office, office, read


@pytest.fixture
async def teams(tmp_path: Path) -> AsyncIterator[Office]:
    """The team has consented to all messages of its channels being read."""
    async with office(tmp_path / "hardline.db", features=WITH_FORMS, hears_all=True) as made:
        yield made


@pytest.fixture
async def deaf(tmp_path: Path) -> AsyncIterator[Office]:
    """Without that consent only mentions are heard."""
    async with office(tmp_path / "hardline.db", features=WITH_FORMS) as made:
        yield made


async def topic(teams: Office, words: str = "The truth.") -> Message:
    await teams.ana.say(STAFF, f"post it {words}")
    message = await found(teams, lambda m: not m.sender and read(m).startswith(words))
    await teams.settled()  # where it stands is written down
    return message


async def found(teams: Office, fits: Callable[[Message], bool]) -> Message:
    def look() -> Message | None:
        return next((m for m in teams.ana.seen(STAFF) if fits(m)), None)

    message = await teams.sim.wait_for(look)
    assert message is not None
    return message


async def echo(teams: Office, words: str) -> Message:
    message = await found(teams, lambda m: not m.sender and words in read(m))
    await teams.settled()
    return message


def inbox(teams: Office) -> int:
    return len(teams.query("select 1 from inbox"))


async def test_a_topic_begins_a_thread_and_its_root_is_kept(teams: Office) -> None:
    card = await topic(teams)
    kept = teams.bot.ctx.db.look(
        lambda db: posts.get(db, topic=TOPIC, destination=f"teams:{STAFF}")
    )
    assert kept == posts.Post(f"teams:{STAFF}", "", card.id)
    assert card.thread == card.id


async def test_a_topic_is_edited_and_never_posted_again(teams: Office) -> None:
    card = await topic(teams, "First.")
    again = await topic(teams, "Second.")
    assert again.id == card.id
    assert again.edited


async def test_a_topic_that_was_deleted_is_posted_anew(teams: Office) -> None:
    card = await topic(teams, "First.")
    teams.sim.world.remove(card)
    again = await topic(teams, "Second.")
    assert again.id != card.id
    said = await teams.ana.say(STAFF, "below the new one", mention=False, thread=again.id)
    assert (await echo(teams, f"thread {said.id}: below the new one")).thread == again.id


async def test_the_manager_is_called_when_it_is_new_and_not_when_it_is_edited(
    teams: Office,
) -> None:
    card = await topic(teams, "First.")
    [entity] = card.card["msteams"]["entities"]
    assert entity["mentioned"] == {"id": ANA, "name": "Ana Silva"}
    assert [b["text"] for b in of_type(card.card, "TextBlock")] == ["<at>Ana Silva</at>"]
    again = await topic(teams, "Second.")
    assert "entities" not in again.card["msteams"]
    assert "Ana Silva" in read(again)


async def test_someone_who_is_not_in_the_channel_is_named_and_not_called(teams: Office) -> None:
    await teams.ask(teams.ana, "hi")
    where = teams.sim.world.conversations[STAFF]
    await teams.sim.remove_member(where, ANA, ANA)
    await teams.sam.say(STAFF, "post it First.")
    card = await teams.sim.wait_for(
        lambda: next((m for m in teams.sam.seen(STAFF) if not m.sender), None)
    )
    assert card is not None
    assert read(card).startswith("First.")
    assert "entities" not in card.card["msteams"]


async def test_what_is_said_below_a_topic_is_handed_in(teams: Office) -> None:
    card = await topic(teams)
    said = await teams.sam.say(
        STAFF, "they agreed", mention=False, thread=card.id, files={"offer.pdf": b"x"}
    )
    answer = await echo(teams, "they agreed")
    assert read(answer) == f"thread {said.id}: they agreed [offer.pdf]"
    assert answer.thread == card.id


async def test_a_mention_below_a_topic_is_handed_in_with_it_or_is_a_question(
    teams: Office,
) -> None:
    card = await topic(teams)
    said = await teams.sam.say(STAFF, "tell them", thread=card.id)
    assert read(await echo(teams, "tell them")) == f"message {said.id}: tell them"
    await teams.sam.say(STAFF, "is Contoso named?", thread=card.id)
    assert (await echo(teams, "Contoso Corporation is named.")).thread == card.id


async def test_edits_and_deletions_below_a_topic_follow(teams: Office) -> None:
    card = await topic(teams)
    said = await teams.sam.say(STAFF, "they agreed", mention=False, thread=card.id)
    answer = await echo(teams, "they agreed")
    await teams.sam.edit(said, "they did not agree")
    edited = await echo(teams, "edited")
    assert (edited.id, read(edited)) == (answer.id, f"edited {said.id}: they did not agree")
    await teams.sam.delete(said)
    await teams.sim.wait_for(lambda: (STAFF, answer.id) not in teams.sim.world.messages)


async def test_a_deletion_that_is_undone_brings_the_words_back(teams: Office) -> None:
    card = await topic(teams)
    said = await teams.sam.say(STAFF, "they agreed", mention=False, thread=card.id)
    await echo(teams, "they agreed")
    await teams.sam.delete(said)
    await teams.settled()
    await teams.sam.undelete(said)
    assert read(await echo(teams, "they agreed")) == f"edited {said.id}: they agreed"


async def test_two_edits_are_two_and_one_delivered_four_times_is_one(teams: Office) -> None:
    card = await topic(teams)
    said = await teams.sam.say(STAFF, "one", mention=False, thread=card.id)
    for words in ("two", "one", "two"):
        teams.clock.forward(seconds=5)
        await teams.sam.edit(said, words)
        delivery = teams.sim.sent[-1]
    before = inbox(teams)
    for _ in range(3):
        await teams.sim.redeliver(delivery)
    await teams.settled()
    assert inbox(teams) == before
    assert read(await echo(teams, "edited")) == f"edited {said.id}: two"


async def test_a_reply_of_ours_that_was_deleted_is_posted_anew_in_its_thread(
    teams: Office,
) -> None:
    card = await topic(teams)
    said = await teams.sam.say(STAFF, "they agreed", mention=False, thread=card.id)
    answer = await echo(teams, "they agreed")
    await teams.settled()
    teams.sim.world.remove(answer)
    await teams.sam.edit(said, "they did not")
    again = await echo(teams, "they did not")
    assert again.id != answer.id
    assert again.thread == card.id


async def test_what_bots_edit_is_passed_over(teams: Office) -> None:
    card = await topic(teams)
    said = await teams.sam.say(STAFF, "they agreed", mention=False, thread=card.id)
    await echo(teams, "they agreed")
    await teams.sam.edit(said, "by sam")
    edit = teams.sim.sent[-1].request
    await echo(teams, "by sam")
    before = inbox(teams)
    await teams.sim.forge({**edit, "text": "by a bot", "from": {"id": "28:other", "role": "bot"}})
    await teams.settled()
    assert inbox(teams) == before


async def test_chatter_elsewhere_costs_nothing(teams: Office) -> None:
    await topic(teams)
    await teams.settled()
    root = await teams.sam.say(DEALS, "good morning", mention=False)
    before = inbox(teams), teams.audit()
    said = await teams.pat.say(DEALS, "morning!", mention=False, thread=root.id)
    await teams.pat.edit(said, "Morning!")
    await teams.pat.delete(said)
    await teams.sam.say(STAFF, "is Contoso named?", mention=False)
    assert [d.status for d in teams.sim.sent[-5:]] == [202] * 5
    await teams.settled()
    assert (inbox(teams), teams.audit()) == before
    assert len(teams.sam.seen(DEALS)) == 1


async def test_a_stranger_below_a_topic_is_passed_over(teams: Office) -> None:
    await teams.ana.say(DEALS, "post it Here.")
    card = await teams.sim.wait_for(
        lambda: next((m for m in teams.ana.seen(DEALS) if not m.sender), None)
    )
    assert card is not None
    await teams.stranger.say(DEALS, "me too", mention=False, thread=card.id)
    await teams.settled()
    assert [m.text for m in teams.ana.seen(DEALS) if m.thread == card.id][1:] == ["me too"]
    assert teams.stranger.seen(teams.stranger.chat().id) == []


async def test_without_consent_only_mentions_are_heard(deaf: Office) -> None:
    card = await topic(deaf)
    await deaf.sam.say(STAFF, "just us", mention=False, thread=card.id)
    said = await deaf.sam.say(STAFF, "and you", thread=card.id)
    assert read(await echo(deaf, "and you")) == f"message {said.id}: and you"
    await deaf.sam.edit(said, "@Hardline and you, too")
    assert "and you, too" in read(await echo(deaf, "edited"))
    await deaf.settled()
    assert not [m for m in deaf.ana.seen(STAFF) if not m.sender and "just us" in read(m)]


async def test_in_a_personal_chat_what_belongs_below_a_topic_follows_it(teams: Office) -> None:
    card = await teams.ask(teams.pat, "post it Mine.")
    assert card.thread == ""
    assert read(card).startswith("Mine.")


async def test_an_edit_waits_for_its_turn_like_a_post(teams: Office) -> None:
    await topic(teams, "First.")
    teams.sim.faults.add("update", Fault(status=429, retry_after_s=0))
    assert (await topic(teams, "Second.")).edited
