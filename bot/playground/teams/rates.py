"""Teams' limits for bots: per conversation, per tenant (msteams-docs, bots/how-to/rate-limit)."""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Literal

Operation = Literal["send", "create", "read"]
SENDS = {1: 7, 2: 8, 30: 60, 3_600: 1_800}  # window in seconds: calls in it
READS = {1: 14, 2: 16, 30: 120, 3_600: 3_600}
TENANT = {1: 50}
WINDOWS: Mapping[Operation, Mapping[int, int]] = {"send": SENDS, "create": SENDS, "read": READS}


@dataclass
class Rates:
    tick: Callable[[], float]
    enabled: bool = True
    refused: int = 0  # how often a bot had to be told to slow down
    _calls: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait_s(self, operation: Operation, conversation: str) -> int:
        """Whole seconds to wait, 0 when the call may go (it is then counted)."""
        if not self.enabled:
            return 0
        return self._counted(f"{operation} {conversation}", WINDOWS[operation])

    def tenant_wait_s(self, tenant: str) -> int:
        """The same for a request of whatever kind."""
        return self._counted(f"tenant {tenant}", TENANT) if self.enabled else 0

    def _counted(self, key: str, windows: Mapping[int, int]) -> int:
        now, calls = self.tick(), self._calls[key]
        while calls and now - calls[0] >= max(windows):
            calls.popleft()
        waits = [
            window - (now - calls[-most])
            for window, most in windows.items()
            if len(calls) >= most and now - calls[-most] < window
        ]
        if waits:
            self.refused += 1
            return max(1, ceil(max(waits)))
        calls.append(now)
        return 0
