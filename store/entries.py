"""The rows of an edition's list: its accounts as they stand in it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from . import batches
from .db import Row, Sql
from .rows import Entry


@dataclass(frozen=True, slots=True, order=True)
class Duty:
    """To decide at the named accounts of an edition that have this manager and district."""

    edition_id: str
    manager_email: str
    district_id: str


def size(db: Sql, edition_id: str) -> int:
    """How many rows it has."""
    rows = db.query(
        "select count(*) as n from entries where edition_id = :edition", {"edition": edition_id}
    )
    return next(int(row["n"]) for row in rows)


def named(db: Sql, edition_id: str) -> int:
    """How many of its accounts are named themselves."""
    rows = db.query(
        "select count(*) as n from entries where edition_id = :edition and tier <> ''",
        {"edition": edition_id},
    )
    return next(int(row["n"]) for row in rows)


def every(db: Sql, edition_id: str) -> list[Entry]:
    rows = db.query(
        "select * from entries where edition_id = :edition order by account_id",
        {"edition": edition_id},
    )
    return [entry_from(row) for row in rows]


def duties(db: Sql, edition_id: str) -> list[Duty]:
    """A row for each manager and district, however many accounts they share."""
    rows = db.query(
        "select manager_email, district_id from entries where edition_id = :edition"
        " and tier <> '' group by manager_email, district_id",
        {"edition": edition_id},
    )
    return [Duty(edition_id, row["manager_email"], row["district_id"]) for row in rows]


def accounts_of(db: Sql, wanted: Iterable[Duty]) -> list[str]:
    """The names of the accounts that these duties are about, each once."""
    names: set[str] = set()
    for duty in wanted:
        rows = db.query(
            "select name from entries where edition_id = :edition and tier <> ''"
            " and manager_email = :manager and district_id = :district",
            {
                "edition": duty.edition_id,
                "manager": duty.manager_email,
                "district": duty.district_id,
            },
        )
        names.update(str(row["name"]) for row in rows)
    return sorted(names)


def get(db: Sql, edition_id: str, account_id: str) -> Entry | None:
    rows = db.query(
        "select * from entries where edition_id = :edition and account_id = :account",
        {"edition": edition_id, "account": account_id},
    )
    return next(map(entry_from, rows), None)


def in_district(db: Sql, edition_id: str, district_id: str) -> list[Entry]:
    rows = db.query(
        "select * from entries where edition_id = :edition and district_id = :district"
        " order by account_id",
        {"edition": edition_id, "district": district_id},
    )
    return [entry_from(row) for row in rows]


def children(db: Sql, edition_id: str, account_id: str) -> int:
    """How many rows name this account as their parent."""
    rows = db.query(
        "select count(*) as n from entries where edition_id = :edition and parent_id = :id",
        {"edition": edition_id, "id": account_id},
    )
    return next(int(row["n"]) for row in rows)


def change(db: Sql, edition_id: str, row: Entry) -> None:
    """One row of a draft instead of the one it has. Raises sqlite3.IntegrityError for others."""
    leave_out(db, edition_id, row.account_id)
    batches.add(db, batches.held(db, edition_id), [row])


def leave_out(db: Sql, edition_id: str, account_id: str) -> None:
    """Raises sqlite3.IntegrityError for a published one."""
    db.execute(
        "delete from batch_rows where batch_id = :batch and account_id = :id",
        {"batch": batches.held(db, edition_id), "id": account_id},
    )


def entry_from(row: Row) -> Entry:
    return Entry(
        account_id=row["account_id"],
        name=row["name"],
        aliases=tuple(json.loads(row["aliases"])),
        domains=tuple(json.loads(row["domains"])),
        ticker=row["ticker"],
        parent_id=row["parent_id"],
        tier=row["tier"],
        district=row["district_id"],
        pcs=row["pcs"],
        manager_email=row["manager_email"],
        exception=row["exception"],
    )
