"""The simulated Slack as one object. See `client` for what a person can do with it."""

import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from typing import Self, TypeVar

from aiohttp import web

from bot.playground.faults import Faults
from bot.playground.wire import Delivery, Json, Wire, served

from . import api, events, files, hooks
from .app import App
from .client import Client
from .lives import Lives
from .outgoing import Kind, Outgoing
from .payloads import user_json
from .rates import Rates
from .socket import Socket
from .state import State
from .world import Change, World

T = TypeVar("T")
BODY_MOST = 20_000_000


class SlackSim:
    """Slack for one app. Use it as a context manager for a port of its own, or mount `routes()`.

    Mounted: `server.add_subapp("/slack-platform", sim.routes())`, then `sim.url` must be set to
    where that is reached, since response_urls, uploads and sockets carry it. The bot's
    `SLACK_API_URL` is `sim.api_url`. `tick` counts the seconds of rates and trigger ids.
    """

    def __init__(
        self,
        world: World,
        app: App,
        *,
        bot_url: str,
        socket_mode: bool = False,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self.world, self.app = world, app
        self.state = State(world, app, bot_url, tick, socket_mode=socket_mode)
        self.wire = Wire(world.bell)
        self.socket = Socket(self.state, self.wire)
        self.outgoing = Outgoing(self.state, self.wire, self.socket)
        self.lives = Lives(self.state, self.outgoing)
        self._clients: dict[str, Client] = {}
        self._open = AsyncExitStack()

    @property
    def url(self) -> str:
        return self.state.url

    @url.setter
    def url(self, url: str) -> None:
        self.state.url = url.rstrip("/")

    @property
    def bot_url(self) -> str:
        """Where the bot listens; `/slack/events` is added."""
        return self.state.bot_url

    @bot_url.setter
    def bot_url(self, bot_url: str) -> None:
        self.state.bot_url = bot_url.rstrip("/")

    @property
    def api_url(self) -> str:
        return f"{self.state.url}/api/"

    @property
    def faults(self) -> Faults:
        """By method name ("chat.postMessage"), or "response_url", "upload", "download", "*"."""
        return self.state.faults

    @property
    def rates(self) -> Rates:
        return self.state.rates

    @property
    def sent(self) -> list[Delivery]:
        """Every request to the bot, oldest first."""
        return self.wire.sent

    def client(self, user: str) -> Client:
        if user not in self._clients:
            self._clients[user] = Client(self.state, self.outgoing, self.world.users[user].id)
        return self._clients[user]

    async def wait_for(self, look: Callable[[], T], *, timeout_s: float = 5.0) -> T:
        """What `look` returns once that is truthy; it is asked again at each change."""
        return await self.world.bell.wait_for(look, timeout_s=timeout_s)

    async def settled(self) -> None:
        """Until every event begun in the background has been delivered."""
        await self.outgoing.settled()

    async def redeliver(
        self, delivery: Delivery, *, retry: int = 1, reason: str = "http_timeout"
    ) -> Delivery:
        """The same event once more, signed afresh, as Slack repeats it."""
        again = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        kept = {"Content-Type": delivery.headers["Content-Type"]}
        return await self.forge(delivery.kind, delivery.body, kept | again)

    async def forge(
        self, kind: str, body: bytes, headers: dict[str, str] | None = None
    ) -> Delivery:
        """Any bytes as a request; headers given here replace the genuine ones, signature too."""
        kinds: dict[str, Kind] = {"command": "command", "interactive": "interactive"}
        return await self.outgoing.post(kinds.get(kind, "event"), body, headers or {})

    async def verify(self) -> bool:
        """The check that Slack makes when the request URL is set."""
        challenge = self.world.new_id("challenge")
        asked: Json = {"token": self.app.verification, "type": "url_verification"}
        delivery = await self.outgoing.once("event", asked | {"challenge": challenge})
        return delivery.status == 200 and challenge.encode() in delivery.answer

    async def deactivate(self, user: str) -> None:
        """Switches an account off; the app hears `user_change` if it subscribed."""
        gone = self.world.put_user(replace(self.world.users[user], deleted=True))
        if "user_change" in self.app.events:
            with_email = "users:read.email" in self.app.scopes
            event = {"type": "user_change", "user": user_json(gone, with_email=with_email)}
            event |= {"event_ts": self.world.new_ts()}
            await self.outgoing.event(events.envelope(self.state, event, sender=user, channel=None))

    def routes(self) -> web.Application:
        app = web.Application(client_max_size=BODY_MOST)
        app.router.add_route("*", "/api/{method}", self._api)
        answer = self._guarded("response_url", partial(hooks.receive, self.state, self._announce))
        app.router.add_post("/hooks/{key}", answer)
        upload = self._guarded("upload", partial(files.receive, self.state))
        app.router.add_post("/upload/{file}", upload)
        download = self._guarded("download", partial(files.send, self.state))
        app.router.add_get("/files-pri/{file}/{name}", download)
        app.router.add_get("/link/{ticket}", self.socket.connect)
        app.on_shutdown.append(self._closing)
        return app

    async def __aenter__(self) -> Self:
        self.url = await self._open.enter_async_context(served(self.routes()))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
        await self._open.aclose()

    async def close(self) -> None:
        await self.outgoing.close()
        await self.socket.close()
        await self.wire.close()

    async def _closing(self, _: web.Application) -> None:
        await self.close()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        return await self.faults.around(
            method, request, lambda: api.call(self.state, self._announce, request)
        )

    def _guarded(
        self, name: str, handle: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def guarded(request: web.Request) -> web.StreamResponse:
            return await self.faults.around(name, request, lambda: handle(request))

        return guarded

    def _announce(self, changes: Sequence[Change]) -> None:
        if changes:
            self.outgoing.spawn(self.outgoing.changes(list(changes)))
