"""The simulated Teams as one object. See `client` for what a person can do with it."""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Literal, Self, TypeVar

from aiohttp import web

from bot.playground.faults import Faults
from bot.playground.wire import Delivery, Json, Wire, served

from . import payloads
from .app import App
from .client import Client
from .connector import Connector
from .identity import Flaw, Issuer
from .lives import Lives
from .outgoing import Outgoing
from .rates import Rates
from .roster import Roster
from .state import File, State
from .world import Conversation, User, World

T = TypeVar("T")
BODY_MOST = 20_000_000


class TeamsSim:
    """Teams for one bot. Use it as a context manager for a port of its own, or mount `routes()`.

    Mounted: `server.add_subapp("/teams-platform", sim.routes())`, then `sim.url` must be set to
    where that is reached. The bot's settings: `TEAMS_OPENID_METADATA` is `sim.openid_url`,
    `TEAMS_LOGIN_URL` is `sim.login_url`, `TEAMS_SERVICE_URL` is `sim.service_url`. `tick` times the
    rate windows.
    """

    def __init__(
        self,
        world: World,
        app: App,
        *,
        bot_url: str,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self.world, self.app = world, app
        self.state = State(world, app, bot_url, tick)
        self.wire = Wire(world.bell)
        self.outgoing = Outgoing(self.state, self.wire)
        self.lives = Lives(self.state, self.outgoing)
        self._open = AsyncExitStack()

    @property
    def url(self) -> str:
        return self.state.url

    @url.setter
    def url(self, url: str) -> None:
        self.state.url = url.rstrip("/")

    @property
    def bot_url(self) -> str:
        """Where the bot listens; `/api/messages` is added."""
        return self.state.bot_url

    @bot_url.setter
    def bot_url(self, bot_url: str) -> None:
        self.state.bot_url = bot_url.rstrip("/")

    @property
    def service_url(self) -> str:
        return self.state.service_url

    @property
    def login_url(self) -> str:
        return f"{self.state.url}/login"

    @property
    def openid_url(self) -> str:
        return f"{self.state.url}/v1/.well-known/openidconfiguration"

    @property
    def faults(self) -> Faults:
        """By operation: send update delete create members member team token openid keys, or "*"."""
        return self.state.faults

    @property
    def rates(self) -> Rates:
        return self.state.rates

    @property
    def issuer(self) -> Issuer:
        """`issuer.rotate()` changes the signing key, as the real one does every few months."""
        return self.state.issuer

    @property
    def sent(self) -> list[Delivery]:
        """Every request to the bot, oldest first."""
        return self.wire.sent

    def client(self, user: str, *, legacy: bool = False) -> Client:
        return Client(self.state, self.outgoing, self.world.users[user].id, legacy=legacy)

    async def wait_for(self, look: Callable[[], T], *, timeout_s: float = 5.0) -> T:
        """What `look` returns once that is truthy; it is asked again at each change."""
        return await self.world.bell.wait_for(look, timeout_s=timeout_s)

    async def redeliver(self, delivery: Delivery) -> Delivery:
        """The same activity once more, with a fresh token."""
        return await self.outgoing.post(delivery.kind, delivery.body)

    async def forge(
        self,
        activity: Json | bytes,
        *,
        flaw: Flaw | None = None,
        headers: dict[str, str] | None = None,
    ) -> Delivery:
        """Anything as a request: a flawed token, a changed activity, other headers."""
        if isinstance(activity, bytes):
            return await self.outgoing.post("forged", activity, flaw=flaw, headers=headers)
        sent = json.dumps({"serviceUrl": self.service_url, **activity}).encode()
        return await self.outgoing.post(str(activity["type"]), sent, flaw=flaw, headers=headers)

    async def install(
        self,
        where: Conversation,
        by: str,
        *,
        order: Sequence[Literal["installation", "members"]] = ("installation", "members"),
    ) -> list[Delivery]:
        """Adds the app; Teams tells it twice, in no order one could rely on."""
        self.world.installed.add(self._place(where, by))
        told = {
            "installation": self._installation(where, by, "add"),
            "members": self._members(where, by, added=[self._bot()]),
        }
        return [await self.outgoing.send(told[part]) for part in order]

    async def uninstall(self, where: Conversation, by: str) -> list[Delivery]:
        """Takes the app away, which Teams tells twice as well; of a chat with a person once."""
        self.world.installed.discard(self._place(where, by))
        told = [self._installation(where, by, "remove")]
        if where.kind != "personal":
            told.append(self._members(where, by, removed=[self._bot()]))
        return [await self.outgoing.send(each) for each in told]

    async def add_member(self, where: Conversation, user: str, by: str) -> Delivery:
        where = self.world.roster(where, add=user)
        account = self._account(self.world.users[user])
        return await self.outgoing.send(self._members(where, by, added=[account]))

    async def remove_member(self, where: Conversation, user: str, by: str) -> Delivery:
        where = self.world.roster(where, drop=user)
        account = self._account(self.world.users[user])
        return await self.outgoing.send(self._members(where, by, removed=[account]))

    def routes(self) -> web.Application:
        connector = Connector(self.state)
        app = web.Application(client_max_size=BODY_MOST)
        app.add_routes(connector.routes())
        app.add_routes(Roster(self.state, connector).routes())
        app.router.add_post("/login/{tenant}/oauth2/v2.0/token", partial(self._public, "token"))
        known = "/v1/.well-known"
        app.router.add_get(f"{known}/openidconfiguration", partial(self._public, "openid"))
        app.router.add_get(f"{known}/keys", partial(self._public, "keys"))
        app.router.add_get("/files/{key}/{name}", self._download)
        app.router.add_put("/upload/{key}/{name}", self._upload)
        app.on_shutdown.append(self._closing)
        return app

    async def __aenter__(self) -> Self:
        self.url = await self._open.enter_async_context(served(self.routes()))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
        await self._open.aclose()

    async def close(self) -> None:
        await self.wire.close()

    async def _closing(self, _: web.Application) -> None:
        await self.close()

    async def _public(self, name: str, request: web.Request) -> web.StreamResponse:
        async def answer() -> web.StreamResponse:
            match name:
                case "token":
                    return await self.state.tokens.issue(request)
                case "openid":
                    return web.json_response(self.issuer.metadata(self.url))
                case _:
                    return web.json_response(self.issuer.keys())

        return await self.faults.around(name, request, answer)

    async def _download(self, request: web.Request) -> web.Response:
        file = self.state.files.get(request.match_info["key"])
        return web.Response(body=file.content) if file else web.Response(status=404)

    async def _upload(self, request: web.Request) -> web.Response:
        """What a person agreed to receive; SharePoint wants to know which bytes these are."""
        content = await request.read()
        if request.headers.get("Content-Range") != f"bytes 0-{len(content) - 1}/{len(content)}":
            return web.Response(status=411)
        name = request.match_info["name"]
        self.state.files[request.match_info["key"]] = File(name, content)
        self.world.bell.ring()
        return web.json_response({"name": name}, status=201)

    def _place(self, where: Conversation, by: str) -> str:
        return {"personal": by, "groupChat": where.id, "channel": where.team}[where.kind]

    def _base(self, kind: str, where: Conversation, by: str) -> Json:
        user = self.world.users[by]
        return payloads.activity(kind, user, where, self.world, self.app)

    def _installation(self, where: Conversation, by: str, action: str) -> Json:
        return self._base("installationUpdate", where, by) | {"action": action}

    def _members(
        self,
        where: Conversation,
        by: str,
        *,
        added: Sequence[Json] = (),
        removed: Sequence[Json] = (),
    ) -> Json:
        activity = self._base("conversationUpdate", where, by)
        if added:
            activity["membersAdded"] = list(added)
        if removed:
            activity["membersRemoved"] = list(removed)
        if where.kind == "channel":
            event = "teamMemberAdded" if added else "teamMemberRemoved"
            activity["channelData"]["eventType"] = event
        return activity

    def _bot(self) -> Json:
        return {"id": self.app.account, "name": self.app.name}

    def _account(self, user: User) -> Json:
        return {"id": user.account(self.app.id), "aadObjectId": user.id}
