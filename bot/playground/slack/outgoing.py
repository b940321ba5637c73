"""From Slack to the app: signed HTTP requests, or envelopes when Socket Mode is on.

Events are repeated as Slack does when `retry_after_s` says so; commands and clicks never are.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

from bot.playground.wire import Delivery, Json, Wire

from .events import of_change
from .state import State
from .world import Change

ACK_WITHIN_S = 3.0
FORM = "application/x-www-form-urlencoded"
Kind = Literal["event", "command", "interactive"]


class Link(Protocol):
    """Socket Mode's side of the house."""

    async def send(
        self, kind: Kind, payload: Json, *, retry: int, reason: str, within_s: float
    ) -> Delivery: ...


def signature(secret: str, timestamp: str, body: bytes) -> str:
    base = f"v0:{timestamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Outgoing:
    def __init__(self, state: State, wire: Wire, link: Link) -> None:
        self.state, self.wire, self.link = state, wire, link
        self.ack_within_s = ACK_WITHIN_S
        self.retry_after_s: Sequence[float] = ()
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        self.wall: Callable[[], float] = time.time  # receivers check it against their own clock
        self._tasks: set[asyncio.Task[None]] = set()

    async def event(self, envelope: Json) -> Delivery:
        """The first attempt; repeats follow in the background."""
        delivery = await self.once("event", envelope)
        if not delivery.ok and self.retry_after_s:
            self.spawn(self._repeat(envelope, delivery))
        return delivery

    async def changes(self, changes: Sequence[Change]) -> None:
        """Tells the app of these changes, all at the same time as Slack does."""
        envelopes = [e for change in changes for e in of_change(self.state, change)]
        await asyncio.gather(*(self.event(e) for e in envelopes))

    async def once(
        self, kind: Kind, payload: Json, *, retry: int = 0, reason: str = ""
    ) -> Delivery:
        if self.state.socket_mode:
            return await self.link.send(
                kind, payload, retry=retry, reason=reason, within_s=self.ack_within_s
            )
        body, content_type = encoded(kind, payload)
        again = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        return await self.post(kind, body, {"Content-Type": content_type, **again})

    async def post(self, kind: Kind, body: bytes, headers: Mapping[str, str]) -> Delivery:
        """Signs and sends these bytes; headers given here win, so a forged signature stays."""
        timestamp = headers.get("X-Slack-Request-Timestamp") or str(int(self.wall()))
        signed = {
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self.state.app.signing_secret, timestamp, body),
        }
        return await self.wire.post(
            kind,
            f"{self.state.bot_url}/slack/events",
            signed | dict(headers),
            body,
            timeout_s=self.ack_within_s,
        )

    async def _repeat(self, envelope: Json, first: Delivery) -> None:
        delivery = first
        for retry, wait_s in enumerate(self.retry_after_s, start=1):
            if delivery.answer_headers.get("X-Slack-No-Retry") == "1":
                return
            await self.sleep(wait_s)
            reason = delivery.failed or "http_error"
            delivery = await self.once("event", envelope, retry=retry, reason=reason)
            if delivery.ok:
                return

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Until nothing that was begun in the background is still under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def encoded(kind: Kind, payload: Json) -> tuple[bytes, str]:
    match kind:
        case "event":
            return json.dumps(payload).encode(), "application/json"
        case "command":
            return urlencode(payload).encode(), FORM
        case "interactive":
            return urlencode({"payload": json.dumps(payload)}).encode(), FORM
