"""Editions: whole or not at all, and never changed once published."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from store import editions, entries
from store.db import Db, Sql
from store.migrations import migrate
from store.rows import Audience, Entry
from tests.drafts import put_draft

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ROWS = (Entry("A1", "Contoso", aliases=("Con",), domains=("contoso.com",), tier="major", pcs=1),)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Db]:
    migrate(tmp_path / "a.db")
    made = Db(tmp_path / "a.db")
    await made.write(lambda sql: draft(sql, "one"))
    await made.write(lambda sql: editions.publish(sql, "one", policy="p", now=NOW))
    yield made
    made.close()


def draft(sql: Sql, ident: str, *, effective: date = date(2026, 7, 18)) -> None:
    put_draft(sql, ident, ROWS, effective_from=effective, next_update=date(2027, 1, 18), now=NOW)


async def test_rows_come_back_as_they_went_in(db: Db) -> None:
    assert await db.read(lambda sql: entries.every(sql, "one")) == list(ROWS)


@pytest.mark.parametrize(
    "change",
    [
        "update batch_rows set tier = 'global'",
        "delete from batch_rows",
        "insert into batch_rows (batch_id, account_id, name)"
        " select batch_id, 'A1', 'x' from editions",
        "update editions set batch_id = null",
        "update editions set effective_from = '2020-01-01'",
        "update editions set policy = ''",
        "update editions set state = 'draft', published_at = null, partners_at = null",
        "delete from editions",
    ],
)
async def test_the_database_refuses_to_change_a_published_edition(db: Db, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never edited"):
        await db.write(lambda sql: sql.execute(change))


async def test_a_draft_is_replaced_whole(db: Db) -> None:
    await db.write(lambda sql: draft(sql, "two"))
    await db.write(lambda sql: draft(sql, "two"))
    assert len(await db.read(lambda sql: entries.every(sql, "two"))) == 1


async def test_an_edition_comes_into_force_for_each_audience_at_its_moment(db: Db) -> None:
    later = NOW + timedelta(days=7)
    await db.write(lambda sql: draft(sql, "two"))
    await db.write(
        lambda sql: editions.publish(
            sql, "two", policy="p", partners_at=later, now=NOW + timedelta(days=1)
        )
    )

    def force(audience: Audience, now: datetime) -> str:
        found = db.look(lambda sql: editions.in_force(sql, audience, now=now))
        return found.id if found else ""

    two = NOW + timedelta(days=2)
    assert (force(Audience.STAFF, two), force(Audience.PARTNERS, two)) == ("two", "one")
    assert force(Audience.PARTNERS, later) == "two"


async def test_of_several_editions_of_one_day_the_one_published_last_answers(db: Db) -> None:
    await db.write(lambda sql: draft(sql, "one.1"))
    after = NOW + timedelta(days=3)
    await db.write(lambda sql: editions.publish(sql, "one.1", policy="p", now=after))
    found = db.look(lambda sql: editions.as_of(sql, Audience.STAFF, date(2026, 8, 1), now=after))
    assert found is not None
    assert found.id == "one.1"
