"""Who may do what: the table of the domain, as data.

A row says by which bond to the thing each role may do it; a role without one may not. What moves a
case (acknowledge, decide, appeal …) is in the table of `escalation.steps`, by the same bonds.
"""

from collections.abc import Mapping
from enum import StrEnum

from store.rows import Person, Role


class Bond(StrEnum):
    """What someone is to the thing that it is about."""

    ANY = "any"
    OWN_FIRM = "own firm's"  # their firm is a side of the case
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
    COMMENT = "comment on a case"
    COMMENT_DRAFT = "comment on a draft in review"
    READ_AUDIT = "read the audit log"
    READ_FIGURES = "read a district's figures"
    DELEGATE = "delegate"
    CONFIRM_ALIAS = "confirm an alias"
    IMPORT_LIST = "import a list"
    SIGN_OFF = "sign off"
    READ_BOARD = "read an edition's board"
    PUBLISH = "publish"
    SECOND_PUBLISH = "be the second person who publishes"
    MANAGE_PEOPLE = "manage people"


_ANY = frozenset({Bond.ANY})
_OWN = frozenset({Bond.OWN_FIRM})
_PARTY = frozenset({Bond.PARTY})
_ACCOUNT = frozenset({Bond.OWN_ACCOUNT, Bond.DUTY, Bond.PARTY})
_DISTRICT = frozenset({Bond.OWN_DISTRICT, Bond.DUTY, Bond.PARTY})

Row = Mapping[Role, frozenset[Bond]]
_READ: Row = {
    Role.PARTNER_REP: _OWN,
    Role.SERVICES_LEAD: _PARTY,
    Role.ACCOUNT_MANAGER: _ACCOUNT,
    Role.DISTRICT_MANAGER: _DISTRICT,
    Role.LIST_OWNER: _ANY,
    Role.AUDITOR: _ANY,
}
_DECIDERS = (Role.ACCOUNT_MANAGER, Role.DISTRICT_MANAGER, Role.LIST_OWNER)

TABLE: Mapping[Doing, Row] = {
    Doing.ASK: dict.fromkeys(Role, _ANY),
    Doing.OPEN_CASE: dict.fromkeys((Role.PARTNER_REP, Role.SERVICES_LEAD, *_DECIDERS), _ANY),
    Doing.ASK_EXCEPTION: {Role.SERVICES_LEAD: _ANY},
    Doing.READ_CASE: _READ,
    Doing.EXPORT_CASE: _READ,
    Doing.COMMENT: {role: bonds for role, bonds in _READ.items() if role is not Role.AUDITOR},
    Doing.COMMENT_DRAFT: {
        Role.PARTNER_REP: frozenset({Bond.OWN_DISTRICT}),
        Role.ACCOUNT_MANAGER: frozenset({Bond.OWN_DISTRICT, Bond.OWN_ACCOUNT}),
        Role.DISTRICT_MANAGER: frozenset({Bond.OWN_DISTRICT}),
        Role.LIST_OWNER: _ANY,
    },
    Doing.READ_AUDIT: {
        Role.DISTRICT_MANAGER: frozenset({Bond.OWN_DISTRICT}),
        Role.LIST_OWNER: _ANY,
        Role.AUDITOR: _ANY,
    },
    Doing.READ_FIGURES: {
        Role.DISTRICT_MANAGER: frozenset({Bond.OWN_DISTRICT}),
        Role.LIST_OWNER: _ANY,
        Role.AUDITOR: _ANY,
    },
    Doing.DELEGATE: dict.fromkeys(_DECIDERS, _ANY),
    Doing.CONFIRM_ALIAS: {
        Role.ACCOUNT_MANAGER: frozenset({Bond.OWN_ACCOUNT}),
        Role.LIST_OWNER: _ANY,
    },
    Doing.IMPORT_LIST: {Role.LIST_OWNER: _ANY},
    Doing.SIGN_OFF: {
        Role.DISTRICT_MANAGER: frozenset({Bond.OWN_DISTRICT}),
        Role.LIST_OWNER: _ANY,
    },
    Doing.READ_BOARD: {Role.LIST_OWNER: _ANY, Role.AUDITOR: _ANY},
    Doing.PUBLISH: {Role.LIST_OWNER: _ANY},
    Doing.SECOND_PUBLISH: {
        Role.LIST_OWNER: _ANY,
        Role.DISTRICT_MANAGER: frozenset({Bond.NO_OTHER}),
    },
    Doing.MANAGE_PEOPLE: {Role.ADMIN: _ANY},
}


def allowed(doing: Doing, person: Person, bonds: frozenset[Bond] = frozenset()) -> bool:
    """Whether someone with these bonds to the thing may do this."""
    return bool(TABLE[doing].get(person.role, frozenset()) & (bonds | _ANY))
