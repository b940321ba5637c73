"""`hardline migrate` and `hardline backup`."""

from pathlib import Path

from .conftest import Shell


def test_migrate_makes_the_database_and_says_where(shell: Shell) -> None:
    assert shell.run("migrate").output == f"{shell.database} is up to date.\n"
    assert shell.database.exists()


def test_a_file_that_is_no_database_is_told_in_words(shell: Shell) -> None:
    shell.database.write_text("not a database, but long enough to be taken for one" * 20)
    done = shell.run("migrate")
    assert (done.exit_code, done.output.splitlines()) == (
        1,
        ["The database (HARDLINE_DATABASE) can't be used: file is not a database."],
    )


def test_a_backup_answers_like_the_original(loaded: Shell, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert loaded.run("backup", copy).exit_code == 0
    assert "The Boeing Company is named." in Shell(copy).run("ask", "Boeing").output


def test_a_backup_overwrites_nothing(loaded: Shell, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    kept.write_text("precious")
    assert "exists already" in loaded.run("backup", kept).output
    assert kept.read_text() == "precious"


def test_a_backup_into_a_missing_folder_is_refused(loaded: Shell, tmp_path: Path) -> None:
    done = loaded.run("backup", tmp_path / "missing" / "copy.db")
    assert (done.exit_code, "There is no folder" in done.output) == (1, True)


def test_there_is_nothing_to_back_up_before_the_first_import(shell: Shell, tmp_path: Path) -> None:
    done = shell.run("backup", tmp_path / "copy.db")
    assert (done.exit_code, "There is no database" in done.output) == (1, True)
    assert not (tmp_path / "copy.db").exists()
