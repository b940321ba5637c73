"""What one simulated Teams holds besides its world: tokens, keys, rates, trouble, uploads."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.playground.faults import Faults

from .app import App
from .identity import Issuer, Tokens
from .rates import Rates
from .world import World


class Refusal(Exception):
    """The connector says no, in the Bot Framework's words."""

    def __init__(self, status: int, code: str, message: str = "", retry_after_s: int = 0) -> None:
        super().__init__(status, code, message)
        self.status, self.code, self.message = status, code, message or code
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class File:
    name: str
    content: bytes = field(repr=False)


@dataclass
class State:
    """Passed to every part of the simulator; `url` is where the bot reaches it."""

    world: World
    app: App
    bot_url: str
    tick: Callable[[], float]
    url: str = ""
    files: dict[str, File] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    wall: Callable[[], float] = time.time  # receivers check tokens against their own clock

    def __post_init__(self) -> None:
        self.issuer = Issuer(self.app, lambda: self.wall())
        self.tokens = Tokens(self.app, self.world.now)
        self.rates = Rates(self.tick)

    @property
    def service_url(self) -> str:
        return f"{self.url}/"
