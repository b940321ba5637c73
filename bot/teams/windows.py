"""How much a bot may send, kept by us so that Teams need not say 429.

A request counts from when it leaves until its answer is here and the window has passed since then:
however long each was on its way, Teams sees no more of them than it allows.
"""

import contextlib
import math
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

from .limits import APP_WINDOW, WINDOWS

KEYS = 10_000  # conversations remembered; the one that was quiet longest is forgotten first
UNDER_WAY_S = 0.02  # nobody knows when an answer comes: look again then
SPARE = 10  # of an app's requests in a second: a broadcast leaves them to what people wait for


class Window:
    """`limits`: so many within so many seconds, the shortest first, for each key."""

    def __init__(self, clock: Callable[[], float], limits: Sequence[tuple[float, int]]) -> None:
        self._clock = clock
        self._limits = limits
        self._sent: OrderedDict[str, list[list[float]]] = OrderedDict()

    def wait_s(self, key: str, *, spare: int = 0) -> float:
        """Seconds until there is room for one, and `spare` others; 0.0: now."""
        now = self._clock()
        ended = sorted(at[0] for at in self._sent.get(key, ()))
        waits = (
            ended[-(most - spare)] + within - now
            for within, most in self._limits
            if len(ended) >= most - spare
        )
        wait_s = max(0.0, *waits, 0.0)
        return UNDER_WAY_S if math.isinf(wait_s) else wait_s

    @contextlib.contextmanager
    def passing(self, key: str) -> Iterator[None]:
        """Around one request."""
        at = self._count(key, math.inf)
        try:
            yield
        finally:
            at[0] = self._clock()

    def recall(self, key: str, ago_s: float) -> None:
        """One that the process before this one sent."""
        self._count(key, self._clock() - ago_s)

    def _count(self, key: str, at: float) -> list[float]:
        kept = self._sent.setdefault(key, [])
        self._sent.move_to_end(key)
        longest = self._clock() - self._limits[-1][0]
        kept[:] = [one for one in kept if one[0] > longest]
        kept.append(counted := [at])
        if len(self._sent) > KEYS:
            self._sent.popitem(last=False)
        return counted


class Windows:
    """Of each conversation, and of the app: Microsoft counts the latter by tenant, we all tenants
    together, which is never more.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._app = Window(clock, APP_WINDOW)
        self._rooms = Window(clock, WINDOWS)

    def wait_s(self, room: str = "", *, spare: int = 0) -> float:
        """Seconds until a request may go; one with a `room` says something in a conversation."""
        return max(self._app.wait_s("", spare=spare), self._rooms.wait_s(room) if room else 0.0)

    def room_wait_s(self, room: str) -> float:
        return self._rooms.wait_s(room)

    @contextlib.contextmanager
    def passing(self, room: str = "") -> Iterator[None]:
        with contextlib.ExitStack() as both:
            both.enter_context(self._app.passing(""))
            if room:
                both.enter_context(self._rooms.passing(room))
            yield

    def began(self) -> None:
        """What went out in the second before the start is not known: a broadcast waits for it."""
        for _ in range(APP_WINDOW[-1][1] - SPARE):
            self._app.recall("", 0.0)

    def recall(self, room: str, ago_s: float) -> None:
        self._rooms.recall(room, ago_s)
