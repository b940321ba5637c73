"""Slack takes about one message a second and channel, and a short burst at once; its methods it
counts a minute each, for the whole workspace. Kept by us, so that Slack need not refuse.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.sending import NotYet

PER_S = 1.0
BURST = 3.0
CHANNELS = 1_000  # remembered; one that was silent for a few seconds has nothing to remember
MOMENT_S = 0.2  # waited for in place; for what takes longer the outbox keeps the message

# The tiers of the methods called for messages; a minute's worth is never let out at once, as what
# the process before this one has called is not known.
TIERS = {
    "chat.update": 50,
    "chat.delete": 50,
    "conversations.open": 50,
    "conversations.history": 50,
    "conversations.replies": 50,
    "files": 100,
}
BEGIN = 2.0
Sleep = Callable[[float], Awaitable[None]]


class Pace:
    """A token bucket for each key, holding `begin` of `burst` when the process starts."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        *,
        per_s: float = PER_S,
        burst: float = BURST,
        begin: float | None = None,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._per_s = per_s
        self._burst = burst
        self._begin = burst if begin is None else begin
        self._began = clock()
        self._level: dict[str, tuple[float, float]] = {}

    def wait_s(self, key: str, *, spare: float = 0.0) -> float:
        """Seconds until one may go and leave `spare` for others; nothing is counted."""
        return max(0.0, (1.0 + spare - self._now(key, self._clock())) / self._per_s)

    def take(self, key: str, *, ago_s: float = 0.0) -> None:
        """Count one, now or so long ago."""
        at = self._clock() - ago_s
        level = self._now(key, at) - 1.0
        self._level.pop(key, None)
        self._level[key] = level, at
        if len(self._level) > CHANNELS:
            del self._level[next(iter(self._level))]

    async def turn(self, key: str, *, spare: float = 0.0) -> None:
        """Count one once it may go, or raise NotYet."""
        while wait_s := self.wait_s(key, spare=spare):
            if wait_s > MOMENT_S:
                raise NotYet("Slack: it is not its turn yet", after_s=wait_s)
            await self._sleep(wait_s)
        self.take(key)

    def _now(self, key: str, at: float) -> float:
        level, since = self._level.get(key, (self._begin, min(at, self._began)))
        return min(self._burst, level + max(0.0, at - since) * self._per_s)


class Methods:
    """The paces of Slack's methods. A broadcast leaves `SPARE` calls to what people wait for."""

    SPARE = 5.0

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._paces = {
            name: Pace(clock, sleep, per_s=minute / 60, burst=minute / 2, begin=BEGIN)
            for name, minute in TIERS.items()
        }

    async def turn(self, method: str, *, bulk: bool = False) -> None:
        await self._paces[method].turn("", spare=self.SPARE if bulk else 0.0)
