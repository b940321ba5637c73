"""Who wants to hear of what, where and when; and what their digests owe them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from . import times
from .db import Row, Sql
from .rows import Audience

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """Empty filters mean everything. `quiet` is two times of day (`20:00`), or none.

    `origin` tells how it came about: asked for (`own`), by *Watch* on an answer (`watch`), or
    because it is a district's own channel (`district`).
    """

    id: str
    owner_id: str
    destination: str
    audience: Audience
    thread: str = ""
    origin: str = "own"
    districts: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    cadence: str = "at once"
    time_zone: str = "UTC"
    quiet: tuple[str, str] | None = None
    parked: str = ""  # why nothing is sent there just now


@dataclass(frozen=True, slots=True)
class Owed:
    """An edition that a digest has not told of yet, and the one that it followed."""

    edition_id: str
    former_id: str


def put(db: Sql, row: Subscription, *, now: datetime) -> None:
    """Add one, or change the one with this id; it is no longer parked then.

    Raises sqlite3.IntegrityError for a second watch of the same account in the same place.
    """
    quiet = row.quiet or ("", "")
    db.execute(
        "insert into subscriptions (id, owner_id, destination, thread, audience, origin, districts,"
        " tiers, accounts, cadence, time_zone, quiet_from, quiet_to, made_at) values (:id, :owner,"
        " :to, :thread, :audience, :origin, :districts, :tiers, :accounts, :cadence, :zone,"
        " :quiet_from, :quiet_to, :at) on conflict (id) do update set owner_id = :owner,"
        " destination = :to, thread = :thread, audience = :audience, districts = :districts,"
        " tiers = :tiers, accounts = :accounts, cadence = :cadence, time_zone = :zone,"
        " quiet_from = :quiet_from, quiet_to = :quiet_to, ended_at = null, parked_at = null,"
        " parked_why = ''",
        {
            "id": row.id,
            "owner": row.owner_id,
            "to": row.destination,
            "thread": row.thread,
            "audience": row.audience,
            "origin": row.origin,
            "districts": json.dumps(sorted(row.districts)),
            "tiers": json.dumps(sorted(row.tiers)),
            "accounts": json.dumps(sorted(row.accounts)),
            "cadence": row.cadence,
            "zone": row.time_zone,
            "quiet_from": quiet[0],
            "quiet_to": quiet[1],
            "at": times.text(now),
        },
    )


def end(db: Sql, ident: str, *, now: datetime) -> bool:
    """False if it was over before."""
    rows = db.query(
        "update subscriptions set ended_at = :at where id = :id and ended_at is null returning id",
        {"id": ident, "at": times.text(now)},
    )
    return bool(list(rows))


def get(db: Sql, ident: str) -> Subscription | None:
    return next(iter(_live(db, "id = :value", ident)), None)


def known(db: Sql, ident: str) -> bool:
    """Whether it was ever made, ended ones too."""
    return bool(list(db.query("select 1 from subscriptions where id = :id", {"id": ident})))


def at(db: Sql, destination: str) -> list[Subscription]:
    """Those of a place or a person (`person:ID`), the oldest first."""
    return _live(db, "destination = :value", destination)


def of(db: Sql, owner_id: str) -> list[Subscription]:
    """Those that someone made, wherever they send."""
    return _live(db, "owner_id = :value", owner_id)


def every(db: Sql, audience: Audience) -> Iterator[Subscription]:
    """All live ones of an audience, parked ones too, in pages."""
    page = (
        "select * from subscriptions where ended_at is null"
        " and audience = :audience and id > :seen order by id limit :page"
    )
    seen = ""
    while rows := list(db.query(page, {"audience": audience, "seen": seen, "page": PAGE})):
        yield from map(_from_row, rows)
        seen = rows[-1]["id"]


def everywhere(db: Sql) -> set[str]:
    """Wherever a subscription sends to, parked or not."""
    rows = db.query("select distinct destination from subscriptions where ended_at is null")
    return {str(row["destination"]) for row in rows}


def destinations(db: Sql, audience: Audience) -> list[str]:
    """The places, people's own chats aside, that hear what this audience may know."""
    rows = db.query(
        "select distinct destination from subscriptions where ended_at is null"
        " and parked_at is null and audience = :audience and destination not like 'person:%'"
        " order by destination",
        {"audience": audience},
    )
    return [str(row["destination"]) for row in rows]


def wishes(db: Sql, audience: Audience) -> list[Subscription]:
    """Of those that `every` gives, one for each wish: many want to hear of the same."""
    rows = db.query(
        "select * from subscriptions where id in (select min(id) from subscriptions"
        " where ended_at is null and parked_at is null and audience = :audience"
        " group by districts, tiers, accounts) order by id",
        {"audience": audience},
    )
    return [_from_row(row) for row in rows]


