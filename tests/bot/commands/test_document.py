"""`hardline document`: a file that the bot made, as it is."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from store import documents
from store.db import Db
from store.migrations import migrate

from .conftest import Shell

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def kept(shell: Shell, body: bytes) -> str:
    migrate(shell.database)
    db = Db(shell.database)
    try:
        return asyncio.run(
            db.write(
                lambda sql: documents.put(
                    sql, name="case.csv", mime="text/csv", body=body, readers="staff", now=NOW
                )
            )
        )
    finally:
        db.close()


def test_it_is_printed_byte_for_byte(shell: Shell) -> None:
    done = shell.run("document", kept(shell, b"a,b\r\n\xff"))
    assert (done.exit_code, done.stdout_bytes) == (0, b"a,b\r\n\xff")


def test_it_is_written_to_a_file(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = shell.run("document", kept(shell, b"a,b"), "--out", out)
    assert done.output == f"case.csv is in {out}.\n"
    assert out.read_bytes() == b"a,b"


def test_one_that_is_not_there_is_told(shell: Shell) -> None:
    done = shell.run("document", "doc_x")
    assert done.exit_code == 1
    assert "There is no document doc_x." in done.output
