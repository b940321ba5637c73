"""Putting an edition in force: atomic, on record, and never without someone to decide a case."""

from dataclasses import dataclass
from datetime import datetime

from store import approvals, audit, due, editions, entries, plans, reviews
from store.db import Sql
from store.rows import Audience, Edition, Person

from . import days
from .duties import deciders
from .errors import PersonError
from .news import broadcast, reminders
from .permissions import Doing, require
from .policy import Policy
from .review import tell


class NoSuchEdition(PersonError):
    """There is no edition of that name. `hardline edition list` shows those there are."""


class PublishedAlready(PersonError):
    """This edition is published already, and a published edition is never edited."""


class ReasonNeeded(PersonError):
    """This edition was not signed off by every district, so publishing it needs a reason."""


class SecondNeeded(PersonError):
    """This edition was not signed off by every district, so a second person has to approve it."""


class WhyBack(PersonError):
    """Going back to a former edition needs a reason: everyone concerned will be told."""


class NothingBefore(PersonError):
    """There is no former edition to go back to. `hardline edition list` shows those there are."""


@dataclass(frozen=True, slots=True)
class Published:
    """`instead_of` is the edition that was in force before; empty for the first one."""

    edition: Edition
    named: int
    instead_of: str


def publish(
    db: Sql,
    ident: str,
    *,
    by: Person,
    policy: Policy,
    reason: str = "",
    partners_at: datetime | None = None,
    second: Person | None = None,
    now: datetime,
) -> Published:
    """All that a publication changes; runs inside one `Db.write`. Raises PersonError.

    A database's first edition needs no reason and no `second` person, nor does one that every
    district has signed off.
    """
    require(Doing.PUBLISH, by, "publishes an edition")
    edition = _agreed(db, ident, by=by, second=second, reason=reason)
    staff_first(now, partners_at)
    return put_in_force(
        db,
        edition,
        by=by.id,
        policy=policy,
        reason=reason,
        partners_at=partners_at,
        second=second.id if second else "",
        now=now,
    )


def rollback(
    db: Sql,
    ident: str = "",
    *,
    by: Person,
    policy: Policy,
    reason: str,
    partners_at: datetime | None = None,
    now: datetime,
) -> Published:
    """The former edition (or an earlier one) published anew, under an id of its own.

    It holds from today: days before it stay answered by what was in force on them. The update
    that it waited for is still to come, so it is due when it was. Raises PersonError.
    """
    require(Doing.PUBLISH, by, "rolls an edition back")
    if not reason.strip():
        raise WhyBack
    staff_first(now, partners_at)
    former = found(db, ident) if ident else _former(db)
    if former is None or former.state != "superseded":
        raise NothingBefore
    of = former.restores or former.id
    anew = _free_id(db, of)
    editions.put_anew(
        db,
        anew,
        of=of,
        effective_from=days.local(now, policy.vendor.time_zone),
        next_update=former.next_update,
        now=now,
    )
    return put_in_force(
        db,
        found(db, anew),
        by=by.id,
        policy=policy,
        reason=reason,
        partners_at=partners_at,
        now=now,
    )


def put_in_force(
    db: Sql,
    edition: Edition,
    *,
    by: str,
    policy: Policy,
    reason: str,
    partners_at: datetime | None,
    planned: datetime | None = None,
    second: str = "",
    now: datetime,
) -> Published:
    """What every publication does, once it is allowed. Raises PersonError."""
    deciders.every_case(db, edition.id, policy)
    before = editions.in_force(db, Audience.STAFF, now=now)
    instead_of, reason = before.id if before else "", reason.strip()
    editions.publish(
        db, edition.id, policy=policy.text, reason=reason, partners_at=partners_at, by=by, now=now
    )
    no_plan(db, edition.id)
    published = found(db, edition.id)
    broadcast.plan(db, published, now=now)
    reminders.plan(db, published, policy, now=now)
    approvals.overtake(db, edition.id, now=now)
    for ident in filter(None, (edition.id, instead_of)):
        tell.everything(db, ident, now=now)
    named = entries.named(db, edition.id)
    later = partners_at if partners_at and partners_at > now else None
    optional = {
        "partners_at": later.isoformat() if later else "",
        "second": second,
        "planned": planned.isoformat() if planned else "",
        "restores": edition.restores,
    }
    detail = {"named": str(named), "reason": reason, "instead_of": instead_of}
    detail |= {key: value for key, value in optional.items() if value}
    did = "edition.rolled_back" if edition.restores else "edition.published"
    audit.append(db, who=by, did=did, about=edition.id, detail=detail, now=now)
    return Published(found(db, edition.id), named, instead_of)


def found(db: Sql, ident: str) -> Edition:
    """Raises NoSuchEdition."""
    edition = editions.get(db, ident)
    if edition is None:
        raise NoSuchEdition
    return edition


def ready(
    db: Sql, ident: str, policy: Policy, *, by: Person, second: Person | None, reason: str
) -> Edition:
    """An edition that may be scheduled, as it could be published now. Raises PersonError."""
    edition = _agreed(db, ident, by=by, second=second, reason=reason)
    deciders.every_case(db, ident, policy)
    return edition


def _agreed(db: Sql, ident: str, *, by: Person, second: Person | None, reason: str) -> Edition:
    """One that is signed off, or has a second person's word. Raises PersonError."""
    edition = found(db, ident)
    if edition.published_at is not None:
        raise PublishedAlready
    if not signed_off(db, ident):
        if not reason.strip():
            raise ReasonNeeded
        if second is None or second.id == by.id:
            raise SecondNeeded
    return edition


def signed_off(db: Sql, ident: str) -> bool:
    """Whether nobody else's word is needed: by every district, or it is the first edition."""
    first = all(other.published_at is None for other in editions.every(db))
    return first or reviews.signed_off(db, ident)


def staff_first(at: datetime, partners_at: datetime | None) -> None:
    if partners_at and partners_at < at:
        raise PersonError(
            "Partners would see it before the vendor's own people do. "
            "Give them the same moment or a later one."
        )


def about(ident: str) -> str:
    """What the due rows of an edition's publication are about."""
    return f"edition:{ident}"


def no_plan(db: Sql, ident: str) -> None:
    """What was planned for an edition is off."""
    plans.drop(db, ident)
    due.clear(db, about=about(ident))


def _former(db: Sql) -> Edition | None:
    published = [each for each in editions.every(db) if each.published_at is not None]
    published.sort(key=lambda each: str(each.published_at))
    return published[-2] if len(published) > 1 else None


def _free_id(db: Sql, of: str) -> str:
    number = 1
    while editions.get(db, f"{of}.r{number}"):
        number += 1
    return f"{of}.r{number}"