def park(db: Sql, destination: str, *, why: str, now: datetime) -> list[Subscription]:
    """Nothing more is sent there; returns those that were live until now, to tell their owners."""
    rows = db.query(
        "update subscriptions set parked_at = :at, parked_why = :why where destination = :to"
        " and ended_at is null and parked_at is null returning *",
        {"to": destination, "why": why, "at": times.text(now)},
    )
    return [_from_row(row) for row in rows]


def resume(db: Sql, destination: str) -> list[Subscription]:
    """What was parked there goes on; returns those that were."""
    rows = db.query(
        "update subscriptions set parked_at = null, parked_why = '' where destination = :to"
        " and ended_at is null and parked_at is not null returning *",
        {"to": destination},
    )
    return [_from_row(row) for row in rows]


def change_sides(db: Sql, person_id: str, audience: Audience) -> None:
    """What comes to someone's own chat is what their side may know, from now on."""
    db.execute(
        "update subscriptions set audience = :audience where destination = :to"
        " and ended_at is null",
        {"audience": audience, "to": f"person:{person_id}"},
    )


def move(db: Sql, old: str, new: str) -> None:
    """A place has another address now."""
    db.execute(
        "update subscriptions set destination = :new where destination = :old and ended_at is null",
        {"old": old, "new": new},
    )


def owe(db: Sql, ident: str, owed: Owed, *, at: datetime) -> None:
    """A digest is to tell of an edition, once."""
    db.execute(
        "insert into digests (subscription_id, edition_id, former_id, due_at)"
        " values (:id, :edition, :former, :at) on conflict do nothing",
        {
            "id": ident,
            "edition": owed.edition_id,
            "former": owed.former_id,
            "at": times.text(at),
        },
    )


def put_off(db: Sql, ident: str, *, at: datetime) -> None:
    """What it owes is to be told then."""
    db.execute(
        "update digests set due_at = :at where subscription_id = :id and sent_at is null",
        {"id": ident, "at": times.text(at)},
    )


def owing(db: Sql, *, by: datetime) -> list[Subscription]:
    """Those whose digest is due by then, parked ones too."""
    rows = db.query(
        "select * from subscriptions where ended_at is null and id in (select subscription_id"
        " from digests where sent_at is null and due_at <= :by) order by id",
        {"by": times.text(by)},
    )
    return [_from_row(row) for row in rows]


def owed(db: Sql, ident: str) -> list[Owed]:
    """What a digest owes, in the order of publication."""
    rows = db.query(
        "select edition_id, former_id from digests where subscription_id = :id and sent_at is null",
        {"id": ident},
    )
    return _in_order({row["edition_id"]: Owed(**row) for row in rows})


def pay(db: Sql, ident: str, *, now: datetime) -> list[Owed]:
    """What a digest owes, in the order of publication; from now on it is told."""
    rows = db.query(
        "update digests set sent_at = :at where subscription_id = :id and sent_at is null"
        " returning edition_id, former_id",
        {"id": ident, "at": times.text(now)},
    )
    found = {row["edition_id"]: Owed(row["edition_id"], row["former_id"]) for row in rows}
    return _in_order(found)


def _in_order(found: dict[str, Owed]) -> list[Owed]:
    """Each after the one that it followed."""
    formers = {owed.former_id: owed for owed in found.values()}
    first = next((owed for owed in found.values() if owed.former_id not in found), None)
    ordered = []
    while first is not None:
        ordered.append(first)
        first = formers.get(first.edition_id)
    return ordered


def _live(db: Sql, where: str, value: str) -> list[Subscription]:
    rows = db.query(
        f"select * from subscriptions where {where} and ended_at is null order by made_at, id",  # noqa: S608 - one of three conditions
        {"value": value},
    )
    return [_from_row(row) for row in rows]


def _from_row(row: Row) -> Subscription:
    return Subscription(
        id=row["id"],
        owner_id=row["owner_id"],
        destination=row["destination"],
        audience=Audience(row["audience"]),
        thread=row["thread"],
        origin=row["origin"],
        districts=_texts(row["districts"]),
        tiers=_texts(row["tiers"]),
        accounts=_texts(row["accounts"]),
        cadence=row["cadence"],
        time_zone=row["time_zone"],
        quiet=(row["quiet_from"], row["quiet_to"]) if row["quiet_from"] else None,
        parked=row["parked_why"],
    )


@lru_cache(maxsize=4_096)  # thousands of readers share a few wishes
def _texts(stored: str) -> tuple[str, ...]:
    found: Iterable[str] = json.loads(stored)
    return tuple(found)
