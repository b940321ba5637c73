"""How much a bot may send in one conversation, kept by us so that Teams need not say 429."""

from collections import OrderedDict, deque
from collections.abc import Callable

from .limits import WINDOWS

CONVERSATIONS = 10_000  # remembered; the one that was quiet longest is forgotten first


class Windows:
    """Counts sends by conversation. `clock` gives seconds that only grow (time.monotonic)."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sent: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, conversation: str) -> float:
        """Count one send and return 0.0, or the seconds until there is room for it."""
        now = self._clock()
        sent = self._sent.setdefault(conversation, deque())
        self._sent.move_to_end(conversation)
        longest = WINDOWS[-1][0]
        while sent and sent[0] <= now - longest:
            sent.popleft()
        waits = (sent[-most] + within - now for within, most in WINDOWS if len(sent) >= most)
        wait = max(0.0, *waits, 0.0)
        if wait == 0.0:
            sent.append(now)
            if len(self._sent) > CONVERSATIONS:
                self._sent.popitem(last=False)
        return wait
