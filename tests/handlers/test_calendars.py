"""Business time: every row says which trap of clocks and calendars it is about."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.calendars import (
    Calendar,
    add_business,
    add_business_days,
    business_between,
    is_business_day,
    of,
)
from handlers.policy import Policy
from tests.desk import WEST

NINE, FIVE = time(9), time(17)
PLACES = {
    "America/Los_Angeles": "US",
    "America/New_York": "US",
    "America/St_Johns": "CA",
    "America/Sao_Paulo": "BR",
    "Europe/London": "GB",
    "Europe/Berlin": "DE",
    "Europe/Moscow": "RU",
    "Africa/Cairo": "EG",
    "Asia/Riyadh": "SA",
    "Asia/Dubai": "AE",
    "Asia/Jerusalem": "IL",
    "Asia/Tehran": "IR",
    "Asia/Kolkata": "IN",
    "Asia/Kathmandu": "NP",
    "Asia/Shanghai": "CN",
    "Asia/Tokyo": "JP",
    "Asia/Brunei": "BN",
    "Australia/Lord_Howe": "AU",
    "Pacific/Apia": "WS",
    "Pacific/Chatham": "NZ",
}


def office(zone: str, opens: time = NINE, closes: time = FIVE) -> Calendar:
    return Calendar(zone, PLACES[zone], opens, closes)


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def wall(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("zone", "start", "hours", "end"),
    [
        # within a day, and up to its very end
        ("America/Los_Angeles", "2026-11-23 09:00", 4, "2026-11-23 13:00"),
        ("America/Los_Angeles", "2026-11-23 13:00", 4, "2026-11-23 17:00"),
        # two whole days, the night between them left out
        ("America/Los_Angeles", "2026-11-23 13:00", 16, "2026-11-25 13:00"),
        # over Thanksgiving and the weekend; the Friday after is a working day
        ("America/New_York", "2026-11-25 16:00", 10, "2026-11-30 10:00"),
        # before opening, after closing, on a Sunday: counts from the next opening
        ("America/New_York", "2026-11-24 06:00", 4, "2026-11-24 13:00"),
        ("America/New_York", "2026-11-24 22:00", 4, "2026-11-25 13:00"),
        ("Europe/London", "2026-11-22 12:00", 0, "2026-11-23 09:00"),
        # half an hour off the full hour
        ("America/St_Johns", "2026-11-20 16:30", 1, "2026-11-23 09:30"),
        ("Asia/Kathmandu", "2026-11-20 16:45", 1, "2026-11-23 09:45"),
        # the clocks change in the weekend between: in Berlin forwards, in New York back
        ("Europe/Berlin", "2026-03-27 16:00", 2, "2026-03-30 10:00"),
        ("America/New_York", "2026-10-30 16:00", 2, "2026-11-02 10:00"),
        # over the new year, and south of the equator
        ("America/Sao_Paulo", "2026-12-31 16:00", 2, "2027-01-04 10:00"),
        # 29 February 2028 is a Tuesday like others; 1 March 2027 follows 26 February
        ("Europe/London", "2028-02-28 16:00", 8, "2028-02-29 16:00"),
        ("Europe/London", "2027-02-26 16:00", 2, "2027-03-01 10:00"),
        # Friday and Saturday are the weekend
        ("Asia/Riyadh", "2026-11-26 16:00", 2, "2026-11-29 10:00"),
        ("Africa/Cairo", "2026-11-26 16:00", 2, "2026-11-29 10:00"),
        ("Asia/Jerusalem", "2026-11-26 16:00", 2, "2026-11-29 10:00"),
        # only Friday is
        ("Asia/Tehran", "2026-11-26 16:00", 2, "2026-11-28 10:00"),
        # Friday and Sunday are
        ("Asia/Brunei", "2026-11-26 16:00", 2, "2026-11-28 10:00"),
        # the weekend has moved to Saturday and Sunday since 2022
        ("Asia/Dubai", "2026-11-27 16:00", 2, "2026-11-30 10:00"),
        # a Saturday is worked in exchange for a day of the Spring Festival
        ("Asia/Shanghai", "2026-02-13 16:00", 2, "2026-02-14 10:00"),
        # a holiday between two holidays is one
        ("Asia/Tokyo", "2026-09-18 16:00", 2, "2026-09-24 10:00"),
        # 1 January 2022 was a Saturday: the Friday before was free
        ("America/Los_Angeles", "2021-12-30 16:00", 2, "2022-01-03 10:00"),
        # Samoa had no 30 December 2011
        ("Pacific/Apia", "2011-12-29 16:00", 2, "2012-01-03 10:00"),
    ],
)
def test_hours_are_counted_where_people_work(zone: str, start: str, hours: int, end: str) -> None:
    span = timedelta(hours=hours)
    reached = add_business(at(start, zone), span, office(zone))
    assert wall(reached, zone) == end
    assert business_between(at(start, zone), reached, office(zone)) == span


@pytest.mark.parametrize(
    ("zone", "day", "opens", "closes", "hours"),
    [
        # the night shift of the change: two o'clock is three, and three is two
        ("Europe/Berlin", "2026-03-29", time(1), time(5), 3),
        ("Europe/Berlin", "2026-10-25", time(1), time(5), 5),
        # half an hour only
        ("Australia/Lord_Howe", "2026-10-04", time(1), time(5), 3.5),
        ("Australia/Lord_Howe", "2026-04-05", time(1), time(5), 4.5),
    ],
)
def test_a_change_of_the_clocks_within_working_hours_counts_what_really_passes(
    monkeypatch: pytest.MonkeyPatch, zone: str, day: str, opens: time, closes: time, hours: float
) -> None:
    monkeypatch.setattr("handlers.calendars._days_off", lambda country, year: frozenset())
    night = Calendar(zone, "nowhere", opens, closes)
    begin, end = (datetime.combine(date.fromisoformat(day), t) for t in (time(), time(23)))
    where = ZoneInfo(zone)
    passed = business_between(begin.replace(tzinfo=where), end.replace(tzinfo=where), night)
    assert passed == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("zone", "start", "days", "end"),
    [
        ("Europe/Berlin", "2026-11-23 11:00", 2, "2026-11-25 11:00"),
        # the same time on the wall, whatever the clocks did
        ("Europe/Berlin", "2026-03-27 11:00", 1, "2026-03-30 11:00"),
        # ten business days, Thanksgiving among the days between
        ("America/Los_Angeles", "2026-11-23 11:00", 10, "2026-12-08 11:00"),
        # after closing, or at the weekend, counts as done at the last closing
        ("America/Los_Angeles", "2026-11-20 21:00", 1, "2026-11-23 17:00"),
        ("America/Los_Angeles", "2026-11-21 11:00", 1, "2026-11-23 17:00"),
        # before opening counts as done at the opening
        ("America/Los_Angeles", "2026-11-20 05:00", 1, "2026-11-23 09:00"),
        ("Asia/Riyadh", "2026-11-25 11:00", 2, "2026-11-29 11:00"),
        # over a leap day, and over the same days of another year
        ("Europe/London", "2028-02-28 11:00", 2, "2028-03-01 11:00"),
        ("Europe/London", "2029-02-27 11:00", 2, "2029-03-01 11:00"),
    ],
)
def test_business_days_are_counted_whole(zone: str, start: str, days: int, end: str) -> None:
    assert wall(add_business_days(at(start, zone), days, office(zone)), zone) == end


def test_a_clock_that_was_stopped_goes_on_with_what_was_left() -> None:
    berlin = office("Europe/Berlin")
    opened, asked = (at(f"2026-11-{t}", "Europe/Berlin") for t in ("20 15:00", "23 10:00"))
    told = at("2026-11-26 16:00", "Europe/Berlin")
    used = business_between(opened, asked, berlin)
    limit = add_business(told, timedelta(hours=16) - used, berlin)
    assert used == timedelta(hours=3)
    assert wall(limit, "Europe/Berlin") == "2026-11-30 13:00"


def test_a_country_whose_holidays_nobody_lists_has_weekends() -> None:
    nowhere = Calendar("Indian/Chagos", "IO", NINE, FIVE)
    assert is_business_day(date(2026, 12, 25), nowhere)
    assert not is_business_day(date(2026, 12, 26), nowhere)


def test_a_district_has_its_own_zone_and_the_policys_hours() -> None:
    assert of(WEST, Policy.load()) == office("America/Los_Angeles")


def test_hours_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="before they begin"):
        Calendar("UTC", "US", FIVE, NINE)


def test_time_is_not_counted_backwards() -> None:
    monday = at("2026-11-23 12:00", "Europe/Berlin")
    berlin = office("Europe/Berlin")
    assert business_between(monday, monday - timedelta(days=7), berlin) == timedelta()
    with pytest.raises(ValueError, match="forwards"):
        add_business(monday, timedelta(hours=-1), berlin)
    with pytest.raises(ValueError, match="forwards"):
        add_business_days(monday, -1, berlin)


BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(), timedelta(days=7 * 365)).map(lambda gone: BEGIN + gone)
weeks = st.timedeltas(timedelta(), timedelta(days=30))
spans = st.timedeltas(timedelta(), timedelta(hours=100))
days = st.integers(0, 30)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any two quarters of an hour, the hours in which clocks are changed too."""
    first, last = sorted(draw(st.sets(st.integers(0, 95), min_size=2, max_size=2)))
    opens, closes = (time(quarter // 4, quarter % 4 * 15) for quarter in (first, last))
    return office(draw(st.sampled_from(sorted(PLACES))), opens, closes)


def within(moment: datetime, calendar: Calendar) -> bool:
    local = moment.astimezone(ZoneInfo(calendar.zone))
    hours = calendar.opens <= local.time() <= calendar.closes
    return hours and is_business_day(local.date(), calendar)


@settings(deadline=None, max_examples=60)
@given(moments, spans, calendars())
def test_a_limit_is_never_outside_working_hours(
    start: datetime, span: timedelta, calendar: Calendar
) -> None:
    assert within(add_business(start, span, calendar), calendar)


@settings(deadline=None, max_examples=60)
@given(moments, spans, spans, calendars())
def test_hours_add_up(start: datetime, one: timedelta, two: timedelta, calendar: Calendar) -> None:
    half_way = add_business(start, one, calendar)
    end = add_business(start, one + two, calendar)
    assert add_business(half_way, two, calendar) == end
    assert business_between(start, end, calendar) == one + two


@settings(deadline=None, max_examples=60)
@given(moments, weeks, spans, days, calendars())
def test_who_starts_later_is_never_due_earlier(
    start: datetime, wait: timedelta, span: timedelta, count: int, calendar: Calendar
) -> None:
    later = start + wait
    assert add_business(start, span, calendar) <= add_business(later, span, calendar)
    assert add_business_days(start, count, calendar) <= add_business_days(later, count, calendar)


@settings(deadline=None, max_examples=60)
@given(moments, weeks, weeks, calendars())
def test_what_passed_is_the_sum_of_its_parts(
    start: datetime, one: timedelta, two: timedelta, calendar: Calendar
) -> None:
    between, end = start + one, start + one + two
    parts = [(start, between), (between, end)]
    passed = sum((business_between(a, b, calendar) for a, b in parts), timedelta())
    assert business_between(start, end, calendar) == passed


@settings(deadline=None, max_examples=60)
@given(moments, days, days, calendars())
def test_days_add_up_within_working_hours(
    start: datetime, one: int, two: int, calendar: Calendar
) -> None:
    end = add_business_days(start, one + two, calendar)
    assert within(end, calendar)
    local = end.astimezone(ZoneInfo(calendar.zone)).date()
    half_way = add_business_days(start, one, calendar)
    again = add_business_days(half_way, two, calendar)
    assert again.astimezone(ZoneInfo(calendar.zone)).date() == local
