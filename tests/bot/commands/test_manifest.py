"""`hardline manifest`: its words; what is in a manifest is tested beside each platform."""

from pathlib import Path

from .conftest import Shell

APP = "5a0c9f5e-2f0b-4c3a-9c55-0b7f3e6a1d01"


def test_a_package_that_cannot_be_written_is_told_by_its_path(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "missing" / "app.zip"
    done = shell.run("manifest", "teams", "--app-id", APP, "--out", out)
    assert done.exit_code == 1
    assert done.stderr == f"{out}: No such file or directory.\n"


def test_without_an_app_id_it_says_what_to_set(shell: Shell) -> None:
    done = shell.run("manifest", "teams")
    assert "No package written: set MicrosoftAppId, or give --app-id." in done.stderr
