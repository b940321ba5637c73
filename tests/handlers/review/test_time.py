"""Reminders of a review: each once, to whose sign-off is missing, and late ones to those above."""

from collections import Counter
from datetime import UTC, date, datetime

from handlers.cards import plain
from store import people
from tests.desk import Bench

from .stage import DORA, EDDA, LENA, WALT, begun, decides, disputes, signs, staff_card, told

ENDS = "7 December 2026"


async def pass_days(bench: Bench, until: date) -> None:
    """Hour by hour, with everything that falls due."""
    end = datetime(until.year, until.month, until.day, 23, tzinfo=UTC)
    while bench.time < end:
        bench.later(hours=1)
        await bench.tick()


def reminders(bench: Bench) -> list[tuple[str, str]]:
    return [
        (to.removeprefix("person:"), card.verdict)
        for to, card in bench.notices()
        if "ends" in card.verdict or "is late" in card.verdict
    ]


async def test_who_has_not_signed_is_reminded_three_business_days_ahead_and_on_the_last_day(
    reviewing: Bench,
) -> None:
    await signs(reviewing, "east", by=EDDA)
    await pass_days(reviewing, date(2026, 12, 1))
    assert reminders(reviewing) == []
    await pass_days(reviewing, date(2026, 12, 2))
    near = ("p_dora", f"The review of 2027-H1 in West ends on {ENDS}.")
    assert reminders(reviewing) == [near]
    await pass_days(reviewing, date(2026, 12, 7))
    assert reminders(reviewing) == [near, ("p_dora", "The review of 2027-H1 in West ends today.")]


async def test_a_late_one_climbs_to_the_list_owners_each_business_day(reviewing: Bench) -> None:
    await signs(reviewing, "east", by=EDDA)
    await pass_days(reviewing, date(2026, 12, 14))  # a Monday
    late = [who for who, words in reminders(reviewing) if "is late" in words]
    assert Counter(late) == {"p_dora": 5, "p_lena": 5, "p_walt": 5}
    assert "It is late" in plain(staff_card(reviewing))
    board = await reviewing.ask("edition 2027-H1", by=LENA.email)
    assert "West: late." in plain(board.card)
    await signs(reviewing)
    await pass_days(reviewing, date(2026, 12, 16))
    assert len([who for who, words in reminders(reviewing) if "is late" in words]) == len(late)


async def test_a_jump_of_the_clock_reminds_once_of_what_holds_now(reviewing: Bench) -> None:
    reviewing.time = datetime(2026, 12, 10, 18, tzinfo=UTC)
    for _ in range(3):
        await reviewing.tick()
    assert Counter(who for who, _ in reminders(reviewing)) == {
        "p_dora": 1,
        "p_edda": 1,
        "p_lena": 2,
        "p_walt": 2,
    }


async def test_an_end_that_was_moved_is_the_only_one_that_counts(reviewing: Bench) -> None:
    await begun(reviewing, until=date(2026, 12, 21))
    await pass_days(reviewing, date(2026, 12, 8))
    assert reminders(reviewing) == []


async def test_a_withdrawn_sign_off_is_reminded_of_again(reviewing: Bench) -> None:
    await signs(reviewing)
    await pass_days(reviewing, date(2026, 12, 2))
    await disputes(reviewing)
    await decides(reviewing, "declined")
    await pass_days(reviewing, date(2026, 12, 7))
    assert ("p_dora", "The review of 2027-H1 in West ends today.") in reminders(reviewing)


async def test_where_a_district_has_no_manager_the_list_owners_are_asked(town: Bench) -> None:
    await town.db.write(lambda db: people.remove(db, DORA.id, now=town.time))
    await begun(town)
    words = "The review of 2027-H1 in West is open until 7 December 2026."
    assert words in told(town, WALT)
    assert words not in told(town, LENA)  # who opened it herself
    assert "a list owner, as the district's manager is not" in plain(staff_card(town))
