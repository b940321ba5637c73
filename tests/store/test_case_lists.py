"""Lists of cases are read from an index, whoever asks: the Home must stay quick."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from store import audit, case_lists, precedents
from store.db import Db, Row, Sql
from store.migrations import migrate
from store.precedents import Within


class Planned:
    """`Sql` that notes how each query would be answered."""

    def __init__(self, db: Sql) -> None:
        self._db = db
        self.plan: list[str] = []

    def query(self, sql: str, params: Mapping[str, object] | None = None, /) -> Iterable[Row]:
        self.plan += [row["detail"] for row in self._db.query(f"explain query plan {sql}", params)]
        return self._db.query(sql, params)

    def execute(self, sql: str, params: Mapping[str, object] | None = None, /) -> object:
        return self._db.execute(sql, params)


READS: Mapping[str, Callable[[Sql], object]] = {
    "waiting": lambda db: case_lists.waiting(db, "p", {"p", "q"}, top=False),
    "at the top": lambda db: case_lists.waiting(db, "p", {"p"}, top=True),
    "opened": lambda db: case_lists.opened_by(db, "p", limit=10),
    "owned": lambda db: case_lists.owned(db, "p", limit=10),
    "party": lambda db: case_lists.with_party(db, "p", limit=10),
    "accounts": lambda db: case_lists.at_accounts(db, "p", ["a", "b"], limit=10),
    "districts": lambda db: case_lists.in_districts(db, "p", "e", everywhere=False, limit=10),
    "all": lambda db: case_lists.in_districts(db, "p", "e", everywhere=True, limit=10),
    "at": lambda db: precedents.at(db, "a", Within(), limit=3),
    "on": lambda db: precedents.on(db, ["o"], Within(), limit=3),
    "proofs": lambda db: audit.of_case(db, "ESC-0001"),
}


@pytest.mark.parametrize("name", READS)
def test_no_list_reads_the_whole_table(tmp_path: Path, name: str) -> None:
    migrate(tmp_path / "a.db")
    db = Db(tmp_path / "a.db")
    planned = db.look(lambda sql: _planned(sql, READS[name]))
    db.close()
    whole = [line for line in planned if line.startswith("SCAN") and "INDEX" not in line]
    assert [line for line in whole if line.split()[1] in ("c", "p", "w", "e", "audit")] == []


def _planned(sql: Sql, read: Callable[[Sql], object]) -> list[str]:
    noting = Planned(sql)
    read(noting)
    assert noting.plan
    return noting.plan
