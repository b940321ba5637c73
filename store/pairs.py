"""What people decided about two rows of a diff that look like one company."""

from datetime import datetime

from . import times
from .db import Sql
from .rows import Decided


def decide(db: Sql, edition_id: str, said: Decided, *, by: str, now: datetime) -> None:
    """An account is the same as one other at most: saying so takes back what was said before."""
    ids = {"edition": edition_id, "before": said.before_id, "after": said.after_id}
    if said.same:
        db.execute(
            "delete from edition_pairs where edition_id = :edition and verdict = 'same'"
            " and (before_id = :before or after_id = :after)",
            ids,
        )
    db.execute(
        "insert into edition_pairs (edition_id, before_id, after_id, before_name, after_name,"
        " verdict, decided_by, decided_at) values (:edition, :before, :after, :was, :is, :verdict,"
        " :by, :at) on conflict (edition_id, before_id, after_id) do update set before_name = :was,"
        " after_name = :is, verdict = :verdict, decided_by = :by, decided_at = :at",
        {
            **ids,
            "was": said.before_name,
            "is": said.after_name,
            "verdict": "same" if said.same else "different",
            "by": by,
            "at": times.text(now),
        },
    )


def decided(db: Sql, edition_id: str) -> list[Decided]:
    rows = db.query(
        "select * from edition_pairs where edition_id = :id order by before_id, after_id",
        {"id": edition_id},
    )
    return [
        Decided(
            row["before_id"],
            row["after_id"],
            row["before_name"],
            row["after_name"],
            row["verdict"] == "same",
        )
        for row in rows
    ]
