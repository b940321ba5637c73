"""A district's figures, week by week: pure, from what has happened in its cases.

Weeks begin on Monday on the district's own clocks. Times are business hours of the district; what
a case spent waiting for an answer from its opener counts for nobody. An appeal counts as a case of
its own: it is acknowledged and decided anew.
"""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.calendars import Calendar, business_between
from store.case_rows import Happened, Kind

from .steps import Event

WEEKS = 8
DAY, WEEK = timedelta(days=1), timedelta(days=7)
HOUR = timedelta(hours=1)
_BEGINS = {Event.OPEN, Event.APPEAL}
_DECIDES = {Event.UPHOLD, Event.DECLINE, Event.GRANT, Event.REFUSE}
_ENDS = _DECIDES | {Event.WITHDRAW}
_ANSWERS = {Event.ACKNOWLEDGE, Event.ASK_INFO} | _DECIDES  # the first word of who decides


@dataclass(frozen=True, slots=True)
class Spread:
    """Of some times, in business hours; nothing is known of none."""

    count: int = 0
    median: float | None = None
    p90: float | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """`open` is how many waited for a decision at its end, or wait now in the present one, and
    `oldest` for how many days then. `upheld` are of the `judged`: the escalations decided in it.
    """

    first: date
    opened: int
    decided: int
    open: int
    oldest: float | None
    acknowledge: Spread
    decide: Spread
    judged: int
    upheld: int

    @property
    def share(self) -> float | None:
        return self.upheld / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Ages are in days; `weeks` come oldest first, the last one being the present one."""

    district: str
    day: date
    open: int
    oldest: float | None
    median_age: float | None
    acknowledge: Spread
    decide: Spread
    upheld: float | None  # share, over all the weeks
    weeks: tuple[Week, ...]

    @property
    def quiet(self) -> bool:
        """Whether nothing is open, and nothing happened in all these weeks."""
        return not self.open and not any(week.opened or week.decided for week in self.weeks)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a beginning to its decision or withdrawal; what has not come yet is None."""

    kind: Kind
    began: datetime
    answered: datetime | None
    ended: datetime | None
    decision: Event | None
    waited: tuple[tuple[datetime, datetime], ...]  # for answers from the opener


def since(now: datetime, zone: str) -> datetime:
    """The beginning of the first of the weeks."""
    return _midnight(monday(now, zone) - (WEEKS - 1) * WEEK, zone)


def monday(now: datetime, zone: str) -> date:
    day = now.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


def compute(
    district: str,
    timelines: Iterable[tuple[Kind, Sequence[Happened]]],
    calendar: Calendar,
    *,
    now: datetime,
) -> Figures:
    found = [each for kind, events in timelines for each in stretches(kind, events)]
    ages = [(now - each.began) / DAY for each in found if each.ended is None]
    first = monday(now, calendar.zone) - (WEEKS - 1) * WEEK
    begin, end = (_midnight(day, calendar.zone) for day in (first, first + WEEKS * WEEK))
    judged = _judged(found, begin, end)
    return Figures(
        district=district,
        day=now.astimezone(ZoneInfo(calendar.zone)).date(),
        open=len(ages),
        oldest=max(ages, default=None),
        median_age=statistics.median(ages) if ages else None,
        acknowledge=_acknowledge(found, calendar, begin, end),
        decide=_decide(found, calendar, begin, end),
        upheld=sum(judged) / len(judged) if judged else None,
        weeks=tuple(_week(found, first + n * WEEK, calendar, now) for n in range(WEEKS)),
    )


def stretches(kind: Kind, events: Sequence[Happened]) -> list[Stretch]:
    """A case's way to its decision, and that of its appeal."""
    found: list[Stretch] = []
    for at, event in enumerate(events):
        if Event(event.event) in _BEGINS:
            rest = events[at + 1 :]
            ends = next((n for n, each in enumerate(rest) if Event(each.event) in _ENDS), None)
            found.append(_stretch(kind, event, rest if ends is None else rest[: ends + 1]))
    return found


def _stretch(kind: Kind, begin: Happened, events: Sequence[Happened]) -> Stretch:
    answered = next((each.at for each in events if Event(each.event) in _ANSWERS), None)
    last = events[-1] if events and Event(events[-1].event) in _ENDS else None
    decided = last is not None and Event(last.event) in _DECIDES
    return Stretch(
        kind,
        begin.at,
        answered,
        last.at if last else None,
        Event(last.event) if last and decided else None,
        tuple(_waits(events)),
    )


def _waits(events: Sequence[Happened]) -> list[tuple[datetime, datetime]]:
    found, asked = [], None
    for event in events:
        did = Event(event.event)
        if did is Event.ASK_INFO:
            asked = event.at
        elif asked and (did is Event.GIVE_INFO or did in _ENDS):
            found.append((asked, event.at))
            asked = None
    return found


def _week(found: list[Stretch], first: date, calendar: Calendar, now: datetime) -> Week:
    begin, end = _midnight(first, calendar.zone), _midnight(first + WEEK, calendar.zone)
    then, judged = min(end, now), _judged(found, begin, end)
    ages = [(then - each.began) / DAY for each in found if _pending(each, then)]
    return Week(
        first=first,
        opened=sum(begin <= each.began < end for each in found),
        decided=sum(bool(each.decision) and _within(each.ended, begin, end) for each in found),
        open=len(ages),
        oldest=max(ages, default=None),
        acknowledge=_acknowledge(found, calendar, begin, end),
        decide=_decide(found, calendar, begin, end),
        judged=len(judged),
        upheld=sum(judged),
    )


def _pending(stretch: Stretch, moment: datetime) -> bool:
    return stretch.began <= moment and (stretch.ended is None or stretch.ended > moment)


def _within(moment: datetime | None, begin: datetime, end: datetime) -> bool:
    return moment is not None and begin <= moment < end


def _acknowledge(
    found: list[Stretch], calendar: Calendar, begin: datetime, end: datetime
) -> Spread:
    return _spread(
        [
            business_between(each.began, each.answered, calendar)
            for each in found
            if each.answered and _within(each.answered, begin, end)
        ]
    )


def _decide(found: list[Stretch], calendar: Calendar, begin: datetime, end: datetime) -> Spread:
    spans = []
    for each in found:
        if each.decision and each.ended and _within(each.ended, begin, end):
            waited = (business_between(*wait, calendar) for wait in each.waited)
            whole = business_between(each.began, each.ended, calendar)
            spans.append(whole - sum(waited, timedelta()))
    return _spread(spans)


def _spread(spans: list[timedelta]) -> Spread:
    hours = sorted(span / HOUR for span in spans)
    if not hours:
        return Spread()
    return Spread(len(hours), statistics.median(hours), hours[math.ceil(0.9 * len(hours)) - 1])


def _judged(found: list[Stretch], begin: datetime, end: datetime) -> list[bool]:
    """Whether each was upheld. Of escalations only: an exception is granted or refused."""
    return [
        each.decision is Event.UPHOLD
        for each in found
        if each.kind is Kind.ESCALATION and each.decision and _within(each.ended, begin, end)
    ]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
