"""Who there is for a case, and what time means there: read anew in each transaction, since people
leave, go on holiday and hand accounts over while a case is open.
"""

from datetime import datetime

from handlers import calendars
from handlers.permissions import DECIDERS
from handlers.policy import Policy
from store import delegations, editions, entries, people
from store.case_rows import Case
from store.db import Sql
from store.rows import Audience, District, Entry, Role

from .acts import Office
from .ladder import Directory

MANAGERS = (Role.ACCOUNT_MANAGER, Role.DISTRICT_MANAGER)


def of(db: Sql, case: Case, policy: Policy, *, now: datetime) -> Office:
    return at(
        db, case.claim.account_id, case.claim.account, case.claim.district_id, policy, now=now
    )


def at(
    db: Sql, account_id: str, account: str, district_id: str, policy: Policy, *, now: datetime
) -> Office:
    """For an account in a district; one that is not on the list has no manager of its own."""
    district = people.district(db, district_id)
    assert district is not None, "cases keep a district that exists"
    directory = Directory(
        account=account,
        account_manager=_id(db, _manager_email(db, account_id, now=now)),
        district_manager=_id(db, district.manager_email),
        list_owners=tuple(_active(db, Role.LIST_OWNER)),
        appeal_officer=officer(db, policy),
        others=frozenset(each for role in MANAGERS for each in _active(db, role)),
        absences=delegations.at(db, now),
    )
    return Office(directory, calendars.of(district, policy), policy.service_levels)


def district_of(db: Sql, case: Case) -> District:
    found = people.district(db, case.claim.district_id)
    assert found is not None, "cases keep a district that exists"
    return found


def _manager_email(db: Sql, account_id: str, *, now: datetime) -> str:
    """As the list says that the vendor's people go by; a subsidiary's may be its parent's."""
    edition = editions.in_force(db, Audience.STAFF, now=now)
    seen: set[str] = set()
    while edition and account_id and account_id not in seen:
        seen.add(account_id)
        entry: Entry | None = entries.get(db, edition.id, account_id)
        if entry is None:
            return ""
        if entry.manager_email:
            return entry.manager_email
        account_id = entry.parent_id
    return ""


def officer(db: Sql, policy: Policy) -> str:
    """The appeal officer of the policy: any of the vendor's own people, whatever their role."""
    person = people.by_email(db, policy.vendor.appeal_officer)
    if person is None or not person.staff or person.id in people.deactivated(db):
        return ""
    return person.id


def _id(db: Sql, email: str) -> str:
    """Someone who holds a duty, or '': not who has left, nor who has another role by now."""
    person = people.by_email(db, email) if email else None
    if person is None or person.role not in DECIDERS or person.id in people.deactivated(db):
        return ""
    return person.id


def _active(db: Sql, role: Role) -> list[str]:
    gone = people.deactivated(db)
    return [person.id for person in people.by_role(db, role) if person.id not in gone]
