"""The way out: cards posted, edited, sent to one person; what Teams refuses told as two facts."""

import contextlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.sending import Dead, TryLater
from handlers.cards import Card, Text
from handlers.forms import Form
from handlers.request import Kind, Request, Settled, Via
from store.rows import Identity, Outgoing, Person, Platform, Spot

from .adaptive import CONTENT_TYPE, encode, packed, words
from .around import EVERYWHERE, Around, Paper
from .connector import LEISURE, Answered, Connector
from .forms import TooLarge, draw
from .handing import Handing, encloses
from .mentions import contacts
from .origins import Origins
from .rooms import PREFIX, Rooms, conversation
from .text import clean

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

    def __init__(
        self,
        connector: Connector,
        rooms: Rooms,
        *,
        app_id: str,
        handing: Handing,
        origins: Origins,
    ) -> None:
        self.origins = origins
        self._connector = connector
        self._rooms = rooms
        self._app_id = app_id
        self._handing = handing

    async def send(self, message: Outgoing, card: Card, address: str) -> str:
        self._connector.ready(conversation(address))
        thread = self._thread(address, message.thread)
        papers = self._papers(message, card, address)
        with _told(), _unhurried(message.bulk):
            await self._offer(address, self._handing.consents(card, papers))
            if message.edits:
                with contextlib.suppress(_Missing):
                    return await self._edit(
                        address, thread, message.edits, card, Around(papers=papers)
                    )
            around = Around(papers=papers, calls=self._calls(card))
            return await self._post(address, thread, card, around)

    async def remove(self, message: Outgoing, address: str) -> None:
        thread = self._thread(address, message.thread)
        with _told():
            await self._delete(address, thread, message.edits)

    async def personal(self, who: Identity) -> str:
        if spot := self._rooms.personal(who):
            return spot.address
        with _told():
            return await self._open(who)

    def recall(self, address: str, ago_s: float) -> None:
        self._connector.recall(conversation(address), ago_s)

    async def private(self, request: Request, settled: Settled) -> None:
        """A form goes the same way: as a card that nobody else sees and nothing updates. The one
        that was sent is taken away once its answer is there.
        """
        place = request.place
        try:
            address = await self._own_chat(request)
            with _told():
                await self._privately(address, request, settled)
        except Dead:
            if place.kind not in (Kind.GROUP, Kind.CHANNEL):
                raise
            with _told():
                await self._post(place.address, place.thread, SHUT_OUT)
            return
        if request.via is Via.FORM and request.reply_to:
            with _told():
                await self._delete(address, "", request.reply_to)

    async def _own_chat(self, request: Request) -> str:
        if request.place.kind is Kind.PERSONAL:
            return request.place.address
        return await self.personal(request.who)

    async def _privately(self, address: str, request: Request, settled: Settled) -> None:
        if settled.form is not None:
            with contextlib.suppress(TooLarge):  # then its words have to do
                body = filling(settled.form, self.origins.seal(request))
                url = self._rooms.service_url(address)
                await self._connector.post(url, conversation(address), body)
                return
        papers = self._handing.for_one(settled.card, request.who, alone=True)
        await self._offer(address, self._handing.consents(settled.card, papers))
        await self._post(address, "", settled.card, Around(papers=papers))

    async def _offer(self, address: str, consents: list[bytes]) -> None:
        """Files first: should one fail, nothing has been said yet that would be said twice."""
        url = self._rooms.service_url(address)
        for body in consents:
            await self._connector.post(url, conversation(address), body)

    async def _post(
        self, address: str, thread: str, card: Card, around: Around = EVERYWHERE
    ) -> str:
        url = self._rooms.service_url(address)
        if not thread and self._is_channel(address):
            return await self._new_thread(url, address, card, around)

        async def say(body: bytes) -> Json:
            return await self._connector.post(url, conversation(address, thread), body)

        return _message_id(await _drawn(say, card, around=around))

    async def _edit(self, address: str, thread: str, ident: str, card: Card, around: Around) -> str:
        url = self._rooms.service_url(address)

        async def say(body: bytes) -> Json:
            return await self._connector.put(url, conversation(address, thread), ident, body)

        with _missing():
            named = await _drawn(say, card, lambda activity: {**activity, "id": ident}, around)
        return _message_id(named) or ident

    async def _delete(self, address: str, thread: str, ident: str) -> None:
        url, room = self._rooms.service_url(address), conversation(address, thread)
        with contextlib.suppress(_Missing), _missing():
            await self._connector.delete(url, room, ident)

    async def _new_thread(self, url: str, address: str, card: Card, around: Around) -> str:
        channel = conversation(address)

        async def say(body: bytes) -> Json:
            return await self._connector.create(url, body, room=channel)

        def parameters(activity: Json) -> Json:
            data = {"channel": {"id": channel}}
            return {"isGroup": True, "channelData": data, "activity": activity}

        return _message_id(await _drawn(say, card, parameters, around))

    def _thread(self, address: str, thread: str) -> str:
        """Only channels have threads: in a chat what belongs into one simply follows."""
        return thread if self._is_channel(address) else ""

    def _papers(self, message: Outgoing, card: Card, address: str) -> Mapping[str, Paper]:
        if not encloses(card):
            return {}
        person, alone = self._reader(message.destination, address)
        # a topic's card is edited again and again: it offers its files when it is new
        offers = alone and not (message.edits and message.topic)
        return self._handing.papers(card, person, alone=offers)

    def _reader(self, destination: str, address: str) -> tuple[Person | None, bool]:
        """Who alone reads what is sent there, and whether there is such a one."""
        kind, _, ident = destination.partition(":")
        if kind == "person":
            person = self._handing.known(ident)
            return person, person is not None
        spot = self._rooms.get(address)
        if spot is None or spot.kind != Kind.PERSONAL:
            return None, False
        return self._handing.person(Identity(Platform.TEAMS, spot.tenant, spot.member)), True

    def _calls(self, card: Card) -> dict[str, str]:
        """Whom the card calls, by their ids in Teams."""
        wanted = {each.person_id for each in contacts(card) if each.notify and each.person_id}
        return {ident: member for ident in wanted if (member := self._handing.member(ident))}

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


@contextlib.contextmanager
def _unhurried(bulk: bool) -> Iterator[None]:
    """What belongs to a broadcast leaves a part of the app's window to what people wait for."""
    before = LEISURE.set(bulk)
    try:
        yield
    finally:
        LEISURE.reset(before)


async def _drawn(
    say: Say, card: Card, wrap: Wrap = lambda activity: activity, around: Around = EVERYWHERE
) -> Json:
    """As a card, without calling anyone if Teams doesn't know them here, else in plain words."""
    calls: list[Around] = [around, replace(around, calls={})] if around.calls else [around]
    for near in calls:
        try:
            return await say(packed(card, wrap, near))
        except Answered as refusal:
            if refusal.status not in UNDRAWABLE:
                raise
    return await say(encode(wrap(words(card))))


def filling(form: Form, origin: str) -> bytes:
    """A form as a message. Raises TooLarge."""
    shown = {"contentType": CONTENT_TYPE, "content": draw(form, origin)}
    return encode({"type": "message", "summary": clean(form.title), "attachments": [shown]})


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
