"""The audit log proves what happened."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from store import audit
from store.db import Db, connect
from store.migrations import migrate

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Db]:
    migrate(tmp_path / "a.db")
    made = Db(tmp_path / "a.db")
    for n in range(5):
        await made.write(partial(audit.append, who="p1", did="asked", about=f"A{n}", now=NOW))
    yield made
    made.close()


async def test_a_whole_log_verifies(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "PAGE", 2)
    assert await db.read(audit.verify) == (5, None)


@pytest.mark.parametrize("change", ["update audit set about = 'A9'", "delete from audit"])
async def test_rows_are_only_ever_added(db: Db, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        await db.write(lambda sql: sql.execute(f"{change} where seq = 3"))


@pytest.mark.parametrize(
    "change", ["update audit set about = 'A9' where seq = 3", "delete from audit where seq = 3"]
)
async def test_a_row_changed_behind_its_back_is_found(db: Db, change: str) -> None:
    raw = connect(db.path)
    raw.conn.execute("drop trigger audit_append_only_update")
    raw.conn.execute("drop trigger audit_append_only_delete")
    raw.conn.execute(change)
    raw.conn.close()
    _, broken = await db.read(audit.verify)
    assert broken == 3
