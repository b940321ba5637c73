"""Killed at the worst instants, and started again."""

from pathlib import Path

import pytest

from bot.playground import slack
from bot.playground.slack.checks import walk

from .town import BEN, BEN_IN_SLACK, BEN_IN_TEAMS, EDITION, WALT, Town

QUESTION = "is Contoso named?"
DRAFT = "Edition NEXT is a draft"
LIST = """account_id,name,tier,district
a1,Contoso Ltd,major,west
a3,Fabrikam Inc,major,west
a4,Tailspin Toys,major,west
a5,Wingtip Toys,major,west
"""


@pytest.fixture
def imports(tmp_path: Path) -> tuple[str, ...]:
    """The command that makes edition NEXT of that list."""
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    return ("import", "list", str(file), "--edition", "NEXT", "--effective", "2027-01-18")


async def test_a_question_in_slack_is_answered_once_though_the_bot_is_killed_three_times(
    place: Town,
) -> None:
    ben = place.slack.client(BEN_IN_SLACK)
    await place.start("once_kept")
    await ben.say(ben.dm().id, QUESTION)
    for point in ("once_answered", "once_sent", "nowhere"):
        await place.killed()
        await place.start(point)
    await place.slack.redeliver(place.slack.sent[0], retry=1)
    await place.calm()
    assert (len(place.slack_answers()), place.asked()) == (1, 1)
    assert await place.sound()


async def test_a_question_in_teams_is_answered_and_only_what_was_in_flight_twice(
    place: Town,
) -> None:
    ben = place.teams.client(BEN_IN_TEAMS)
    await place.start("once_kept")
    await ben.say(ben.chat().id, QUESTION)
    for point in ("once_sent", "nowhere"):
        await place.killed()
        await place.start(point)
    await place.teams.redeliver(place.teams.sent[0])
    await place.calm()
    assert (len(place.teams_answers()), place.asked()) == (2, 1)
    assert await place.sound()


@pytest.mark.parametrize("point", ["importing", "taking"])
async def test_an_import_that_is_killed_leaves_nothing_and_can_be_repeated(
    place: Town, imports: tuple[str, ...], point: str
) -> None:
    before = place.rows("select * from entries")
    assert await place.command(*imports, point=point) < 0
    assert place.rows("select * from entries") == before
    assert await place.command(*imports) == 0
    assert len(place.rows("select 1 from entries where edition_id = 'NEXT'")) == 4
    assert await place.sound()


async def test_a_publication_that_is_killed_leaves_the_former_edition_in_force(
    place: Town, imports: tuple[str, ...]
) -> None:
    ask = ("edition", "publish", "NEXT", "--reason", "a test", "--as", BEN.email)
    publish = ("edition", "approve", "NEXT", "--as", WALT.email)
    in_force = "select id from editions where state = 'published'"
    assert await place.command(*imports) == 0
    assert await place.command(*ask) == 0
    assert await place.command(*publish, point="publishing") < 0
    assert place.rows(in_force) == [(EDITION,)]
    assert await place.command(*publish) == 0
    assert place.rows(in_force) == [("NEXT",)]
    assert await place.sound()


@pytest.mark.parametrize("point", ["importing", "taking"])
async def test_a_list_from_chat_is_entered_once_though_the_bot_is_killed_meanwhile(
    place: Town, point: str
) -> None:
    ben = place.slack.client(BEN_IN_SLACK)
    await place.start(point)
    await ben.say(ben.dm().id, "", files={"list.csv": LIST.encode()})
    card = (await place.slack.wait_for(lambda: asked(place)))[-1]
    buttons = [one for one in walk(list(card.blocks)) if one.get("type") == "button"]
    await ben.press(card, next(b["action_id"] for b in buttons if b["text"]["text"] == "Continue"))
    views = await place.slack.wait_for(lambda: place.slack.world.modals.get(BEN_IN_SLACK, ()))
    await ben.submit(views[-1], {"edition": "NEXT", "effective": "2027-01-18"})
    await place.killed()
    assert place.rows("select 1 from entries where edition_id = 'NEXT'") == []
    await place.start()
    await place.slack.wait_for(lambda: [each for each in place.slack_answers() if DRAFT in each])
    await place.calm()
    assert len(place.rows("select 1 from entries where edition_id = 'NEXT'")) == 4
    assert len(place.rows("select 1 from audit where did = 'list.imported'")) == 1
    assert len([each for each in place.slack_answers() if DRAFT in each]) == 1
    assert await place.sound()


def asked(place: Town) -> list[slack.Message]:
    """What the bot has said of a file that it took."""
    where = place.slack.client(BEN_IN_SLACK).dm().id
    me = place.slack.app.user
    return [
        m for m in place.slack.world.in_channel(where) if m.user == me and "can go in" in m.text
    ]
