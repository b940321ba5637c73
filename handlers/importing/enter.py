"""What people and districts from a file change: each function is one `Db.write`, with its audit
row, all or nothing.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers import outsiders
from handlers.duties import deciders, leaving
from handlers.errors import PersonError
from handlers.permissions import DECIDERS, Doing, require
from handlers.policy import Policy
from store import audit, people, subscriptions
from store.db import Sql
from store.rows import District, Identity, Person, Platform, Role

from .checked import Watch, quoted, unwatched
from .rows import PersonRow

FILE = "may import this file"
MANAGERS = (Role.ACCOUNT_MANAGER, Role.DISTRICT_MANAGER)


@dataclass(frozen=True, slots=True)
class Known:
    """What the checks need of the directory; read before them, as they may take seconds."""

    districts: Mapping[str, str]
    people: frozenset[str]
    managers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entered:
    added: int
    changed: int
    same: int
    removed: int = 0
    passed: str = ""  # open cases that have passed on to others, in words


def known(db: Sql) -> Known:
    everyone = people.every(db)
    return Known(
        districts={row.id: row.name for row in people.districts(db)},
        people=frozenset(row.email for row in everyone),
        managers=frozenset(row.email for row in everyone if row.role in MANAGERS),
    )


def districts(
    db: Sql, rows: Sequence[District], *, by: Person, policy: Policy, now: datetime
) -> Entered:
    """Raises PersonError."""
    require(Doing.MANAGE_PEOPLE, by, FILE)
    guard = deciders.guard(db, policy, now=now)
    before = {row.id: row for row in people.districts(db)}
    for row in rows:
        people.put_district(db, row)
    guard.check(db)
    done = _tally(before, {row.id: row for row in rows})
    return _recorded(db, done, "districts.imported", by=by, now=now)


def directory(
    db: Sql,
    rows: Sequence[PersonRow],
    *,
    by: Person,
    policy: Policy,
    now: datetime,
    watch: Watch = unwatched,
    remove_missing: bool = False,
) -> Entered:
    """People are the same by their e-mail; ids of platforms are linked. With `remove_missing` the
    file is the whole directory: who is not in it has left. Raises PersonError.
    """
    require(Doing.MANAGE_PEOPLE, by, FILE)
    guard = deciders.guard(db, policy, now=now)
    still_known(known(db).districts, (place for row in rows for place in row.districts))
    firms = {name.casefold(): (ident, name) for ident, name in people.firms(db).items()}
    before = {row.email: row for row in people.every(db)}
    after = {}
    for row in watch(rows, "Writing"):
        firm = firms.setdefault(row.firm.casefold(), (_new_id(), row.firm)) if row.firm else None
        old = before.get(row.email)
        person = _person(row, old.id if old else _new_id(), *(firm or ("", "")))
        if person != old:
            people.put(db, person)
        if old is not None and old.audience is not person.audience:
            subscriptions.change_sides(db, person.id, person.audience)
        if old is None or old.role != person.role:
            role = {"role": person.role.value}
            audit.append(db, who=by.id, did="person.role", about=person.id, detail=role, now=now)
        for who in _identities(row):
            _link(db, who, person, by=by, now=now)
        after[row.email] = person
    gone = [each for email, each in before.items() if remove_missing and email not in after]
    passed = leaving.leave(db, gone, no_more=_demoted(before, after), by=by, policy=policy, now=now)
    guard.check(db)
    done = replace(_tally(before, after), removed=len(gone), passed=passed.words)
    return _recorded(db, done, "people.imported", by=by, now=now)


def _demoted(before: Mapping[str, Person], after: Mapping[str, Person]) -> list[Person]:
    """Those who decide nothing any more, in their new role."""
    return [
        before[email]
        for email, person in after.items()
        if email in before and before[email].role in DECIDERS and person.role not in DECIDERS
    ]


def still_known(known: Iterable[str], used: Iterable[str]) -> None:
    """The checks read the directory a moment ago; someone may have changed it since."""
    if gone := {*used} - {*known, ""}:
        raise PersonError(
            f"{quoted(min(gone))} has just been taken out of the directory. Import again."
        )


def _person(row: PersonRow, ident: str, firm_id: str, firm: str) -> Person:
    return Person(
        id=ident,
        email=row.email,
        name=row.name,
        role=row.role,
        firm_id=firm_id,
        firm=firm,
        districts=tuple(sorted(row.districts)),
        manager_email=row.manager_email,
        time_zone=row.time_zone,
    )


def _link(db: Sql, who: Identity, person: Person, *, by: Person, now: datetime) -> None:
    """A link that is there already stays as it is, with the e-mail that it has seen."""
    linked = people.linked(db, who)
    if linked is None or linked[0].id != person.id:
        people.link(db, who, person.id, email="", now=now)
        to = {"person": person.id}
        audit.append(db, who=by.id, did="person.linked", about=str(who), detail=to, now=now)


def _identities(row: PersonRow) -> Iterable[Identity]:
    for platform, pair in ((Platform.SLACK, row.slack_id), (Platform.TEAMS, row.teams_id)):
        if pair:
            place, _, member = pair.partition("/")
            yield Identity(platform, place, member)


def _new_id() -> str:
    return secrets.token_hex(8)


def _tally(before: Mapping[str, object], after: Mapping[str, object]) -> Entered:
    added = len(after.keys() - before.keys())
    same = sum(before.get(key) == row for key, row in after.items())
    return Entered(added, len(after) - added - same, same)


def _recorded(db: Sql, done: Entered, did: str, *, by: Person, now: datetime) -> Entered:
    """The audit row, once it is sure that every case still has someone to decide it."""
    detail = {"added": str(done.added), "changed": str(done.changed), "same": str(done.same)}
    if done.removed:
        detail["removed"] = str(done.removed)
    outsiders.plan_all(db, now=now)  # whose channel it is, or who is an outsider, may have changed
    audit.append(db, who=by.id, did=did, detail=detail, now=now)
    return done
