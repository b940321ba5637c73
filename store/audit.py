"""The audit log: append-only (held by triggers) and hash-chained, with opaque ids only."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from . import times
from .db import Row, Sql

START = "0" * 64
PAGE = 1_000  # rows read at once: the log outgrows any memory


@dataclass(frozen=True, slots=True)
class Link:
    """A row of the chain, as far as a reader of what it records needs it."""

    seq: int
    did: str
    detail: Mapping[str, str]
    hash: str


def append(
    db: Sql,
    *,
    who: str,
    did: str,
    about: str = "",
    place: str = "",
    detail: Mapping[str, str] | None = None,
    now: datetime,
) -> None:
    """One row, chained to the one before; call it in the transaction of what it records."""
    last = next(iter(db.query("select seq, hash from audit order by seq desc limit 1")), None)
    row = {
        "seq": last["seq"] + 1 if last else 1,
        "at": times.text(now),
        "who": who,
        "did": did,
        "about": about,
        "place": place,
        "detail": json.dumps(dict(detail or {}), sort_keys=True, ensure_ascii=False),
    }
    row["hash"] = _hash(last["hash"] if last else START, row)
    db.execute(
        "insert into audit (seq, at, who, did, about, place, detail, hash)"
        " values (:seq, :at, :who, :did, :about, :place, :detail, :hash)",
        row,
    )


def verify(db: Sql) -> tuple[int, int | None]:
    """(rows seen, `seq` of the first row that was tampered with or follows a gap, else None)."""
    before, seq = START, 0
    for row in export(db):
        seq += 1
        if row["seq"] != seq or row["hash"] != _hash(before, row):
            return seq, seq
        before = row["hash"]
    return seq, None


def export(db: Sql) -> Iterator[Row]:
    """Every row, oldest first."""
    page = "select * from audit where seq > :seen order by seq limit :page"
    seen = 0
    while rows := list(db.query(page, {"seen": seen, "page": PAGE})):
        yield from rows
        seen = rows[-1]["seq"]


def of_case(db: Sql, ident: str) -> list[Link]:
    """The rows about one case, oldest first."""
    rows = db.query(
        "select seq, did, detail, hash from audit where about = :id"
        " and substr(about, 1, 4) in ('ESC-', 'EXC-') order by seq",
        {"id": ident},
    )
    return [Link(row["seq"], row["did"], json.loads(row["detail"]), row["hash"]) for row in rows]


def _hash(before: str, row: Mapping[str, object]) -> str:
    kept = [row[key] for key in ("seq", "at", "who", "did", "about", "place", "detail")]
    text = json.dumps([before, *kept], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
