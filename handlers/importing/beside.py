"""How two editions differ, found beside the answers."""

import contextlib
from multiprocessing.connection import Connection

from handlers import process
from store import entries
from store.db import Db, Handle, Sql, connect

from .compare import Changes, between

_PARTS = ("joined", "left", "changed", "pairs")
LONG = 10_000  # rows of a list whose comparison takes seconds


async def difference(db: Db, before: str, after: str) -> Changes:
    """What `between` finds: of long lists in a process of its own. Raises process.Died."""
    if await db.read(lambda sql: long(sql, before, after)):
        return await process.run(_work, db.path, before, after, take=_taken)
    return await db.read(lambda sql: between(sql, before, after))


def long(db: Sql, *editions: str) -> bool:
    """Whether one of them is so long that nobody should wait while it is gone through."""
    return any(entries.size(db, ident) >= LONG for ident in editions)


def _work(path: str, before: str, after: str, pipe: Connection) -> None:
    db = connect(path, readonly=True)
    with contextlib.closing(db.conn):
        found = between(Handle(db.conn), before, after)
    for part in _PARTS:
        process.send_rows(pipe, getattr(found, part))


def _taken(pipe: Connection) -> Changes:
    return Changes(**{part: tuple(process.take_rows(pipe)) for part in _PARTS})
