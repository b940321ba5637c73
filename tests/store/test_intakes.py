"""What people hand in stays a row until it is done."""

from datetime import timedelta
from pathlib import Path

import pytest

from store import intakes
from store.db import Db
from store.intakes import Intake
from store.migrations import migrate
from store.rows import Identity, Platform
from tests.clock import START

WHO = Identity(Platform.SLACK, "T1", "U1")
ROW = Intake("in_1", "p_1", WHO, "slack:T1/D1", name="a.csv", source="https://x", size=3)


@pytest.fixture(name="db")
async def a_db(tmp_path: Path) -> Db:
    migrate(tmp_path / "hardline.db")
    db = Db(tmp_path / "hardline.db")
    await db.write(lambda sql: intakes.put(sql, ROW, now=START))
    return db


async def test_what_is_put_is_got(db: Db) -> None:
    assert db.look(lambda sql: intakes.get(sql, "in_1")) == ROW


async def test_each_try_is_counted_before_it_is_made(db: Db) -> None:
    begun = [await db.write(lambda sql: intakes.begin(sql, "in_1")) for _ in range(2)]
    assert [row.tries for row in begun if row] == [1, 2]


async def test_what_is_put_off_waits(db: Db) -> None:
    await db.write(lambda sql: intakes.later(sql, "in_1", at=START + timedelta(minutes=1)))
    assert db.look(lambda sql: intakes.ready(sql, limit=9, now=START)) == []
    later = START + timedelta(minutes=1)
    assert db.look(lambda sql: intakes.ready(sql, limit=9, now=later)) == ["in_1"]


async def test_only_one_ends_it_and_nothing_of_the_file_stays(db: Db) -> None:
    await db.write(lambda sql: intakes.keep(sql, "in_1", b"abc"))
    ends = [
        await db.write(lambda sql: intakes.move(sql, "in_1", of=intakes.READY, to=intakes.DONE))
        for _ in range(2)
    ]
    assert ends == [True, False]
    assert db.look(lambda sql: intakes.body(sql, "in_1")) is None
    assert await db.write(lambda sql: intakes.begin(sql, "in_1")) is None


async def test_what_was_said_more_is_added_and_the_bytes_stay(db: Db) -> None:
    async def said(to: str, of: str, **given: str) -> None:
        await db.write(lambda sql: intakes.move(sql, "in_1", of=of, to=to, given=given))

    await db.write(lambda sql: intakes.keep(sql, "in_1", b"abc"))
    await said("asking", "ready", column="A")
    await said("ready", "asking", edition="2027-H1")
    row = db.look(lambda sql: intakes.get(sql, "in_1"))
    assert row is not None
    assert row.given == {"column": "A", "edition": "2027-H1"}
    assert db.look(lambda sql: intakes.body(sql, "in_1")) == b"abc"


async def test_a_plan_counts_for_a_while(db: Db) -> None:
    plan = Intake("in_2", "p_1", WHO, "slack:T1/D1", kind="list", state=intakes.PLANNED)
    await db.write(lambda sql: intakes.put(sql, plan, now=START))
    assert db.look(lambda sql: intakes.planned(sql, "p_1", since=START)) == plan
    after = START + timedelta(seconds=1)
    assert db.look(lambda sql: intakes.planned(sql, "p_1", since=after)) is None
    assert db.look(lambda sql: intakes.planned(sql, "p_2", since=START)) is None
