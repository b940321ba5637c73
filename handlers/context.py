"""What every handler is given: nothing is looked up, everything comes in from the edge."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from store.db import Db
from store.directory import Directory

from .lists import Lists
from .policy import Policy
from .request import Platforms

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Context:
    db: Db
    policy: Policy
    now: Clock
    lists: Lists
    directory: Directory
    platforms: Platforms
