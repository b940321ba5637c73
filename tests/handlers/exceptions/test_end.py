"""Its end, and who is told of it and of its beginning."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.cards import plain
from store import people
from store.case_rows import State
from store.rows import Person, Role
from tests.desk import WEST, Bench

from .story import (
    ANA,
    DORA,
    LENA,
    PAT,
    SAM,
    UNTIL,
    WANTED,
    asked,
    granted,
    labels,
    pressed,
    standing,
    state,
    told,
    verdict,
)


async def test_it_expires_exactly_then_worked_off_or_not(bench: Bench) -> None:
    await granted(bench)
    bench.time += timedelta(days=60) - timedelta.resolution
    assert "an exception is in force" in await verdict(bench, "Zava Widgets")
    bench.time += timedelta.resolution
    assert await state(bench) is State.GRANTED
    assert await verdict(bench, "Zava Widgets") == "“Zava Widgets” is not named."
    await bench.tick()
    assert await state(bench) is State.EXPIRED
    assert labels(standing(bench)) == []


@pytest.mark.parametrize("by", [DORA, LENA])
async def test_the_district_manager_and_those_above_revoke_it_with_a_reason(
    bench: Bench, by: str
) -> None:
    await granted(bench)
    empty = await pressed(bench, "Revoke", by=by, words=" ")
    assert empty.form
    await pressed(bench, "Revoke", by=by, words="The project has ended.")
    assert await verdict(bench, "Zava Widgets") == "“Zava Widgets” is not named."
    news = plain(bench.standing("case:EXC-0001#0003", "person:p_sam"))
    assert "“The project has ended.”" in news
    assert "Partners lead at Zava Widgets, Inc. again." in news


async def test_the_district_manager_revokes_what_someone_above_granted(bench: Bench) -> None:
    await asked(bench)
    await pressed(bench, "Reassign", to="p_lena")
    await pressed(bench, "Grant", by=LENA)
    await pressed(bench, "Revoke", by=DORA)
    assert await state(bench) is State.REVOKED


@pytest.mark.parametrize("by", [SAM, ANA, PAT])
async def test_nobody_else_revokes_it(bench: Bench, by: str) -> None:
    await granted(bench)
    settled = await bench.press("Revoke", standing(bench), by=by)
    assert settled.form is None
    assert await state(bench) is State.GRANTED


async def test_one_reminder_two_weeks_before_its_end_with_the_next_step(bench: Bench) -> None:
    await granted(bench)
    await bench.deliver()
    before = len(bench.outbox())
    bench.later(days=46)
    await bench.tick()
    await bench.tick()
    bench.later(days=1)
    await bench.tick()
    said = bench.outbox()[before:]
    assert [to for to, _ in said] == ["person:p_dora", "person:p_sam"]
    news = f"EXC-0001 at Zava Widgets, Inc.: its term ends on {UNTIL}."
    assert {plain(card) for _, card in said} == {news}
    assert [labels(card) for _, card in said] == [["Revoke"], ["Ask for another exception"]]
    form = await bench.press("Ask for another exception", said[1][1], by=SAM)
    wanted = {key: value for key, value in WANTED.items() if key != "district"}
    settled = await bench.fill(form.form, by=SAM, **wanted)
    assert settled.card.verdict.startswith("EXC-0002 is open")
    assert standing(bench, ident="EXC-0002").verdict.startswith("EXC-0002 at Zava Widgets, Inc.")


async def test_without_a_channel_each_rep_of_the_district_is_told_once(bench: Bench) -> None:
    east = Person("p_pat", PAT, "Pat Moss", Role.PARTNER_REP, "fabrikam", "Fabrikam", ("east",))
    await bench.db.write(lambda db: people.put(db, east))
    await granted(bench)
    news = f"By an exception, Northwind Services may engage at Zava Widgets, Inc. until {UNTIL}."
    assert told(bench, "person:p_quin") == [news]
    assert told(bench, "person:p_pat") == []


async def test_the_partner_channel_is_told_of_its_beginning_and_its_end(bench: Bench) -> None:
    west = replace(WEST, partner_channel="slack:T1/C9")
    await bench.db.write(lambda db: people.put_district(db, west))
    await granted(bench)
    await bench.deliver()
    await pressed(bench, "Revoke", words="Secret.")
    over = "The exception at Zava Widgets, Inc. was revoked."
    assert told(bench, "slack:T1/C9")[1:] == [over, over]  # the former is edited, one is new
    assert told(bench, "person:p_pat") == []
    everything = "\n".join(plain(card) for to, card in bench.outbox() if to == "slack:T1/C9")
    for secret in ("EXC-", "Lighthouse", "No partner knows", "Worth a try", "Secret"):
        assert secret not in everything


async def test_partners_hear_of_an_end_by_itself(bench: Bench) -> None:
    await granted(bench)
    await bench.deliver()
    bench.later(days=60)
    await bench.tick()
    await bench.tick()
    ends = [each for each in told(bench, "person:p_pat") if "has ended" in each]
    assert len(ends) == 2
    card = bench.standing("exception:EXC-0001:end", "person:p_pat")
    assert "Unless Zava Widgets, Inc. is named by now, partners lead there again." in plain(card)


async def test_who_has_left_is_told_no_more(bench: Bench) -> None:
    await granted(bench)
    await bench.deliver()
    await bench.db.write(lambda db: people.remove(db, "p_pat", now=bench.time))
    before = len(told(bench, "person:p_pat"))
    await pressed(bench, "Revoke")
    assert len(told(bench, "person:p_pat")) == before


async def test_where_another_goes_on_partners_are_not_told_that_they_lead(bench: Bench) -> None:
    await granted(bench)
    await bench.deliver()
    form = await bench.ask("exception Zava Widgets, Inc.", by=SAM)
    await bench.fill(form.form, by=SAM, **{**WANTED, "days": "100"})
    card = standing(bench, ident="EXC-0002")
    grant = await bench.press(labels(card)[1], card, by=DORA)
    await bench.fill(grant.form, by=DORA, words="Yes.")
    assert "an exception is in force until 3 March 2027" in await verdict(bench, "Zava Widgets")
    await bench.deliver()
    bench.later(days=60)
    await bench.tick()
    end = bench.standing("exception:EXC-0001:end", "person:p_pat")
    assert "Another exception is in force there" in plain(end)
    assert "an exception is in force until 3 March 2027" in await verdict(bench, "Zava Widgets")
