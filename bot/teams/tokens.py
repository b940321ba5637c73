"""The token for calls to the Bot Connector: asked for without blocking, kept until it is old."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import aiohttp

from .addresses import trusted
from .keys import NETWORK

SCOPE = "https://api.botframework.com/.default"
EARLY = timedelta(minutes=5)  # renewed before it ends: calls under way must not meet its end
TIMEOUT = aiohttp.ClientTimeout(total=10)


class NoToken(Exception):
    """No token could be had; the reason holds no secret."""


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    ends: datetime


class Credential(Protocol):
    async def get(self) -> Token:
        """A new token; raises NoToken."""
        ...

    async def close(self) -> None: ...


class Tokens:
    """One token for all calls; those who need it while it is fetched wait for the same fetch."""

    def __init__(self, credential: Credential, now: Callable[[], datetime]) -> None:
        self._credential = credential
        self._now = now
        self._token: Token | None = None
        self._fetching: asyncio.Task[Token] | None = None

    async def get(self) -> str:
        """Raises NoToken."""
        if self._token is None or self._token.ends - EARLY <= self._now():
            self._token = await self._fetch()
        return self._token.text

    def drop(self, text: str) -> None:
        """Forget a token that was refused, unless a newer one is here already."""
        if self._token is not None and self._token.text == text:
            self._token = None

    async def close(self) -> None:
        await self._credential.close()

    async def _fetch(self) -> Token:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._credential.get())
            self._fetching.add_done_callback(self._fetched)
        return await asyncio.shield(self._fetching)

    def _fetched(self, task: asyncio.Task[Token]) -> None:
        self._fetching = None
        if not task.cancelled():
            task.exception()  # told to those who wait; nobody may be left to hear it


class ClientSecret:
    """One POST to Entra ID, of the bot's own tenant."""

    def __init__(
        self,
        app_id: str,
        secret: str,
        tenant: str,
        login_url: str,
        http: Callable[[], aiohttp.ClientSession],
        now: Callable[[], datetime],
    ) -> None:
        if not trusted(login_url):
            raise ValueError(f"{login_url}: https is needed where the secret goes")
        self._url = f"{login_url.rstrip('/')}/{tenant}/oauth2/v2.0/token"
        self._form = {
            "grant_type": "client_credentials",
            "client_id": app_id,
            "client_secret": secret,
            "scope": SCOPE,
        }
        self._http = http
        self._now = now

    async def get(self) -> Token:
        try:
            async with self._http().post(
                self._url, data=self._form, timeout=TIMEOUT, allow_redirects=False
            ) as response:
                data = await response.json(content_type=None)
        except (*NETWORK, ValueError) as error:
            raise NoToken(f"{self._url}: {type(error).__name__}") from None
        if response.status != 200 or not isinstance(data, dict) or not data.get("access_token"):
            code = data.get("error", "") if isinstance(data, dict) else ""
            raise NoToken(f"{self._url} answered {response.status} {code}".rstrip())
        life = timedelta(seconds=float(data.get("expires_in", 0)))
        return Token(str(data["access_token"]), self._now() + life)

    async def close(self) -> None:
        """Nothing of its own is open."""
