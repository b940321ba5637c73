"""An edition's news to 10,000 subscriptions on both platforms, which throttle as the real ones do.

First how long it takes to queue it; then, for a minute, how it leaves from `hardline serve` in a
process of its own while somebody asks in Slack.
"""

import asyncio
import contextlib
import tempfile
import time
from functools import partial
from pathlib import Path

from bot.config import load
from bot.wiring import build
from handlers.news import broadcast
from store import due
from store.due import Due
from store.rows import Audience
from tests.waves.ground import SECOND, Ground, ground
from tests.waves.process import Asker, served

from .table import Line

READERS = 10_000
CHANGES = 1_000
QUEUED_S = 2.0
ANSWER_MS = 500.0
MEASURED_S = 60.0
TEAMS_PER_S = 30.0  # of the 40 that a broadcast may take: files are offered and people answered too


async def section() -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        async with ground(Path(folder), readers=READERS) as place:
            return [await queueing(place), *await leaving(place)]


async def queueing(place: Ground) -> Line:
    """All that is made beforehand, and the transaction: for that alone other writes wait. What was
    queued is taken away again.
    """
    bot = build(load(place.environ), connects=[])
    made_s = written_s = 0.0
    for audience in Audience:
        item = Due(0, broadcast.NEWS, f"{audience}:{SECOND}", bot.ctx.now())
        began = time.perf_counter()
        record = await broadcast.news(item, bot.ctx)
        made = time.perf_counter()
        await bot.ctx.db.write(record)
        made_s += made - began
        written_s = max(written_s, time.perf_counter() - made)
    messages = bot.ctx.db.look(lambda db: list(db.query("select count(*) as n from outbox")))
    await bot.ctx.db.write(lambda db: db.execute("delete from outbox"))
    bot.ctx.db.close()
    number = int(messages[0]["n"])
    return Line(
        what=f"Broadcast: {CHANGES:,} changes queued for {READERS:,} subscriptions",
        measured=f"{made_s + written_s:.2f} s, of it {written_s:.2f} s in the one transaction",
        target=f"≤ {QUEUED_S:.0f} s",
        ok=made_s + written_s <= QUEUED_S and number > 0.8 * READERS,
    )


async def leaving(place: Ground) -> list[Line]:
    asker = Asker(place)
    async with served(place):
        quiet = await asked(asker, 5.0)
        await announced(place)
        before, began = counts(place), time.monotonic()
        busy = await asked(asker, MEASURED_S)
        took_s = time.monotonic() - began
        at_slack, at_teams = (
            (now - then) / took_s for now, then in zip(counts(place), before, strict=True)
        )
    return [
        Line(
            what="Broadcast: messages leaving",
            measured=f"{at_slack:.0f}/s in Slack, {at_teams:.0f}/s in Teams",
            baseline="Teams takes 50/s",
            target=f"≥ {TEAMS_PER_S:.0f}/s, none refused",
            ok=at_teams >= TEAMS_PER_S and place.refused == 0,
        ),
        Line(
            what="Broadcast: command answered meanwhile, p99",
            measured=f"{busy * 1_000:.0f} ms",
            baseline=f"{quiet * 1_000:.0f} ms without one",
            ratio=busy / quiet,
            target=f"≤ {ANSWER_MS:.0f} ms",
            ok=busy * 1_000 <= ANSWER_MS,
        ),
    ]


async def announced(place: Ground) -> None:
    """The edition comes into force: the bot finds the row that is due."""
    bot = build(load(place.environ), connects=[])
    for audience in Audience:
        about, now = f"{audience}:{SECOND}", bot.ctx.now()
        await bot.ctx.db.write(partial(due.put, kind=broadcast.NEWS, about=about, at=now))
    bot.ctx.db.close()


async def asked(asker: Asker, seconds: float) -> float:
    """The slowest but one in a hundred of the answers in that time."""
    asker.took_s.clear()
    asking = asyncio.create_task(asker())
    await asyncio.sleep(seconds)
    asking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asking
    return asker.at(0.99)


def counts(place: Ground) -> tuple[int, int]:
    """Messages in Slack and in Teams so far, the private answers aside."""
    in_slack = sum(change.happened == "posted" for change in place.slack.world.log)
    in_teams = sum(change.happened == "posted" for change in place.teams.world.log)
    return in_slack, in_teams
