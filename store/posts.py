"""Where what the bot said about a topic stands: what it says next about it is edited in there."""

from dataclasses import dataclass
from datetime import datetime

from . import times
from .db import Sql


@dataclass(frozen=True, slots=True)
class Post:
    """`message` is the platform's id, at `address`, in `thread` if it stands in one."""

    address: str
    thread: str
    message: str


def put(
    db: Sql, *, topic: str, destination: str, address: str, thread: str, message: str, now: datetime
) -> None:
    """The message of a topic at a destination; a later one takes its place."""
    db.execute(
        "insert into posts (topic, destination, address, thread, message, posted_at)"
        " values (:topic, :to, :address, :thread, :message, :at)"
        " on conflict (topic, destination) do update"
        " set address = :address, thread = :thread, message = :message, posted_at = :at",
        {
            "topic": topic,
            "to": destination,
            "address": address,
            "thread": thread,
            "message": message,
            "at": times.text(now),
        },
    )


def get(db: Sql, *, topic: str, destination: str) -> Post | None:
    rows = db.query(
        "select address, thread, message from posts where topic = :topic and destination = :to",
        {"topic": topic, "to": destination},
    )
    return next((Post(**row) for row in rows), None)


def drop(db: Sql, *, topic: str, destination: str) -> None:
    db.execute(
        "delete from posts where topic = :topic and destination = :to",
        {"topic": topic, "to": destination},
    )


def move(db: Sql, old: str, new: str) -> None:
    """A place has another address now: what stands there is found under it."""
    for column in ("destination", "address"):
        db.execute(
            f"update or replace posts set {column} = :new where {column} = :old",  # noqa: S608
            {"old": old, "new": new},
        )


def topic(db: Sql, address: str, message: str) -> str:
    """What a message of ours is about, or ''."""
    rows = db.query(
        "select topic from posts where address = :address and message = :message",
        {"address": address, "message": message},
    )
    return next((str(row["topic"]) for row in rows), "")


def below(db: Sql, prefix: str) -> list[tuple[str, str]]:
    """(topic, destination) of everything that stands about topics that begin so."""
    rows = db.query(
        "select topic, destination from posts where topic >= :from and topic < :to"
        " order by topic, destination",
        {"from": prefix, "to": prefix + "\uffff"},
    )
    return [(str(row["topic"]), str(row["destination"])) for row in rows]


def destinations(db: Sql, topic: str) -> list[str]:
    """Wherever something about a topic stands, or is on its way."""
    rows = db.query(
        "select destination from posts where topic = :topic"
        " union select destination from outbox where topic = :topic"
        " and state in ('queued', 'sending', 'parked') order by destination",
        {"topic": topic},
    )
    return [str(row["destination"]) for row in rows]
