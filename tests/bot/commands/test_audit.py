"""`hardline audit`: the proof, and the rows themselves."""

import json
import sqlite3

from .conftest import Shell


def test_an_untouched_log_is_whole(loaded: Shell) -> None:
    done = loaded.run("audit", "verify")
    assert done.exit_code == 0
    assert done.output.startswith("The audit log is whole: ")


def test_a_changed_row_is_found_and_named(loaded: Shell) -> None:
    with sqlite3.connect(loaded.database) as sql:
        sql.execute("drop trigger audit_append_only_update")
        sql.execute("update audit set who = 'someone else' where seq = 3")
    sql.close()
    done = loaded.run("audit", "verify")
    assert done.exit_code == 1
    assert done.output == "Row 3 of the audit log was changed, removed or inserted.\n"


def test_a_question_leaves_one_row_without_a_name_or_an_address(loaded: Shell) -> None:
    before = len(loaded.run("audit", "export").output.splitlines())
    loaded.run("ask", "Boeing", "--as", "priya.raman@fabrikam.example")
    rows = loaded.run("audit", "export").output.splitlines()
    last = json.loads(rows[-1])
    assert len(rows) == before + 1
    assert (last["did"], last["about"]) == ("asked", "A0069")
    assert "priya" not in rows[-1]
    assert "@" not in rows[-1]
