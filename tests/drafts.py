"""A list in the store as a draft, within the test's own transaction."""

from collections.abc import Iterable
from datetime import date, datetime

from store import batches, editions
from store.db import Sql
from store.rows import Entry


def put_draft(
    db: Sql,
    ident: str,
    rows: Iterable[Entry],
    *,
    effective_from: date,
    next_update: date,
    now: datetime,
) -> None:
    batch = batches.begin(db, now=now)
    batches.add(db, batch, rows)
    editions.put_draft(
        db, ident, batch=batch, effective_from=effective_from, next_update=next_update, now=now
    )
