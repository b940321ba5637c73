"""Microsoft's side on loopback: signing keys, token endpoint, Bot Connector; answers by script."""

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

Json = dict[str, Any]

APP_ID = "11111111-2222-3333-4444-555555555555"
SECRET = "correct horse"
TENANT = "aaaaaaaa-0000-0000-0000-000000000001"
ISSUER = "https://api.botframework.com"
NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@cache
def key(name: str) -> RSAPrivateKey:
    """Made once for the whole run: it takes a tenth of a second."""
    return generate_private_key(public_exponent=65_537, key_size=2_048)


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    body: Json
    token: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: Json = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    wait_s: float = 0


class StandIn:
    def __init__(self) -> None:
        self.url = ""
        self.keys: dict[str, list[str]] = {"k1": ["msteams", "webchat"]}
        self.broken = False  # the key server
        self.key_fetches = 0
        self.token_fetches = 0
        self.calls: list[Call] = []
        self.script: deque[Answer] = deque()
        self.members: list[Json] = []
        self._ids = itertools.count(1)

    def token(
        self, *, kid: str = "k1", signer: str = "", algorithm: str = "RS256", **claims: Any
    ) -> str:
        """A right one, unless `claims` says otherwise; a claim of None is left out."""
        now = int(NOW.timestamp())
        told: Json = {"iss": ISSUER, "aud": APP_ID, "serviceurl": self.url}
        told |= {"nbf": now - 60, "exp": now + 3_600, **claims}
        kept = {name: value for name, value in told.items() if value is not None}
        others: dict[str, Any] = {"none": None, "HS256": "x" * 64}
        secret = others[algorithm] if algorithm in others else key(signer or kid)
        return jwt.encode(kept, secret, algorithm=algorithm, headers={"kid": kid})

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 22)
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_route("*", "/v3/{rest:.*}", self._connector)
        return app

    def sent(self) -> list[Json]:
        """The activities that were posted or put, those in a new conversation too."""
        return [call.body.get("activity", call.body) for call in self.calls if call.body]

    async def _openid(self, request: web.Request) -> web.Response:
        self.key_fetches += 1
        if self.broken:
            return web.Response(status=500)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, request: web.Request) -> web.Response:
        keys = []
        for kid, endorsements in self.keys.items():
            public = RSAAlgorithm.to_jwk(key(kid).public_key(), as_dict=True)
            keys.append({**public, "kid": kid, "endorsements": endorsements})
        return web.json_response({"keys": keys})

    async def _token(self, request: web.Request) -> web.Response:
        self.token_fetches += 1
        form = await request.post()
        if form.get("client_secret") != SECRET or form.get("client_id") != APP_ID:
            return web.json_response({"error": "invalid_client"}, status=401)
        text = f"{request.match_info['tenant']}:{self.token_fetches}"
        return web.json_response({"access_token": text, "expires_in": 3_600})

    async def _connector(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else {}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append(Call(request.method, request.path, body, token, dict(request.query)))
        if self.script:
            return await self._scripted(request, self.script.popleft())
        if request.path.endswith("/pagedmembers"):
            return web.json_response({"members": self.members})
        if "/members/" in request.path:
            return self._member(request.path.rpartition("/")[2])
        ident = f"m{next(self._ids)}"
        if request.path == "/v3/conversations":
            channel = body.get("channelData", {}).get("channel", {}).get("id")
            made = f"{channel};messageid={ident}" if channel else f"a:{body['members'][0]['id']}"
            return web.json_response({"id": made, "activityId": ident})
        return web.json_response({"id": ident}, status=201)

    async def _scripted(self, request: web.Request, answer: Answer) -> web.Response:
        await asyncio.sleep(answer.wait_s)
        if answer.drop:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)

    def _member(self, ident: str) -> web.Response:
        for member in self.members:
            if ident in (member["id"], member["aadObjectId"]):
                return web.json_response(member)
        error = {"error": {"code": "MemberNotFoundInConversation", "message": "no such member"}}
        return web.json_response(error, status=404)


@asynccontextmanager
async def serving() -> AsyncIterator[StandIn]:
    standin = StandIn()
    server = TestServer(standin.app())
    await server.start_server()
    standin.url = str(server.make_url("/")).rstrip("/")
    try:
        yield standin
    finally:
        await server.close()


def refusal(status: int, code: str) -> Answer:
    return Answer(status, {"error": {"code": code, "message": code}})
