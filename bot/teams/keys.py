"""The Bot Connector's signing keys: fetched without blocking, kept a day, rotated with a floor."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import jwt

from .addresses import trusted

LIFE = timedelta(hours=24)  # Microsoft: keep the keys, and look for new ones each day
FLOOR = timedelta(minutes=5)  # between two fetches that unknown key ids cause
TIMEOUT = aiohttp.ClientTimeout(total=3)  # an invoke must be answered within 5 s


class KeysUnavailable(Exception):
    """The keys could not be fetched; the platform should try again."""


NETWORK = (aiohttp.ClientError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Key:
    key: jwt.PyJWK
    endorsements: frozenset[str]


class Keys:
    """Asks `metadata` (an OpenID configuration) for the issuer and its keys."""

    def __init__(
        self, metadata: str, http: Callable[[], aiohttp.ClientSession], now: Callable[[], datetime]
    ) -> None:
        if not trusted(metadata):
            raise ValueError(f"{metadata}: https is needed for the signing keys")
        self.issuer = ""
        self._metadata = metadata
        self._http = http
        self._now = now
        self._keys: Mapping[str, Key] = {}
        self._at: datetime | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> Key | None:
        """The key with this id; raises KeysUnavailable if that can't be known now."""
        age = self._now() - self._at if self._at else None
        if age is None or age >= LIFE or (kid not in self._keys and age >= FLOOR):
            await self._renew()
        return self._keys.get(kid)

    async def _renew(self) -> None:
        """One fetch for all who wait for it."""
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch())
            self._fetching.add_done_callback(self._fetched)
        await asyncio.shield(self._fetching)

    def _fetched(self, task: asyncio.Task[None]) -> None:
        self._fetching = None
        if not task.cancelled():
            task.exception()  # told to those who wait; nobody may be left to hear it

    async def _fetch(self) -> None:
        try:
            configuration = await self._get(self._metadata)
            issuer, where = str(configuration["issuer"]), str(configuration["jwks_uri"])
            if not trusted(where):
                raise KeysUnavailable(f"{where} is no address for signing keys")
            keys = dict(_read(await self._get(where)))
        except (*NETWORK, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            raise KeysUnavailable(f"{type(error).__name__}: {error}") from error
        self.issuer, self._keys, self._at = issuer, keys, self._now()

    async def _get(self, url: str) -> dict[str, Any]:
        async with self._http().get(url, timeout=TIMEOUT, allow_redirects=False) as response:
            if response.status != 200:
                raise KeysUnavailable(f"{url} answered {response.status}")
            data = await response.json(content_type=None)
        if not isinstance(data, dict):
            raise KeysUnavailable(f"{url} did not answer with a JSON object")
        return data


def _read(document: dict[str, Any]) -> list[tuple[str, Key]]:
    """The RSA keys of a key set; others are of no use to us and left out."""
    return [
        (str(item["kid"]), Key(jwt.PyJWK(item, "RS256"), frozenset(item.get("endorsements", ()))))
        for item in document["keys"]
        if item.get("kty") == "RSA" and item.get("kid")
    ]
