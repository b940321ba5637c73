"""What happens to a case: an act, what must be known to judge it, what comes of it."""

from dataclasses import dataclass
from datetime import datetime

from handlers.calendars import Calendar
from handlers.errors import PersonError
from handlers.policy import ServiceLevels
from store.case_rows import Case, Terms, Timer
from store.rows import Person

from .ladder import Directory
from .steps import Event


class NotNow(PersonError):
    """This case has moved on, so nothing was changed. Its card shows where it stands."""


class NotYours(PersonError):
    """Only those whose case this is may do that, so nothing was changed."""


class FourEyes(PersonError):
    """You opened this case, are a party to it or have decided it before, so someone else decides.
    Nothing was changed.
    """


class WordsNeeded(PersonError):
    """This needs a few words that can be read later. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Office:
    """What a move must know besides the case: who there is, and what time means there."""

    directory: Directory
    calendar: Calendar
    levels: ServiceLevels


@dataclass(frozen=True, slots=True)
class Act:
    """One event as it is caused: without a person, by the clock."""

    event: Event
    now: datetime
    by: Person | None = None
    words: str = ""
    to: str = ""  # of a reassignment: who takes over
    terms: Terms | None = None  # of a grant: as granted, where they differ from what was asked


@dataclass(frozen=True, slots=True)
class Moved:
    """`timers` are all that run from now on; they replace those that ran before."""

    case: Case
    act: Act
    timers: tuple[Timer, ...]
