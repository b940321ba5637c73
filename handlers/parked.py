"""A message that reaches nobody is told to the list owners: no notice is lost in silence. What was
subscribed there waits, and those whose subscription it is hear of that once.
"""

from datetime import datetime

from store import outbox, people, places, subscriptions
from store.db import Sql
from store.rows import Outgoing, Role

from .cards import Button, Buttons, Card, Text, to_json
from .news import broadcast
from .words import counted


def park(db: Sql, message: Outgoing, *, why: str, now: datetime) -> None:
    """Its destination takes nothing any more: keep the message, and tell whom it concerns."""
    unfit(db, message, why=why, now=now)
    if message.bulk:
        _rest(db, message.destination, why=why, now=now)


def retry(db: Sql, *, destination: str = "", now: datetime) -> int:
    """Send what is parked again, there or everywhere, and go on with what was subscribed there;
    returns how many messages that are.
    """
    for each in {destination} if destination else outbox.parked(db):
        broadcast.resume(db, each, now=now)
    return outbox.retry(db, destination=destination, now=now)


def _rest(db: Sql, destination: str, *, why: str, now: datetime) -> None:
    """Nothing more of the list's news is sent there; each owner hears of it once."""
    rested = subscriptions.park(db, destination, why=why, now=now)
    for owner_id in sorted({row.owner_id for row in rested} - {""}):
        to, number = f"person:{owner_id}", sum(row.owner_id == owner_id for row in rested)
        if to != destination:
            once = f"rested:{destination}:{owner_id}:{now.isoformat()}"
            outbox.put(
                db, to=to, once=once, card=to_json(_rested(db, destination, number)), now=now
            )


def _rested(db: Sql, destination: str, number: int) -> Card:
    name = places.names(db, [destination]).get(destination, "a conversation of yours")
    return Card(
        f"Your news of the list can't be delivered to {name} any more.",
        (
            Text(
                f"I no longer reach that conversation, so {counted(number, 'subscription')} of"
                " yours rests. Add me there again, or have the news sent somewhere else."
            ),
            Buttons((Button("My subscriptions", "news.list"),)),
        ),
    )


def unfit(db: Sql, message: Outgoing, *, why: str, now: datetime) -> None:
    """Keep the message and say so, once a day for each destination."""
    outbox.park(db, message.id, error=why)
    if places.lost(db, message.destination):  # told when that happened
        return
    day = now.date().isoformat()
    card = to_json(_card(db, message.destination, why))
    for owner in people.by_role(db, Role.LIST_OWNER):
        to = f"person:{owner.id}"
        if to != message.destination:
            once = f"parked:{message.destination}:{day}:{owner.id}"
            outbox.put(db, to=to, once=once, card=card, now=now)


def _card(db: Sql, destination: str, why: str) -> Card:
    kind, _, rest = destination.partition(":")
    person = people.named(db, [rest]).get(rest) if kind == "person" else None
    known = places.names(db, [destination]).get(destination, destination)
    name = person.name if person else known
    once = "they can be reached again" if kind == "person" else "I was added there"
    so = "" if kind == "person" else " it goes on by itself. If not,"
    return Card(
        f"A message for {name} could not be delivered.",
        (
            Text(f"The platform says: {why}. It is kept, and so is all that follows for them."),
            Text(
                f"Once {once},{so} an administrator sends it with:"
                f" hardline outbox retry {destination}"
            ),
        ),
    )
