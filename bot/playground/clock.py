"""The demo's clock: it runs as the one behind it, and can be put forward, never back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(slots=True)
class Clock:
    """One for a whole stage: the bot and both platforms read the same."""

    behind: Callable[[], datetime]
    ahead: timedelta = field(default=timedelta(), init=False)

    def __call__(self) -> datetime:
        return self.behind() + self.ahead

    def forward(self, by: timedelta) -> None:
        if by < timedelta():
            raise ValueError("what is past stays past")
        self.ahead += by
