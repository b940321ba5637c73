"""One process of the bot after the other on the same file, each ended where it happens to be."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from itertools import product
from typing import Any

from bot import slack, teams
from bot.config import load
from bot.wiring import Bot, build
from handlers.cards import Card, to_json
from store import due, outbox
from store.db import Sql
from store.rows import Audience

from .ground import SECOND, Ground, destination

BUSY = 12  # every so many a destination gets a series besides, more than a window takes at once
SERIES = 8


@asynccontextmanager
async def life(place: Ground) -> AsyncIterator[Bot]:
    """The bot's way out, as it is wired; at the end it is gone within the instant, with whatever
    was on its way: nothing is waited for, and nothing more is written down.
    """
    config = load(place.environ)
    tick = place.clock.seconds
    connects: list[Any] = [partial(slack.connect, clock=tick), partial(teams.connect, clock=tick)]
    bot = build(config, now=place.clock.now, connects=connects)
    for link in bot.links:
        await link.start()
    sending = asyncio.create_task(bot.delivery.run())
    try:
        yield bot
    finally:
        await _killed(bot, sending)
        for link in bot.links:
            await link.close()
        bot.ctx.db.close()


async def _killed(bot: Bot, sending: asyncio.Task[None]) -> None:
    delivery = bot.delivery
    gone = (sending, *delivery._under_way)
    delivery._became.clear()
    delivery._under_way = set()
    for task in gone:
        task.cancel()
    for task in gone:
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(bot: Bot, true: Callable[[], bool], *, within_s: float) -> bool:
    """Whether it came true; the sender looks again as often as a fast clock needs."""
    deadline = asyncio.get_running_loop().time() + within_s
    while not true():
        if asyncio.get_running_loop().time() > deadline:
            return False
        bot.delivery.wake()
        await asyncio.sleep(0.005)
    return True


async def announce(place: Ground, *, readers: int) -> None:
    """The news of an edition, and for some destinations a series of messages besides."""
    bot = build(load(place.environ), now=place.clock.now, connects=[])
    now = place.clock.now()

    def series(sql: Sql) -> None:
        for number, to in product(range(SERIES), map(destination, range(0, readers, BUSY - 1))):
            card = to_json(Card(f"{number + 1} of {SERIES} for {to}"))
            outbox.put(sql, to=to, card=card, bulk=number % 2 == 0, now=now)

    for audience in Audience:
        about = f"{audience}:{SECOND}"
        await bot.ctx.db.write(partial(due.put, kind="edition.news", about=about, at=now))
    await bot.due.tick()
    await bot.ctx.db.write(series)
    bot.ctx.db.close()
