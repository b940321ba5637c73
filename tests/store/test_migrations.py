"""A database of before is brought up to date with all that is in it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from store import editions
from store.db import Handle, connect
from store.migrations import migrate, migrations

OLD = """
insert into accounts values ('A1', 'Contoso');
insert into editions (id, state, effective_from, next_update, imported_at)
values ('2026-H2', 'draft', '2026-07-18', '2027-01-18', '2026-07-01T00:00:00.000000+00:00');
insert into entries (edition_id, account_id, name) values ('2026-H2', 'A1', 'Contoso');
update editions set state = 'published', published_at = '2026-07-18T00:00:00.000000+00:00',
    partners_at = '2026-07-18T00:00:00.000000+00:00';
"""


@pytest.fixture
def upgraded(tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "a.db"
    db = connect(path)
    migrations.apply(db, stop_before="m0010_edition_life")
    db.executescript(OLD)
    db.conn.close()
    migrate(path)
    db = connect(path)
    yield db
    db.conn.close()


def test_editions_of_before_are_as_they_were(upgraded: Database) -> None:
    (edition,) = editions.every(Handle(upgraded.conn))
    assert (edition.id, edition.state, edition.restores) == ("2026-H2", "published", "")


def test_what_a_published_edition_restores_is_never_edited(upgraded: Database) -> None:
    for change in ("restores = 'x'", "reason = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="never edited"):
            upgraded.execute(f"update editions set {change}")
    upgraded.execute("update editions set state = 'superseded'")
