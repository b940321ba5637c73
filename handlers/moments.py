"""Moments as people write and read them: on the vendor's clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from .errors import PersonError


class UnclearMoment(PersonError):
    """I can't tell when that is. Please write it like 2027-01-18 09:00."""


def read(text: str, *, zone: str) -> datetime:
    """A day with or without a time, on the clock of `zone` unless the text gives an offset.

    Raises UnclearMoment, also for a time that the clock leaves out when summer time begins.
    """
    try:
        given = datetime.fromisoformat(" ".join(text.split()).upper())
    except ValueError:
        raise UnclearMoment from None
    if given.tzinfo is not None:
        return given.astimezone(UTC)
    there = given.replace(tzinfo=ZoneInfo(zone))
    moment = there.astimezone(UTC)
    if moment.astimezone(there.tzinfo).replace(tzinfo=None) != given:
        later = given + timedelta(hours=1)
        raise UnclearMoment(
            f"On that day the clock of {zone} leaves {given:%H:%M} out: summer time begins. "
            f"Please take another time, such as {later:%H:%M}."
        )
    return moment
