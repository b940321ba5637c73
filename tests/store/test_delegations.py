"""Absences: they have dates, and a person who acts meanwhile."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from store import delegations, people
from store.case_rows import Delegation
from store.db import Db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
LATER = NOW + timedelta(hours=4)
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
ABSENCE = Delegation("d1", "p_ana", "p_dora", MONDAY, FRIDAY)


pytestmark = pytest.mark.usefixtures("furnished")


async def delegate(db: Db, row: Delegation, *, now: datetime = NOW) -> None:
    await db.write(lambda sql: delegations.put(sql, row, by=row.person_id, now=now))


@pytest.mark.parametrize(
    ("day", "hour", "acting"),
    [
        (23, 7, {}),
        (23, 8, {"p_ana": "p_dora"}),  # midnight in Los Angeles
        (28, 7, {"p_ana": "p_dora"}),
        (28, 8, {}),
    ],
)
async def test_a_delegate_acts_from_midnight_to_midnight_where_the_one_who_is_away_lives(
    db: Db, day: int, hour: int, acting: dict[str, str]
) -> None:
    await delegate(db, replace(ABSENCE, zone="America/Los_Angeles"))
    moment = datetime(2026, 11, day, hour, tzinfo=UTC)
    assert await db.read(lambda sql: delegations.at(sql, moment)) == acting


async def test_of_two_delegates_the_one_named_last_acts_until_that_is_ended(db: Db) -> None:
    await delegate(db, ABSENCE)
    await delegate(db, replace(ABSENCE, id="d2", delegate_id="p_lena"), now=LATER)
    assert await db.read(lambda sql: delegations.at(sql, LATER)) == {"p_ana": "p_lena"}
    ended = [await db.write(lambda sql: delegations.end(sql, "d2", now=LATER)) for _ in range(2)]
    assert ended == [True, False]
    assert await db.read(lambda sql: delegations.of(sql, "p_ana", now=LATER)) == [ABSENCE]


async def test_a_delegate_who_has_left_acts_for_nobody(db: Db) -> None:
    await delegate(db, ABSENCE)
    await db.write(lambda sql: people.remove(sql, "p_dora", now=NOW))
    assert await db.read(lambda sql: delegations.at(sql, LATER)) == {}


@pytest.mark.parametrize("wrong", [{"last": MONDAY - timedelta(days=1)}, {"delegate_id": "p_ana"}])
async def test_an_absence_ends_after_it_begins_and_nobody_stands_in_for_themselves(
    db: Db, wrong: dict[str, Any]
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await delegate(db, replace(ABSENCE, **wrong))
