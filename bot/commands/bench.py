"""`hardline bench`: how fast names are found in your own list, and how long your disk takes."""

import random
import time
from collections.abc import Callable, Iterable

import click

from bot.config import Config
from bot.wiring import utc_now
from handlers.lists import Lists
from store import inbox
from store.db import Db, Sql
from store.rows import Audience, Entry

from .common import with_database

NAMES = 1_000  # asked at most, spread over the list
COMMITS = 50
ONCE = "bench"


@click.command()
def bench() -> None:
    """Measure look-ups in your own list, and your disk."""
    with_database(_measure)


async def _measure(db: Db, config: Config) -> None:
    lists = Lists(db)
    began = time.perf_counter()
    await lists.refresh(now=utc_now())
    ready_s = time.perf_counter() - began
    listing = lists.now(Audience.STAFF)
    click.echo(f"Edition {listing.edition.id}: {len(listing.entries):,} accounts.")
    click.echo(f"Read and indexed in {ready_s:.2f} s.")
    asked = _sample(list(listing.entries.values()))
    found = _spent(listing.index.search, asked)
    click.echo(f"A name as listed is found in {found}.")
    found = _spent(listing.index.search, map(_slipped, asked))
    click.echo(f"With a letter missing, in {found}.")
    click.echo(f"A write is safe on disk in {await _commits(db)}.")


def _sample(rows: list[Entry]) -> list[str]:
    every = max(1, len(rows) // NAMES)
    return [row.name for row in rows[::every]][:NAMES]


def _slipped(name: str) -> str:
    """Mistyped, the same way in each run."""
    place = random.Random(name).randrange(len(name))  # noqa: S311
    return name[:place] + name[place + 1 :]


def _spent(find: Callable[[str], object], asked: Iterable[str]) -> str:
    times: list[float] = []
    for name in asked:
        began = time.perf_counter()
        find(name)
        times.append(time.perf_counter() - began)
    return _said(times)


async def _commits(db: Db) -> str:
    """Real ones, of a row that is gone again when its transaction ends."""

    def touch(sql: Sql) -> None:
        inbox.receive(sql, once=ONCE, request="", now=utc_now())
        inbox.drop(sql, once=ONCE)

    times: list[float] = []
    for _ in range(COMMITS):
        began = time.perf_counter()
        await db.write(touch)
        times.append(time.perf_counter() - began)
    return _said(times)


def _said(times: list[float]) -> str:
    ordered = sorted(times)
    half, most = (ordered[int(share * (len(ordered) - 1))] * 1_000 for share in (0.5, 0.99))
    return f"{half:.2f} ms (p50), {most:.2f} ms (p99)"
