"""What came in, each delivery once: a request is kept before it is acknowledged."""

from datetime import datetime

from . import times
from .db import Sql


def receive(db: Sql, *, once: str, request: str, now: datetime) -> bool:
    """Keep a request (JSON) until it is settled; False if this delivery is already known."""
    rows = db.query(
        "insert into inbox (once, received_at, request) values (:once, :at, :request)"
        " on conflict (once) do nothing returning once",
        {"once": once, "at": times.text(now), "request": request},
    )
    return bool(list(rows))


def settle(db: Sql, *, once: str, reply: str = "", now: datetime) -> bool:
    """Claim the one effect of a delivery, kept before or not; False if it has had it already.

    `reply` is what it is answered with in its own response, should it come again.
    """
    rows = db.query(
        "insert into inbox (once, received_at, done_at, reply) values (:once, :at, :at, :reply)"
        " on conflict (once) do update set done_at = :at, request = '', reply = :reply"
        " where inbox.done_at is null returning once",
        {"once": once, "at": times.text(now), "reply": reply},
    )
    return bool(list(rows))


def keep(db: Sql, *, once: str, reply: str) -> None:
    """The reply to a delivery already claimed, where that was not known before."""
    db.execute("update inbox set reply = :reply where once = :once", {"once": once, "reply": reply})


def reply(db: Sql, once: str) -> str:
    """What a settled delivery was answered with, or ''."""
    rows = db.query("select reply from inbox where once = :once", {"once": once})
    return next((str(row["reply"]) for row in rows), "")


def pending(db: Sql) -> list[str]:
    """Requests (JSON) that were kept but not settled when the process ended, oldest first."""
    rows = db.query(
        "select request from inbox where done_at is null and request <> '' order by received_at"
    )
    return [str(row["request"]) for row in rows]


def drop(db: Sql, *, once: str) -> None:
    """As if it had never come."""
    db.execute("delete from inbox where once = :once", {"once": once})
