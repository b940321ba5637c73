"""Business time of a district: its zone, its country's weekends and holidays, its working hours.

A day counts from opening to closing on the district's own clocks, a moment at closing time
belonging to that day; what counts is time that really passes, so a day on which the clocks
change within working hours is an hour longer or shorter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays

from store.rows import District

from .policy import Policy

DAY = timedelta(days=1)
NONE = timedelta()
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """`country` is an ISO 3166 code; one whose holidays nobody lists has weekends only."""

    zone: str
    country: str
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"working hours end at {self.closes}, before they begin")


def of(district: District, policy: Policy) -> Calendar:
    """The district's own zone and country; the hours are the policy's."""
    opens, closes = (time.fromisoformat(each) for each in policy.vendor.working_hours)
    return Calendar(district.time_zone, district.country, opens, closes)


def of_vendor(policy: Policy) -> Calendar:
    opens, closes = (time.fromisoformat(each) for each in policy.vendor.working_hours)
    return Calendar(policy.vendor.time_zone, policy.vendor.country, opens, closes)


def is_business_day(day: date, calendar: Calendar) -> bool:
    return _hours(day, calendar) is not None


def add_business(start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """When `span` of working time has passed since `start`; in UTC, always in working hours.

    No time at all from a moment outside working hours is the next opening.
    """
    if span < NONE:
        raise ValueError("business time is only counted forwards")
    left = span
    for opens, closes in _onwards(start, calendar):
        begin = max(start, opens)
        if begin <= closes and left <= closes - begin:
            return begin + left
        left -= max(closes - begin, NONE)
    raise AssertionError("business days never end")


def business_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Working time from `start` to `end`; none if `end` comes first."""
    passed = NONE
    if end <= start:
        return passed
    for opens, closes in _onwards(start, calendar):
        if opens >= end:
            break
        passed += max(min(closes, end) - max(opens, start), NONE)
    return passed


def add_business_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The same time of day `days` business days later, in UTC and in working hours.

    Whatever happens outside working hours counts as done at the last moment within them, so a
    decision of Saturday gives as much time as one of Friday evening.
    """
    if days < 0:
        raise ValueError("business days are only counted forwards")
    begun = _last_moment(start, calendar)
    local = begun.astimezone(ZoneInfo(calendar.zone))
    day = local.date()
    for _ in range(days):
        day = next(_business_days(day + DAY, calendar))
    opens, closes = _open(day, calendar)
    at = datetime.combine(day, local.time(), local.tzinfo).astimezone(UTC)
    return min(max(at, opens), closes)


def business_day_before(day: date, days: int, calendar: Calendar) -> date:
    """The business day from which on `day` is `days` business days away."""
    left = days
    while left:
        day -= DAY
        left -= is_business_day(day, calendar)
    return day


def opening(day: date, calendar: Calendar) -> datetime:
    """When work begins on a day, or on the next business day if it is none; in UTC."""
    return _open(next(_business_days(day, calendar)), calendar)[0]


def _last_moment(moment: datetime, calendar: Calendar) -> datetime:
    """`moment` itself within working hours, before opening the opening, else the last closing."""
    day = _local_day(moment, calendar)
    if hours := _hours(day, calendar):
        return min(max(moment.astimezone(UTC), hours[0]), hours[1])
    while (hours := _hours(day, calendar)) is None:
        day -= DAY
    return hours[1]


def _onwards(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The working hours of each business day from that of `start` on, in UTC."""
    for day in _business_days(_local_day(start, calendar), calendar):
        yield _open(day, calendar)


def _business_days(day: date, calendar: Calendar) -> Iterator[date]:
    while True:
        if is_business_day(day, calendar):
            yield day
        day += DAY


def load(calendar: Calendar, *, now: datetime) -> None:
    """The library's tables, a tenth of a second when first used: before a write, not within it."""
    is_business_day(_local_day(now, calendar), calendar)


def _local_day(moment: datetime, calendar: Calendar) -> date:
    return moment.astimezone(ZoneInfo(calendar.zone)).date()


def _open(day: date, calendar: Calendar) -> tuple[datetime, datetime]:
    hours = _hours(day, calendar)
    assert hours
    return hours


@lru_cache(maxsize=65_536)  # a hundred districts' days of a year
def _hours(day: date, calendar: Calendar) -> tuple[datetime, datetime] | None:
    """Opening and closing in UTC; None for a day off, or one that the zone left out."""
    if day in _days_off(calendar.country, day.year):
        return None
    # Where the clocks change, an hour that comes twice opens at its second coming and closes at
    # its first, so that no moment between the two is outside working hours on the wall.
    opens = max(_readings(day, calendar.opens, calendar.zone))
    closes = min(_readings(day, calendar.closes, calendar.zone))
    return (opens, closes) if opens < closes else None


def _readings(day: date, at: time, zone: str) -> tuple[datetime, datetime]:
    local = datetime.combine(day, at, ZoneInfo(zone))
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


@cache
def _days_off(country: str, year: int) -> frozenset[date]:
    """Made anew for each year: the library's own objects fill up as they are asked, which two
    threads at once must not see.
    """
    first = date(year, 1, 1)
    days = [first + n * DAY for n in range((date(year, 12, 31) - first).days + 1)]
    try:
        table = holidays.country_holidays(country, years=year)
    except NotImplementedError:  # a country that the library doesn't know
        return frozenset(day for day in days if day.weekday() >= SATURDAY)
    return frozenset(day for day in days if not table.is_working_day(day))
