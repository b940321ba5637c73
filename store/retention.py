"""Forgetting what is too old, piece by piece, so that nobody waits for it. The audit chain holds
opaque ids only, so it stays.
"""

from dataclasses import dataclass
from datetime import datetime

from . import times
from .db import Sql

PIECE = 200  # rows of a table deleted at once: some milliseconds

_OLD = (
    ("answers", "ref", "at < :questions"),
    ("outbox", "id", "state in ('sent', 'dropped') and made_at < :questions"),
    ("documents", "id", "made_at < :questions"),
    ("inbox", "once", "done_at is not null and received_at < :deliveries"),
    ("intakes", "id", "made_at < :intakes"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """The moments before which things are forgotten: questions with their answers, the messages
    sent and the files made for people; settled deliveries; what people handed in, answered or not.
    """

    questions: datetime
    deliveries: datetime
    intakes: datetime


def forget(db: Sql, kept: Kept) -> bool:
    """Delete a piece; True while there may be more."""
    before = {
        "questions": times.text(kept.questions),
        "deliveries": times.text(kept.deliveries),
        "intakes": times.text(kept.intakes),
        "piece": PIECE,
    }
    more = False
    for table, key, old in _OLD:
        gone = db.query(
            f"delete from {table} where {key} in"  # noqa: S608 - the names are those above
            f" (select {key} from {table} where {old} limit :piece) returning 1 as gone",
            before,
        )
        more = more or len(list(gone)) == PIECE
    return more
