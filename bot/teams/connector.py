"""Calls to the Bot Connector: pooled, with time limits, repeated where Microsoft says to.

Bodies come as bytes: whoever makes one has had to measure it.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp

from bot.sending import NotYet, TryLater

from .addresses import trusted
from .keys import NETWORK
from .tokens import NoToken
from .windows import SPARE, Windows

Json = dict[str, Any]
Http = Callable[[], aiohttp.ClientSession]

AGAIN = frozenset({412, 429, 502, 504})  # msteams-docs, rate limits: repeat these
TRIES = 3
PATIENCE_S = 2.0  # a longer wait is the outbox's: it survives a restart
LEISURE: ContextVar[bool] = ContextVar("leisure", default=False)  # leaves room for who is waiting
FIRST_WAIT_S = 0.25
TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
POOL = 64  # connections; Teams takes 50 requests a second of an app in one tenant


class Answered(Exception):
    """An answer that repeating does not change: its status, and the error's code and text."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(f"{status} {code} {text}".strip())
        self.status = status
        self.code = code


class TokenSource(Protocol):
    async def get(self) -> str: ...

    def drop(self, text: str) -> None: ...


class Connector:
    """One bot's way to every service URL. Without `tokens` (local clients) none is sent."""

    def __init__(
        self,
        http: Http,
        tokens: TokenSource | None,
        windows: Windows,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._http = http
        self._tokens = tokens
        self._windows = windows
        self._sleep = sleep

    async def post(self, service_url: str, conversation: str, activity: bytes) -> Json:
        """Say something in a conversation; one with `;messageid=` is a channel's thread."""
        path = f"v3/conversations/{quote(conversation, safe='')}/activities"
        return await self._call("POST", service_url, path, activity, room=conversation)

    async def put(self, service_url: str, conversation: str, ident: str, activity: bytes) -> Json:
        """Replace what was said before."""
        path = f"v3/conversations/{quote(conversation, safe='')}/activities/{quote(ident, safe='')}"
        return await self._call("PUT", service_url, path, activity, room=conversation)

    async def delete(self, service_url: str, conversation: str, ident: str) -> None:
        """Take back what was said before."""
        path = f"v3/conversations/{quote(conversation, safe='')}/activities/{quote(ident, safe='')}"
        await self._call("DELETE", service_url, path, None)

    async def create(self, service_url: str, parameters: bytes, *, room: str) -> Json:
        """Open a one-to-one chat or a channel's thread; counted under `room`."""
        return await self._call("POST", service_url, "v3/conversations", parameters, room=room)

    async def get(
        self, service_url: str, path: str, query: Mapping[str, str] | None = None
    ) -> Json:
        return await self._call("GET", service_url, path, None, query)

    def ready(self, conversation: str) -> None:
        """Raises NotYet where the conversation's window is full: nothing is sent, nor waited for.
        The app's own is never full for long, and is waited for in place.
        """
        if wait_s := self._windows.room_wait_s(_room(conversation)):
            raise NotYet("Teams: this conversation's window is full", after_s=wait_s)

    def recall(self, conversation: str, ago_s: float) -> None:
        self._windows.recall(_room(conversation), ago_s)

    async def _turn(self, room: str) -> None:
        spare = SPARE if LEISURE.get() else 0
        while wait_s := self._windows.wait_s(room, spare=spare):
            if wait_s > PATIENCE_S:
                raise NotYet("Teams: this conversation's window is full", after_s=wait_s)
            await self._sleep(wait_s)

    async def _call(
        self,
        method: str,
        service_url: str,
        path: str,
        data: bytes | None,
        query: Mapping[str, str] | None = None,
        *,
        room: str = "",
    ) -> Json:
        """Raises Answered for a refusal, TryLater for everything that time may mend."""
        if not trusted(service_url):
            raise TryLater(f"{service_url!r} is no address to talk to")
        url = f"{service_url.rstrip('/')}/{path}"
        for attempt in range(1, TRIES + 1):
            await self._turn(_room(room))
            try:
                with self._windows.passing(_room(room)):
                    return await self._once(method, url, data, query)
            except _Again as again:
                wait = again.after_s if again.after_s is not None else _pause(attempt)
                if attempt == TRIES or wait > PATIENCE_S:
                    raise again.later() from None
            await self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def _once(
        self, method: str, url: str, data: bytes | None, query: Mapping[str, str] | None
    ) -> Json:
        token, headers = await self._headers()
        try:
            async with self._http().request(
                method,
                url,
                data=data,
                params=query,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
            ) as response:
                text = await response.read()
        except aiohttp.ClientConnectorError as error:  # it never went out: again at once
            raise _Again(f"{type(error).__name__}") from None
        except NETWORK as error:
            # It may have gone out, and may not be said twice for that: the outbox tries later.
            raise TryLater(f"{method} {type(error).__name__}") from None
        if 200 <= response.status < 300:
            return _object(text)
        if response.status == 401 and token and self._tokens:
            self._tokens.drop(token)
            raise _Again("our token was refused")
        if response.status in AGAIN:
            after_s = _after(response.headers.get("Retry-After", ""))
            raise _Again(f"Teams answered {response.status}", after_s)
        if response.status >= 500:
            raise TryLater(f"Teams answered {response.status}")
        raise _refusal(response.status, text)

    async def _headers(self) -> tuple[str, dict[str, str]]:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self._tokens is None:
            return "", headers
        try:
            token = await self._tokens.get()
        except NoToken as error:
            raise TryLater(str(error)) from error
        return token, {**headers, "Authorization": f"Bearer {token}"}


def _pause(attempt: int) -> float:
    """Doubling, and jittered so that many do not come back at once."""
    jitter: float = random.uniform(0.75, 1.25)  # noqa: S311
    return FIRST_WAIT_S * 2.0 ** (attempt - 1) * jitter


class _Again(Exception):
    """Not taken: try again within this very call."""

    def __init__(self, why: str, after_s: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.after_s = after_s

    def later(self) -> TryLater:
        """With a Retry-After it was refused, so that it surely has not gone out."""
        if self.after_s is None:
            return TryLater(self.why)
        return NotYet(self.why, after_s=self.after_s)


def _room(conversation: str) -> str:
    """A channel's threads share its window."""
    return conversation.partition(";")[0]


def _after(header: str) -> float | None:
    """Retry-After: seconds, or a date."""
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _refusal(status: int, text: bytes) -> Answered:
    found = _object(text).get("error")
    told = found if isinstance(found, dict) else {}
    return Answered(status, str(told.get("code", "")), str(told.get("message", "")))


def _object(text: bytes) -> Json:
    try:
        data = json.loads(text) if text else {}
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
