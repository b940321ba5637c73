"""Conversations the bot is in: kept in the store, and in memory so that sending needs no read."""

from collections import OrderedDict
from dataclasses import replace

from handlers.context import Clock
from store import places
from store.db import Db
from store.rows import Identity, Spot

from .text import clean

PREFIX = "teams:"
REMEMBERED = 10_000


class Rooms:
    """`service_url` is where a conversation is looked for that the bot was never spoken to in."""

    def __init__(self, db: Db, now: Clock, *, service_url: str) -> None:
        self._db = db
        self._now = now
        self._service_url = service_url
        self._spots: OrderedDict[str, Spot] = OrderedDict()

    def renew(self, spot: Spot) -> bool:
        """Called on every turn, for addresses change; True if it must be written, too."""
        kept = self.get(spot.address)
        told = spot if kept is None else replace(spot, team=spot.team or kept.team)
        self._remember(told)
        return kept is None or replace(kept, name=spot.name) != told

    async def write(self, spot: Spot) -> None:
        named = replace(spot, name=clean(spot.name))
        await self._db.write(lambda db: places.seen(db, named, now=self._now()))

    def get(self, address: str) -> Spot | None:
        spot = self._spots.get(address)
        if spot is None:
            spot = self._db.look(lambda db: places.get(db, address))
            if spot is not None:
                self._remember(spot)
        return spot

    def personal(self, who: Identity) -> Spot | None:
        return self._db.look(lambda db: places.personal(db, who))

    def service_url(self, address: str) -> str:
        spot = self.get(address)
        return (spot.service_url if spot else "") or self._service_url

    def _remember(self, spot: Spot) -> None:
        self._spots[spot.address] = spot
        self._spots.move_to_end(spot.address)
        if len(self._spots) > REMEMBERED:
            self._spots.popitem(last=False)


def conversation(address: str, thread: str = "") -> str:
    """The id that Teams knows an address by; with `thread`, of that thread in a channel."""
    ident = address.removeprefix(PREFIX)
    return f"{ident};messageid={thread}" if thread else ident
