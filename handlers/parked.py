"""A message that reaches nobody is told to the list owners: no notice is lost in silence."""

from datetime import datetime

from store import outbox, people, places
from store.db import Sql
from store.rows import Outgoing, Role

from .cards import Card, Text, to_json


def park(db: Sql, message: Outgoing, *, why: str, now: datetime) -> None:
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
