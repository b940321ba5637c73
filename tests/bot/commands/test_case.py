"""`hardline case`: the same cases, words and document as in a chat."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from bot.config import load
from bot.wiring import build
from handlers.request import Request, Via
from store.db import Ticket
from store.rows import Identity, Platform

from .conftest import Shell

PRIYA = "priya.raman@fabrikam.example"


@pytest.fixture
def told(loaded: Shell) -> Shell:
    """A case that Priya opened at Boeing."""
    asyncio.run(_open(loaded))
    return loaded


async def _open(shell: Shell) -> None:
    bot = build(load(shell.env), connects=())
    try:
        await bot.ctx.lists.refresh(now=bot.ctx.now())
        request = Request(
            Identity(Platform.CLI, "local", PRIYA),
            Via.FORM,
            action="case.open",
            data={"account": "A0069", "other": "services", "what": "Both promised a pilot."},
            private=True,
            sync=True,
        )
        settled = await bot.desk.answer(request, Ticket())
        assert settled
        assert not settled.refused
    finally:
        bot.ctx.db.close()


def test_the_list_is_that_of_the_person_it_is_asked_for(told: Shell) -> None:
    assert "ESC-0001" in told.run("case", "list", "--as", PRIYA).output
    assert "Opened by you (1):" in told.run("case", "list", "--as", PRIYA).output
    assert "All others that are open (1):" in told.run("case", "list").output


def test_a_case_is_shown_with_its_timeline(told: Shell) -> None:
    done = told.run("case", "show", "esc-1", "--as", PRIYA)
    assert done.exit_code == 0
    assert "opened the case" in done.output


def test_a_case_that_is_not_there_ends_with_its_words(told: Shell) -> None:
    done = told.run("case", "show", "ESC-0777")
    assert done.exit_code == 1
    assert done.output.startswith("There is no case of this number that you may see.")
    assert told.run("case", "export", "ESC-0777").exit_code == 1


@pytest.mark.parametrize("command", ["show", "export"])
def test_what_is_no_number_is_told_so(told: Shell, command: str) -> None:
    done = told.run("case", command, "Boeing")
    assert done.exit_code == 1
    assert done.output == "Boeing is no case number; they look like ESC-0001.\n"


def test_an_export_is_printed_and_its_proof_is_in_the_audit_log(told: Shell) -> None:
    printed = told.run("case", "export", "ESC-0001").output
    assert printed.startswith("# ESC-0001 at ")
    seq, hash_ = re.findall(r"Audit row (\d+), `(\w+)`", printed)[0]
    rows = [json.loads(line) for line in told.run("audit", "export").output.splitlines()]
    assert next(row["hash"] for row in rows if row["seq"] == int(seq)) == hash_
    assert (rows[-1]["did"], rows[-1]["about"]) == ("case.exported", "ESC-0001")
    assert told.run("audit", "verify").exit_code == 0


def test_an_export_goes_to_a_file_as_a_page(told: Shell, tmp_path: Path) -> None:
    out = tmp_path / "case.html"
    done = told.run("case", "export", "ESC-0001", "--format", "html", "--out", out, "--as", PRIYA)
    assert done.output == f"ESC-0001 is in {out}.\n"
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "What Fabrikam" in page


def test_a_folder_that_is_not_there_is_told_in_words(told: Shell, tmp_path: Path) -> None:
    done = told.run("case", "export", "ESC-0001", "--out", tmp_path / "none" / "case.md")
    assert done.exit_code == 1
    assert "No such file or directory" in done.output


def test_asked_for_in_words_the_command_is_named(told: Shell) -> None:
    assert "hardline case export" in told.run("ask", "export ESC-0001").output
