"""Publishing without every sign-off: a reason, and a second person's word (four-eyes)."""

from dataclasses import dataclass
from datetime import datetime

from handlers import days, publishing, scheduling
from handlers.cards import Button, Buttons, Card, Note, Text
from handlers.duties import deciders
from handlers.errors import NotAllowed, PersonError
from handlers.identify import operator
from handlers.permissions import Bond, Doing, allowed, require
from handlers.policy import Policy
from handlers.publishing import Published, ReasonNeeded
from store import approvals, audit, people, reviews
from store.approvals import Approval, Wish
from store.db import Sql
from store.rows import Person, Plan, Role

from . import sheet as sheets
from . import tell


class Nobody(PersonError):
    """There is nobody else who could approve it: no other list owner, and no district manager."""


class NothingWaits(PersonError):
    """Nothing waits for a second person there any more, so nothing was changed."""


class NotSecond(NotAllowed):
    """Another list owner approves it, or where there is none a district manager; not you."""


@dataclass(frozen=True, slots=True)
class Asked:
    """It waits for the word of one of these."""

    approval: Approval
    second: tuple[Person, ...]


def publish(
    db: Sql,
    ident: str,
    *,
    by: Person,
    policy: Policy,
    reason: str = "",
    partners_at: datetime | None = None,
    now: datetime,
) -> Published | Asked:
    """At once, or once a second person has approved it. Runs inside one `Db.write`."""
    require(Doing.PUBLISH, by, "publishes an edition")
    publishing.staff_first(now, partners_at)
    if _alone(db, ident):
        return publishing.publish(
            db, ident, by=by, policy=policy, reason=reason, partners_at=partners_at, now=now
        )
    return _ask(db, Wish(ident, None, partners_at, reason.strip()), by, policy, now=now)


def schedule(
    db: Sql,
    ident: str,
    *,
    at: datetime,
    partners_at: datetime | None = None,
    by: Person,
    policy: Policy,
    reason: str = "",
    now: datetime,
) -> Plan | Asked:
    """Likewise, for a moment to come."""
    require(Doing.PUBLISH, by, "schedules an edition")
    scheduling.in_time(at, partners_at, policy, now=now)
    if _alone(db, ident):
        return scheduling.schedule(
            db, ident, at=at, partners_at=partners_at, by=by, policy=policy, reason=reason, now=now
        )
    return _ask(db, Wish(ident, at, partners_at, reason.strip()), by, policy, now=now)


def approve(
    db: Sql, ident: str, *, by: Person, policy: Policy, card: int | None = None, now: datetime
) -> Published | Plan:
    """The second person's word; what was asked for happens at once. `card` is the question that
    was answered, if a card asked it. Raises PersonError.
    """
    asked = waiting(db, ident, by, card)
    approvals.decide(db, asked.id, state="approved", by=by.id, now=now)
    done = _do(db, asked, _asker(db, asked), by, policy, now=now)
    detail = {"asked_by": asked.asked_by}
    audit.append(db, who=by.id, did="edition.approved", about=ident, detail=detail, now=now)
    _answered(db, asked, f"{by.name} has approved {_what(asked, policy)}.", now=now)
    return done


def _do(
    db: Sql, asked: Approval, asker: Person, second: Person, policy: Policy, *, now: datetime
) -> Published | Plan:
    ident, reason = asked.edition_id, asked.reason
    if asked.at:
        return scheduling.schedule(
            db,
            ident,
            at=asked.at,
            partners_at=asked.partners_at,
            by=asker,
            second=second,
            policy=policy,
            reason=reason,
            now=now,
        )
    return publishing.publish(
        db,
        ident,
        by=asker,
        second=second,
        policy=policy,
        reason=reason,
        partners_at=max(asked.partners_at, now) if asked.partners_at else None,
        now=now,
    )


def _asker(db: Sql, asked: Approval) -> Person:
    if asked.asked_by.startswith("cli:"):
        return operator(asked.asked_by.removeprefix("cli:"))
    asker = people.get(db, asked.asked_by)
    if asker is None:
        raise PersonError("Whoever asked for it has left, so nothing was changed. Ask for it anew.")
    return asker


