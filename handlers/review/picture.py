"""The picture on an edition's board: drawn beside the loop, kept as a file, told in words too."""

import asyncio
import contextlib
import hashlib
from datetime import datetime
from multiprocessing.connection import Connection

import structlog

from handlers import drafts, figures, pictures, process
from handlers.context import Context
from handlers.figures import ListFigures
from handlers.importing import beside
from handlers.policy import Policy
from store import documents, editions, entries, people
from store import pictures as kept
from store.db import Handle, Sql, connect
from store.pictures import Picture
from store.rows import Audience, Edition

from . import tell

WAIT_S = 1.0  # whoever asks for a board gets it without the picture rather than later
log = structlog.get_logger()
_drawing: set[asyncio.Task[None]] = set()  # the loop itself keeps no hold of its tasks


async def fresh(ident: str, ctx: Context) -> None:
    """See that the picture is of the figures as they are; one that takes its time comes later."""
    task = asyncio.create_task(_renew(ident, ctx))
    _drawing.add(task)
    task.add_done_callback(_drawn)
    await asyncio.wait({task}, timeout=WAIT_S)


def _drawn(task: asyncio.Task[None]) -> None:
    """A board without its picture is still a board."""
    _drawing.discard(task)
    if not task.cancelled() and (error := task.exception()):
        log.warning("an edition's picture was not drawn", why=repr(error))


async def _renew(ident: str, ctx: Context) -> None:
    found, body = await _drawn_anew(ident, ctx)
    if found is None:
        return
    mark = hashlib.sha256(repr(found).encode()).hexdigest()
    old = await ctx.db.read(lambda db: kept.get(db, ident))
    if old is None or old.print != mark:
        body = body or await asyncio.to_thread(pictures.of_list, found)
        await ctx.db.write(lambda db: _keep(db, found, mark, body, now=ctx.now()))


async def _drawn_anew(ident: str, ctx: Context) -> tuple[ListFigures | None, bytes]:
    """The figures; for a long list they take long to count, so the process that does draws, too."""
    now = ctx.now()
    if await ctx.db.read(lambda db: beside.long(db, ident)):
        return await process.run(_apart, ctx.db.path, ident, ctx.policy, now, take=_received)
    return await ctx.db.read(lambda db: _figures(db, ident, ctx.policy, now=now)), b""


def _apart(path: str, ident: str, policy: Policy, now: datetime, pipe: Connection) -> None:
    db = connect(path, readonly=True)
    with contextlib.closing(db.conn):
        found = _figures(Handle(db.conn), ident, policy, now=now)
    pipe.send((found, pictures.of_list(found) if found else b""))


def _received(pipe: Connection) -> tuple[ListFigures | None, bytes]:
    found, body = pipe.recv()
    return found, body


def _keep(db: Sql, found: ListFigures, mark: str, body: bytes, *, now: datetime) -> None:
    ident = found.edition
    if editions.get(db, ident) is None:  # discarded meanwhile
        return
    name, mime = f"{ident}.png", "image/png"
    document = documents.put(db, name=name, mime=mime, body=body, readers="staff", now=now)
    kept.put(db, Picture(ident, mark, document, found.alt))
    tell.boards(db, ident, now=now)


def _figures(db: Sql, ident: str, policy: Policy, *, now: datetime) -> ListFigures | None:
    edition = editions.get(db, ident)
    if edition is None:
        return None
    against = _against(db, edition, now=now)
    return figures.of_list(
        ident,
        entries.every(db, ident),
        against=against,
        changes=drafts.difference(db, ident, against, now=now) if against else None,
        tiers={tier.id: tier.name for tier in policy.tiers},
        districts={each.id: each.name for each in people.districts(db)},
    )


def _against(db: Sql, edition: Edition, *, now: datetime) -> str:
    """What it took the place of, or is to take it of; none for the first."""
    if edition.published_at is None:
        return drafts.against(db, now=now)
    before = editions.before(db, edition.id, Audience.STAFF)
    return before.id if before else ""
