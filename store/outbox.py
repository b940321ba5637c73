"""Messages to be sent: queued in the transaction that causes them, sent from here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from . import posts, times
from .db import Row, Sql
from .rows import Outgoing


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of one state for one destination, the oldest made at `since`."""

    destination: str
    state: str
    number: int
    since: datetime
    error: str


def put(
    db: Sql,
    *,
    to: str,
    card: str,
    thread: str = "",
    edits: str = "",
    topic: str = "",
    under: str = "",
    remove: bool = False,
    bulk: bool = False,
    once: str = "",
    at: datetime | None = None,
    now: datetime,
) -> None:
    """Queue a card (JSON) for a conversation, or for a person as `person:ID`.

    The same `once` a second time is a no-op. `edits` is the id of a message to be replaced. The
    message of a `topic` is posted once to each destination and edited from then on, or deleted
    with `remove`; `under` is the topic in whose thread it belongs. `bulk` marks one of many, which
    waits for what people are waiting for; `at` is when it may leave, now if not given. Until then
    it holds nothing up: it takes its place in the destination's order at that moment.
    """
    params = {
        "to": to,
        "thread": thread,
        "card": card,
        "edits": edits,
        "topic": topic,
        "under": under,
        "remove": int(remove),
        "bulk": int(bulk),
        "once": once,
        "made": times.text(now),
        "at": times.text(max(at, now) if at else now),
        "leaves": times.text(at) if at and at > now else "",
    }
    if topic and not once and not remove and _overtaken(db, params):
        return
    db.execute(
        "insert into outbox"
        " (destination, thread, card, edits, topic, under, remove, bulk, once, made_at, due_at,"
        " leaves_at) values (:to, :thread, :card, :edits, :topic, :under, :remove, :bulk, :once,"
        " :made, :at, :leaves) on conflict do nothing",
        params,
    )


def _overtaken(db: Sql, params: Mapping[str, object]) -> bool:
    """Whether an older word on the topic has not left yet: then it leaves with the newer card.

    One that was tried is left alone: it may stand there already, with what it said then.
    """
    rows = db.query(
        "update outbox set card = :card where topic = :topic and destination = :to"
        " and state = 'queued' and attempts = 0 and remove = 0 and under = :under returning id",
        {key: params[key] for key in ("card", "topic", "to", "under")},
    )
    return bool(list(rows))


# What is for a channel where an outsider is (`store.channels`) stays here, in its order, whoever
# queued it and however long ago; only the answer to what was asked there leaves: whoever makes it
# knows who reads along.
_HELD = (
    "({row}.state = 'queued' and substr({row}.once, 1, 6) <> 'reply:' and exists"
    " (select 1 from channels as c where c.address = {row}.destination and c.held_at is not null))"
)


def take_back(db: Sql, *, to: str, topic: str, card: str, now: datetime) -> None:
    """What a topic says at a destination is to go. What has not been tried yet never leaves, what
    is tried again says `card` instead, and what may stand there is deleted.
    """
    params = {"topic": topic, "to": to, "card": card}
    db.execute(
        "delete from outbox where topic = :topic and destination = :to"
        " and (state = 'parked' or (state = 'queued' and attempts = 0))",
        {key: params[key] for key in ("topic", "to")},
    )
    db.execute(
        "update outbox set card = :card"
        " where topic = :topic and destination = :to and state = 'queued'",
        params,
    )
    if to in posts.destinations(db, topic):
        put(db, to=to, topic=topic, card=card, remove=True, now=now)


def unsay(db: Sql, *, to: str, topic: str) -> None:
    """What was to be said about a topic there, and was not tried yet, never leaves."""
    db.execute(
        "delete from outbox where topic = :topic and destination = :to"
        " and state = 'queued' and attempts = 0",
        {"topic": topic, "to": to},
    )


def claim(db: Sql, *, limit: int, bulk_limit: int | None = None, now: datetime) -> list[Outgoing]:
    """Take what is due, the first of each destination only, so that order is kept; what people
    wait for first, and of a broadcast at most `bulk_limit`.
    """
    taken = _claim(db, limit=limit, bulk=0, now=now)
    room = limit - len(taken)
    room = room if bulk_limit is None else min(room, bulk_limit)
    return taken + (_claim(db, limit=room, bulk=1, now=now) if room > 0 else [])


