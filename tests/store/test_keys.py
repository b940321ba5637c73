"""Secrets of a database's own."""

from pathlib import Path

import pytest

from store import keys
from store.db import Db
from store.migrations import migrate


def secret(path: Path, name: str) -> str:
    migrate(path)
    db = Db(path)
    try:
        return db.look(lambda sql: keys.get(sql, name))
    finally:
        db.close()


def test_each_database_has_a_long_key_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    mine, other = (secret(tmp_path / name, keys.LINKS) for name in ("a.db", "b.db"))
    assert len(bytes.fromhex(mine)) == 32
    assert mine != other
    assert secret(tmp_path / "a.db", keys.LINKS) == mine


def test_a_key_that_no_migration_made_is_not_made_up(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        secret(tmp_path / "a.db", "other")
