"""Slack takes about one message a second and channel, and a short burst at once; changes and
deletions it counts a minute for each method and workspace.
"""

import asyncio
import time
from collections.abc import Callable

PER_S = 1.0
BURST = 3.0
CHANGES_PER_S = 50 / 60  # chat.update and chat.delete, each (tier 3)
CHANGES_BURST = 25.0
CHANNELS = 1_000  # remembered; one that was silent for a few seconds has nothing to remember


class Pace:
    """A token bucket per channel, kept by us so that Slack need not refuse."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        per_s: float = PER_S,
        burst: float = BURST,
    ) -> None:
        self._clock = clock
        self._per_s = per_s
        self._burst = burst
        self._level: dict[str, tuple[float, float]] = {}

    def wait_s(self, channel: str) -> float:
        """Seconds until the next message may go; it is then counted as sent."""
        now = self._clock()
        level, at = self._level.get(channel, (self._burst, now))
        level = min(self._burst, level + (now - at) * self._per_s) - 1.0
        self._level.pop(channel, None)
        self._level[channel] = level, now
        if len(self._level) > CHANNELS:
            del self._level[next(iter(self._level))]
        return max(0.0, -level / self._per_s)

    async def turn(self, channel: str) -> None:
        if wait_s := self.wait_s(channel):
            await asyncio.sleep(wait_s)
