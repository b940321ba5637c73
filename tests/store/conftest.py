"""A database of its own for each test: migrated, and empty unless it is asked to be `furnished`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store import people
from store.db import Db, Sql
from store.migrations import migrate
from tests.desk import EAST, PEOPLE, WEST


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Db]:
    migrate(tmp_path / "a.db")
    made = Db(tmp_path / "a.db")
    yield made
    made.close()


@pytest.fixture
async def furnished(db: Db) -> None:
    """With the districts and people of the tests."""

    def furnish(sql: Sql) -> None:
        for district in (WEST, EAST):
            people.put_district(sql, district)
        for person in PEOPLE:
            people.put(sql, person)

    await db.write(furnish)
