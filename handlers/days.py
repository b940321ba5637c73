"""Days as people write and read them: in words and ISO, never a guess between day and month."""

import calendar
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from .errors import PersonError

_MONTHS = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
_WORDED = (
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<m>[a-z]+)\.?,?\s+(?P<y>\d{4})"),
    re.compile(r"(?P<m>[a-z]+)\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})"),
)
_DOTTED = re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})")


class UnclearDay(PersonError):
    """I can't tell which day that is. Please write it like 2026-03-01 or 1 March 2026."""


@lru_cache(maxsize=256)  # every answer says the same few days
def say(day: date) -> str:
    """`1 March 2026`: the month in words, so that it is nobody's third of January."""
    return f"{day.day} {day:%B %Y}"


def say_asked(day: date) -> str:
    """`1 March 2026 (2026-03-01)`: one that was asked about, so that it is seen how it was read."""
    return f"{say(day)} ({day.isoformat()})"


def say_moment(moment: datetime, zone: str) -> str:
    """`Mon 23 November 2026, 13:00 (Los Angeles time)`."""
    at = moment.astimezone(ZoneInfo(zone))
    return f"{at:%a} {at.day} {at:%B %Y}, {at:%H:%M} ({clock(zone)})"


def say_briefly(moment: datetime, zone: str, *, today: date) -> str:
    """`Mon 23 November, 13:00`, where the zone is told once beside it; other years are told."""
    at = moment.astimezone(ZoneInfo(zone))
    year = f" {at.year}" if at.year != today.year else ""
    return f"{at:%a} {at.day} {at:%B}{year}, {at:%H:%M}"


def clock(zone: str) -> str:
    """Whose clock it is, as people say it: `Los Angeles time`, `UTC`."""
    city = zone.rpartition("/")[2].replace("_", " ")
    return city if city == "UTC" else f"{city} time"


def local(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def end(day: date, zone: str) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta.resolution


def read(text: str, *, today: date) -> date:
    """Raises UnclearDay, also for 3/1/2026: that is two different days in two countries."""
    said = " ".join(text.casefold().split()).strip(" ?.")
    if said in ("today", "now"):
        return today
    if said == "yesterday":
        return today - timedelta(days=1)
    try:
        return date.fromisoformat(said) if said[:4].isdigit() else _worded(said)
    except ValueError:
        raise UnclearDay from None


def _worded(said: str) -> date:
    if dotted := _DOTTED.fullmatch(said):
        return date(int(dotted["y"]), int(dotted["m"]), int(dotted["d"]))
    for pattern in _WORDED:
        if (found := pattern.fullmatch(said)) and found["m"] in _MONTHS:
            return date(int(found["y"]), _MONTHS[found["m"]], int(found["d"]))
    raise ValueError(said)
