"""One function, one transaction; readers beside the writer; one flag between request and writer."""

import asyncio
import sqlite3
from functools import partial
from pathlib import Path

import pytest

from store.db import Db, Sql, Ticket, Withdrawn, connect
from store.migrations import migrate


def firm(sql: Sql, ident: str) -> None:
    sql.execute("insert into firms (id, name) values (:id, :id)", {"id": ident})


def firms(sql: Sql) -> list[str]:
    return [row["id"] for row in sql.query("select id from firms order by id")]


async def test_a_write_that_raises_leaves_nothing(db: Db) -> None:
    def half(sql: Sql) -> None:
        firm(sql, "a")
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        await db.write(half)
    assert await db.read(firms) == []


async def test_writes_that_share_a_commit_fail_alone(db: Db) -> None:
    def clash(sql: Sql) -> None:
        firm(sql, "b")
        firm(sql, "b")

    writes = [db.write(partial(firm, ident=n)) for n in "ac"]
    done = await asyncio.gather(*writes, db.write(clash), return_exceptions=True)
    assert isinstance(done[-1], sqlite3.IntegrityError)
    assert await db.read(firms) == ["a", "c"]


async def test_what_is_withdrawn_before_the_commit_is_not_recorded(db: Db) -> None:
    ticket = Ticket()
    assert ticket.withdraw()
    with pytest.raises(Withdrawn):
        await db.write(lambda sql: firm(sql, "a"), ticket=ticket)
    assert await db.read(firms) == []


async def test_what_is_committed_can_no_longer_be_withdrawn(db: Db) -> None:
    ticket = Ticket()
    await db.write(lambda sql: firm(sql, "a"), ticket=ticket)
    assert not ticket.withdraw()


async def test_a_write_waits_for_another_processes_lock(db: Db) -> None:
    other = connect(db.path)
    other.conn.execute("begin immediate")
    write = asyncio.create_task(db.write(lambda sql: firm(sql, "a")))
    assert await db.read(firms) == []  # readers go on meanwhile
    other.conn.execute("commit")
    await write
    assert db.look(firms) == ["a"]
    other.conn.close()


async def test_what_is_queued_at_the_end_is_still_written(tmp_path: Path) -> None:
    migrate(tmp_path / "b.db")
    ending = Db(tmp_path / "b.db")
    write = asyncio.create_task(ending.write(lambda sql: firm(sql, "a")))
    await asyncio.sleep(0)
    ending.close()
    await write
    after = Db(tmp_path / "b.db")
    assert after.look(firms) == ["a"]
    after.close()


async def test_readers_cannot_write(db: Db) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await db.read(lambda sql: firm(sql, "a"))


async def test_every_connection_is_durable_and_holds_foreign_keys(db: Db) -> None:
    def settings(sql: Sql) -> list[int]:
        names = ("synchronous", "foreign_keys")
        return [next(iter(sql.query(f"pragma {name}")))[name] for name in names]

    assert await db.write(settings) == [2, 1]  # 2: full