def decline(
    db: Sql,
    ident: str,
    *,
    by: Person,
    why: str,
    policy: Policy,
    card: int | None = None,
    now: datetime,
) -> Approval:
    """It stays as it is, and whoever asked is told why. Raises PersonError."""
    asked = waiting(db, ident, by, card)
    if not why.strip():
        raise PersonError("Please say why: whoever asked for it is told.")
    approvals.decide(db, asked.id, state="declined", by=by.id, why=why.strip(), now=now)
    audit.append(db, who=by.id, did="edition.approval_declined", about=ident, now=now)
    told = f"{by.name} has declined {_what(asked, policy)}: “{why.strip()}”"
    _answered(db, asked, told, now=now)
    tell.boards(db, ident, now=now)
    return asked


def seconds(db: Sql, asker: str) -> list[Person]:
    """Who may approve what someone asks for: other list owners, else the district managers."""
    others = [p for p in people.by_role(db, Role.LIST_OWNER) if p.id != asker]
    managers = [p for p in people.by_role(db, Role.DISTRICT_MANAGER) if p.id != asker]
    return others or managers


def may_second(db: Sql, asked: Approval, by: Person) -> bool:
    alone = all(p.id == asked.asked_by for p in people.by_role(db, Role.LIST_OWNER))
    bonds = frozenset({Bond.NO_OTHER}) if alone else frozenset[Bond]()
    known = people.get(db, by.id) is not None  # who holds the database alone is nobody else
    return known and by.id != asked.asked_by and allowed(Doing.SECOND_PUBLISH, by, bonds)


def _alone(db: Sql, ident: str) -> bool:
    """Whether whoever publishes may do so alone."""
    edition = publishing.found(db, ident)
    if edition.published_at is not None:
        raise publishing.PublishedAlready
    return publishing.signed_off(db, ident)


def _ask(db: Sql, wish: Wish, by: Person, policy: Policy, *, now: datetime) -> Asked:
    ident = wish.edition_id
    if not wish.reason:
        raise ReasonNeeded
    deciders.every_case(db, ident, policy)
    second = seconds(db, by.id)
    if not second:
        raise Nobody
    if earlier := approvals.overtake(db, ident, now=now):
        tell.asked(db, earlier, now=now)
    asked = approvals.ask(db, wish, by=by.id, now=now)
    about, card = f"approval:{asked.id}", _card(db, asked, by, policy, now=now)
    for person in second:
        tell.person(db, person, card, once=f"{about}:{person.id}", about=about, now=now)
    detail = {"reason": wish.reason, "at": wish.at.isoformat() if wish.at else "at once"}
    audit.append(db, who=by.id, did="edition.approval_asked", about=ident, detail=detail, now=now)
    tell.boards(db, ident, now=now)
    return Asked(asked, tuple(second))


def _card(db: Sql, asked: Approval, by: Person, policy: Policy, *, now: datetime) -> Card:
    ident = asked.edition_id
    data = {"edition": ident, "ask": str(asked.id)}
    row = (
        Button("Approve", "approval.approve", data, "primary"),
        Button("Decline", "approval.decline", data, "danger", form=True),
    )
    missing = [s.district.name for s in sheets.every(db, ident, now=now) if not s.share.signed_by]
    lacking = f"Not signed off: {', '.join(missing)}." if missing else "No district reviewed it."
    if reviews.get(db, ident) is None:
        lacking = "No district has reviewed it."
    return Card(
        f"{by.name} asks you to approve {_what(asked, policy)}.",
        (
            Text(lacking),
            Text(f"The reason: “{asked.reason}”"),
            Buttons(row),
            Note("Publishing without every sign-off takes two people."),
        ),
    )


def _what(asked: Approval, policy: Policy) -> str:
    if asked.at is None:
        return f"publishing {asked.edition_id} at once"
    return f"publishing {asked.edition_id} on {days.say_moment(asked.at, policy.vendor.time_zone)}"


def waiting(db: Sql, ident: str, by: Person, card: int | None) -> Approval:
    """What waits for just this person's word. Raises PersonError."""
    asked = approvals.waiting(db, ident)
    if asked is None or card not in (None, asked.id):
        raise NothingWaits
    if not may_second(db, asked, by):
        raise NotSecond
    return asked


def _answered(db: Sql, asked: Approval, told: str, *, now: datetime) -> None:
    """Whoever was asked sees that it is decided; whoever asked is told."""
    tell.everywhere(db, f"approval:{asked.id}", Card(told), now=now)
    if asker := people.get(db, asked.asked_by):
        once = f"approval:{asked.id}:answered"
        tell.person(db, asker, Card(told), once=once, now=now)
