"""Who may do what: the table of the domain, as data.

A row says by which bond to the thing each role may do it; a role without one may not. What moves a
case (acknowledge, decide, appeal …) is in the table of `escalation.steps`, by the same bonds.
"""

from collections.abc import Mapping
from enum import StrEnum

from store.rows import Person, Role

from .errors import NotAllowed


class Bond(StrEnum):
    """What someone is to the thing that it is about."""

    ANY = "any"
    OWN_FIRM = "own firm's"  # their firm is a side of the case; of a channel: its only one
    PARTY = "party"
    OWN_ACCOUNT = "own account"  # its account manager
    OWN_DISTRICT = "own district"
    DUTY = "duty"  # decides now, stands in for who does, is above, or has decided before
    NO_OTHER = "no other"  # there is no other list owner


class Doing(StrEnum):
    ASK = "ask"
    OPEN_CASE = "open a case"
    ASK_EXCEPTION = "ask for an exception"
    READ_CASE = "read a case"
    EXPORT_CASE = "export a case"
    READ_PRECEDENTS = "read past decisions"  # of all, besides those of one's own cases
    COMMENT = "comment on a case"
    COMMENT_DRAFT = "comment on a draft in review"
    READ_AUDIT = "read the audit log"
    READ_FIGURES = "read a district's figures"
    DELEGATE = "delegate"
    CONFIRM_ALIAS = "confirm an alias"
    WATCH = "watch"
    SUBSCRIBE_CHANNEL = "subscribe a channel"
    IMPORT_LIST = "import a list"
    SIGN_OFF = "sign off"
    READ_BOARD = "read an edition's board"
    PUBLISH = "publish"
    SECOND_PUBLISH = "be the second person who publishes"
    MANAGE_PEOPLE = "manage people and districts"
    MANAGE_OUTBOX = "manage the outbox"


Row = Mapping[Role, frozenset[Bond]]
STAFF = tuple(role for role in Role if role is not Role.PARTNER_REP)
DECIDERS = (Role.ACCOUNT_MANAGER, Role.DISTRICT_MANAGER, Role.LIST_OWNER)

_ANY = frozenset({Bond.ANY})
_DUTY = frozenset({Bond.DUTY})  # of who is no manager: only as the policy's appeal officer
_PARTNER = {Role.PARTNER_REP: frozenset({Bond.OWN_FIRM})}
_DISTRICT = frozenset({Bond.OWN_DISTRICT})
_MANAGERS: Row = {
    Role.ACCOUNT_MANAGER: frozenset({Bond.OWN_ACCOUNT, Bond.DUTY, Bond.PARTY}),
    Role.DISTRICT_MANAGER: frozenset({Bond.OWN_ACCOUNT, Bond.OWN_DISTRICT, Bond.DUTY, Bond.PARTY}),
    Role.LIST_OWNER: _ANY,
}
_COMMENT: Row = {
    **_PARTNER,
    Role.SERVICES_LEAD: frozenset({Bond.PARTY, Bond.DUTY}),
    **_MANAGERS,
    Role.AUDITOR: _DUTY,
    Role.ADMIN: _DUTY,
}
_READ: Row = {**_COMMENT, Role.AUDITOR: _ANY}
_AUDIT: Row = {Role.DISTRICT_MANAGER: _DISTRICT, Role.LIST_OWNER: _ANY, Role.AUDITOR: _ANY}

TABLE: Mapping[Doing, Row] = {
    Doing.ASK: dict.fromkeys(Role, _ANY),
    Doing.OPEN_CASE: dict.fromkeys((Role.PARTNER_REP, Role.SERVICES_LEAD, *DECIDERS), _ANY),
    Doing.ASK_EXCEPTION: {Role.SERVICES_LEAD: _ANY},
    Doing.READ_CASE: _READ,
    Doing.EXPORT_CASE: _READ,
    Doing.READ_PRECEDENTS: dict.fromkeys((*DECIDERS, Role.AUDITOR), _ANY),
    Doing.COMMENT: _COMMENT,
    Doing.COMMENT_DRAFT: {
        Role.PARTNER_REP: _DISTRICT,
        Role.ACCOUNT_MANAGER: frozenset({Bond.OWN_ACCOUNT}),
        Role.DISTRICT_MANAGER: _DISTRICT,
        Role.LIST_OWNER: _ANY,
    },
    Doing.READ_AUDIT: _AUDIT,
    Doing.READ_FIGURES: _AUDIT,
    Doing.DELEGATE: {**dict.fromkeys(STAFF, _DUTY), **dict.fromkeys(DECIDERS, _ANY)},
    Doing.CONFIRM_ALIAS: {
        Role.ACCOUNT_MANAGER: frozenset({Bond.OWN_ACCOUNT}),
        Role.DISTRICT_MANAGER: frozenset({Bond.OWN_ACCOUNT}),
        Role.LIST_OWNER: _ANY,
    },
    Doing.WATCH: dict.fromkeys(Role, _ANY),
    Doing.SUBSCRIBE_CHANNEL: {**_PARTNER, **dict.fromkeys(STAFF, _ANY)},
    Doing.IMPORT_LIST: {Role.LIST_OWNER: _ANY},
    Doing.SIGN_OFF: {Role.DISTRICT_MANAGER: _DISTRICT, Role.LIST_OWNER: _ANY},
    Doing.READ_BOARD: {Role.LIST_OWNER: _ANY, Role.AUDITOR: _ANY},
    Doing.PUBLISH: {Role.LIST_OWNER: _ANY},
    Doing.SECOND_PUBLISH: {
        Role.LIST_OWNER: _ANY,
        Role.DISTRICT_MANAGER: frozenset({Bond.NO_OTHER}),
    },
    Doing.MANAGE_PEOPLE: {Role.ADMIN: _ANY},
    Doing.MANAGE_OUTBOX: {Role.ADMIN: _ANY},
}


def allowed(doing: Doing, person: Person, bonds: frozenset[Bond] = frozenset()) -> bool:
    """Whether someone with these bonds to the thing may do this."""
    return bool(TABLE[doing].get(person.role, frozenset()) & (bonds | _ANY))


def ever(doing: Doing, person: Person) -> bool:
    """Whether someone of this role may do it anywhere at all, whatever it is about."""
    return person.role in TABLE[doing]


def require(doing: Doing, person: Person, what: str) -> None:
    """For what only a role's holders do, whatever it is about: `what` ends the refusal's sentence,
    as in “Only a list owner publishes an edition”. Raises NotAllowed.

    At the command line without a name it is whoever holds the database file itself.
    """
    if not (allowed(doing, person) or person.id.startswith("cli:")):
        raise NotAllowed(f"Only {_holders(doing)} {what}, so nothing was changed.")


def _holders(doing: Doing) -> str:
    roles = (role.replace("_", " ") for role in TABLE[doing])
    return " or ".join(f"{'an' if role[0] in 'aeiou' else 'a'} {role}" for role in roles)
