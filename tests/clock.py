"""A clock that stands still until a test moves it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # nine on a Monday morning at the vendor's


@dataclass
class Clock:
    """Called, it tells the time, as the bot's own clock does."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def forward(self, **parts: float) -> None:
        self.at += timedelta(**parts)


def running() -> Callable[[], datetime]:
    """One that starts there and runs: for a whole bot, where what is put off must come."""
    began_s = time.monotonic()
    return lambda: START + timedelta(seconds=time.monotonic() - began_s)
