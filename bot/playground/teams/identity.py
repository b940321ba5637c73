"""Who is who: the tokens that Teams' requests carry, their public keys, and the bot's own token.

`Flaw` lists the ways in which `Issuer.token` can forge one; a correct bot refuses each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from secrets import token_urlsafe
from typing import Literal

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from bot.playground.wire import Json

from .app import App

ISSUER = "https://api.botframework.com"
SCOPE = "https://api.botframework.com/.default"
INBOUND_LIFE_S = 3_600
TOKEN_LIFE = timedelta(seconds=3_599)

Flaw = Literal[
    "no_token",
    "garbage",
    "issuer",
    "audience",
    "expired",
    "not_yet",
    "unknown_kid",
    "wrong_key",
    "unendorsed",
    "alg_none",
    "alg_hs256",
    "no_serviceurl",
    "other_serviceurl",
]


@cache
def key(number: int) -> RSAPrivateKey:
    """Made once in a process: generating them takes a noticeable part of a second."""
    return generate_private_key(public_exponent=65_537, key_size=2_048)


class Issuer:
    """Signs as the Bot Framework's channel service does. Key 0 is endorsed for nothing, key 1
    belongs to nobody; from 2 on they are in turn the current one."""

    def __init__(self, app: App, wall: Callable[[], float]) -> None:
        self.app, self.wall = app, wall
        self.current = 2

    def rotate(self) -> None:
        """From now on another key signs, and the former one is published no more."""
        self.current += 1

    def metadata(self, url: str) -> Json:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{url}/v1/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }

    def keys(self) -> Json:
        return {"keys": [public(0, ["webchat"]), public(self.current, ["msteams", "webchat"])]}

    def token(self, service_url: str, *, flaw: Flaw | None = None) -> str:
        """A bearer token for one request to the bot."""
        now = int(self.wall())
        claims: Json = {"iss": ISSUER, "aud": self.app.id, "serviceurl": service_url}
        claims |= {"nbf": now - 300, "exp": now + INBOUND_LIFE_S}
        number, kid, algorithm = self.current, f"key-{self.current}", "RS256"
        match flaw:
            case "garbage":
                return "not.a.token"
            case "issuer":
                claims["iss"] = "https://sts.windows.net/elsewhere/"
            case "audience":
                claims["aud"] = "00000000-0000-0000-0000-000000000000"
            case "expired":
                claims |= {"nbf": now - 7_200, "exp": now - 3_600}
            case "not_yet":
                claims |= {"nbf": now + 3_600, "exp": now + 7_200}
            case "no_serviceurl":
                del claims["serviceurl"]
            case "other_serviceurl":
                claims["serviceurl"] = "https://smba.trafficmanager.net/elsewhere/"
            case "unknown_kid":
                kid = "key-unheard-of"
            case "wrong_key":
                number = 1
            case "unendorsed":
                number, kid = 0, "key-0"
            case "alg_none" | "alg_hs256":
                return unsigned(claims, kid, flaw)
        return jwt.encode(claims, key(number), algorithm=algorithm, headers={"kid": kid})


def unsigned(claims: Json, kid: str, flaw: Flaw) -> str:
    """No signature at all, or one made with what everybody knows."""
    if flaw == "alg_none":
        return jwt.encode(claims, "", algorithm="none", headers={"kid": kid})
    return jwt.encode(claims, "x" * 64, algorithm="HS256", headers={"kid": kid})


def public(number: int, endorsements: list[str]) -> Json:
    found: Json = RSAAlgorithm.to_jwk(key(number).public_key(), as_dict=True)
    names = {"kid": f"key-{number}", "x5t": f"key-{number}", "use": "sig"}
    return found | names | {"endorsements": endorsements}


@dataclass(frozen=True)
class Grant:
    tenant: str
    until: datetime


class Tokens:
    """The bot's own: asked for at `/{tenant}/oauth2/v2.0/token`, shown at every connector call."""

    def __init__(self, app: App, now: Callable[[], datetime]) -> None:
        self.app, self.now = app, now
        self.granted: dict[str, Grant] = {}

    async def issue(self, request: web.Request) -> web.Response:
        form = await request.post()
        if form.get("grant_type") != "client_credentials":
            return refused(400, "unsupported_grant_type", "AADSTS70003")
        if form.get("client_id") != self.app.id:
            return refused(400, "unauthorized_client", "AADSTS700016")
        if form.get("client_secret") != self.app.secret:
            return refused(401, "invalid_client", "AADSTS7000215")
        if form.get("scope") != SCOPE:
            return refused(400, "invalid_scope", "AADSTS70011")
        token = token_urlsafe(40)
        tenant = request.match_info["tenant"]
        self.granted[token] = Grant(tenant, self.now() + TOKEN_LIFE)
        life_s = int(TOKEN_LIFE.total_seconds())
        answer = {"token_type": "Bearer", "expires_in": life_s, "ext_expires_in": life_s}
        return web.json_response(answer | {"access_token": token})

    def admits(self, request: web.Request) -> bool:
        """A single-tenant bot is known only by a token of its own tenant."""
        if not self.app.id:
            return True
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        grant = self.granted.get(bearer)
        return grant is not None and grant.tenant == self.app.tenant and self.now() < grant.until


def refused(status: int, error: str, code: str) -> web.Response:
    body = {"error": error, "error_description": f"{code}: the request was refused."}
    return web.json_response(body, status=status)
