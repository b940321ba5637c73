"""Times as the tables keep them: UTC, ISO-8601, fixed width, so that text order is time order."""

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=256)  # what is written together is written at the same moments
def text(moment: datetime) -> str:
    """Raises ValueError for a naive time: what zone it meant can't be known later."""
    if moment.tzinfo is None:
        raise ValueError("a stored time needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored)


def text_if(moment: datetime | None) -> str | None:
    return text(moment) if moment else None


def moment_if(stored: str | None) -> datetime | None:
    return moment(stored) if stored else None