def _claim(db: Sql, *, limit: int, bulk: int, now: datetime) -> list[Outgoing]:
    held, before = _HELD.format(row="o"), _HELD.format(row="p")
    rows = db.query(
        "update outbox set state = 'sending', attempts = attempts + 1, tried_at = :now"  # noqa: S608
        " where id in ("
        " select id from outbox as o where state = 'queued' and bulk = :bulk and due_at <= :now"
        f" and not {held}"
        " and not exists (select 1 from outbox as p where p.destination = o.destination"
        "  and p.state in ('queued', 'sending') and (p.leaves_at, p.id) < (o.leaves_at, o.id)"
        f"  and not {before})"
        " order by due_at, id limit :limit) returning *",
        {"now": times.text(now), "limit": limit, "bulk": bulk},
    )
    return sorted(map(_from_row, rows), key=lambda message: message.id)


def sent(
    db: Sql, message: Outgoing, *, sent_id: str, address: str = "", thread: str = "", now: datetime
) -> None:
    """Gone out; where a topic's message stands is kept, or forgotten with it."""
    db.execute(
        "update outbox set state = 'sent', sent_id = :sent_id, error = '' where id = :id",
        {"id": message.id, "sent_id": sent_id},
    )
    if message.remove:
        posts.drop(db, topic=message.topic, destination=message.destination)
    elif message.topic:
        posts.put(
            db,
            topic=message.topic,
            destination=message.destination,
            address=address,
            thread=thread,
            message=sent_id,
            now=now,
        )


def again(db: Sql, ident: int, *, at: datetime, error: str) -> None:
    db.execute(
        "update outbox set state = 'queued', due_at = :at, error = :error where id = :id",
        {"id": ident, "at": times.text(at), "error": error},
    )


def put_off(db: Sql, ident: int, *, at: datetime, error: str) -> None:
    """Surely not sent: it was not its turn, or its platform is down. That is no try."""
    db.execute(
        "update outbox set state = 'queued', due_at = :at, error = :error,"
        " attempts = attempts - 1 where id = :id",
        {"id": ident, "at": times.text(at), "error": error},
    )


def park(db: Sql, ident: int, *, error: str) -> None:
    """The destination is dead: keep the message, and stop trying."""
    db.execute(
        "update outbox set state = 'parked', error = :error where id = :id",
        {"id": ident, "error": error},
    )


def parked(db: Sql) -> list[str]:
    """The destinations of what is parked."""
    rows = db.query("select distinct destination from outbox where state = 'parked'")
    return [str(row["destination"]) for row in rows]


def retry(db: Sql, *, destination: str = "", now: datetime) -> int:
    """Queue parked messages again, those for one destination or all; returns how many."""
    rows = db.query(
        "update outbox set state = 'queued', attempts = 0, due_at = :now, error = ''"
        " where state = 'parked' and (:to = '' or destination = :to) returning id",
        {"to": destination, "now": times.text(now)},
    )
    return len(list(rows))


def drop(db: Sql, *, destination: str) -> int:
    """Give up what is parked for a destination; returns how many messages that were."""
    rows = db.query(
        "update outbox set state = 'dropped' where state = 'parked' and destination = :to"
        " returning id",
        {"to": destination},
    )
    return len(list(rows))


def move(db: Sql, old: str, new: str) -> None:
    """A place has another address now: what waits for it goes there."""
    db.execute(
        "update outbox set destination = :new where destination = :old"
        " and state in ('queued', 'sending', 'parked')",
        {"old": old, "new": new},
    )


def give_up_held(db: Sql, *, destination: str) -> int:
    """What was held for a channel where an outsider is never leaves; returns how many that were."""
    rows = db.query(
        "update outbox set state = 'dropped' where state = 'queued' and destination = :to"
        " and substr(once, 1, 6) <> 'reply:' returning id",
        {"to": destination},
    )
    return len(list(rows))


def waits(db: Sql) -> list[Waiting]:
    """What has not gone out, by destination and state; parked first, then the oldest."""
    rows = db.query(
        "select destination, state, count(*) as number, min(made_at) as since, max(error) as error"
        " from outbox where state in ('queued', 'sending', 'parked')"
        " group by destination, state order by state <> 'parked', since"
    )
    return [Waiting(**{**row, "since": times.moment(row["since"])}) for row in rows]


