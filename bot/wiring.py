"""The whole bot from its settings: the one place where the parts meet."""

import asyncio
import contextlib
import gc
import importlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from aiohttp import web
from prometheus_client import CollectorRegistry

from handlers.context import Clock, Context
from handlers.dispatch import Desk
from handlers.feature import Feature
from handlers.features import FEATURES
from handlers.lists import Lists
from handlers.policy import Policy
from handlers.request import File, Named, Profile
from store.db import Db
from store.directory import Directory
from store.migrations import migrate
from store.rows import Identity, Platform

from .config import Config
from .delivery import Delivery
from .due import Due
from .edge import Edge
from .files import Links
from .intakes import Intakes
from .link import Link
from .metrics import Metrics
from .web import application

Connect = Callable[[Config, Db, Clock], Link]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Members:
    """`handlers.request.Platforms` over all that are connected."""

    def __init__(self, links: Sequence[Link]) -> None:
        self._links = {link.platform: link.members for link in links}

    def fresh(self, who: Identity) -> Profile | None:
        link = self._links.get(who.platform)
        return link.fresh(who) if link else None

    async def profile(self, who: Identity) -> Profile | None:
        link = self._links.get(who.platform)
        return await link.profile(who) if link else None

    async def roster(self, address: str) -> tuple[Profile, ...] | None:
        link = self._links.get(Platform(address.partition(":")[0]))
        return await link.roster(address) if link else None

    async def named(self, address: str) -> Named | None:
        link = self._links.get(Platform(address.partition(":")[0]))
        return await link.named(address) if link else None

    async def download(self, who: Identity, file: File, *, most: int) -> bytes | None:
        link = self._links.get(who.platform)
        return await link.download(who, file, most=most) if link else None


@dataclass(slots=True)
class Bot:
    """Everything that runs; `running()` is its life."""

    ctx: Context
    desk: Desk
    delivery: Delivery
    due: Due
    intakes: Intakes
    links: tuple[Link, ...]
    edges: dict[Platform, Edge]
    app: web.Application
    _workers: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def start(self) -> None:
        """Answerable when this returns: list loaded, workers alive, nothing of before forgotten."""
        await self.ctx.lists.refresh(now=self.ctx.now())
        for link in self.links:
            await link.start()
        await self.due.plan()
        self._workers = {
            "delivery": asyncio.create_task(self.delivery.run()),
            "clock": asyncio.create_task(self.due.run()),
            "files": asyncio.create_task(self.intakes.run()),
        }
        for request in await self.desk.pending():
            if edge := self.edges.get(request.who.platform):
                edge.later(request)

    async def stop(self) -> None:
        """Answers under way are ended first, then what would send them."""
        for edge in self.edges.values():
            await edge.close()
        for task in self._workers.values():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        for link in self.links:
            await link.close()
        self.ctx.db.close()

    def ready(self) -> dict[str, bool]:
        alive = {name: not task.done() for name, task in self._workers.items()}
        return {"list": self.ctx.lists.loaded, **alive}


def build(
    config: Config,
    *,
    now: Clock = utc_now,
    connects: Sequence[Connect] | None = None,
    features: Sequence[Feature] = FEATURES,
) -> Bot:
    """Migrates the database, then puts the parts together; nothing runs yet."""
    migrate(config.database)
    db = Db(config.database)
    makes = platforms(config) if connects is None else connects
    links = tuple(make(config, db, now) for make in makes)
    ctx = _context(config, db, now, links)
    desk = Desk(ctx, features)
    delivery = Delivery(db, {link.platform: link.sender for link in links}, now)
    taken = Intakes(ctx)
    taken.queued = delivery.wake

    def queued() -> None:
        delivery.wake()
        taken.wake()

    desk.queued = queued
    registry = CollectorRegistry()
    metrics = Metrics(registry, db, now)
    edges = {
        link.platform: Edge(desk, link.sender, give_up_s=link.give_up_s, metrics=metrics)
        for link in links
    }
    due = Due(ctx, features)
    due.queued = delivery.wake
    bot: Bot
    app = application(ctx, registry, lambda: bot.ready())
    bot = Bot(ctx, desk, delivery, due, taken, links, edges, app)
    Links(db, now, config.url).routes(app)
    for link in links:
        link.open(app, edges[link.platform])
    return bot


def _context(config: Config, db: Db, now: Clock, links: Sequence[Link]) -> Context:
    return Context(
        db=db,
        policy=Policy.load(config.policy),
        now=now,
        lists=Lists(db),
        directory=Directory(db),
        platforms=Members(links),
    )


def platforms(config: Config) -> list[Connect]:
    """Those that are set up; an SDK is loaded only when it is needed."""
    wanted = {"bot.slack": config.slack, "bot.teams": config.teams}
    return [
        cast("Connect", importlib.import_module(folder).connect)
        for folder, wants in wanted.items()
        if wants
    ]


def keep_in_memory() -> None:
    """For a process that only serves, once it is ready: the list and the libraries are here to
    stay, so collecting garbage need not look at them again and again (5 % of an answer's time).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


@contextlib.asynccontextmanager
async def serving(bot: Bot, *, host: str, port: int) -> AsyncIterator[int]:
    """Serve until the block ends; yields the port that was bound (for port 0)."""
    runner = web.AppRunner(bot.app, access_log=None)
    await runner.setup()
    try:
        await bot.start()
        site = web.TCPSite(runner, host, port)
        await site.start()
        sockets = runner.addresses
        yield int(sockets[0][1])
    finally:
        await runner.cleanup()
        await bot.stop()
