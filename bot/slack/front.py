"""What Slack sends, once Bolt has verified it: kept or answered before it is acknowledged.

A global middleware, placed before Bolt asks Slack who we are: an acknowledgement waits for no
network, and an event is on disk before Bolt would acknowledge it. Listeners are not used.
"""

from collections.abc import Awaitable, Callable

import structlog
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.edge import Edge, Later, busy
from handlers.request import Request, Settled

from . import blocks, inbound
from .limits import Json

log = structlog.get_logger()


class Front(AsyncMiddleware):
    """`home` is the bot's own workspace, '' until known; `moved` hears whose members changed."""

    def __init__(
        self,
        edge: Edge,
        *,
        home: Callable[[], str],
        mention: Callable[[str], blocks.Mention],
        moved: Callable[[str], None],
    ) -> None:
        self._edge = edge
        self._home = home
        self._mention = mention
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
        if kind == "block_suggestion":
            return BoltResponse(status=200, body={"options": []})
        try:
            request = self._read(kind, body)
        except (AttributeError, LookupError, TypeError):
            log.warning("payload not understood", kind=str(kind)[:40], exc_info=True)
            return BoltResponse(status=400, body="")
        if request is None:
            return _empty()
        if kind == "event_callback":
            return await self._event(request)
        return await self._interactive(request, inline=kind is None)

    def _read(self, kind: str | None, body: Json) -> Request | None:
        match kind:
            case "event_callback":
                if address := inbound.moved(body):
                    self._moved(address)
                return inbound.event(body)
            case "block_actions":
                return inbound.press(body, self._home())
            case "message_action":
                return inbound.shortcut(body, self._home())
            case None if body.get("command"):
                return inbound.command(body)
            case _:
                return None

    async def _event(self, request: Request) -> BoltResponse:
        try:
            await self._edge.receive(request)
        except Exception as error:
            # whatever it was, the event is not on disk: Slack is to send it again
            log.warning("event not kept", error=type(error).__name__, once=request.once)
            return BoltResponse(status=503, body="")
        return _empty()

    async def _interactive(self, request: Request, *, inline: bool) -> BoltResponse:
        """Only a command's answer may travel in its acknowledgement."""
        settled = await self._answer(request)
        match settled:
            case None:
                return _empty()
            case Settled() if inline:
                drawn = blocks.message(settled.card, self._mention(request.who.tenant))
                return BoltResponse(status=200, body={"response_type": "ephemeral", **drawn})
            case Later() | Settled():
                self._edge.background(self._edge.show(request, settled))
                return _empty()

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


def _empty() -> BoltResponse:
    return BoltResponse(status=200, body="")
