"""HTTP between a simulated platform and the bot: posts with a deadline, and a record of them."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from .bell import Bell

Json = dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """One request to the bot and what came of it.

    `status` 0 means that no answer came; `failed` then says why, in Slack's words for retries.
    """

    kind: str
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    status: int = 0
    answer: bytes = b""
    answer_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    failed: str = ""
    took_s: float = 0.0

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def request(self) -> Json:
        """What was sent, when that was an object; empty otherwise."""
        return as_object(self.body)

    @property
    def json(self) -> Json:
        """The answer as an object; empty when it is not one."""
        return as_object(self.answer)


def as_object(content: bytes) -> Json:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


class Wire:
    """Posts to the bot and keeps the record, oldest first, in `sent`."""

    def __init__(self, bell: Bell) -> None:
        self.sent: list[Delivery] = []
        self._bell = bell
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self, kind: str, url: str, headers: Mapping[str, str], body: bytes, *, timeout_s: float
    ) -> Delivery:
        started = time.monotonic()
        status, answer, answer_headers, failed = 0, b"", dict[str, str](), ""
        try:
            async with asyncio.timeout(timeout_s):
                async with self._open().post(url, data=body, headers=headers) as response:
                    answer = await response.read()
                    status, answer_headers = response.status, dict(response.headers)
        except TimeoutError:
            failed = "http_timeout"
        except aiohttp.ClientError:
            failed = "connection_failed"
        took_s = time.monotonic() - started
        return self.record(
            Delivery(kind, url, dict(headers), body, status, answer, answer_headers, failed, took_s)
        )

    def record(self, delivery: Delivery) -> Delivery:
        self.sent.append(delivery)
        self._bell.ring()
        return delivery

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                auto_decompress=True, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


@asynccontextmanager
async def served(app: web.Application, *, port: int = 0) -> AsyncIterator[str]:
    """The application on a loopback port of its own; gives the base URL."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        bound = runner.addresses[0][1]
        yield f"http://127.0.0.1:{bound}"
    finally:
        await runner.cleanup()
