"""Publications that wait for a second person's word; one at a time for each edition."""

from dataclasses import dataclass
from datetime import datetime

from . import times
from .db import Row, Sql


@dataclass(frozen=True, slots=True)
class Wish:
    """`at` is None where it is to be published at once."""

    edition_id: str
    at: datetime | None
    partners_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Approval(Wish):
    """A wish that waits, or waited, for a second person."""

    id: int
    asked_by: str
    asked_at: datetime
    state: str
    decided_by: str = ""
    why: str = ""


def ask(db: Sql, wish: Wish, *, by: str, now: datetime) -> Approval:
    """Raises sqlite3.IntegrityError while another one waits."""
    rows = db.query(
        "insert into edition_approvals (edition_id, at, partners_at, reason, asked_by, asked_at)"
        " values (:edition, :at, :partners, :reason, :by, :now) returning *",
        {
            "edition": wish.edition_id,
            "at": times.text_if(wish.at),
            "partners": times.text_if(wish.partners_at),
            "reason": wish.reason,
            "by": by,
            "now": times.text(now),
        },
    )
    return next(map(_approval, list(rows)))


def waiting(db: Sql, edition_id: str) -> Approval | None:
    rows = db.query(
        "select * from edition_approvals where edition_id = :id and state = 'waiting'",
        {"id": edition_id},
    )
    return next(map(_approval, rows), None)


def decide(db: Sql, ident: int, *, state: str, by: str, why: str = "", now: datetime) -> None:
    """Raises sqlite3.IntegrityError for whoever asked."""
    db.execute(
        "update edition_approvals set state = :state, decided_by = :by, decided_at = :now,"
        " why = :why where id = :id and state = 'waiting'",
        {"id": ident, "state": state, "by": by, "why": why, "now": times.text(now)},
    )


def overtake(db: Sql, edition_id: str, *, now: datetime) -> Approval | None:
    """What waits is no longer asked for; returns it."""
    rows = db.query(
        "update edition_approvals set state = 'overtaken', decided_at = :now"
        " where edition_id = :id and state = 'waiting' returning *",
        {"id": edition_id, "now": times.text(now)},
    )
    return next(map(_approval, list(rows)), None)


def _approval(row: Row) -> Approval:
    return Approval(
        id=row["id"],
        edition_id=row["edition_id"],
        at=times.moment_if(row["at"]),
        partners_at=times.moment_if(row["partners_at"]),
        reason=row["reason"],
        asked_by=row["asked_by"],
        asked_at=times.moment(row["asked_at"]),
        state=row["state"],
        decided_by=row["decided_by"],
        why=row["why"],
    )
