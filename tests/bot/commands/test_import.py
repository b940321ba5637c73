"""`hardline import` as an administrator types it, on a database of its own."""

from pathlib import Path

import pytest

from bot.commands import import_
from bot.playground.sample import FOLDER
from store.sheets import MAX_BYTES, write_xlsx

from .conftest import Shell

NOW = ["list", FOLDER / "accounts.csv", "--edition", "2026-H2", "--effective", "2026-07-18"]
NEXT = ["list", FOLDER / "accounts-next.csv", "--edition", "2027-H1", "--effective", "2027-01-18"]


def test_the_sample_goes_in_and_can_be_put_in_force(shell: Shell) -> None:
    shell.furnish()
    done = shell.load(*NOW)
    assert "Edition 2026-H2 is a draft: 1,000 named accounts" in done.output
    assert shell.run("edition", "publish", "2026-H2").exit_code == 0
    assert "2026-H2  published" in shell.run("edition", "list").output


def test_a_dry_run_compares_with_the_edition_in_force_and_leaves_nothing(shell: Shell) -> None:
    shell.furnish()
    shell.load(*NOW)
    shell.run("edition", "publish", "2026-H2")
    done = shell.load(*NEXT, "--dry-run")
    assert "Against edition 2026-H2: 48 join, 48 leave, 77 change (" in done.output
    assert "+ BorgWarner Inc. (" in done.output
    assert "2027-H1" not in shell.run("edition", "list").output


def test_a_dry_run_of_people_leaves_nothing(shell: Shell) -> None:
    shell.load("districts", FOLDER / "districts.csv")
    first, second = (shell.load("people", FOLDER / "people.csv", "--dry-run") for _ in range(2))
    assert "48 people would be added, 0 would be changed" in first.output
    assert first.output == second.output


def test_all_problems_are_told_and_nothing_enters(shell: Shell, tmp_path: Path) -> None:
    shell.furnish()
    file = tmp_path / "list.xlsx"
    header = ["Kundennr.", "Firma", "Segment", "Region", "Ort"]
    rows = [["A1", "Acme", "majr", "west", "x"], ["A1", "", "major", "moon", "y"]]
    file.write_bytes(write_xlsx(header, rows))
    done = shell.load("list", file, "--edition", "E1", "--effective", "2027-01-18")
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "XLSX, sheet “Hardline”, 2 rows below the header.",
        "Columns: Kundennr. (as account_id), Firma (as name), Segment (as tier), "
        "Region (as district).",
        "Left out: Ort.",
        "Warning: Named accounts: 1; the policy says 1,000.",
        "Warning: Corporate ones: 0; the policy says 400 to 500.",
        "Row 2, Segment: “majr” is no tier. Did you mean “major”?",
        "Row 3, Firma: is empty.",
        "Row 3, Region: “moon” is no district. Known: "
        "asia-pacific, canada, central, emea, northeast, south, southeast, west.",
        "Row 3, Kundennr.: is the same as in row 2.",
        "Nothing was imported: 4 problems, told above.",
    ]
    assert "No edition yet" in shell.run("edition", "list").output


def test_people_before_their_districts_are_refused(shell: Shell) -> None:
    done = shell.load("people", FOLDER / "people.csv")
    assert done.exit_code == 1
    assert "There are no districts yet. Import districts first" in done.output


def test_a_list_before_its_people_is_refused_in_one_sentence(shell: Shell) -> None:
    shell.load("districts", FOLDER / "districts.csv")
    done = shell.load(*NOW)
    assert (done.exit_code, len(done.output.splitlines())) == (1, 1)
    assert "There are no people yet." in done.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04 truncated", "damaged or incomplete"),
        (bytes(MAX_BYTES + 1), "at most 32 MB"),
        (b"\xd0\xcf\x11\xe0 workbook", "list.csv is an old Excel file"),
        (b"district,name,manager_email,time_zone,country,channel\n", "only headers"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    shell: Shell, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    done = shell.load("districts", file)
    assert (done.exit_code, words in done.output) == (1, True)


def test_who_acts_is_taken_from_the_directory(shell: Shell) -> None:
    shell.furnish()
    files = ["districts", FOLDER / "districts.csv"]
    assert shell.load(*files, "--as", "yuki.arai@northwind.example").exit_code == 0
    assert "Only an admin" in shell.load(*files, "--as", "priya.raman@fabrikam.example").output
    assert "not in the directory" in shell.load(*files, "--as", "x@y.example").output


def test_a_long_file_shows_its_progress_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert list(import_._bar(range(import_.LONG), "Checking")) == list(range(import_.LONG))
    assert "Checking" in capsys.readouterr().err
