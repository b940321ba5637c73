"""The playground's page: static files, what one person sees as a live view, and what they do.

Mounted by the demo alone, never by `serve`: it lets whoever reaches it act as anyone in the
simulated platforms. So it answers on loopback names only, and takes actions from its own page only.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, web

from .bell import Bell
from .wire import Json

PAGE = Path(__file__).parent / "page"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
QUIET_S = 20.0  # how often an idle view looks whether its page is still there
ACT_MOST = 3_000_000  # bytes: what one fills in is far smaller
SHOWN_MOST = 200  # messages of one conversation; a view is sent whole at each change
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
Platform = Literal["slack", "teams"]


class Refused(Exception):
    """The person's client does not offer this; the text says why."""


@dataclass(frozen=True)
class Person:
    """Someone the visitor may be. `title` is their role and firm, in a few words."""

    id: str
    name: str
    title: str


class Side(Protocol):
    """One simulated platform as the page needs it."""

    @property
    def bell(self) -> Bell: ...

    @property
    def people(self) -> tuple[Person, ...]: ...

    def view(self, user: str) -> Json:
        """Everything that this person's client shows."""

    async def act(self, user: str, what: str, detail: Json) -> Json | None:
        """Does something as this person; Refused where their client would not let them."""


class Demo(Protocol):
    """The buttons in the page's head that are nobody's in particular."""

    async def shown(self) -> Json:
        """What the head shows."""

    async def do(self, what: str, detail: Json) -> Json:
        """Does it, and gives what the head shows then. Raises Refused."""


class Page:
    """The page over both platforms. `examples` are questions offered under the composers, `steps`
    what is offered to try above both clients.
    """

    def __init__(
        self,
        sides: Mapping[Platform, Side],
        *,
        examples: tuple[str, ...] = (),
        steps: Sequence[Json] = (),
        controls: Demo | None = None,
    ) -> None:
        self.sides = sides
        self.examples = examples
        self.steps = steps
        self.controls = controls
        self._views: set[web.WebSocketResponse] = set()

    def routes(self) -> web.Application:
        """To be mounted as `/playground`."""
        app = web.Application(middlewares=[local_only], client_max_size=ACT_MOST)
        app.router.add_get("", self._index)
        app.router.add_get("/cast", self._cast)
        app.router.add_get("/view", self._view)
        app.router.add_post("/act", self._act)
        app.router.add_get("/guide", self._guide)
        if self.controls:
            app.router.add_post("/demo", partial(self._demo, self.controls))
        app.router.add_static("/static", PAGE)
        app.on_response_prepare.append(sealed)
        app.on_shutdown.append(self._closing)
        return app

    async def _index(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _cast(self, _: web.Request) -> web.Response:
        cast = {
            platform: {"people": [asdict(p) for p in side.people], "examples": self.examples}
            for platform, side in self.sides.items()
        }
        return web.json_response(cast)

    async def _view(self, request: web.Request) -> web.WebSocketResponse:
        """Sends the person's view at once and again at each change, until the page leaves."""
        side, user = self._who(request.query)
        socket = web.WebSocketResponse(heartbeat=QUIET_S)
        await socket.prepare(request)
        self._views.add(socket)
        showing = asyncio.create_task(show(socket, side, user))
        try:
            async for _ in socket:
                pass
        finally:
            showing.cancel()
            self._views.discard(socket)
        return socket

    async def _act(self, request: web.Request) -> web.Response:
        sent = await request.json()
        side, user = self._who(sent)
        try:
            detail = {k: v for k, v in sent.items() if k not in ("platform", "user", "do")}
            result = await side.act(user, str(sent["do"]), detail)
        except Refused as refused:
            return web.json_response({"error": str(refused)})
        return web.json_response({"result": result})

    async def _guide(self, _: web.Request) -> web.Response:
        shown = await self.controls.shown() if self.controls else None
        return web.json_response({"steps": list(self.steps), "demo": shown})

    async def _demo(self, controls: Demo, request: web.Request) -> web.Response:
        sent = await request.json()
        try:
            return web.json_response(await controls.do(str(sent["do"]), sent))
        except Refused as refused:
            return web.json_response({"error": str(refused)})

    def _who(self, sent: Mapping[str, str]) -> tuple[Side, str]:
        for platform, side in self.sides.items():
            if platform == sent.get("platform"):
                for person in side.people:
                    if person.id == sent.get("user"):
                        return side, person.id
        raise web.HTTPNotFound(text="Nobody of that name here.")

    async def _closing(self, _: web.Application) -> None:
        for socket in list(self._views):
            await socket.close(code=WSCloseCode.GOING_AWAY)


async def show(socket: web.WebSocketResponse, side: Side, user: str) -> None:
    shown, seen = "", -1
    while not socket.closed:
        seen = side.bell.count
        view = json.dumps(side.view(user), ensure_ascii=False)
        if view != shown:
            await socket.send_str(view)
            shown = view
        with suppress(TimeoutError):
            await rung(side.bell, seen)


async def rung(bell: Bell, since: int) -> bool:
    return await bell.wait_for(lambda: bell.count > since, timeout_s=QUIET_S)


@web.middleware
async def local_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuses other host names (DNS rebinding) and other sites' scripts (posts and sockets)."""
    host = urlsplit(f"//{request.host}").hostname
    if host not in LOOPBACK:
        raise web.HTTPForbidden(text="The playground answers on localhost only.")
    origin = request.headers.get("Origin")
    own = f"{request.scheme}://{request.host}"
    changes = request.method != "GET" or "Upgrade" in request.headers
    if (changes and origin != own) or (origin is not None and origin != own):
        raise web.HTTPForbidden(text="Only the playground's own page may do that.")
    if request.method == "POST" and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="JSON only.")
    return await handler(request)


async def sealed(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
