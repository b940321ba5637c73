"""Rows that come in piece by piece: held by an edition, or cleared away piece by piece."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from store import batches, editions, entries
from store.db import Handle, connect
from store.migrations import migrate
from store.rows import Entry
from tests.clock import START

DAY = date(2027, 1, 18)
MANY = tuple(Entry(f"A{n:04}", f"Contoso {n}") for n in range(2 * batches.PIECE + 1))
ROW = Entry("A1", "Contoso")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Handle]:
    migrate(tmp_path / "a.db")
    made = connect(tmp_path / "a.db")
    yield Handle(made.conn)
    made.conn.close()


def begun(db: Handle, *rows: Entry, at: datetime = START) -> str:
    ident = batches.begin(db, now=at)
    batches.add(db, ident, rows)
    return ident


def hold(db: Handle, batch: str) -> None:
    editions.put_draft(db, "E", batch=batch, effective_from=DAY, next_update=DAY, now=START)


def cleared(db: Handle, *, before: datetime = START) -> int:
    """All that may go, and in how many pieces."""
    pieces = 0
    while batches.clear(db, before=before):
        pieces += 1
    return pieces


def test_what_comes_in_is_of_no_edition_until_one_takes_it(db: Handle) -> None:
    batch = begun(db, ROW)
    assert db.query("select * from entries") == []
    hold(db, batch)
    assert entries.every(db, "E") == [ROW]


def test_what_was_just_begun_and_what_is_held_stays(db: Handle) -> None:
    coming, held = begun(db, ROW), begun(db, ROW, at=START - timedelta(days=9))
    hold(db, held)
    batches.release(db, held)
    assert cleared(db) == 0
    assert (batches.size(db, coming), batches.size(db, held)) == (1, 1)


def test_what_was_left_behind_goes_piece_by_piece(db: Handle) -> None:
    batch = begun(db, *MANY, at=START - timedelta(days=9))
    assert batches.clear(db, before=START)
    assert batches.size(db, batch) == len(MANY) - batches.PIECE
    assert cleared(db) == 2
    assert db.query("select * from batches") == []


@pytest.mark.parametrize("discarded", [False, True])
def test_what_an_edition_no_longer_holds_goes_at_once(db: Handle, discarded: bool) -> None:
    first, second = begun(db, ROW), begun(db, ROW)
    hold(db, first)
    if discarded:
        editions.discard(db, "E")
    else:
        hold(db, second)
    assert cleared(db) == 1
    assert (batches.size(db, first), batches.size(db, second)) == (0, 1)
