"""Who may call /api/messages: Teams with a token made for this bot, or a client on this machine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import jwt

from .addresses import host_of, local, loopback, trusted
from .keys import Keys, KeysUnavailable

ALGORITHM = "RS256"
CHANNEL = "msteams"
SKEW = timedelta(minutes=5)  # Bot Connector authentication: the clocks' allowed difference
FORWARDED = ("forwarded", "x-forwarded-")  # how the headers of proxies begin


class Refused(Exception):
    """`status` is 401 for no valid token, 403 for one that is not for this, 503 for try again."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Caller:
    """What of an activity the check needs."""

    channel: str
    service_url: str
    tenant: str


class Gate(Protocol):
    async def check(self, headers: Mapping[str, str], caller: Caller) -> None:
        """Raises Refused."""
        ...


class TokenGate:
    """With an app id: the token's signature, its claims, and the activity's match with them."""

    def __init__(
        self, app_id: str, tenants: frozenset[str], keys: Keys, now: Callable[[], datetime]
    ) -> None:
        self._app_id = app_id
        self._tenants = frozenset(map(str.casefold, tenants))
        self._keys = keys
        self._now = now

    async def check(self, headers: Mapping[str, str], caller: Caller) -> None:
        claims, endorsements = await self._verified(headers.get("Authorization", ""))
        if caller.channel != CHANNEL or CHANNEL not in endorsements:
            raise Refused(403, "the key is not endorsed for Teams")
        claimed = str(claims.get("serviceurl", ""))
        if not claimed or claimed.rstrip("/") != caller.service_url.rstrip("/"):
            raise Refused(403, "the activity's serviceUrl is not the token's")
        if not trusted(claimed):
            raise Refused(403, "the serviceUrl is not https")
        if caller.tenant.casefold() not in self._tenants:
            raise Refused(403, "this tenant is not allowed")

    async def _verified(self, header: str) -> tuple[dict[str, Any], frozenset[str]]:
        scheme, _, token = header.partition(" ")
        if scheme.casefold() != "bearer" or not token:
            raise Refused(401, "no bearer token")
        try:
            head = jwt.get_unverified_header(token)
            if head.get("alg") != ALGORITHM:
                raise Refused(401, "not signed with RS256")
            key = await self._keys.find(str(head.get("kid", "")))
            if key is None:
                raise Refused(401, "signed with an unknown key")
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=self._keys.issuer,
                # the times are compared with our own clock, below
                options={
                    "require": ["exp", "nbf"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except jwt.PyJWTError as error:
            raise Refused(401, f"{type(error).__name__}: {error}") from None
        except KeysUnavailable as error:
            raise Refused(503, f"no signing keys: {error}") from error
        self._in_time(claims)
        return claims, key.endorsements

    def _in_time(self, claims: Mapping[str, Any]) -> None:
        try:
            start, end = float(claims["nbf"]), float(claims["exp"])
        except (TypeError, ValueError):
            raise Refused(401, "exp and nbf are no times") from None
        now, skew = self._now().timestamp(), SKEW.total_seconds()
        if now < start - skew:
            raise Refused(401, "not valid yet")
        if now >= end + skew:
            raise Refused(401, "expired")


class LocalGate:
    """Without an app id: local clients only. The server must be bound to loopback.

    A page in a browser can't get here: its requests carry its own host after a DNS rebinding, and
    JSON from another origin needs a preflight, which nobody answers.
    """

    async def check(self, headers: Mapping[str, str], caller: Caller) -> None:
        if not loopback(host_of(headers.get("Host", ""))):
            raise Refused(403, "without an app id only a loopback Host is served")
        if any(name.casefold().startswith(FORWARDED) for name in headers):
            raise Refused(403, "without an app id nothing forwarded is served")
        kind = headers.get("Content-Type", "").partition(";")[0]
        if kind.strip().casefold() != "application/json":
            raise Refused(403, "without an app id only JSON is served")
        if not local(caller.service_url):
            raise Refused(403, "without an app id only a loopback serviceUrl is served")
