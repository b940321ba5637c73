"""Cases as the rest of the program sees them: escalations and requests for an exception."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SERVICES = "services"  # the side of the vendor's services arm; a firm's is `firm:ID`
UNLISTED = "new:"  # how the account ids of companies begin that are not on the list


class Kind(StrEnum):
    ESCALATION = "escalation"
    EXCEPTION = "exception"


class State(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    NEEDS_INFO = "needs_info"
    UPHELD = "upheld"
    DECLINED = "declined"
    APPEALED = "appealed"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    EXPIRED = "expired"
    REVOKED = "revoked"


FINAL = frozenset({State.REFUSED, State.WITHDRAWN, State.CLOSED, State.EXPIRED, State.REVOKED})


class Rung(StrEnum):
    """A place on the ladder of those who decide, the lowest first."""

    ACCOUNT_MANAGER = "account_manager"
    DISTRICT_MANAGER = "district_manager"
    LIST_OWNER = "list_owner"
    APPEAL_OFFICER = "appeal_officer"


class Clock(StrEnum):
    """What can become due in a case."""

    HALF_ACKNOWLEDGE = "half_acknowledge"
    ACKNOWLEDGE = "acknowledge"
    HALF_DECIDE = "half_decide"
    DECIDE = "decide"
    ASK_OPENER = "ask_opener"
    TELL_DECIDER = "tell_decider"
    TOP = "top"
    CLOSE = "close"
    EXPIRY_NOTICE = "expiry_notice"
    EXPIRY = "expiry"


@dataclass(frozen=True, slots=True)
class Timer:
    clock: Clock
    at: datetime


@dataclass(frozen=True, slots=True)
class Party:
    """Someone whom the case is about, on one of its sides; the opener is one too."""

    person_id: str
    side: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What was written when the case was opened; it never changes."""

    kind: Kind
    account_id: str
    account: str  # its name on that day
    district_id: str
    opener_id: str
    opener_side: str
    other_side: str  # empty for an exception: there is none
    offering: str = ""
    opportunity: str = ""
    what: str = ""
    evidence: tuple[str, ...] = ()
    urgency: str = "normal"


@dataclass(frozen=True, slots=True)
class Terms:
    """Of an exception. Its days are counted from the moment it is granted."""

    project: str
    conditions: str
    days: int
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """`owner_id` holds the duty to decide; a delegate may act for them."""

    id: str  # ESC-0001, EXC-0001
    revision: int
    claim: Claim
    parties: tuple[Party, ...]
    state: State
    rung: Rung
    owner_id: str
    opened_at: datetime
    used: timedelta = timedelta()  # business time on this rung before `running_since`
    running_since: datetime | None = None  # None: the clock stands still
    asked_at: datetime | None = None
    flagged: bool = False  # late, with nobody further up the ladder
    appealed: bool = False
    former: tuple[str, ...] = ()  # decided what is appealed, or held the duty to
    outcome: State | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    accepted: tuple[str, ...] = ()  # sides
    terms: Terms | None = None
    closed_at: datetime | None = None

    @property
    def final(self) -> bool:
        return self.state in FINAL

    @property
    def barred(self) -> frozenset[str]:
        """Those who may not decide: four eyes."""
        return frozenset(party.person_id for party in self.parties) | {*self.former}


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of a case's timeline; `by` is empty for the clock."""

    case_id: str
    number: int
    at: datetime
    event: str
    by: str
    state: State
    owner_id: str
    words: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delegation:
    """One person's duties in another's hands, both days included, as days go in `zone`."""

    id: str
    person_id: str
    delegate_id: str
    first: date
    last: date
    zone: str = "UTC"
    ended_at: datetime | None = None  # before its time

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), ZoneInfo(self.zone))

    @property
    def ends(self) -> datetime:
        """The first moment in which it holds no more."""
        return datetime.combine(self.last + timedelta(days=1), time(), ZoneInfo(self.zone))
