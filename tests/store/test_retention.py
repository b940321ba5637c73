"""What is too old is forgotten, piece by piece; the rest stays."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from store import documents, intakes, outbox, retention, times
from store.db import Handle, connect
from store.intakes import Intake
from store.migrations import migrate
from store.retention import PIECE, Kept
from store.rows import Identity, Platform
from tests.clock import START

WHO = Identity(Platform.SLACK, "T1", "U1")
DAY = timedelta(days=1)
KEPT = Kept(questions=START - 400 * DAY, deliveries=START - DAY, intakes=START - 7 * DAY)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Handle]:
    migrate(tmp_path / "a.db")
    made = connect(tmp_path / "a.db")
    yield Handle(made.conn)
    made.conn.close()


def answer(db: Handle, ident: str, at: datetime) -> None:
    db.execute(
        "insert into answers (ref, at, person_id, asked, card) values (:ref, :at, '', '', '')",
        {"ref": ident, "at": times.text(at)},
    )


def document(db: Handle, ident: str, at: datetime) -> None:
    documents.put(db, name=ident, mime="text/csv", body=b"", readers="", now=at)


def delivery(db: Handle, ident: str, at: datetime) -> None:
    db.execute(
        "insert into inbox (once, received_at, done_at) values (:once, :at, :at)",
        {"once": ident, "at": times.text(at)},
    )


def message(db: Handle, ident: str, at: datetime) -> None:
    outbox.put(db, to=ident, card="{}", now=at)
    db.execute("update outbox set state = 'sent' where destination = :to", {"to": ident})


def intake(db: Handle, ident: str, at: datetime) -> None:
    intakes.put(db, Intake(ident, "p", WHO, "slack:T1/D1", state=intakes.PLANNED), now=at)


@pytest.mark.parametrize(
    ("table", "put", "days"),
    [
        ("answers", answer, 400),
        ("documents", document, 400),
        ("outbox", message, 400),
        ("inbox", delivery, 1),
        ("intakes", intake, 7),
    ],
)
def test_each_is_kept_for_its_time(
    db: Handle, table: str, put: Callable[[Handle, str, datetime], None], days: int
) -> None:
    put(db, "old", START - days * DAY - timedelta(seconds=1))
    put(db, "new", START - days * DAY)
    assert not retention.forget(db, KEPT)
    (row,) = db.query(f"select * from {table}")
    assert "new" in row.values()


def test_what_is_not_settled_yet_stays_however_old(db: Handle) -> None:
    old = START - 500 * DAY
    outbox.put(db, to="slack:T1/C1", card="{}", now=old)
    db.execute("insert into inbox (once, received_at) values ('a', :at)", {"at": times.text(old)})
    assert not retention.forget(db, KEPT)
    assert len(db.query("select 1 as n from outbox union all select 2 from inbox")) == 2


def test_many_go_piece_by_piece(db: Handle) -> None:
    for number in range(PIECE + 1):
        answer(db, str(number), START - 500 * DAY)
    assert retention.forget(db, KEPT)
    assert len(db.query("select 1 from answers")) == 1
    assert not retention.forget(db, KEPT)
    assert db.query("select 1 from answers") == []
