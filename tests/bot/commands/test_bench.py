"""`hardline bench` as an operator runs it: on their own list, leaving nothing behind."""

import sqlite3
from contextlib import closing

from .conftest import Shell


def test_look_ups_and_writes_are_measured_on_the_own_list(loaded: Shell) -> None:
    done = loaded.run("bench")
    told = done.output.splitlines()
    assert told[0] == "Edition 2026-H2: 1,076 accounts."
    assert [line.split(" in ")[0] for line in told[1:]] == [
        "Read and indexed",
        "A name as listed is found",
        "With a letter missing,",
        "A write is safe on disk",
    ]


def test_measuring_leaves_nothing_behind(loaded: Shell) -> None:
    assert loaded.run("bench").exit_code == 0
    with closing(sqlite3.connect(loaded.database)) as db:
        assert db.execute("select count(*) from inbox").fetchone() == (0,)


def test_without_a_list_there_is_nothing_to_measure(shell: Shell) -> None:
    done = shell.run("bench")
    assert (done.exit_code, "list" in done.output) == (1, True)
