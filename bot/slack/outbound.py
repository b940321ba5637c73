"""Messages on their way to Slack: posted once, edited in place, or shown to one person alone."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.sending import Dead, NotYet, TryLater
from handlers.cards import Card, Contact, Document, Text
from handlers.context import Clock
from handlers.request import Kind, Request, Settled
from store import places, times
from store.db import Db
from store.directory import Directory
from store.rows import Identity, Outgoing, Platform, Spot

from . import blocks
from .files import Files
from .inbound import address, channel_of
from .limits import Json
from .modals import Modals
from .pace import Methods, Pace
from .private import Private
from .web import Call, Web

EVENT = "hardline"  # of our metadata on every message posted from the outbox
CLOCKS = timedelta(minutes=5)  # ours and Slack's may differ by that much
GONE = frozenset({"message_not_found", "edit_window_closed"})  # no longer to be changed
UNREADY = "invalid_blocks"  # so Slack calls a picture, too, that it is still looking through
PICTURE_TRIES = 5  # before a picture that Slack won't show is only named
PAGE = 100
PAGES = 10
Internal = Callable[[str], Awaitable[bool]]


class SlackSender:
    """`internal` tells whether all who read a place are the vendor's (an address → yes or no).
    `clock` counts the seconds of Slack's limits.
    """

    def __init__(
        self,
        web: Web,
        db: Db,
        internal: Internal,
        *,
        now: Clock,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._web = web
        self._db = db
        self._now = now
        self._directory = Directory(db)
        self._internal = internal
        self._pace = Pace(clock)
        self._methods = Methods(clock)
        self._files = Files(web, db, self._methods)
        self.modals = Modals(web)
        self._private = Private(web, self._files, self.modals, internal, self.personal)

    async def send(self, message: Outgoing, card: Card, address: str) -> str:
        """A picture that Slack is still looking through is tried again, and in the end named."""
        shown = card if message.attempts < PICTURE_TRIES else without_pictures(card)
        try:
            return await self._sent(message, shown, address)
        except Dead as error:
            if str(error) != UNREADY or not pictures(shown):
                raise
            raise TryLater("Slack: the picture is not ready", after_s=1.0) from None

    def recall(self, address: str, ago_s: float) -> None:
        self._pace.take(channel_of(address), ago_s=ago_s)

    async def _sent(self, message: Outgoing, card: Card, address: str) -> str:
        channel = channel_of(address)
        if not message.edits and (before := await self._before(message, channel)):
            return before
        if not message.edits and (wait_s := self._pace.wait_s(channel)):
            raise NotYet("Slack: one message a second", after_s=wait_s)  # before any file goes up
        uploads = await self._files.put(card, bulk=message.bulk)
        body = blocks.message(card, self.mention(_team(address)), uploads)
        if message.edits:
            if await self._edited(message, channel, body):
                return message.edits
            if before := await self._before(message, channel):
                return before
        await self._pace.turn(channel)
        posted = await self._web.call(
            lambda slack: slack.chat_postMessage(
                channel=channel,
                thread_ts=message.thread or None,
                metadata=mark(message),
                unfurl_links=False,
                unfurl_media=bool(uploads),  # what shares a file is that its link unfurls
                **body,
            )
        )
        return str(posted["ts"])

    async def _edited(self, message: Outgoing, channel: str, body: Json) -> bool:
        """False for one that was deleted: it is said anew."""
        await self._methods.turn("chat.update")
        try:
            await self._web.call(
                lambda slack: slack.chat_update(channel=channel, ts=message.edits, **body)
            )
        except Dead as error:
            if str(error) not in GONE:
                raise
            return False
        return True

    async def remove(self, message: Outgoing, address: str) -> None:
        channel = channel_of(address)
        await self._methods.turn("chat.delete")
        try:
            await self._web.call(lambda slack: slack.chat_delete(channel=channel, ts=message.edits))
        except Dead as error:
            if str(error) not in GONE:
                raise

    async def personal(self, who: Identity) -> str:
        """Opened once and remembered: so few may be opened in a minute."""
        if spot := self._db.look(lambda db: places.personal(db, who)):
            return spot.address
        await self._methods.turn("conversations.open")
        opened = await self._web.call(lambda slack: slack.conversations_open(users=who.member))
        home = self._web.known.team if self._web.known else who.tenant
        spot = Spot(
            address=address(home, opened["channel"]["id"]),
            platform=Platform.SLACK,
            tenant=who.tenant,
            kind=Kind.PERSONAL,
            member=who.member,
        )
        await self._db.write(lambda db: places.seen(db, spot, now=self._now()))
        return spot.address

    async def private(self, request: Request, settled: Settled) -> None:
        await self._private.show(request, settled, self.mention(request.who.tenant))

    async def _before(self, message: Outgoing, channel: str) -> str:
        return await self._already(message, channel) if message.attempts > 1 else ""

    async def _already(self, message: Outgoing, channel: str) -> str:
        """The ts of an earlier try that went out after all; '' if there surely is none."""
        since = str((message.made_at - CLOCKS).timestamp())
        me, cursor = await self._web.me(), ""
        method = "conversations.replies" if message.thread else "conversations.history"
        for _ in range(PAGES):
            await self._methods.turn(method, bulk=message.bulk)
            page = await self._web.call(_page(channel, message.thread, since, cursor))
            for one in page.get("messages") or ():
                if one.get("metadata") == mark(message) and one.get("user") == me.user:
                    return str(one["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return ""
        raise TryLater("Slack: an earlier try can't be ruled out in so long a history")

    def mention(self, team: str) -> blocks.Mention:
        """People are mentioned where the reader's workspace knows them, else named with e-mail."""

        def member(contact: Contact) -> str:
            if not contact.person_id:
                return ""
            known = self._directory.identities(contact.person_id)
            wanted = (Platform.SLACK, team)
            return next((one.member for one in known if (one.platform, one.tenant) == wanted), "")

        return member


def mark(message: Outgoing) -> Json:
    """What an earlier try is recognised by. The time tells apart databases with the same ids."""
    made = times.text(message.made_at)
    return {"event_type": EVENT, "event_payload": {"id": message.id, "made": made}}


def _page(channel: str, thread: str, since: str, cursor: str) -> Call:
    more: Json = {"oldest": since, "limit": PAGE, "include_all_metadata": True}
    if cursor:
        more["cursor"] = cursor
    if thread:
        return lambda slack: slack.conversations_replies(channel=channel, ts=thread, **more)
    return lambda slack: slack.conversations_history(channel=channel, **more)


def pictures(card: Card) -> list[Document]:
    return [each for each in blocks.documents(card) if each.picture]


def without_pictures(card: Card) -> Card:
    named = tuple(
        Text(f"{each.name}: {each.about}") if isinstance(each, Document) and each.picture else each
        for each in card.blocks
    )
    return replace(card, blocks=named)


def _team(address: str) -> str:
    return address.partition(":")[2].partition("/")[0]
