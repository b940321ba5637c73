"""Microsoft Teams: the only place that knows activities, Adaptive Cards and the Bot Connector."""

from collections.abc import Callable
from time import monotonic

from bot.config import Config
from bot.link import Link
from handlers.context import Clock
from store.db import Db

from .app import TeamsLink


def connect(config: Config, db: Db, now: Clock, *, clock: Callable[[], float] = monotonic) -> Link:
    """`clock` counts the seconds of Teams' limits."""
    return TeamsLink(config, db, now, clock=clock)
