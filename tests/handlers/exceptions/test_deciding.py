"""Deciding, with every card on the way read aloud."""

import pytest

from handlers.cards import plain
from store.case_rows import State
from tests.desk import Bench

from .story import (
    ANA,
    DORA,
    PAT,
    QUIN,
    SAM,
    UNTIL,
    WANTED,
    asked,
    labels,
    pressed,
    standing,
    state,
    told,
    verdict,
)


async def test_days_and_conditions_may_be_changed_and_what_was_asked_is_kept(bench: Bench) -> None:
    await asked(bench)
    card = standing(bench)
    form = await bench.press(labels(card)[1], card, by=DORA)
    assert form.form
    held = {each.name: getattr(each, "value", "") for each in form.form.fields}
    assert held == {"words": "", "days": "60", "conditions": WANTED["conditions"]}
    wrong = await bench.fill(form.form, by=DORA, words="", days="999")
    assert wrong.form
    assert wrong.form.errors.keys() == {"words", "days"}
    await bench.fill(form.form, by=DORA, words="For a month.", days="30", conditions="One only.")
    said = plain(standing(bench))
    assert "Term: 30 days, until 23 December 2026" in said
    assert "Conditions: One only." in said
    notice = plain(bench.standing("case:EXC-0001#0002", "person:p_sam"))
    assert "Asked for: 60 days; conditions: Two architects at most." in notice


async def test_the_term_begins_when_it_is_granted(bench: Bench) -> None:
    await asked(bench)
    bench.later(hours=3)
    await pressed(bench, "Grant", days="1")
    bench.later(hours=23, minutes=59)
    assert "an exception is in force" in await verdict(bench, "Zava Widgets")
    bench.later(minutes=1)
    assert await verdict(bench, "Zava Widgets") == "“Zava Widgets” is not named."


@pytest.mark.parametrize("by", [SAM, ANA, PAT, QUIN])
async def test_nobody_else_grants(bench: Bench, by: str) -> None:
    await asked(bench)
    card = standing(bench)
    settled = await bench.press(labels(card)[1], card, by=by)
    assert settled.form is None
    assert await state(bench) is State.OPEN


async def test_a_question_its_answer_and_a_refusal(bench: Bench) -> None:
    await asked(bench)
    await pressed(bench, "Ask for information", words="Which project?")
    question = bench.standing("case:EXC-0001#0002", "person:p_sam")
    form = await bench.press("Answer", question, by=SAM)
    await bench.fill(form.form, by=SAM, words="The one in May.")
    settled = await pressed(bench, "Refuse", words="A partner can.")
    assert settled.card.verdict == (
        "EXC-0001 at Zava Widgets, Inc. is refused: partners lead at Zava Widgets, Inc."
    )
    assert told(bench, "person:p_pat") == []
    assert await verdict(bench, "Zava Widgets") == "“Zava Widgets” is not named."


async def test_it_can_be_handed_over_and_withdrawn(bench: Bench) -> None:
    await asked(bench)
    await pressed(bench, "Reassign", to="p_lena")
    assert "Decides: Lena Ott" in plain(standing(bench))
    form = await bench.press("Withdraw", standing(bench, "person:p_sam"), by=SAM)
    await bench.fill(form.form, by=SAM)
    assert await state(bench) is State.WITHDRAWN


async def test_every_state_reads_well(bench: Bench) -> None:
    said = []
    await asked(bench)
    said.append(standing(bench).verdict)
    await bench.press("Acknowledge", standing(bench), by=DORA)
    said.append(standing(bench).verdict)
    await pressed(bench, "Ask for information")
    said.append(standing(bench).verdict)
    await pressed(bench, "Grant")
    said.append(standing(bench).verdict)
    await pressed(bench, "Revoke")
    said.append(standing(bench).verdict)
    name = "EXC-0001 at Zava Widgets, Inc."
    assert said == [
        f"{name} waits to be acknowledged.",
        f"{name} is being decided.",
        f"{name} waits for an answer from Sam Reed.",
        f"{name} is granted until {UNTIL}: services may engage at Zava Widgets, Inc.",
        f"{name} was revoked: partners lead at Zava Widgets, Inc. again.",
    ]
    card = plain(standing(bench))
    assert "Asked for by: Sam Reed" in card
    assert "(partners-lead-elsewhere)" in card
    assert "Project: Lighthouse" in card
    assert ".." not in card
