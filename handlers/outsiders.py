"""Escalation channels, and places that hear the list's news as staff may know it, are for the
vendor's own people only: an outsider found in one stops what is internal from being posted there,
until they have left.

Asking a platform who is there takes a network, so it happens before the write that records what
was found. The messages themselves are held where they leave (`store.outbox.claim`): what was
queued before the outsider came is held as well.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from store import audit, channels, due, outbox, people, subscriptions
from store.channels import Channel
from store.db import Sql
from store.due import Due
from store.rows import Audience, District, Role
from store.subscriptions import Subscription

from . import names
from .cards import Card, Text, to_json
from .context import Context
from .feature import Feature, Record
from .identify import outsiders
from .words import capital

CHECK = "channel.check"
DAILY = timedelta(days=1)
SOON = timedelta(hours=1)  # while an outsider is there, or nobody can say who is
UNREAD = timedelta(days=1)  # how long nobody may be able to say it before that is told
SPREAD = timedelta(seconds=2)  # Slack answers 50 to 100 of these questions a minute
SHOWN = 5  # names in one notice


def plan(db: Sql, address: str, *, at: datetime) -> None:
    """The one next check of a channel; it takes the place of one that was planned before."""
    due.clear(db, about=address)
    due.put(db, kind=CHECK, about=address, at=at)


def plan_all(db: Sql, *, now: datetime) -> None:
    """At a start, and after the directory has changed. Subscribed places may be thousands: their
    checks go on as they are planned.
    """
    channels_ = {district.channel for district in people.districts(db)}
    others = set(subscriptions.destinations(db, Audience.STAFF)) - due.planned(db, CHECK)
    for address in sorted(channels_):
        plan(db, address, at=now)
    for number, address in enumerate(sorted(others - channels_)):
        plan(db, address, at=now + number * SPREAD)


def watched(db: Sql, address: str) -> bool:
    """Whether it matters who joins there."""
    return bool(_districts(db, address) or _heard(db, address))


async def check(item: Due, ctx: Context) -> Record:
    """Who is there, outside of any write; None for what can't be known now."""
    found = await outsiders(ctx, item.about)
    return partial(_record, address=item.about, found=found, ctx=ctx)


def _record(db: Sql, *, address: str, found: tuple[str, ...] | None, ctx: Context) -> None:
    """What was found. A roster that can't be read is no outsider, nor takes one away."""
    now, before = ctx.now(), channels.get(db, address)
    if not watched(db, address):  # nothing internal is sent there any more
        if before.held_at is not None:
            outbox.give_up_held(db, destination=address)
        channels.put(db, Channel(address))
        return
    at = _where(db, address)
    if found is None:
        after = _unread(db, before, at, now=now)
    elif found:
        after = _hold(db, before, found, at, now=now)
    else:
        after = _release(db, before, at, now=now)
    channels.put(db, after)
    quiet = found is not None and not found
    plan(db, address, at=now + (DAILY if quiet else SOON))


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in words, what is internal there, and who is told of it."""

    name: str
    posted: str
    owners: frozenset[str]


def _unread(db: Sql, before: Channel, at: _Place, *, now: datetime) -> Channel:
    after = replace(before, unread_since=before.unread_since or now)
    assert after.unread_since
    if after.told_at is None and now - after.unread_since >= UNREAD:
        card = Card(
            f"For a day I could not see who is in {at.name}.",
            (
                Text(
                    f"{at.posted} posted there, and I can't tell whether an outsider reads"
                    " along. Am I a member of it, and was its address changed?"
                ),
            ),
        )
        _tell(db, card, at, topic="", now=now)
        return replace(after, told_at=now)
    return after


def _hold(
    db: Sql, before: Channel, found: tuple[str, ...], at: _Place, *, now: datetime
) -> Channel:
    """Told once, however long they stay, and whoever joins them."""
    after = Channel(before.address, held_at=before.held_at or now)
    if before.held_at is None:
        _audit(db, "channel.held", before.address, now=now)
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        card = Card(
            f"Someone from outside is in {at.name}.",
            (
                Text(f"Not known as the vendor's own: {', '.join(found[:SHOWN])}{more}."),
                Text(
                    "Nothing internal is posted there until they have left; it is kept, and the"
                    " deciders have their cards in person. If they are the vendor's own, an admin"
                    " adds them to the directory."
                ),
            ),
        )
        _tell(db, card, at, topic=_topic(after), now=now)
    return after


def _release(db: Sql, before: Channel, at: _Place, *, now: datetime) -> Channel:
    if before.held_at is not None:
        _audit(db, "channel.released", before.address, now=now)
        card = Card(
            f"{capital(at.name)} is the vendor's own again.",
            (Text("What was kept is posted there now."),),
        )
        _tell(db, card, at, topic=_topic(before), now=now)
    return Channel(before.address)


def _topic(row: Channel) -> str:
    """Of the notice about one hold: what becomes of it is edited in there."""
    assert row.held_at
    return f"channel:{row.address}@{row.held_at.isoformat()}"


def _tell(db: Sql, card: Card, at: _Place, *, topic: str, now: datetime) -> None:
    for owner in sorted(at.owners):
        outbox.put(db, to=f"person:{owner}", topic=topic, card=to_json(card), now=now)


def _where(db: Sql, address: str) -> _Place:
    """A district's channel is the list owners' to see to, a subscribed place its subscribers'."""
    districts = _districts(db, address)
    owners = {row.owner_id for row in _heard(db, address)} - {""}
    if districts:
        owners |= {owner.id for owner in people.by_role(db, Role.LIST_OWNER)}
        name = " and ".join(district.name for district in districts)
        return _Place(f"the escalation channel of {name}", "Cases are still", frozenset(owners))
    name = names.say(db, address)
    return _Place(name, "The list's news is still", frozenset(owners))


def _heard(db: Sql, address: str) -> list[Subscription]:
    """What sends internal news there."""
    found = subscriptions.at(db, address)
    return [row for row in found if row.audience is Audience.STAFF and not row.parked]


def _audit(db: Sql, did: str, address: str, *, now: datetime) -> None:
    audit.append(db, who="clock", did=did, about=address, now=now)


def _districts(db: Sql, address: str) -> list[District]:
    return [district for district in people.districts(db) if district.channel == address]


def _start(db: Sql, ctx: Context) -> None:
    plan_all(db, now=ctx.now())


FEATURE = Feature(probes={CHECK: check}, start=_start)
