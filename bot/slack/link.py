"""Slack as the wiring sees it: signed requests or Socket Mode in, the Web API out."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any
from uuid import uuid4

from aiohttp import web as http
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.config import Config
from bot.edge import Edge
from bot.sending import Dead, Sender, TryLater
from handlers.context import Clock
from handlers.identify import internal
from handlers.request import Platforms
from store.db import Db
from store.rows import Platform

from . import lives
from .front import Front
from .manifest import PATH
from .members import SlackMembers
from .outbound import SlackSender
from .web import SlackSettings, Web, quiet

GIVE_UP_S = 2.2  # Slack waits 3 s for an acknowledgement, its own network included
KNOCK_S = 30.0  # between two tries to learn who we are
Dial = Callable[[], Coroutine[Any, Any, None]]


class SlackLink:
    platform: Platform = Platform.SLACK
    give_up_s: float = GIVE_UP_S
    members: Platforms
    sender: Sender

    def __init__(
        self, settings: SlackSettings, db: Db, now: Clock, clock: Callable[[], float] = monotonic
    ) -> None:
        self._settings = settings
        self._web = Web(settings)
        self.members = self._members = SlackMembers(self._web, now)
        self.sender = self._sender = SlackSender(
            self._web, db, self._internal, now=now, clock=clock
        )
        self._edge: Edge | None = None
        self._bolt: AsyncApp | None = None
        self._socket: SocketModeClient | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def open(self, app: http.Application, edge: Edge) -> None:
        self._edge = edge
        front = Front(
            edge,
            home=self._home,
            mention=self._sender.mention,
            modals=self._sender.modals,
            moved=self._moved,
        )
        self._bolt = bolt(self._settings, self._web, front)
        if self._settings.signing_secret:  # without one, no HTTP request could be believed
            app.router.add_post(PATH, self._receive)

    async def start(self) -> None:
        await self._web.open()
        self._tasks.append(asyncio.create_task(self._introduce()))
        if self._settings.app_token and self._bolt is not None:
            token, client = self._settings.app_token, self._web.client()
            self._socket = AsyncSocketModeHandler(
                self._bolt, token, logger=quiet("socket"), web_client=client
            ).client
            dial: Dial = self._socket.connect  # tries until it succeeds: nothing waits for it
            self._tasks.append(asyncio.create_task(dial()))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._socket is not None:
            hang_up: Dial = self._socket.close
            await hang_up()
        await self._web.close()

    async def _introduce(self) -> None:
        """Learn who we are; nothing waits for it, and whoever needs it asks again."""
        while True:
            with contextlib.suppress(Dead, TryLater, TimeoutError):
                home = (await self._web.me()).team
                await self._returned(home)
                return
            await asyncio.sleep(KNOCK_S)

    async def _returned(self, home: str) -> None:
        """Who we are told we are, we are let in as: what an earlier removal stopped goes on."""
        if self._edge is not None and self._edge.desk.removed(f"{self.platform}:{home}"):
            await self._edge.receive(lives.returned(home, once=f"slack:{home}:{uuid4()}"))

    async def _receive(self, request: http.Request) -> http.Response:
        """One signed request. Bolt reads the body before it checks who sent it."""
        assert self._bolt is not None
        if not plausible(request):
            return http.Response(status=401)
        try:
            body = (await request.read()).decode()
            asked = AsyncBoltRequest(body=body, headers=dict(request.headers))
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
            return http.Response(status=400)
        return await to_aiohttp_response(await self._bolt.async_dispatch(asked))

    def _moved(self, address: str) -> None:
        self._members.forget(address)
        if self._edge is not None:
            self._edge.desk.joined(address)

    def _home(self) -> str:
        return self._web.known.team if self._web.known else ""

    async def _internal(self, address: str) -> bool:
        return self._edge is not None and await internal(self._edge.desk.ctx, address)


def bolt(settings: SlackSettings, web: Web, front: Front) -> AsyncApp:
    """Bolt for what it does best: signatures, the URL check, Socket Mode.

    It turns to OAuth by itself, with files in the home folder, as soon as it finds a client id in
    the environment. Settings given here keep it from that; its store is never asked for a token,
    since `front` answers before Bolt would look for one.
    """
    none = "unused"
    return AsyncApp(
        name="hardline",
        logger=quiet("bolt"),
        signing_secret=settings.signing_secret,
        client=web.client(),
        before_authorize=front,
        oauth_settings=AsyncOAuthSettings(
            client_id=none, client_secret=none, installation_store=AsyncInstallationStore()
        ),
    )


def plausible(request: http.Request) -> bool:
    """Whether the signature's headers can be what Slack sends: Bolt fails on other ones."""
    stamp = request.headers.get("X-Slack-Request-Timestamp", "0")
    signature = request.headers.get("X-Slack-Signature", "")
    return stamp.isascii() and stamp.isdecimal() and len(stamp) < 13 and signature.isascii()


def connect(
    config: Config, db: Db, now: Clock, *, clock: Callable[[], float] = monotonic
) -> SlackLink:
    """`clock` counts the seconds of Slack's limits."""
    settings = SlackSettings(
        bot_token=config.slack_bot_token.get_secret_value(),
        signing_secret=config.slack_signing_secret.get_secret_value(),
        app_token=config.slack_app_token.get_secret_value(),
        api_url=config.slack_api_url,
    )
    return SlackLink(settings, db, now, clock)
