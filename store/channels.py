"""Escalation channels, as they were found when it was last looked who is in them."""

from dataclasses import dataclass
from datetime import datetime

from . import times
from .db import Row, Sql


@dataclass(frozen=True, slots=True)
class Channel:
    """`held_at`: since then an outsider is there, and nothing internal is posted. `unread_since`:
    since then nobody could say who is there; `told_at`: that was told.
    """

    address: str
    held_at: datetime | None = None
    unread_since: datetime | None = None
    told_at: datetime | None = None


def get(db: Sql, address: str) -> Channel:
    """One that was never looked at is as one in which nothing was found."""
    rows = db.query("select * from channels where address = :address", {"address": address})
    return next(map(_channel, rows), Channel(address))


def put(db: Sql, row: Channel) -> None:
    db.execute(
        "insert into channels (address, held_at, unread_since, told_at)"
        " values (:address, :held, :unread, :told) on conflict (address) do update"
        " set held_at = :held, unread_since = :unread, told_at = :told",
        {
            "address": row.address,
            "held": times.text_if(row.held_at),
            "unread": times.text_if(row.unread_since),
            "told": times.text_if(row.told_at),
        },
    )


def move(db: Sql, old: str, new: str) -> None:
    """A channel has another address now."""
    row = get(db, old)
    put(db, Channel(new, row.held_at, row.unread_since, row.told_at))
    db.execute("delete from channels where address = :old", {"old": old})


def held(db: Sql, address: str) -> bool:
    return get(db, address).held_at is not None


def _channel(row: Row) -> Channel:
    return Channel(
        row["address"],
        *(times.moment_if(row[key]) for key in ("held_at", "unread_since", "told_at")),
    )
