"""Shared words as rows: numbered, changed with their history, and found by their message."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from store import cases, relayed
from store.case_rows import Case, State
from store.db import Db, Sql
from store.relayed import LATE, VENDOR, Earlier, Relayed

from .test_cases import LATER, NOW, about, closed, keep, start

WORD = Relayed(
    "ESC-0001",
    0,
    NOW,
    author_id="p_ana",
    side=VENDOR,
    text="We can meet on Monday.",
    files=(("plan.pdf", "https://files.example/plan.pdf"),),
    marked=True,
    address="slack:T1/C1",
    message="17.1",
)
FORM = replace(WORD, address="", message="", marked=False)


pytestmark = pytest.mark.usefixtures("furnished")


@pytest.fixture
async def case(db: Db) -> Case:
    return await db.write(start())


async def put(db: Db, word: Relayed = WORD) -> Relayed:
    return await db.write(lambda sql: relayed.put(sql, word))


async def of(db: Db, ident: str = "ESC-0001") -> tuple[Relayed, ...]:
    return await db.read(lambda sql: relayed.of(sql, ident))


async def test_a_word_comes_back_as_it_went_in(db: Db, case: Case) -> None:
    assert await put(db) == replace(WORD, number=1)
    assert await of(db) == (replace(WORD, number=1),)
    found = await db.read(lambda sql: relayed.at(sql, "slack:T1/C1", "17.1"))
    assert found == replace(WORD, number=1)


async def test_each_case_counts_its_words_without_gaps(db: Db, case: Case) -> None:
    def fails(sql: Sql) -> None:
        relayed.put(sql, FORM)
        raise ValueError("half-way")

    other = await db.write(start(about(2)))
    await put(db, FORM)
    with pytest.raises(ValueError, match="half-way"):
        await db.write(fails)
    await put(db, replace(FORM, case_id=other.id))
    await put(db, FORM)
    assert [word.number for word in await of(db)] == [1, 2]
    assert [word.number for word in await of(db, other.id)] == [1]


async def test_one_message_is_shared_once_and_forms_have_none(db: Db, case: Case) -> None:
    await put(db)
    with pytest.raises(sqlite3.IntegrityError):
        await put(db)
    assert await db.read(lambda sql: relayed.at(sql, "", "")) is None


async def test_every_text_that_it_had_is_kept(db: Db, case: Case) -> None:
    word = await put(db)
    new = replace(word, text="On Tuesday.", files=())
    await db.write(lambda sql: relayed.edit(sql, new, now=LATER))
    await db.write(lambda sql: relayed.remove(sql, new, now=LATER))
    assert (await of(db))[0].removed_at == LATER
    await db.write(lambda sql: relayed.edit(sql, replace(new, text="So."), now=LATER))
    (kept,) = await of(db)
    assert (kept.text, kept.removed_at, kept.edited_at) == ("So.", None, LATER)
    assert kept.earlier == (
        Earlier(LATER, "edited", WORD.text, WORD.files),
        Earlier(LATER, "removed", "On Tuesday."),
        Earlier(LATER, "restored", "On Tuesday."),
    )


@pytest.mark.parametrize(
    "change",
    [
        "update relayed set author_id = 'p_dora'",
        "update relayed set number = 2",
        "update relayed set message = '1.1'",
        "delete from relayed",
        "update relayed_earlier set text = ''",
        "delete from relayed_earlier",
    ],
)
async def test_the_database_itself_keeps_what_was_shared(db: Db, case: Case, change: str) -> None:
    word = await put(db)
    await db.write(lambda sql: relayed.edit(sql, replace(word, text="So."), now=LATER))
    with pytest.raises(sqlite3.IntegrityError):
        await db.write(lambda sql: sql.execute(change))


async def test_a_case_that_is_over_can_be_forgotten_with_its_words(db: Db, case: Case) -> None:
    await put(db)
    over = await db.write(keep(closed(case)))
    assert over.state is State.CLOSED
    await db.write(lambda sql: sql.execute("delete from relayed"))
    assert await of(db) == ()
    assert await db.read(lambda sql: cases.get(sql, case.id)) == over


async def test_what_stays_inside_is_known_by_its_message_alone_and_for_two_days(
    db: Db, case: Case
) -> None:
    place = ("slack:T1/C1", "17.1")
    await db.write(lambda sql: relayed.overtake(sql, *place, deleted=False, now=NOW))
    assert await db.read(lambda sql: relayed.overtaken(sql, *place))
    assert not await db.read(lambda sql: relayed.overtaken(sql, *place, deleted=True))
    late = NOW + LATE + timedelta(minutes=1)
    other = ("slack:T1/C1", "17.2")
    await db.write(lambda sql: relayed.overtake(sql, *other, deleted=True, now=late))
    assert not await db.read(lambda sql: relayed.overtaken(sql, *place))
    assert await db.read(lambda sql: relayed.overtaken(sql, *other, deleted=True))


async def test_a_message_once_deleted_stays_so_and_one_that_is_shared_is_no_longer_inside(
    db: Db, case: Case
) -> None:
    gone, shared = ("slack:T1/C1", "17.2"), ("slack:T1/C1", "17.1")
    await db.write(lambda sql: relayed.overtake(sql, *gone, deleted=True, now=NOW))
    await db.write(lambda sql: relayed.overtake(sql, *gone, deleted=False, now=NOW))
    await db.write(lambda sql: relayed.overtake(sql, *shared, deleted=False, now=NOW))
    await put(db)
    assert await db.read(lambda sql: relayed.overtaken(sql, *gone, deleted=True))
    assert not await db.read(lambda sql: relayed.overtaken(sql, *shared))
