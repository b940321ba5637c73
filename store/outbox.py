"""Messages to be sent: queued in the transaction that causes them, sent from here."""

from datetime import datetime

from . import times
from .db import Row, Sql
from .rows import Outgoing


def put(
    db: Sql,
    *,
    to: str,
    card: str,
    thread: str = "",
    edits: str = "",
    once: str = "",
    now: datetime,
) -> None:
    """Queue a card (JSON) for a conversation, or for a person as `person:ID`.

    The same `once` a second time is a no-op. `edits` is the id of a message to be replaced.
    """
    db.execute(
        "insert into outbox (destination, thread, card, edits, once, made_at, due_at)"
        " values (:to, :thread, :card, :edits, :once, :at, :at) on conflict do nothing",
        {
            "to": to,
            "thread": thread,
            "card": card,
            "edits": edits,
            "once": once,
            "at": times.text(now),
        },
    )


def claim(db: Sql, *, limit: int, now: datetime) -> list[Outgoing]:
    """Take what is due, the oldest of each destination only, so that order is kept."""
    rows = db.query(
        "update outbox set state = 'sending', attempts = attempts + 1 where id in ("
        " select id from outbox as o where state = 'queued' and due_at <= :now"
        " and not exists (select 1 from outbox as p where p.destination = o.destination"
        "  and p.state in ('queued', 'sending') and p.id < o.id)"
        " order by id limit :limit) returning *",
        {"now": times.text(now), "limit": limit},
    )
    return sorted(map(_from_row, rows), key=lambda message: message.id)


def sent(db: Sql, ident: int, *, sent_id: str) -> None:
    db.execute(
        "update outbox set state = 'sent', sent_id = :sent_id, error = '' where id = :id",
        {"id": ident, "sent_id": sent_id},
    )


def again(db: Sql, ident: int, *, at: datetime, error: str) -> None:
    db.execute(
        "update outbox set state = 'queued', due_at = :at, error = :error where id = :id",
        {"id": ident, "at": times.text(at), "error": error},
    )


def park(db: Sql, ident: int, *, error: str) -> None:
    """The destination is dead: keep the message, and stop trying."""
    db.execute(
        "update outbox set state = 'parked', error = :error where id = :id",
        {"id": ident, "error": error},
    )


def recover(db: Sql) -> None:
    """At start: what was being sent when the process ended may or may not have gone out."""
    db.execute("update outbox set state = 'queued' where state = 'sending'")


def depth(db: Sql) -> dict[str, int]:
    """How many messages are in each state, the sent ones aside."""
    rows = db.query("select state, count(*) as n from outbox where state <> 'sent' group by state")
    return {str(row["state"]): int(row["n"]) for row in rows}


def waiting(db: Sql, *, now: datetime) -> bool:
    """Whether anything is due; asked often, so it takes no write lock."""
    rows = db.query(
        "select 1 from outbox where state = 'queued' and due_at <= :now limit 1",
        {"now": times.text(now)},
    )
    return bool(list(rows))


def _from_row(row: Row) -> Outgoing:
    return Outgoing(
        id=row["id"],
        destination=row["destination"],
        thread=row["thread"],
        card=row["card"],
        edits=row["edits"],
        attempts=row["attempts"],
        made_at=times.moment(row["made_at"]),
        error=row["error"],
    )
