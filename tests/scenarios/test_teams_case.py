"""An escalation from a rep's press to the decision, all of it in Teams."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.playground.teams import Message
from bot.playground.teams.answers import Outcome
from store import people
from tests.bot.teams.cards import of_type, text
from tests.desk import WEST

from .teams import STAFF, Office, office, read


@pytest.fixture
async def teams(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "hardline.db", hears_all=True) as made:
        district = replace(WEST, channel=f"teams:{STAFF}")
        await made.bot.ctx.db.write(lambda db: people.put_district(db, district))
        await made.ask(made.ana, "hi")
        await made.ask(made.sam, "hi")
        yield made


async def opened(teams: Office) -> Outcome:
    answer = await teams.ask(teams.pat, "is Contoso named?")
    form = await teams.pat.press(answer, "Open escalation")
    assert form.ok, form.error
    done = await teams.pat.send_dialog(form, {"f.what": "We both promised a pilot."})
    await teams.settled()
    return done


def card(teams: Office) -> Message:
    """The case's card in the district's channel."""
    return next(m for m in teams.ana.seen(STAFF) if not m.sender and not m.is_reply)


def labelled(message: Message, label: str) -> str:
    titles = [a["title"] for kind in KINDS for a in of_type(message.card, kind)]
    return str(next(title for title in titles if title.startswith(label)))


KINDS = ("Action.Submit", "Action.Execute")


async def test_the_rep_sees_the_number_and_the_channel_gets_the_card(teams: Office) -> None:
    done = await opened(teams)
    assert text(done.dialog).startswith("ESC-0001 is open, and Ana Silva has it.")
    assert read(card(teams)).startswith("ESC-0001 at Contoso Corporation waits")


async def test_the_decider_decides_in_a_dialog_and_the_card_follows(teams: Office) -> None:
    await opened(teams)
    before = card(teams)
    form = await teams.ana.press(before, labelled(before, "Approve"))
    assert form.ok, form.error
    [field] = of_type(form.dialog, "Input.Text")
    missing = await teams.ana.send_dialog(form)
    assert missing.error.startswith("Please fill in")
    done = await teams.ana.send_dialog(form, {field["id"]: "The pilot was theirs."})
    assert done.ok, done.error
    await teams.settled()
    after = card(teams)
    assert (after.id, after.edited) == (before.id, True)
    assert "The pilot was theirs." in read(after)


async def test_who_may_not_press_is_told_alone_and_nothing_changes(teams: Office) -> None:
    await opened(teams)
    before = card(teams)
    told = await teams.sam.press(before, labelled(before, "Approve"))
    await teams.settled()
    assert of_type(told.dialog, "Input.Text") == []
    assert card(teams).card == before.card
