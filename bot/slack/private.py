"""Answers for one person's eyes: in a view, by `response_url`, ephemeral, or in their own chat."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from bot.sending import Dead, TryLater
from handlers.cards import Card, Document, Note
from handlers.request import Kind, Request, Settled, Show
from store.rows import Identity

from . import blocks
from .blocks import Mention
from .files import Files
from .inbound import channel_of
from .limits import Json
from .modals import Modals, late
from .web import Web

SENT_ALONE = "You find the file in your own chat with me."
Internal = Callable[[str], Awaitable[bool]]
Personal = Callable[[Identity], Awaitable[str]]
log = structlog.get_logger()


class Private:
    """At most once: what may have arrived is never repeated, what surely has not may be."""

    def __init__(
        self, web: Web, files: Files, modals: Modals, internal: Internal, personal: Personal
    ) -> None:
        self._web = web
        self._files = files
        self._modals = modals
        self._internal = internal
        self._personal = personal

    async def show(self, request: Request, settled: Settled, mention: Mention) -> None:
        try:
            if await self._modals.show(request, settled, mention):
                return
            if settled.form is not None and request.trigger and not settled.refused:
                settled = replace(settled, card=late(settled))
            if request.place.kind is Kind.NOWHERE:
                await self._publish(request, settled.card, mention)
            else:
                await self._tell(request, settled, mention)
        except (Dead, TryLater) as error:
            log.warning("private answer not shown", via=request.via, error=str(error))

    async def _tell(self, request: Request, settled: Settled, mention: Mention) -> None:
        card, alone = settled.card, request.place.kind is Kind.PERSONAL
        if await self._pictured(request, settled) and await self._edited(request, card, mention):
            return
        uploads = blocks.NONE
        if await self._files_stay(request, settled):
            uploads = await self._files.put(card)
        elif blocks.documents(card):
            # a file can't be shown to one person of a channel, nor by a response_url
            await self._with_files(request, card, mention, alone=alone)
            if alone:
                return
            card = without_files(card)
        body = blocks.message(card, mention, uploads)
        if not (request.reply_to and await self._respond(request, settled, body)):
            await self._whisper(request, body)

    async def _files_stay(self, request: Request, settled: Settled) -> bool:
        """Whether the files stand in the message that this replaces: then it is drawn as the outbox
        draws it, which edits it as well.
        """
        files = blocks.documents(settled.card)
        plain = bool(files) and not any(each.picture for each in files)
        return plain and await self._replaces(request, settled)

    async def _pictured(self, request: Request, settled: Settled) -> bool:
        """Whether this replaces a message with a picture in it, which can't come by a
        response_url: that message is edited itself.
        """
        pictured = any(each.picture for each in blocks.documents(settled.card))
        return pictured and bool(request.message) and await self._replaces(request, settled)

    async def _edited(self, request: Request, card: Card, mention: Mention) -> bool:
        """False if Slack refused it, so that nothing was shown."""
        body = blocks.message(card, mention, await self._files.put(card))
        channel = channel_of(request.place.address)
        try:
            await self._web.call(
                lambda slack: slack.chat_update(channel=channel, ts=request.message, **body)
            )
        except Dead as error:
            log.info("message not edited", error=str(error))
            return False
        return True

    async def _with_files(
        self, request: Request, card: Card, mention: Mention, *, alone: bool
    ) -> None:
        channel = channel_of(request.place.address) if alone else await self._chat(request)
        body = blocks.message(card, mention, await self._files.put(card))
        await self._post(channel, body, request.place.thread if alone else "", files=True)

    async def _respond(self, request: Request, settled: Settled, body: Json) -> bool:
        """By response_url; False if Slack refused it, so that nothing was shown."""
        replaces = await self._replaces(request, settled)
        how: Json = {"replace_original": replaces}
        if not replaces:
            how["response_type"] = "ephemeral"
            if request.place.thread:
                how["thread_ts"] = request.place.thread
        try:
            await self._web.respond(request.reply_to, {**how, **body})
        except Dead as error:
            log.info("response_url refused", error=str(error))
            return False
        return True

    async def _replaces(self, request: Request, settled: Settled) -> bool:
        """What all can read is replaced only where all may read what this person may."""
        if settled.show is not Show.UPDATE or not request.reply_to:
            return False
        if not request.message or request.place.kind is Kind.PERSONAL:
            return True
        return await self._internal(request.place.address)

    async def _whisper(self, request: Request, body: Json) -> None:
        channel, thread = channel_of(request.place.address), request.place.thread
        if request.place.kind is not Kind.PERSONAL:
            try:
                await self._web.call(
                    lambda slack: slack.chat_postEphemeral(
                        channel=channel, user=request.who.member, thread_ts=thread or None, **body
                    )
                )
            except Dead:  # one of us is not in there (any more): to their own chat, then
                channel, thread = await self._chat(request), ""
            else:
                return
        await self._post(channel, body, thread)

    async def _post(self, channel: str, body: Json, thread: str, *, files: bool = False) -> None:
        await self._web.call(
            lambda slack: slack.chat_postMessage(
                channel=channel,
                thread_ts=thread or None,
                unfurl_links=False,
                unfurl_media=files,
                **body,
            )
        )

    async def _chat(self, request: Request) -> str:
        return channel_of(await self._personal(request.who))

    async def _publish(self, request: Request, card: Card, mention: Mention) -> None:
        view = blocks.home(card, mention)
        await self._web.call(
            lambda slack: slack.views_publish(user_id=request.who.member, view=view)
        )


def without_files(card: Card) -> Card:
    rest = tuple(each for each in card.blocks if not isinstance(each, Document))
    return replace(card, blocks=(*rest, Note(SENT_ALONE)))