@dataclass(frozen=True, slots=True)
class Tally:
    """Messages by what became of them: `late` ones should have left by now."""

    delivered: int = 0
    waiting: int = 0
    late: int = 0
    parked: int = 0
    dropped: int = 0


def tally(db: Sql, *, once: str, late_since: datetime) -> Tally:
    """Of the messages whose once-key begins so. Late is what failed and is tried again, and what
    has been due since `late_since`.
    """
    rows = db.query(
        "select case when state = 'sent' then 'delivered'"
        " when state in ('parked', 'dropped') then state"
        " when error <> '' or due_at <= :late then 'late' else 'waiting' end as kind,"
        " count(*) as n from outbox where once >= :from and once < :to group by kind",
        {"late": times.text(late_since), "from": once, "to": once + "\uffff"},
    )
    return Tally(**{str(row["kind"]): int(row["n"]) for row in rows})


@dataclass(frozen=True, slots=True)
class Last:
    state: str
    at: datetime
    error: str


def last(db: Sql, destination: str) -> Last | None:
    """What became of the newest message for a destination, and when it was made."""
    rows = db.query(
        "select state, made_at, error from outbox where destination = :to order by id desc limit 1",
        {"to": destination},
    )
    return next((Last(r["state"], times.moment(r["made_at"]), r["error"]) for r in rows), None)


def oldest(db: Sql) -> datetime | None:
    """When the message was made that has waited longest, the parked ones aside."""
    rows = db.query("select min(made_at) as at from outbox where state in ('queued', 'sending')")
    return times.moment_if(next(iter(rows))["at"])


def recover(db: Sql) -> None:
    """At start: what was being sent when the process ended may or may not have gone out."""
    db.execute("update outbox set state = 'queued' where state = 'sending'")


def depth(db: Sql) -> dict[str, int]:
    """How many messages are in each state, those that are done with aside."""
    rows = db.query(
        "select state, count(*) as n from outbox where state not in ('sent', 'dropped')"
        " group by state"
    )
    return {str(row["state"]): int(row["n"]) for row in rows}


def next_at(db: Sql, *, now: datetime) -> datetime | None:
    """When the next message becomes due that is not due yet."""
    lane = "select min(due_at) from outbox where state = 'queued' and due_at > :now and bulk = "
    rows = db.query(f"select ({lane}0) as first, ({lane}1) as bulk", {"now": times.text(now)})
    found = [at for row in rows for at in row.values() if at]
    return times.moment(min(found)) if found else None


def recent(db: Sql, *, since: datetime) -> list[tuple[str, datetime | None]]:
    """Where something was tried to be sent, and when, oldest first; None: it was under way when the
    process ended.
    """
    rows = db.query(
        "select coalesce(p.address, o.destination) as address, o.tried_at, o.state"
        " from outbox as o left join identities as i"
        "  on i.person_id = substr(o.destination, 8) and substr(o.destination, 1, 7) = 'person:'"
        " left join places as p on p.platform = i.platform and p.tenant = i.tenant"
        "  and p.member = i.member and p.member <> '' and p.kind = 'personal'"
        " where o.tried_at > :since and o.tried_at <> '' order by o.tried_at, o.id",
        {"since": times.text(since)},
    )
    return [
        (r["address"], None if r["state"] == "sending" else times.moment(r["tried_at"]))
        for r in rows
    ]


def waiting(db: Sql, *, now: datetime) -> bool:
    """Whether anything is due; asked often, so it takes no write lock."""
    due = (
        "select 1 from outbox as o where state = 'queued' and bulk = :bulk and due_at <= :now"  # noqa: S608
        f" and not {_HELD.format(row='o')} limit 1"
    )
    return any(list(db.query(due, {"now": times.text(now), "bulk": bulk})) for bulk in (0, 1))


def _from_row(row: Row) -> Outgoing:
    return Outgoing(
        id=row["id"],
        destination=row["destination"],
        thread=row["thread"],
        card=row["card"],
        edits=row["edits"],
        topic=row["topic"],
        under=row["under"],
        remove=bool(row["remove"]),
        bulk=bool(row["bulk"]),
        attempts=row["attempts"],
        made_at=times.moment(row["made_at"]),
        error=row["error"],
    )
