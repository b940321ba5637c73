"""Escalation channels are for the vendor's own people only: an outsider found in one stops what is
internal from being posted there, until they have left.

Asking a platform who is there takes a network, so it happens before the write that records what
was found. The messages themselves are held where they leave (`store.outbox.claim`): what was
queued before the outsider came is held as well.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from store import audit, channels, due, outbox, people
from store.channels import Channel
from store.db import Sql
from store.due import Due
from store.rows import District, Role

from .cards import Card, Text, to_json
from .context import Context
from .feature import Feature, Record
from .identify import outsiders

CHECK = "channel.check"
DAILY = timedelta(days=1)
SOON = timedelta(hours=1)  # while an outsider is there, or nobody can say who is
UNREAD = timedelta(days=1)  # how long nobody may be able to say it before that is told
SHOWN = 5  # names in one notice


def plan(db: Sql, address: str, *, at: datetime) -> None:
    """The one next check of a channel; it takes the place of one that was planned before."""
    due.clear(db, about=address)
    due.put(db, kind=CHECK, about=address, at=at)


def plan_all(db: Sql, *, now: datetime) -> None:
    """At a start, and after the directory has changed."""
    for address in sorted({district.channel for district in people.districts(db)}):
        plan(db, address, at=now)


def watched(db: Sql, address: str) -> bool:
    """Whether it matters who joins there."""
    return bool(_districts(db, address))


async def check(item: Due, ctx: Context) -> Record:
    """Who is there, outside of any write; None for what can't be known now."""
    found = await outsiders(ctx, item.about)
    return partial(_record, address=item.about, found=found, ctx=ctx)


def _record(db: Sql, *, address: str, found: tuple[str, ...] | None, ctx: Context) -> None:
    """What was found. A roster that can't be read is no outsider, nor takes one away."""
    now, before = ctx.now(), channels.get(db, address)
    districts = _districts(db, address)
    if not districts:  # it is no escalation channel any more
        channels.put(db, Channel(address))
        return
    name = " and ".join(district.name for district in districts)
    if found is None:
        after = _unread(db, before, name, now=now)
    elif found:
        after = _hold(db, before, found, name, now=now)
    else:
        after = _release(db, before, name, now=now)
    channels.put(db, after)
    quiet = found is not None and not found
    plan(db, address, at=now + (DAILY if quiet else SOON))


def _unread(db: Sql, before: Channel, name: str, *, now: datetime) -> Channel:
    after = replace(before, unread_since=before.unread_since or now)
    assert after.unread_since
    if after.told_at is None and now - after.unread_since >= UNREAD:
        card = Card(
            f"For a day I could not see who is in the escalation channel of {name}.",
            (
                Text(
                    "Cases are still posted there, and I can't tell whether an outsider reads"
                    " along. Am I a member of it, and was its address changed?"
                ),
            ),
        )
        _tell(db, card, topic="", now=now)
        return replace(after, told_at=now)
    return after


def _hold(db: Sql, before: Channel, found: tuple[str, ...], name: str, *, now: datetime) -> Channel:
    """Told once, however long they stay, and whoever joins them."""
    after = Channel(before.address, held_at=before.held_at or now)
    if before.held_at is None:
        _audit(db, "channel.held", before.address, now=now)
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        card = Card(
            f"Someone from outside is in the escalation channel of {name}.",
            (
                Text(f"Not known as the vendor's own: {', '.join(found[:SHOWN])}{more}."),
                Text(
                    "Nothing internal is posted there until they have left; it is kept, and the"
                    " deciders have their cards in person. If they are the vendor's own, an admin"
                    " adds them to the directory."
                ),
            ),
        )
        _tell(db, card, topic=_topic(after), now=now)
    return after


def _release(db: Sql, before: Channel, name: str, *, now: datetime) -> Channel:
    if before.held_at is not None:
        _audit(db, "channel.released", before.address, now=now)
        card = Card(
            f"The escalation channel of {name} is the vendor's own again.",
            (Text("What was kept is posted there now."),),
        )
        _tell(db, card, topic=_topic(before), now=now)
    return Channel(before.address)


def _topic(row: Channel) -> str:
    """Of the notice about one hold: what becomes of it is edited in there."""
    assert row.held_at
    return f"channel:{row.address}@{row.held_at.isoformat()}"


def _tell(db: Sql, card: Card, *, topic: str, now: datetime) -> None:
    for owner in people.by_role(db, Role.LIST_OWNER):
        outbox.put(db, to=f"person:{owner.id}", topic=topic, card=to_json(card), now=now)


def _audit(db: Sql, did: str, address: str, *, now: datetime) -> None:
    audit.append(db, who="clock", did=did, about=address, now=now)


def _districts(db: Sql, address: str) -> list[District]:
    return [district for district in people.districts(db) if district.channel == address]


def _start(db: Sql, ctx: Context) -> None:
    plan_all(db, now=ctx.now())


FEATURE = Feature(probes={CHECK: check}, start=_start)
