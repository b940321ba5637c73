"""A district's figures, counted by hand in small cases: business hours, waits, appeals, weeks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.escalation import figures
from handlers.escalation.figures import Figures, Spread
from handlers.escalation.steps import Event
from store.case_rows import Happened, Kind, State

from .people import CALENDAR, MONDAY

NOW = MONDAY + timedelta(days=2)  # Wednesday, nine o'clock in Los Angeles
HOUR = timedelta(hours=1)
Told = tuple[Kind, list[Happened]]


def case(*events: tuple[Event, datetime], kind: Kind = Kind.ESCALATION) -> Told:
    told = [
        Happened("ESC-0001", number, at, event, "ana", State.OPEN, "ana")
        for number, (event, at) in enumerate(events, 1)
    ]
    return kind, told


def count(*told: Told, now: datetime = NOW) -> Figures:
    return figures.compute("West", told, CALENDAR, now=now)


def test_times_are_business_hours() -> None:
    friday = MONDAY - timedelta(days=3) + 7 * HOUR  # an hour before closing
    told = case(
        (Event.OPEN, friday),
        (Event.ACKNOWLEDGE, MONDAY + HOUR),
        (Event.UPHOLD, MONDAY + 3 * HOUR),
    )
    found = count(told)
    assert found.acknowledge == Spread(1, 2.0, 2.0)
    assert found.decide == Spread(1, 4.0, 4.0)


def test_what_waits_for_the_opener_is_left_out() -> None:
    told = case(
        (Event.OPEN, MONDAY),
        (Event.ASK_INFO, MONDAY + HOUR),
        (Event.GIVE_INFO, MONDAY + 4 * HOUR),
        (Event.DECLINE, MONDAY + 6 * HOUR),
    )
    found = count(told)
    assert found.acknowledge.median == 1.0
    assert found.decide.median == 3.0


def test_a_decision_without_an_answer_ends_the_wait() -> None:
    told = case(
        (Event.OPEN, MONDAY),
        (Event.ASK_INFO, MONDAY + HOUR),
        (Event.DECLINE, MONDAY + 6 * HOUR),
    )
    assert count(told).decide.median == 1.0


def test_deciding_at_once_counts_as_acknowledging() -> None:
    found = count(case((Event.OPEN, MONDAY), (Event.UPHOLD, MONDAY + 2 * HOUR)))
    assert found.acknowledge == found.decide == Spread(1, 2.0, 2.0)


def test_a_climb_neither_acknowledges_nor_begins_anew() -> None:
    told = case(
        (Event.OPEN, MONDAY),
        (Event.CLIMB, MONDAY + 4 * HOUR),
        (Event.ACKNOWLEDGE, MONDAY + 5 * HOUR),
    )
    found = count(told)
    assert found.acknowledge.median == 5.0
    assert found.decide == Spread()


def test_an_appeal_is_decided_anew_and_counts_so() -> None:
    told = case(
        (Event.OPEN, MONDAY),
        (Event.UPHOLD, MONDAY + HOUR),
        (Event.APPEAL, MONDAY + 2 * HOUR),
        (Event.DECLINE, MONDAY + 5 * HOUR),
    )
    found = count(told)
    assert found.decide == Spread(2, 2.0, 3.0)
    assert found.upheld == found.weeks[-1].share == 0.5
    assert found.open == 0


def test_open_is_what_waits_for_a_decision() -> None:
    waiting = case((Event.OPEN, MONDAY))
    appealed = case(
        (Event.OPEN, MONDAY - timedelta(days=9)),
        (Event.UPHOLD, MONDAY - timedelta(days=8)),
        (Event.APPEAL, MONDAY - timedelta(days=4)),
    )
    decided = case((Event.OPEN, MONDAY), (Event.UPHOLD, MONDAY + HOUR))
    withdrawn = case((Event.OPEN, MONDAY), (Event.WITHDRAW, MONDAY + HOUR))
    found = count(waiting, appealed, decided, withdrawn)
    assert (found.open, found.oldest, found.median_age) == (2, 6.0, 4.0)
    assert [week.open for week in found.weeks] == [0, 0, 0, 0, 0, 0, 1, 2]
    ages = [week.oldest for week in found.weeks]
    assert ages[:6] == [None] * 6
    assert ages[6] == pytest.approx(4 - 9 / 24)  # at midnight after that Sunday
    assert ages[7] == 6.0


def test_weeks_begin_on_the_districts_own_monday() -> None:
    late_sunday = datetime(2026, 11, 23, 7, 59, tzinfo=UTC)  # 23:59 in Los Angeles
    found = count(case((Event.OPEN, late_sunday)), case((Event.OPEN, late_sunday + HOUR)))
    assert [week.first for week in found.weeks][-2:] == [date(2026, 11, 16), date(2026, 11, 23)]
    assert [week.opened for week in found.weeks][-2:] == [1, 1]


def test_a_week_in_which_the_clocks_change_has_no_gap() -> None:
    sunday = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)  # 00:30, before the clocks go back
    found = count(*(case((Event.OPEN, sunday + n * HOUR)) for n in range(36)))
    assert sum(week.opened for week in found.weeks) == 36


def test_nine_in_ten_is_a_time_that_was_taken() -> None:
    told = [case((Event.OPEN, MONDAY), (Event.UPHOLD, MONDAY + n * HOUR / 2)) for n in range(1, 11)]
    assert count(*told).decide == Spread(10, 2.75, 4.5)


def test_exceptions_count_as_work_but_are_not_upheld() -> None:
    asked = case((Event.OPEN, MONDAY), (Event.GRANT, MONDAY + HOUR), kind=Kind.EXCEPTION)
    found = count(asked)
    assert found.decide.count == 1
    assert found.upheld is None
    assert (found.weeks[-1].decided, found.weeks[-1].judged) == (1, 0)


@pytest.mark.parametrize(("weeks", "quiet"), [(7, False), (8, True)])
def test_a_district_is_quiet_when_eight_weeks_held_nothing(weeks: int, quiet: bool) -> None:
    at = MONDAY - timedelta(weeks=weeks)
    assert count(case((Event.OPEN, at), (Event.WITHDRAW, at + HOUR))).quiet is quiet


def test_of_nothing_nothing_is_known() -> None:
    found = count()
    assert (found.open, found.oldest, found.upheld) == (0, None, None)
    assert found.acknowledge == Spread()
    assert len(found.weeks) == figures.WEEKS
