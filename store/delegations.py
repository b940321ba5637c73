"""Who stands in for whom, and on which days: an absence has dates, not a switch."""

from datetime import date, datetime

from . import times
from .case_rows import Delegation
from .db import Row, Sql


def number(db: Sql) -> str:
    """The id of the next one: a later one has a higher id."""
    rows = db.query("select count(*) as n from delegations")
    return f"dg_{next(iter(rows))['n'] + 1:06d}"


def put(db: Sql, row: Delegation, *, by: str, now: datetime) -> None:
    """Raises sqlite3.IntegrityError for days that end before they begin, or for oneself."""
    db.execute(
        "insert into delegations (id, person_id, delegate_id, first, last, zone, begins_at,"
        " ends_at, made_by, made_at) values (:id, :person, :delegate, :first, :last, :zone,"
        " :begins, :ends, :by, :at)",
        {
            "id": row.id,
            "person": row.person_id,
            "delegate": row.delegate_id,
            "first": row.first.isoformat(),
            "last": row.last.isoformat(),
            "zone": row.zone,
            "begins": times.text(row.begins),
            "ends": times.text(row.ends),
            "by": by,
            "at": times.text(now),
        },
    )


def get(db: Sql, ident: str) -> Delegation | None:
    rows = db.query("select * from delegations where id = :id", {"id": ident})
    return next(map(_delegation, rows), None)


def end(db: Sql, ident: str, *, now: datetime) -> bool:
    """From now on it counts no more; False if it was ended before."""
    rows = db.query(
        "update delegations set ended_at = :at where id = :id and ended_at is null returning id",
        {"id": ident, "at": times.text(now)},
    )
    return bool(list(rows))


def at(db: Sql, now: datetime) -> dict[str, str]:
    """Delegates by whom they stand in for; of two for one person the one named last.

    Someone who is no longer in the directory stands in for nobody.
    """
    rows = db.query(
        "select d.person_id, d.delegate_id from delegations d join people p on p.id = d.delegate_id"
        " where d.begins_at <= :now and d.ends_at > :now and d.ended_at is null"
        " and p.removed_at is null and p.deactivated_at is null order by d.made_at, d.id",
        {"now": times.text(now)},
    )
    return {row["person_id"]: row["delegate_id"] for row in rows}


def of(db: Sql, person_id: str, *, now: datetime) -> list[Delegation]:
    """Who stands in for a person, now or later."""
    return _running(db, "person_id", person_id, now)


def to(db: Sql, person_id: str, *, now: datetime) -> list[Delegation]:
    """Whom a person stands in for, now or later."""
    return _running(db, "delegate_id", person_id, now)


def _running(db: Sql, column: str, person_id: str, now: datetime) -> list[Delegation]:
    rows = db.query(
        f"select * from delegations where {column} = :id and ends_at > :now"  # noqa: S608
        " and ended_at is null order by begins_at, id",
        {"id": person_id, "now": times.text(now)},
    )
    return [_delegation(row) for row in rows]


def _delegation(row: Row) -> Delegation:
    return Delegation(
        id=row["id"],
        person_id=row["person_id"],
        delegate_id=row["delegate_id"],
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        zone=row["zone"],
        ended_at=times.moment_if(row["ended_at"]),
    )
