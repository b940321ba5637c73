"""No case without someone to decide it: held when a list is published, and against whatever would
change the directory afterwards.
"""

from dataclasses import dataclass, field
from datetime import datetime

from handlers.errors import PersonError
from handlers.escalation import ladder
from handlers.escalation.ladder import Directory
from handlers.escalation.offices import officer
from handlers.permissions import DECIDERS
from handlers.policy import Policy
from handlers.words import capital
from store import editions, entries, people
from store.db import Sql
from store.entries import Duty
from store.rows import Audience, Role

SHOWN = 10  # names in one refusal


@dataclass(frozen=True, slots=True)
class Problems:
    """`orphans` are whose accounts nobody would decide about, `top` is why the ladder has none."""

    orphans: frozenset[Duty] = frozenset()
    top: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """What was wrong before a change: only what the change itself would cause is refused."""

    policy: Policy
    editions: frozenset[str]
    before: Problems = field(default_factory=Problems)

    def check(self, db: Sql) -> None:
        """After the change, in its transaction. Raises PersonError, by name."""
        after = problems(db, self.editions, self.policy)
        new = Problems(after.orphans - self.before.orphans, "" if self.before.top else after.top)
        refuse(db, new)


def guard(db: Sql, policy: Policy, *, now: datetime) -> Guard:
    """Before a change of the directory, over all that is in force."""
    force = (editions.in_force(db, audience, now=now) for audience in Audience)
    idents = frozenset(edition.id for edition in force if edition)
    return Guard(policy, idents, problems(db, idents, policy))


def every_case(db: Sql, edition_id: str, policy: Policy) -> None:
    """Before an edition is put in force. Raises PersonError, by name."""
    refuse(db, problems(db, frozenset({edition_id}), policy))


def problems(db: Sql, idents: frozenset[str], policy: Policy) -> Problems:
    """One directory for each manager and district, however many accounts they have."""
    duties = {duty for ident in idents for duty in entries.duties(db, ident)}
    if not duties:
        return Problems()
    held = {person.email: person.id for role in DECIDERS for person in people.by_role(db, role)}
    owners = tuple(person.id for person in people.by_role(db, Role.LIST_OWNER))
    managers = {each.id: each.manager_email for each in people.districts(db)}
    last = officer(db, policy)

    def directory(duty: Duty) -> Directory:
        manager = held.get(managers.get(duty.district_id, ""), "")
        return Directory("", held.get(duty.manager_email, ""), manager, owners, last)

    orphans = frozenset(duty for duty in duties if not ladder.covered(directory(duty)))
    return Problems(orphans, ladder.topless(Directory("", "", "", owners, last)))


def refuse(db: Sql, found: Problems) -> None:
    """Raises PersonError where there is a problem."""
    lines = []
    if found.orphans:
        names = entries.accounts_of(db, found.orphans)
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        lines.append(f"No one could decide a case at {', '.join(names[:SHOWN])}{more}.")
        lines.append(
            "Import an account manager, a district manager or a list owner for them first."
        )
    if found.top:
        lines.append(capital(found.top))
    if lines:
        raise PersonError("\n".join(lines))


def officer_missing(db: Sql, policy: Policy) -> str:
    """A word for the operator if the policy's appeal officer can't be one, or ''."""
    email = policy.vendor.appeal_officer
    if not email or officer(db, policy):
        return ""
    return f"The policy's appeal officer, {email}, is none of the vendor's people in the directory."
