"""How two batches of rows differ, told by the database: only what differs is ever in memory."""

import json
from collections.abc import Iterator
from dataclasses import replace

from . import batches
from .db import Row, Sql
from .entries import entry_from
from .rows import Entry

PAGE = 5_000  # rows read at once
_NAMES = [name.strip() for name in batches.COLUMNS.split(",")]
_LISTS = {"aliases", "domains"}  # kept as JSON
_DIFFER = " or ".join(
    "coalesce(a.pcs, -1) <> coalesce(b.pcs, -1)" if name == "pcs" else f"a.{name} <> b.{name}"
    for name in _NAMES[1:]
)
_BOTH = ", ".join(
    [*(f"b.{name}" for name in _NAMES), *(f"a.{name} as was_{name}" for name in _NAMES[1:])]
)


def missing(db: Sql, batch: str, *, in_: str) -> list[Entry]:
    """Rows of a batch whose account is not in another, in the order of ids."""
    rows = _paged(
        db,
        f"select {batches.COLUMNS} from batch_rows a where batch_id = :batch"  # noqa: S608
        " and account_id > :seen and not exists (select 1 from batch_rows b"
        " where b.batch_id = :other and b.account_id = a.account_id)"
        " order by account_id limit :page",
        batch,
        in_,
    )
    return [entry_from(row) for row in rows]


def changed(db: Sql, before: str, after: str) -> Iterator[tuple[Entry, Entry]]:
    """Rows of the same account that are not the same, in the order of ids."""
    rows = _paged(
        db,
        f"select {_BOTH} from batch_rows a join batch_rows b on b.account_id = a.account_id"  # noqa: S608
        " where a.batch_id = :batch and b.batch_id = :other and a.account_id > :seen"
        f" and ({_DIFFER}) order by a.account_id limit :page",
        before,
        after,
    )
    yield from map(_change, rows)


def _paged(db: Sql, page: str, batch: str, other: str) -> Iterator[Row]:
    seen = ""
    while rows := list(
        db.query(page, {"batch": batch, "other": other, "seen": seen, "page": PAGE})
    ):
        yield from rows
        seen = rows[-1]["account_id"]


def _change(row: Row) -> tuple[Entry, Entry]:
    """What did not change is the same object in both: a million of them still fit in memory."""
    after = entry_from(row)
    was = {name: row[f"was_{name}"] for name in _NAMES[1:] if row[f"was_{name}"] != row[name]}
    for name in _LISTS & was.keys():
        was[name] = tuple(json.loads(was[name]))
    if "district_id" in was:
        was["district"] = was.pop("district_id")
    return replace(after, **was), after
