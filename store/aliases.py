"""Names that people use for an account: proposed by a pick, decided by who knows the account."""

from datetime import datetime

from . import times
from .db import Row, Sql
from .rows import Alias


def propose(
    db: Sql, *, ident: str, account_id: str, text: str, key: str, by: str, now: datetime
) -> bool:
    """False if this name (by its normalised `key`) was proposed for the account before."""
    rows = db.query(
        "insert into aliases (id, account_id, text, key, state, proposed_by, proposed_at)"
        " values (:id, :account, :text, :key, 'proposed', :by, :at)"
        " on conflict (account_id, key) do nothing returning id",
        {
            "id": ident,
            "account": account_id,
            "text": text,
            "key": key,
            "by": by,
            "at": times.text(now),
        },
    )
    return bool(list(rows))


def decide(db: Sql, ident: str, *, state: str, by: str, now: datetime) -> bool:
    """Confirm or decline; False if it has been decided already."""
    rows = db.query(
        "update aliases set state = :state, decided_by = :by, decided_at = :at"
        " where id = :id and state = 'proposed' returning id",
        {"id": ident, "state": state, "by": by, "at": times.text(now)},
    )
    return bool(list(rows))


def get(db: Sql, ident: str) -> Alias | None:
    rows = db.query("select * from aliases where id = :id", {"id": ident})
    return next(map(_from_row, rows), None)


def confirmed(db: Sql) -> list[Alias]:
    rows = db.query("select * from aliases where state = 'confirmed' order by decided_at, id")
    return [_from_row(row) for row in rows]


def _from_row(row: Row) -> Alias:
    return Alias(
        id=row["id"],
        account_id=row["account_id"],
        text=row["text"],
        state=row["state"],
        proposed_by=row["proposed_by"],
        proposed_at=times.moment(row["proposed_at"]),
        decided_by=row["decided_by"] or "",
        decided_at=times.moment_if(row["decided_at"]),
    )
