"""Putting an edition in force: atomic, on record, and never without someone to decide a case."""

from dataclasses import dataclass
from datetime import datetime

from store import audit, editions
from store.db import Sql
from store.rows import Audience, Edition, Person

from .duties import deciders
from .errors import PersonError
from .importing.compare import compare, in_words
from .permissions import Doing, require
from .policy import Policy


class NoSuchEdition(PersonError):
    """There is no edition of that name. `hardline edition list` shows those there are."""


class PublishedAlready(PersonError):
    """This edition is published already, and a published edition is never edited."""


class ReasonNeeded(PersonError):
    """This edition was not signed off by every district, so publishing it needs a reason."""


@dataclass(frozen=True, slots=True)
class Published:
    edition: Edition
    named: int


def publish(
    db: Sql, ident: str, *, by: Person, policy: Policy, reason: str = "", now: datetime
) -> Published:
    """All that a publication changes; runs inside one `Db.write`. Raises PersonError.

    A database's first edition needs no reason.
    """
    require(Doing.PUBLISH, by, "publishes an edition")
    edition = editions.get(db, ident)
    if edition is None:
        raise NoSuchEdition
    if edition.published_at is not None:
        raise PublishedAlready
    first = all(other.published_at is None for other in editions.every(db))
    if not first and not reason.strip():
        raise ReasonNeeded
    deciders.every_case(db, ident, policy)
    entries = editions.entries(db, ident)
    editions.publish(db, ident, policy=policy.text, reason=reason.strip(), now=now)
    named = sum(bool(entry.tier) for entry in entries)
    audit.append(
        db,
        who=by.id,
        did="edition.published",
        about=ident,
        detail={"named": str(named), "reason": reason.strip()},
        now=now,
    )
    published = editions.get(db, ident)
    assert published is not None
    return Published(published, named)


def difference(db: Sql, ident: str, against: str, *, now: datetime) -> list[str]:
    """What an edition changes against another (default: the one in force), a line each."""
    force = editions.in_force(db, Audience.STAFF, now=now)
    other = against or (force.id if force else "")
    if any(each and editions.get(db, each) is None for each in (ident, other)):
        raise NoSuchEdition
    before = editions.entries(db, other) if other else []
    return in_words(compare(before, editions.entries(db, ident)))
