"""Microsoft Teams: the only place that knows activities, Adaptive Cards and the Bot Connector."""

from bot.config import Config
from bot.link import Link
from handlers.context import Clock
from store.db import Db

from .app import TeamsLink


def connect(config: Config, db: Db, now: Clock) -> Link:
    return TeamsLink(config, db, now)
