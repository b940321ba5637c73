"""`hardline resolve` as scripts see it: names in, one flushed JSON line each out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main

LIST = "name,domain\nContoso Inc,contoso.com\n" + '"Fabrikam, Ltd",fabrikam.com\n'


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    file = tmp_path / "accounts.csv"
    file.write_text(LIST, encoding="utf-8-sig")
    return file


def test_each_line_is_answered_before_the_next_is_sent(accounts: Path) -> None:
    command = [sys.executable, "-m", "bot", "resolve", "--list", str(accounts), "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8") as bot:
        assert bot.stdin is not None
        assert bot.stdout is not None
        answers = []
        for name in ("contoso", "fabrikam.com", "Northwind"):
            bot.stdin.write(name + "\n")
            bot.stdin.flush()
            answers.append(json.loads(bot.stdout.readline()))
    assert [(a["status"], a["account_id"]) for a in answers] == [
        ("match", "1"),
        ("match", "2"),
        ("none", None),
    ]
    assert set(answers[0]) == {
        *("query", "status", "account_id", "name", "score", "reason", "candidates")
    }


def test_a_file_without_names_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("title\nContoso\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "resolve", "--list", str(file)],
        capture_output=True,
        text=True,
        input="",
        check=False,
    )
    assert done.returncode == 2
    assert "no column" in done.stderr


def test_a_file_that_is_no_csv_is_refused_in_words(tmp_path: Path) -> None:
    picture = tmp_path / "accounts.png"
    picture.write_bytes(b"\x89PNG\xff")
    done = CliRunner().invoke(main, ["resolve", "--list", str(picture)])
    assert done.exit_code == 2
    assert "is not a CSV file in UTF-8." in done.stderr
