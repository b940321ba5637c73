"""Teams as the wiring sees it: the endpoint, the way out, and the settings that make them."""

import sqlite3
from collections.abc import Callable
from time import monotonic

import aiohttp
import structlog
from aiohttp import web
from botbuilder.schema import Activity, InvokeResponse

from bot.config import Config
from bot.edge import Edge
from bot.files import Links, Seals
from bot.sending import Sender
from handlers.context import Clock
from handlers.request import Platforms
from store.db import Db
from store.rows import Platform

from . import inbound
from .activity import Malformed, parse
from .adapter import Adapter
from .auth import Caller, Gate, LocalGate, Refused, TokenGate
from .bot import Bot
from .connector import POOL, Connector
from .consents import Consents
from .downloads import Downloads
from .handing import Handing
from .keys import Keys
from .limits import INVOKE_S
from .members import Members
from .origins import Origins
from .outbound import TeamsSender
from .rooms import PREFIX, Rooms
from .tokens import ClientSecret, Credential, Tokens
from .windows import Windows

PATH = "/api/messages"
log = structlog.get_logger()


class TeamsLink:
    """`bot.link.Link` for Teams."""

    platform = Platform.TEAMS
    give_up_s = INVOKE_S

    def __init__(
        self, config: Config, db: Db, now: Clock, *, clock: Callable[[], float] = monotonic
    ) -> None:
        """`clock` counts the seconds of Teams' limits."""
        self._config = config
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._rooms = Rooms(db, now, service_url=config.teams_service)
        self._tokens = Tokens(credential(config, self._http, now), now) if config.app_id else None
        self._windows = Windows(clock)
        self._connector = Connector(self._http, self._tokens, self._windows)
        self._members = Members(
            self._connector,
            self._rooms,
            now,
            tenant=config.app_tenant,
            downloads=Downloads(self._http),
        )
        self.members: Platforms = self._members
        self._handing = Handing(db, Links(db, now, config.url))
        self._sender = TeamsSender(
            self._connector,
            self._rooms,
            app_id=config.app_id,
            handing=self._handing,
            origins=Origins(Seals(db)),
        )
        self.sender: Sender = self._sender

    def open(self, app: web.Application, edge: Edge) -> None:
        consents = Consents(edge, self._connector, self._http, self._handing)
        bot = Bot(edge, self._rooms, self._members, self._sender, self._handing, consents)
        gate = self._gate(edge)
        endpoint = Endpoint(gate, Adapter(self._connector), bot)
        app.router.add_post(PATH, endpoint.post)

    async def start(self) -> None:
        self._windows.began()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=POOL), cookie_jar=aiohttp.DummyCookieJar()
        )
        if not self._config.app_id:
            log.warning("Teams is open to clients on this machine only: no MicrosoftAppId is set")

    async def close(self) -> None:
        if self._tokens is not None:
            await self._tokens.close()
        if self._session is not None:
            await self._session.close()

    def _http(self) -> aiohttp.ClientSession:
        assert self._session is not None, "start() comes first"
        return self._session

    def _gate(self, edge: Edge) -> Gate:
        config = self._config
        if not config.app_id:
            if not config.loopback:
                raise ValueError("Teams without an app id works on loopback only")
            return LocalGate()
        listed = (place for places in edge.desk.ctx.policy.places.values() for place in places)
        partners = (place.removeprefix(PREFIX) for place in listed if place.startswith(PREFIX))
        tenants = frozenset(filter(None, (config.app_tenant, *partners)))
        return TokenGate(
            config.app_id, tenants, Keys(config.teams_openid, self._http, self._now), self._now
        )


class Endpoint:
    """POST /api/messages: parsed, let in by the gate, then a turn of the bot."""

    def __init__(self, gate: Gate, adapter: Adapter, bot: Bot) -> None:
        self._gate = gate
        self._adapter = adapter
        self._bot = bot

    async def post(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            activity = parse(body)
            await self._gate.check(request.headers, _caller(activity))
        except Malformed as error:
            return _told(400, str(error))
        except Refused as error:
            log.warning("Teams request refused", status=error.status, why=str(error))
            return _told(error.status, "refused" if error.status != 503 else "try again")
        try:
            answer = await self._adapter.process_activity("", activity, self._bot.on_turn)
        except (TimeoutError, sqlite3.Error) as error:
            log.warning("Teams request not kept", why=type(error).__name__)
            return _told(503, "try again")
        return _response(answer)


def credential(config: Config, http: Callable[[], aiohttp.ClientSession], now: Clock) -> Credential:
    """The one that the settings name: managed identity, certificate, else the client secret."""
    if config.app_type == "UserAssignedMSI":
        from .azure import managed_identity

        return managed_identity(config.app_id)
    tenant = "botframework.com" if config.app_type == "MultiTenant" else config.app_tenant
    secret = config.app_password.get_secret_value()
    if config.app_certificate is not None:
        from .azure import certificate

        return certificate(
            config.app_id, tenant, config.teams_login, config.app_certificate, secret
        )
    return ClientSecret(config.app_id, secret, tenant, config.teams_login, http, now)


def _caller(activity: Activity) -> Caller:
    return Caller(activity.channel_id, activity.service_url, inbound.tenant(activity))


def _response(answer: InvokeResponse | None) -> web.Response:
    if answer is None:
        return web.Response(status=202)
    if answer.body is None:
        return web.Response(status=answer.status)
    return web.json_response(answer.body, status=answer.status)


def _told(status: int, why: str) -> web.Response:
    headers = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}}.get(status, {})
    return web.json_response({"error": {"message": why}}, status=status, headers=headers)
