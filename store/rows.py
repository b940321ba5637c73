"""Rows as the rest of the program sees them: frozen, typed, without SQL."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Platform(StrEnum):
    SLACK = "slack"
    TEAMS = "teams"
    CLI = "cli"


class Role(StrEnum):
    PARTNER_REP = "partner_rep"
    SERVICES_LEAD = "services_lead"
    ACCOUNT_MANAGER = "account_manager"
    DISTRICT_MANAGER = "district_manager"
    LIST_OWNER = "list_owner"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Audience(StrEnum):
    """For whom an edition is in force: the vendor's own people, or partners."""

    STAFF = "staff"
    PARTNERS = "partners"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the platform says someone is: Slack team and user, Entra tenant and object id."""

    platform: Platform
    tenant: str
    member: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.tenant}/{self.member}"


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    email: str
    name: str
    role: Role
    firm_id: str = ""  # empty for the vendor's own people
    firm: str = ""
    districts: tuple[str, ...] = ()
    manager_email: str = ""
    time_zone: str = ""

    @property
    def staff(self) -> bool:
        return self.role is not Role.PARTNER_REP

    @property
    def audience(self) -> Audience:
        return Audience.STAFF if self.staff else Audience.PARTNERS


@dataclass(frozen=True, slots=True)
class District:
    id: str
    name: str
    manager_email: str
    time_zone: str
    country: str
    channel: str
    partner_channel: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    id: str
    state: str
    effective_from: date
    next_update: date
    published_at: datetime | None = None
    partners_at: datetime | None = None
    policy: str = ""  # TOML text in force with it; empty until published
    restores: str = ""  # the edition that this one puts in force anew
    published_by: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a scheduled edition comes into force; `former` is the state that it had before."""

    edition_id: str
    at: datetime
    partners_at: datetime
    reason: str
    former: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What someone said of two rows of a diff: the same company, or two different ones.

    The names are those they saw: it holds no longer for a row that has another name by now.
    """

    before_id: str
    after_id: str
    before_name: str
    after_name: str
    same: bool

    @property
    def ids(self) -> tuple[str, str]:
        return self.before_id, self.after_id


@dataclass(frozen=True, slots=True)
class Entry:
    """An account's row in one edition. Without a tier it is not named itself: a subsidiary."""

    account_id: str
    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    ticker: str = ""
    parent_id: str = ""
    tier: str = ""
    district: str = ""
    pcs: int | None = None
    manager_email: str = ""
    exception: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that a person used for an account, proposed until its manager has decided."""

    id: str
    account_id: str
    text: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given; `card` is the stored card's JSON."""

    ref: str
    at: datetime
    person_id: str
    firm_id: str
    edition_id: str
    asked: str
    card: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A conversation that the bot has been in (`slack:TEAM/CHANNEL`, `teams:CONVERSATION`)."""

    address: str
    platform: Platform
    tenant: str
    kind: str
    service_url: str = ""
    bot_id: str = ""
    member: str = ""  # of a personal chat: whose it is
    name: str = ""
    team: str = ""  # of a channel: what it comes and goes with, `teams:TEAM`


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message in the outbox; `edits` is the platform's id of the message it replaces, or with
    `remove` takes away.
    """

    id: int
    destination: str
    thread: str
    card: str
    edits: str
    attempts: int
    made_at: datetime
    error: str = ""
    topic: str = ""
    under: str = ""
    remove: bool = False
    bulk: bool = False
