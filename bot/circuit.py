"""A platform that is down is left alone for a while, instead of being asked message by message."""

from datetime import datetime, timedelta

FAILURES = 5  # in a row, before it counts as down
FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=2)


class Circuit:
    """One platform's. While it is open one message after each pause finds out how things are."""

    def __init__(self) -> None:
        self._failed = 0
        self._until: datetime | None = None

    def closed(self, now: datetime) -> bool:
        """Whether something may be tried; after a pause, True for one try alone."""
        if self._until is None:
            return True
        if now < self._until:
            return False
        self._until = now + self._pause()
        return True

    @property
    def until(self) -> datetime | None:
        return self._until

    def worked(self) -> None:
        self._failed, self._until = 0, None

    def failed(self, now: datetime) -> None:
        self._failed += 1
        if self._failed >= FAILURES:
            self._until = now + self._pause()

    def _pause(self) -> timedelta:
        return min(LONGEST, FIRST * 2.0 ** min(self._failed - FAILURES, 6))
