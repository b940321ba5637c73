"""When a notice may leave: at once, in the morning or on Monday, and never in quiet hours.

All of it on the reader's own clocks: where they change, an hour that is left out is over at once,
and one that comes twice counts at its first coming.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MORNING = time(9)  # of a digest
DAY = timedelta(days=1)


class Cadence(StrEnum):
    AT_ONCE = "at once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of day to another, over midnight if that is earlier; the same: never."""

    begins: time
    ends: time

    def within(self, at: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


def leaves(cadence: Cadence, zone: str, quiet: Quiet | None, *, now: datetime) -> datetime:
    """The next moment at which a notice made now may leave; in UTC."""
    match cadence:
        case Cadence.AT_ONCE:
            at = now
        case Cadence.DAILY:
            at = _next(MORNING, zone, now=now)
        case Cadence.WEEKLY:
            at = _next(MORNING, zone, now=now, weekday=0)
    local = at.astimezone(ZoneInfo(zone))
    if quiet and quiet.within(local.time()):
        at = _next(quiet.ends, zone, now=at)
    return at.astimezone(UTC)


def _next(at: time, zone: str, *, now: datetime, weekday: int | None = None) -> datetime:
    """The next such time of day after `now`, on such a day of the week if one is given."""
    there = ZoneInfo(zone)
    day = now.astimezone(there).date()
    while True:
        moment = datetime.combine(day, at, there).astimezone(UTC)
        if moment > now and weekday in (None, day.weekday()):
            return moment
        day += DAY
