"""A district's figures: asked for by those who may, and told every Monday, once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.due import Due
from handlers.cards import Document, plain
from handlers.escalation import weekly
from handlers.escalation.drawing import Picture
from handlers.escalation.figures import Figures
from handlers.features import FEATURES
from handlers.policy import ServiceLevels
from handlers.request import Kind, Place, Via
from store import documents, due, people
from store.rows import Identity, Person, Platform, Role
from tests.desk import WEST, Bench, text

from .stage import ANA, DORA, LENA, PAT, SAM, act, labels, opened

PNG = b"\x89PNG\r\n\x1a\n"
MONDAY = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)  # nine o'clock in Los Angeles


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Figures]:
    """Figures are drawn, as a picture without anything on it."""
    found: list[Figures] = []

    def draw(figures: Figures, levels: ServiceLevels) -> Picture:
        found.append(figures)
        return Picture(PNG, f"{figures.open} open")

    monkeypatch.setattr(weekly, "draw", draw)
    return found


def picture(bench: Bench, blocks: tuple[object, ...]) -> documents.Document:
    ident = next(block.ident for block in blocks if isinstance(block, Document))
    kept = bench.db.look(lambda db: documents.get(db, ident))
    assert kept
    return kept


def told(bench: Bench) -> dict[str, str]:
    """The figures that are on their way, by where they go."""
    return {
        to: plain(card)
        for to, card in bench.outbox()
        if "for a decision" in card.verdict and card.verdict.startswith(("West", "East"))
    }


def planned(bench: Bench) -> list[tuple[str, str]]:
    rows = bench.db.look(
        lambda db: list(
            db.query("select about, due_at from due where kind = 'figures.week' order by id")
        )
    )
    return [(row["about"], row["due_at"]) for row in rows]


async def test_a_manager_reads_their_districts_figures_in_words_and_as_a_picture(
    bench: Bench, drawn: list[Figures]
) -> None:
    await opened(bench)
    ident = await opened(bench, opportunity="Rollout")
    await act(bench, ident, "Approve")
    settled = await bench.ask("figures for West", by=DORA)
    said = text(settled)
    assert settled.card.verdict == "West on 23 November 2026: 1 case waits for a decision."
    assert "Upheld, last 8 weeks: 100%" in said
    assert "From 23 November 2026: 1 open. 2 opened, 1 decided" in said
    assert "1 of 1 upheld" in said
    assert "To decide, last 8 weeks: less than 0.1 h" in said
    kept = picture(bench, settled.card.blocks)
    assert (kept.body, kept.readers, kept.mime) == (PNG, "person:p_dora", "image/png")
    assert drawn[0].open == 1


async def test_at_the_command_line_the_words_are_told_and_nothing_is_drawn(
    bench: Bench, drawn: list[Figures]
) -> None:
    who = Identity(Platform.CLI, "local", DORA)
    settled = await bench.ask("figures for West", who=who, place=Place(), sync=True)
    assert "0 cases wait for a decision." in settled.card.verdict
    assert not [block for block in settled.card.blocks if isinstance(block, Document)]
    assert drawn == []


async def test_the_picture_shows_the_weeks_as_they_were_counted(bench: Bench) -> None:
    await opened(bench)
    await act(bench, await opened(bench, opportunity="Rollout"), "Approve")
    settled = await bench.ask("figures for West", by=DORA)
    [block] = [each for each in settled.card.blocks if isinstance(each, Document)]
    assert picture(bench, settled.card.blocks).body.startswith(PNG)
    assert block.about.startswith("Cases of West by week; to be acknowledged within 4 business")
    assert block.about.endswith(
        "2026-W48: 2 opened; 1 open at its end, the oldest for 0 days; acknowledged in 0.0 hours;"
        " decided in 0.0 hours; 1 of 1 upheld."
    )


async def test_figures_reach_the_asker_alone_and_the_picture_their_own_chat(
    bench: Bench, drawn: list[Figures]
) -> None:
    place = Place("slack:T1/C1", Kind.CHANNEL)
    staff = [bench.platforms.profiles[bench.meet(each)] for each in (DORA, SAM)]
    bench.platforms.rosters[place.address] = tuple(staff)
    settled = await bench.ask("figures for West", by=DORA, place=place)
    assert settled.how == "private"
    [(to, card)] = bench.outbox()
    assert (to, picture(bench, card.blocks).readers) == ("person:p_dora", "person:p_dora")
    assert len(drawn) == 1


async def test_figures_alone_asks_for_the_district_where_there_are_several(bench: Bench) -> None:
    which = await bench.ask("figures", by=LENA)
    assert labels(which.card) == ["East", "West"]
    settled = await bench.press("East", which.card, by=LENA)
    assert settled.card.verdict.startswith("East on ")


@pytest.mark.parametrize("by", [PAT, SAM, ANA])
async def test_who_may_not_read_them_learns_nothing(bench: Bench, by: str) -> None:
    words = await bench.ask("figures for West", by=by)
    assert words.card.verdict.startswith("A district's figures are read by")
    data = {"district": "west"}
    forged = await bench.ask("", by=by, via=Via.BUTTON, action="figures", data=data)
    assert forged.refused


async def test_a_manager_does_not_read_those_of_another_district(bench: Bench) -> None:
    other = Person(
        "p_dan", "dan@vendor.example", "Dan Roe", Role.DISTRICT_MANAGER, districts=("east",)
    )
    await bench.db.write(lambda db: people.put(db, other))
    bench.meet(other.email)
    assert (await bench.ask("figures for West", by=other.email)).refused
    assert not (await bench.ask("figures for East", by=other.email)).refused


async def test_every_monday_the_manager_and_the_channel_get_them_once(
    bench: Bench, drawn: list[Figures]
) -> None:
    await opened(bench)
    for _ in range(3):  # restarted twice
        await Due(bench.ctx, FEATURES).plan()
    assert len(planned(bench)) == 2
    bench.time = MONDAY
    for _ in range(2):
        await Due(bench.ctx, FEATURES).plan()
        await bench.tick()
    found = [(to, card) for to, card in bench.outbox() if card.verdict.startswith("West on 30")]
    assert sorted(to for to, _ in found) == ["person:p_dora", "slack:T1/C1"]
    readers = {to: picture(bench, card.blocks).readers for to, card in found}
    assert readers == {"person:p_dora": "person:p_dora", "slack:T1/C1": "staff"}
    assert bench.audit().count("figures.sent") == 1  # the East had nothing to tell


async def test_of_a_week_without_cases_nothing_is_drawn_and_nothing_told(
    bench: Bench, drawn: list[Figures]
) -> None:
    await bench.db.write(lambda db: weekly.plan(db, bench.ctx))
    bench.time = MONDAY
    await bench.tick()
    assert (drawn, told(bench)) == ([], {})


async def test_the_next_monday_is_planned_by_the_one_before(bench: Bench) -> None:
    await bench.db.write(lambda db: weekly.plan(db, bench.ctx))
    bench.time = MONDAY
    await bench.tick()
    west = [at for about, at in planned(bench) if about == "west"]
    assert west == ["2026-11-30T17:00:00.000000+00:00", "2026-12-07T17:00:00.000000+00:00"]


async def test_it_comes_when_business_opens_also_after_a_holiday(bench: Bench) -> None:
    bench.time = datetime(2027, 1, 14, 12, 0, tzinfo=UTC)
    await bench.db.write(lambda db: weekly.plan(db, bench.ctx))
    # Monday the 18th is Martin Luther King Jr. Day
    assert ("west", "2027-01-19T17:00:00.000000+00:00") in planned(bench)


async def test_on_monday_before_opening_it_is_still_due_that_morning(bench: Bench) -> None:
    bench.time = MONDAY.replace(hour=15)
    await bench.db.write(lambda db: weekly.plan(db, bench.ctx))
    assert ("west", "2026-11-30T17:00:00.000000+00:00") in planned(bench)


async def test_a_new_district_is_planned_within_a_day(bench: Bench) -> None:
    await Due(bench.ctx, FEATURES).plan()
    north = replace(WEST, id="north", name="North")
    await bench.db.write(lambda db: people.put_district(db, north))
    bench.later(days=1)
    await bench.tick()
    assert "north" in [about for about, _ in planned(bench)]


async def test_a_picture_that_fails_is_tried_again_and_nothing_is_lost(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(bench)
    await bench.db.write(lambda db: weekly.plan(db, bench.ctx))

    def fail(*_: object) -> Picture:
        raise RuntimeError("no ink")

    bench.time = MONDAY
    with monkeypatch.context() as patch:
        patch.setattr(weekly, "draw", fail)
        await bench.tick()
    assert told(bench) == {}
    bench.later(minutes=2)
    await bench.tick()
    assert told(bench).keys() == {"person:p_dora", "slack:T1/C1"}


async def test_a_district_that_is_gone_by_then_is_passed_over(bench: Bench) -> None:
    await bench.db.write(
        lambda db: due.put(db, kind="figures.week", about="nowhere", at=bench.time, once="x")
    )
    await bench.tick()
    assert told(bench) == {}
