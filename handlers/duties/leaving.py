"""Somebody leaves: out of the directory, or deactivated on a platform. What was theirs to decide
passes up the ladder at once, and doesn't come back with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handlers.cards import Button, Buttons, Card, Text, to_json
from handlers.context import Context
from handlers.errors import PersonError
from handlers.escalation import step
from handlers.escalation.acts import Act
from handlers.escalation.file import CaseFile
from handlers.escalation.ladder import NoOneDecides
from handlers.escalation.steps import Event
from handlers.permissions import Doing, require
from handlers.policy import Policy
from handlers.words import full_stop
from store import audit, cases, delegations, due, outbox, people
from store.db import Sql
from store.rows import Identity, Person, Role

from . import deciders, turns


class Yourself(PersonError):
    """That would take yourself out of the directory, so nothing was changed. Ask another admin."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Cases by number, each with the name of who decides now."""

    cases: tuple[tuple[str, str], ...] = ()
    stuck: str = ""  # why one has nobody to pass on to

    @property
    def words(self) -> str:
        """`ESC-0001 passed on to Dora Weiss`, or ''."""
        return ", ".join(f"{ident} passed on to {name}" for ident, name in self.cases)


def remove(db: Sql, email: str, *, by: Person, policy: Policy, now: datetime) -> Passed:
    """Raises PersonError, also where a case would be left without anyone to decide it."""
    require(Doing.MANAGE_PEOPLE, by, "changes the directory")
    person = people.by_email(db, email)
    if person is None:
        raise PersonError(f"{email} is not in the directory, so nothing was changed.")
    watch = deciders.guard(db, policy, now=now)
    passed = leave(db, [person], by=by, policy=policy, now=now)
    watch.check(db)
    return passed


def leave(
    db: Sql,
    leaving: Iterable[Person],
    *,
    no_more: Iterable[Person] = (),
    by: Person,
    policy: Policy,
    now: datetime,
) -> Passed:
    """All go first, so that nothing passes from one to another; `no_more` stay, but decide nothing
    from now on. Raises PersonError.
    """
    gone = list(leaving)
    if by.id in {person.id for person in gone}:
        raise Yourself
    for person in gone:
        people.remove(db, person.id, now=now)
        audit.append(db, who=by.id, did="person.removed", about=person.id, now=now)
    passed = pass_on(db, [*gone, *no_more], policy, now=now)
    if passed.stuck:
        raise PersonError(passed.stuck)
    return passed


def pass_on(db: Sql, gone: Iterable[Person], policy: Policy, *, now: datetime) -> Passed:
    """What those can't do any more: their absences end, their open cases climb."""
    told, stuck = list[CaseFile](), ""
    for person in gone:
        _no_absences(db, person, policy, now=now)
        for case in cases.owned_by(db, person.id):
            try:
                told.append(step.take(db, case, Act(Event.TAKE_OVER, now), policy))
            except NoOneDecides as error:
                stuck = str(error)
    named = tuple((each.case.id, each.name(each.case.owner_id)) for each in told)
    return Passed(named, stuck)


def _no_absences(db: Sql, person: Person, policy: Policy, *, now: datetime) -> None:
    """Nobody stands in for them, nor they for others, who are told."""
    lost = delegations.to(db, person.id, now=now)
    for row in (*delegations.of(db, person.id, now=now), *lost):
        delegations.end(db, row.id, now=now)
        due.clear(db, about=row.id)
    for row in lost:
        turns.anew(db, row.person_id, policy, now=now)
        card = Card(
            f"{person.name} can't stand in for you any more {turns.span(row)}.",
            (Buttons((Button("Delegate my duty", "duty.delegate", {}, "primary", form=True),)),),
        )
        outbox.put(db, to=f"person:{row.person_id}", card=to_json(card), now=now)


def deactivated(db: Sql, who: Identity, ctx: Context) -> None:
    """The platform says that this account is no more: once, whatever is asked with it later."""
    linked, now = people.linked(db, who), ctx.now()
    if linked is None:
        return
    person = linked[0]
    people.suspend(db, who, now=now)
    if not people.identities(db, person.id):
        people.deactivate(db, person.id, now=now)
    audit.append(db, who=person.id, did="person.deactivated", about=str(who), now=now)
    passed = pass_on(db, [person], ctx.policy, now=now)
    _tell(db, person, who, passed, now=now)


def _tell(db: Sql, person: Person, who: Identity, passed: Passed, *, now: datetime) -> None:
    became = full_stop(passed.words) if passed.cases else ""
    said = f"{became} {passed.stuck}".strip() or "No open case was theirs to decide."
    card = Card(
        f"{person.name}'s account in {who.platform.capitalize()} was deactivated.",
        (
            Text(said),
            Text(
                "Have they left? Then an admin takes them out of the directory."
                " If not, an admin links their account anew."
            ),
        ),
    )
    for owner in people.by_role(db, Role.LIST_OWNER):
        if owner.id != person.id:
            outbox.put(db, to=f"person:{owner.id}", card=to_json(card), now=now)
