"""Which account of a platform is whose: by an admin, where an e-mail alone can't be believed."""

from datetime import datetime

from handlers.errors import PersonError
from handlers.permissions import Doing, require
from store import audit, people
from store.db import Sql
from store.rows import Identity, Person, Platform

SHAPES = {Platform.SLACK: "TEAM/USER", Platform.TEAMS: "TENANT/OBJECT"}


def identity(platform: str, pair: str) -> Identity:
    """From what was typed. Raises PersonError."""
    place, _, member = pair.partition("/")
    if not place or not member or "/" in member or pair.split() != [pair]:
        shape = SHAPES[Platform(platform)]
        raise PersonError(f"An account in {platform.capitalize()} is written as {shape}.")
    return Identity(Platform(platform), place, member)


def link(db: Sql, email: str, who: Identity, *, by: Person, now: datetime) -> Person:
    """Also one that was suspended. Raises PersonError."""
    person = _person(db, email, by)
    held = people.linked(db, who)
    if held is not None and held[0].id != person.id:
        raise PersonError(
            f"{who} is {held[0].name}'s account ({held[0].email}), so nothing was changed."
            " Unlink it first."
        )
    people.link(db, who, person.id, email="", now=now)
    detail = {"person": person.id}
    audit.append(db, who=by.id, did="person.linked", about=str(who), detail=detail, now=now)
    return person


def unlink(db: Sql, email: str, who: Identity, *, by: Person, now: datetime) -> Person:
    """For good: their e-mail doesn't link them again, an admin does. Raises PersonError."""
    person = _person(db, email, by)
    held = people.linked(db, who)
    if held is None or held[0].id != person.id:
        raise PersonError(f"{who} is not linked to {person.name}, so nothing was changed.")
    people.suspend(db, who, now=now)
    detail = {"person": person.id}
    audit.append(db, who=by.id, did="person.unlinked", about=str(who), detail=detail, now=now)
    return person


def _person(db: Sql, email: str, by: Person) -> Person:
    require(Doing.MANAGE_PEOPLE, by, "changes the directory")
    person = people.by_email(db, email)
    if person is None:
        raise PersonError(f"{email} is not in the directory, so nothing was changed.")
    return person
