"""Messages on their way to Slack: posted once, edited in place, or shown to one person alone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.sending import Dead, TryLater
from handlers.cards import Card, Contact
from handlers.request import Kind, Request, Settled, Show
from store import times
from store.db import Db
from store.directory import Directory
from store.rows import Identity, Outgoing, Platform

from . import blocks
from .inbound import address, channel_of
from .limits import Json
from .pace import Pace
from .web import Call, Web

EVENT = "hardline"  # of our metadata on every message posted from the outbox
CLOCKS = timedelta(minutes=5)  # ours and Slack's may differ by that much
PAGE = 100
PAGES = 10
Internal = Callable[[str], Awaitable[bool]]
log = structlog.get_logger()


class SlackSender:
    """`internal` tells whether all who read a place are the vendor's (an address → yes or no)."""

    def __init__(self, web: Web, db: Db, internal: Internal) -> None:
        self._web = web
        self._directory = Directory(db)
        self._internal = internal
        self._pace = Pace()

    async def send(self, message: Outgoing, card: Card, address: str) -> str:
        channel = channel_of(address)
        body = blocks.message(card, self.mention(_team(address)))
        if message.edits:
            await self._web.call(
                lambda slack: slack.chat_update(channel=channel, ts=message.edits, **body)
            )
            return message.edits
        if message.attempts > 1 and (sent := await self._already(message, channel)):
            return sent
        await self._pace.turn(channel)
        posted = await self._web.call(
            lambda slack: slack.chat_postMessage(
                channel=channel,
                thread_ts=message.thread or None,
                metadata=mark(message),
                unfurl_links=False,
                unfurl_media=False,
                **body,
            )
        )
        return str(posted["ts"])

    async def personal(self, who: Identity) -> str:
        opened = await self._web.call(lambda slack: slack.conversations_open(users=who.member))
        home = self._web.known.team if self._web.known else who.tenant
        return address(home, opened["channel"]["id"])

    async def private(self, request: Request, settled: Settled) -> None:
        """At most once: what may have arrived is never repeated, what surely has not may be."""
        body = blocks.message(settled.card, self.mention(request.who.tenant))
        try:
            if request.place.kind is Kind.NOWHERE:
                await self._publish(request, settled.card)
            elif not (request.reply_to and await self._respond(request, settled, body)):
                await self._whisper(request, body)
        except (Dead, TryLater) as error:
            log.warning("private answer not shown", via=request.via, error=str(error))

    async def _respond(self, request: Request, settled: Settled, body: Json) -> bool:
        """By response_url; False if Slack refused it, so that nothing was shown."""
        replace = settled.show is Show.UPDATE and await self._replaceable(request)
        how: Json = {"replace_original": replace}
        if not replace:
            how["response_type"] = "ephemeral"
            if request.place.thread:
                how["thread_ts"] = request.place.thread
        try:
            await self._web.respond(request.reply_to, {**how, **body})
        except Dead as error:
            log.info("response_url refused", error=str(error))
            return False
        return True

    async def _replaceable(self, request: Request) -> bool:
        """What all can read is replaced only where all may read what this person may."""
        if not request.message or request.place.kind is Kind.PERSONAL:
            return True
        return await self._internal(request.place.address)

    async def _whisper(self, request: Request, body: Json) -> None:
        channel, thread = channel_of(request.place.address), request.place.thread or None
        if request.place.kind is not Kind.PERSONAL:
            try:
                await self._web.call(
                    lambda slack: slack.chat_postEphemeral(
                        channel=channel, user=request.who.member, thread_ts=thread, **body
                    )
                )
            except Dead:  # one of us is not in there (any more): to their own chat, then
                channel, thread = channel_of(await self.personal(request.who)), None
            else:
                return
        await self._web.call(
            lambda slack: slack.chat_postMessage(
                channel=channel,
                thread_ts=thread,
                unfurl_links=False,
                unfurl_media=False,
                **body,
            )
        )

    async def _publish(self, request: Request, card: Card) -> None:
        view = blocks.home(card, self.mention(request.who.tenant))
        await self._web.call(
            lambda slack: slack.views_publish(user_id=request.who.member, view=view)
        )

    async def _already(self, message: Outgoing, channel: str) -> str:
        """The ts of an earlier try that went out after all; '' if there surely is none."""
        since = str((message.made_at - CLOCKS).timestamp())
        me, cursor = await self._web.me(), ""
        for _ in range(PAGES):
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


def _team(address: str) -> str:
    return address.partition(":")[2].partition("/")[0]
