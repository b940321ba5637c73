"""The way out: cards posted, edited, sent to one person; what Teams refuses told as two facts."""

import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from bot.sending import Dead, TryLater
from handlers.cards import Card, Text
from handlers.request import Kind, Request, Settled
from store.rows import Identity, Outgoing, Platform, Spot

from .adaptive import encode, packed, words
from .connector import Answered, Connector
from .rooms import PREFIX, Rooms, conversation

Json = dict[str, Any]
Say = Callable[[bytes], Awaitable[Json]]
Wrap = Callable[[Json], Json]

GONE = 404  # the conversation, or the message to be edited
UNDRAWABLE = frozenset({400, 413})  # a card that Teams does not take, or finds too large
CLOSED = frozenset(  # codes of a 403 that no waiting mends: blocked, uninstalled, removed
    {"MessageWritesBlocked", "BotNotInConversationRoster", "BotDisabledByAdmin"}
)
SHUT_OUT = Card(
    "I have something for you, but may not write to you in person yet.",
    (Text("Please open a personal chat with me, say hi, and ask again."),),
)


class TeamsSender:
    """`bot.sending.Sender` for Teams. Without an app id (local clients) the bot's id is theirs."""

    def __init__(self, connector: Connector, rooms: Rooms, *, app_id: str) -> None:
        self._connector = connector
        self._rooms = rooms
        self._app_id = app_id

    async def send(self, message: Outgoing, card: Card, address: str) -> str:
        with _told():
            if message.edits:
                with contextlib.suppress(_Missing):
                    return await self._edit(address, message.thread, message.edits, card)
            return await self._post(address, message.thread, card)

    async def remove(self, message: Outgoing, address: str) -> None:
        url, room = self._rooms.service_url(address), conversation(address, message.thread)
        with _told(), contextlib.suppress(_Missing), _missing():
            await self._connector.delete(url, room, message.edits)

    async def personal(self, who: Identity) -> str:
        if spot := self._rooms.personal(who):
            return spot.address
        with _told():
            return await self._open(who)

    async def private(self, request: Request, settled: Settled) -> None:
        place = request.place
        try:
            alone = place.kind is Kind.PERSONAL
            address = place.address if alone else await self.personal(request.who)
            with _told():
                await self._post(address, "", settled.card)
        except Dead:
            if place.kind not in (Kind.GROUP, Kind.CHANNEL):
                raise
            with _told():
                await self._post(place.address, place.thread, SHUT_OUT)

    async def _post(self, address: str, thread: str, card: Card) -> str:
        url = self._rooms.service_url(address)
        if not thread and self._is_channel(address):
            return await self._new_thread(url, address, card)

        async def say(body: bytes) -> Json:
            return await self._connector.post(url, conversation(address, thread), body)

        return _message_id(await _drawn(say, card))

    async def _edit(self, address: str, thread: str, ident: str, card: Card) -> str:
        url = self._rooms.service_url(address)

        async def say(body: bytes) -> Json:
            return await self._connector.put(url, conversation(address, thread), ident, body)

        with _missing():
            named = await _drawn(say, card, lambda activity: {**activity, "id": ident})
        return _message_id(named) or ident

    async def _new_thread(self, url: str, address: str, card: Card) -> str:
        channel = conversation(address)

        async def say(body: bytes) -> Json:
            return await self._connector.create(url, body, room=channel)

        def parameters(activity: Json) -> Json:
            data = {"channel": {"id": channel}}
            return {"isGroup": True, "channelData": data, "activity": activity}

        return _message_id(await _drawn(say, card, parameters))

    async def _open(self, who: Identity) -> str:
        url = self._rooms.service_url("")
        parameters = {
            "isGroup": False,
            "bot": {"id": f"28:{self._app_id}"},
            "members": [{"id": who.member}],
            "tenantId": who.tenant,
            "channelData": {"tenant": {"id": who.tenant}},
        }
        made = await self._connector.create(url, encode(parameters), room=f"new:{who.member}")
        ident = str(made.get("id") or "")
        if not ident:
            raise TryLater("Teams opened a conversation without an id")
        spot = Spot(
            address=f"{PREFIX}{ident}",
            platform=Platform.TEAMS,
            tenant=who.tenant,
            kind=Kind.PERSONAL,
            service_url=url,
            bot_id=f"28:{self._app_id}",
            member=who.member,
        )
        self._rooms.renew(spot)
        await self._rooms.write(spot)
        return spot.address

    def _is_channel(self, address: str) -> bool:
        """One that we were never spoken to in comes from the districts file: a channel."""
        spot = self._rooms.get(address)
        return spot is None or spot.kind == Kind.CHANNEL


class _Missing(Exception):
    """The message is not there any more."""


@contextlib.contextmanager
def _missing() -> Iterator[None]:
    try:
        yield
    except Answered as refusal:
        if refusal.status == GONE:
            raise _Missing from refusal
        raise


async def _drawn(say: Say, card: Card, wrap: Wrap = lambda activity: activity) -> Json:
    """As a card, or in plain words where Teams does not take the card."""
    try:
        return await say(packed(card, wrap))
    except Answered as refusal:
        if refusal.status not in UNDRAWABLE:
            raise
        return await say(encode(wrap(words(card))))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Answered as refusal:
        if refusal.status == GONE or refusal.code in CLOSED:
            raise Dead(str(refusal)) from refusal
        raise TryLater(str(refusal)) from refusal


def _message_id(made: Json) -> str:
    """The new message's id; of a new thread, the part after `;messageid=`."""
    ident = str(made.get("activityId") or made.get("id") or "")
    return ident.partition(";messageid=")[2] or ident
