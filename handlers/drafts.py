"""A draft on its way: what it changes, which rows of it are one company, and its end."""

from datetime import datetime

from store import audit, editions, entries, pairs, reviews
from store.db import Sql
from store.rows import Audience, Decided, Entry, Person

from .errors import PersonError
from .importing.compare import Changes, between
from .permissions import Doing, require
from .publishing import PublishedAlready, found
from .review import tell


class NoSuchPair(PersonError):
    """Those two ids are not both among what this edition changes.
    The first is of the edition in force, the second of the draft: see `hardline edition diff`.
    """


def against(db: Sql, other: str = "", *, now: datetime) -> str:
    """The id of what an edition is compared with: `other`, else the one in force, else ""."""
    if other:
        return found(db, other).id
    force = editions.in_force(db, Audience.STAFF, now=now)
    return force.id if force else ""


def difference(db: Sql, ident: str, other: str = "", *, now: datetime) -> Changes:
    """What an edition changes against another (default: the one in force)."""
    return between(db, against(db, other, now=now), found(db, ident).id)


def decide(
    db: Sql, ident: str, before_id: str, after_id: str, *, same: bool, by: Person, now: datetime
) -> None:
    """Whether two rows of the diff are one company; kept with the draft, and changes its diff.

    Runs inside one `Db.write`. Raises PersonError.
    """
    may_decide(by)
    edition = found(db, ident)
    if edition.published_at is not None:
        raise PublishedAlready
    force = against(db, now=now)
    before = _differing(db, before_id, in_=force, from_=ident)
    after = _differing(db, after_id, in_=ident, from_=force)
    pairs.decide(
        db,
        ident,
        Decided(before_id, after_id, before.name, after.name, same),
        by=by.id,
        now=now,
    )
    detail = {"before": before_id, "after": after_id, "verdict": "same" if same else "different"}
    audit.append(db, who=by.id, did="edition.pair_decided", about=ident, detail=detail, now=now)


def may_decide(by: Person) -> None:
    """Raises NotAllowed."""
    require(Doing.PUBLISH, by, "decides which accounts are one company")


def discard(db: Sql, ident: str, *, by: Person, now: datetime) -> None:
    """A draft, with its rows and what was decided about them. Raises PersonError."""
    require(Doing.PUBLISH, by, "discards a draft")
    edition = found(db, ident)
    if edition.published_at is not None:
        raise PublishedAlready
    if edition.state == "scheduled":
        raise PersonError(
            f"Edition {ident} is scheduled. Take it back first: hardline edition unschedule {ident}"
        )
    tell.discarded(db, ident, now=now)
    reviews.drop(db, ident)
    editions.discard(db, ident)
    audit.append(db, who=by.id, did="edition.discarded", about=ident, now=now)


def _differing(db: Sql, account_id: str, *, in_: str, from_: str) -> Entry:
    """A row of one edition that the other lacks, or has otherwise. Raises NoSuchPair."""
    row = entries.get(db, in_, account_id)
    if row is None or row == entries.get(db, from_, account_id):
        raise NoSuchPair
    return row
