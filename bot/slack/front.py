"""What Slack sends, once Bolt has verified it: kept or answered before it is acknowledged. A form
alone is opened after it: a trigger's three seconds and those of the acknowledgement run together.

A global middleware, placed before Bolt asks Slack who we are: an acknowledgement waits for no
network, and an event is on disk before Bolt would acknowledge it. Listeners are not used.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.edge import Edge, Later, busy
from handlers.request import Request, Settled

from . import blocks, events, forms, inbound, lives, submitted
from .limits import Json
from .modals import Modals

SUGGEST_S = 0.2  # people type on: a list that comes later is for words that are gone
log = structlog.get_logger()


class Front(AsyncMiddleware):
    """`home` is the bot's own workspace, '' until known; `moved` hears whose members changed."""

    def __init__(
        self,
        edge: Edge,
        *,
        home: Callable[[], str],
        mention: Callable[[str], blocks.Mention],
        modals: Modals,
        moved: Callable[[str], None],
    ) -> None:
        self._edge = edge
        self._home = home
        self._mention = mention
        self._modals = modals
        self._moved = moved

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  (Bolt's name for it)
    ) -> BoltResponse:
        body: Json = req.body
        kind = body.get("type")
        if kind == "url_verification":
            return await next()
        try:
            return await self._taken(kind, body)
        except (AttributeError, LookupError, TypeError):
            log.warning("payload not understood", kind=str(kind)[:40], exc_info=True)
            return BoltResponse(status=400, body="")

    async def _taken(self, kind: str | None, body: Json) -> BoltResponse:
        match kind:
            case "block_suggestion":
                return await self._suggest(body)
            case "view_submission":
                return await self._submit(body)
            case "event_callback":
                return await self._event(body)
        request = self._read(kind, body)
        if request is None:
            return _empty()
        return await self._interactive(request, inline=kind is None)

    def _read(self, kind: str | None, body: Json) -> Request | None:
        match kind:
            case "block_actions":
                return inbound.press(body, self._home())
            case "message_action":
                found = inbound.shortcut(body, self._home())
                return replace(found, under=self._edge.desk.topic(found.place))
            case None if body.get("command"):
                return inbound.command(body)
            case _:
                return None

    async def _event(self, body: Json) -> BoltResponse:
        if address := events.moved(body):
            self._moved(address)
        placed = lives.placed(body)
        if placed is not None and not self._edge.desk.concerned(placed):
            placed = None
        for request in filter(None, (placed, events.event(body, self._edge.desk.topic))):
            try:
                await self._edge.receive(request)
            except Exception as error:
                # whatever it was, the event is not on disk: Slack is to send it again
                _warn("event not kept", error, once=request.once)
                return BoltResponse(status=503, body="")
        return _empty()

    async def _interactive(self, request: Request, *, inline: bool) -> BoltResponse:
        """Only a command's answer may travel in its acknowledgement, a form or a file never."""
        if request.trigger and self._edge.desk.opens(request):
            self._edge.background(self._open(request))
            return _empty()
        settled = await self._answer(request)
        match settled:
            case None:
                return _empty()
            case Settled() if inline and not settled.form and not blocks.documents(settled.card):
                drawn = blocks.message(settled.card, self._mention(request.who.tenant))
                return BoltResponse(status=200, body={"response_type": "ephemeral", **drawn})
            case Later() | Settled():
                self._edge.background(self._edge.show(request, settled))
                return _empty()

    async def _open(self, request: Request) -> None:
        """Someone met before is believed from what is kept, and looked at again when the form is
        sent. Whoever was never met sees something at once, and the form when Slack has said who
        they are.
        """
        if self._edge.desk.met(request.who):
            answer = await self._edge.answer(request, whole=True)
            if answer is not None:
                await self._edge.show(request, answer)
            return
        try:
            if not await self._edge.keep(request):
                return
        except TimeoutError:
            await self._edge.show(request, busy())
            return
        if not request.reply_to.startswith(forms.VIEW) and (
            view := await self._modals.wait(request)
        ):
            request = replace(request, reply_to=f"{forms.VIEW}{view}")
        if settled := await self._edge.settle(request):
            await self._edge.show(request, settled)

    async def _submit(self, body: Json) -> BoltResponse:
        """Answered in its own response, after the commit: what was typed is never lost."""
        view: Json = body.get("view") or {}
        found = inbound.submission(body)
        if found is None:
            return BoltResponse(status=200, body=submitted.outdated(view))
        request, where = found
        settled = await self._edge.answer(request, whole=True)
        assert not isinstance(settled, Later)  # what is whole ends in time
        mention = self._mention(request.who.tenant)
        return BoltResponse(status=200, body=submitted.answer(view, settled, where, mention))

    async def _suggest(self, body: Json) -> BoltResponse:
        request = inbound.suggestion(body)
        offered: list[Json] = []
        if request is not None:
            try:
                async with asyncio.timeout(SUGGEST_S):
                    offered = forms.offered(await self._edge.desk.suggest(request))
            except Exception as error:  # an empty list is an answer, an error is not
                _warn("nothing suggested", error, field=request.action)
        return BoltResponse(status=200, body={"options": offered})

    async def _answer(self, request: Request) -> Settled | Later | None:
        if self._edge.desk.fresh(request.who):
            return await self._edge.answer(request)
        # Slack must be asked who this is, and the acknowledgement must not wait for that: a
        # question is answered after it, a change is first kept for good.
        if not self._edge.desk.changes(request):
            self._edge.later(request)
            return None
        try:
            await self._edge.receive(request)
        except TimeoutError:
            return busy()
        return None


def _warn(what: str, error: Exception, **about: str) -> None:
    """A lack of time explains itself; of anything else the log tells where it came from."""
    trace = None if isinstance(error, TimeoutError) else error
    log.warning(what, error=type(error).__name__, exc_info=trace, **about)


def _empty() -> BoltResponse:
    return BoltResponse(status=200, body="")
