"""Slack takes about one message a second and channel, and a short burst at once."""

import asyncio
import time
from collections.abc import Callable

PER_S = 1.0
BURST = 3.0
CHANNELS = 1_000  # remembered; one that was silent for a few seconds has nothing to remember


class Pace:
    """A token bucket per channel, kept by us so that Slack need not refuse."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._level: dict[str, tuple[float, float]] = {}

    def wait_s(self, channel: str) -> float:
        """Seconds until the next message may go; it is then counted as sent."""
        now = self._clock()
        level, at = self._level.get(channel, (BURST, now))
        level = min(BURST, level + (now - at) * PER_S) - 1.0
        self._level.pop(channel, None)
        self._level[channel] = level, now
        if len(self._level) > CHANNELS:
            del self._level[next(iter(self._level))]
        return max(0.0, -level / PER_S)

    async def turn(self, channel: str) -> None:
        if wait_s := self.wait_s(channel):
            await asyncio.sleep(wait_s)
