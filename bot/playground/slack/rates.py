"""How often a method may be called (docs.slack.dev/apis/web-api/rate-limits).

Posting is counted by channel, everything else by method: a full minute's worth may come at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

POSTS_A_SECOND = 1.0
POSTS_AT_ONCE = 4  # Slack tolerates "short bursts" and names no figure


@dataclass
class Rates:
    """Token buckets. Set `enabled` to False where a test is about something else."""

    tick: Callable[[], float]
    enabled: bool = True
    posts_at_once: int = POSTS_AT_ONCE
    refused: int = 0  # how often an app had to be told to slow down
    _full: dict[str, tuple[float, float]] = field(default_factory=dict)

    def post_wait_s(self, channel: str) -> int:
        return self._wait_s(f"post {channel}", POSTS_A_SECOND, self.posts_at_once)

    def call_wait_s(self, method: str, per_minute: int) -> int:
        return self._wait_s(method, per_minute / 60, per_minute)

    def _wait_s(self, key: str, per_s: float, most: float) -> int:
        """Whole seconds to wait, 0 when the call may go (it is then counted)."""
        if not self.enabled:
            return 0
        now = self.tick()
        level, at = self._full.get(key, (most, now))
        level = min(most, level + (now - at) * per_s)
        if level >= 1:
            self._full[key] = level - 1, now
            return 0
        self._full[key] = level, now
        self.refused += 1
        return ceil((1 - level) / per_s)
