"""Who stands in for whom, and on which days: an absence has dates, not a switch."""

from datetime import date, datetime

from . import times
from .case_rows import Delegation
from .db import Row, Sql


def put(db: Sql, row: Delegation, *, by: str, now: datetime) -> None:
    """Raises sqlite3.IntegrityError for days that end before they begin, or for oneself."""
    db.execute(
        "insert into delegations (id, person_id, delegate_id, first, last, made_by, made_at)"
        " values (:id, :person, :delegate, :first, :last, :by, :at)",
        {
            "id": row.id,
            "person": row.person_id,
            "delegate": row.delegate_id,
            "first": row.first.isoformat(),
            "last": row.last.isoformat(),
            "by": by,
            "at": times.text(now),
        },
    )


def end(db: Sql, ident: str, *, now: datetime) -> bool:
    """From now on it counts no more; False if it was ended before."""
    rows = db.query(
        "update delegations set ended_at = :at where id = :id and ended_at is null returning id",
        {"id": ident, "at": times.text(now)},
    )
    return bool(list(rows))


def on(db: Sql, day: date) -> dict[str, str]:
    """Delegates by whom they stand in for on a day; of two for one person the one named last.

    Someone who is no longer in the directory stands in for nobody.
    """
    rows = db.query(
        "select d.person_id, d.delegate_id from delegations d join people p on p.id = d.delegate_id"
        " where d.first <= :day and d.last >= :day and d.ended_at is null and p.removed_at is null"
        " order by d.made_at, d.id",
        {"day": day.isoformat()},
    )
    return {row["person_id"]: row["delegate_id"] for row in rows}


def of(db: Sql, person_id: str, *, since: date) -> list[Delegation]:
    """A person's own, those that ended before `since` left out."""
    rows = db.query(
        "select * from delegations where person_id = :id and last >= :since and ended_at is null"
        " order by first, id",
        {"id": person_id, "since": since.isoformat()},
    )
    return [_delegation(row) for row in rows]


def _delegation(row: Row) -> Delegation:
    return Delegation(
        id=row["id"],
        person_id=row["person_id"],
        delegate_id=row["delegate_id"],
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
    )
