"""The one HTTP server: the platforms' endpoints, and what an operator's probes ask."""

import sqlite3
from collections.abc import Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from handlers.context import Context

BODY_BYTES = 1 << 20  # a request of either platform is far below a megabyte
Ready = Callable[[], dict[str, bool]]


def application(ctx: Context, registry: CollectorRegistry, ready: Ready) -> web.Application:
    """Probes only; the platforms' edges add their own routes."""
    app = web.Application(client_max_size=BODY_BYTES)

    async def healthz(request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(request: web.Request) -> web.Response:
        checks = {**ready(), "database": await _writable(ctx)}
        return web.json_response(checks, status=200 if all(checks.values()) else 503)

    async def metrics(request: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    return app


async def _writable(ctx: Context) -> bool:
    try:
        await ctx.db.write(lambda db: None)
    except sqlite3.Error:
        return False
    return True
