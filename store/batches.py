"""The rows of lists, batch by batch: a batch comes in piece by piece, seen by nobody, until an
edition takes it in one step. What no edition holds is cleared away piece by piece.

A list is long and each answer writes to the audit log: a transaction that wrote, copied or deleted
a whole list would hold up every answer for as long as it took.
"""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime

from . import times
from .db import Sql
from .rows import Entry

PIECE = 250  # rows written or deleted at once: some milliseconds
COLUMNS = (
    "account_id, name, aliases, domains, ticker, parent_id, tier, district_id, pcs,"
    " manager_email, exception"
)


def begin(db: Sql, *, now: datetime) -> str:
    """An empty batch; returns its id."""
    ident = secrets.token_hex(6)
    db.execute(
        "insert into batches (id, made_at) values (:id, :now)",
        {"id": ident, "now": times.text(now)},
    )
    return ident


def add(db: Sql, batch_id: str, rows: Iterable[Entry]) -> None:
    """Raises sqlite3.IntegrityError for rows of a published edition, or a batch cleared away."""
    for row in rows:
        db.execute(
            "insert into accounts (id, name) values (:id, :name)"
            " on conflict (id) do update set name = :name where accounts.name <> :name",
            {"id": row.account_id, "name": row.name},
        )
        db.execute(
            f"insert into batch_rows (batch_id, {COLUMNS}) values (:batch, :id, :name, :aliases,"  # noqa: S608 - columns' names
            " :domains, :ticker, :parent, :tier, :district, :pcs, :manager, :exception)",
            {
                "batch": batch_id,
                "id": row.account_id,
                "name": row.name,
                "aliases": json.dumps(row.aliases, ensure_ascii=False),
                "domains": json.dumps(row.domains),
                "ticker": row.ticker,
                "parent": row.parent_id,
                "tier": row.tier,
                "district": row.district,
                "pcs": row.pcs,
                "manager": row.manager_email.casefold(),
                "exception": row.exception,
            },
        )


def held(db: Sql, edition_id: str) -> str:
    """The batch of an edition; empty if there is none."""
    rows = db.query("select batch_id from editions where id = :id", {"id": edition_id})
    return next((str(row["batch_id"]) for row in rows), "")


def size(db: Sql, batch_id: str) -> int:
    rows = db.query("select count(*) as n from batch_rows where batch_id = :id", {"id": batch_id})
    return next(int(row["n"]) for row in rows)


def release(db: Sql, batch_id: str) -> None:
    """No edition will take these rows; they are cleared once none holds them."""
    db.execute("update batches set free = 1 where id = :id", {"id": batch_id})


def clear(db: Sql, *, before: datetime) -> bool:
    """Delete a piece of what no edition holds, if it was released, or was begun before a moment:
    then whoever brought it is gone. True while there may be more.
    """
    found = db.query(
        "select id from batches where (free = 1 or made_at < :before)"
        " and not exists (select 1 from editions where batch_id = batches.id) limit 1",
        {"before": times.text(before)},
    )
    ident = next((str(row["id"]) for row in found), "")
    if not ident:
        return False
    db.execute(
        "delete from batch_rows where batch_id = :id and account_id in"
        " (select account_id from batch_rows where batch_id = :id limit :piece)",
        {"id": ident, "piece": PIECE},
    )
    db.execute(
        "delete from batches where id = :id"
        " and not exists (select 1 from batch_rows where batch_id = :id)",
        {"id": ident},
    )
    return True
