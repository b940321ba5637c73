"""The command line on a database of its own; loading the sample takes a second, so it is copied."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.config import Config
from bot.playground.sample import FOLDER
from bot.playground.sample.load import load
from handlers.policy import Policy
from store.db import Db
from store.migrations import migrate


class Shell:
    def __init__(self, database: Path) -> None:
        self.database = database
        self.env = {"HARDLINE_DATABASE": str(database)}

    def run(self, *words: object) -> Result:
        done = CliRunner().invoke(main, [str(word) for word in words], env=self.env)
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done

    def load(self, *words: object) -> Result:
        return self.run("import", *words)

    def furnish(self) -> None:
        for file in ("districts", "people"):
            assert self.load(file, FOLDER / f"{file}.csv").exit_code == 0


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is set where the tests run, a command sees only what its shell gives it."""
    for field in Config.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "hardline.db")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, published."""
    file = tmp_path_factory.mktemp("sample") / "hardline.db"
    migrate(file)
    db = Db(file)
    try:
        asyncio.run(load(db, Policy.load(), now=datetime(2026, 7, 18, 17, 0, tzinfo=UTC)))
    finally:
        db.close()
    return file


@pytest.fixture
def loaded(sample: Path, tmp_path: Path) -> Shell:
    """A shell whose list of 1,000 is in force."""
    return Shell(Path(shutil.copy(sample, tmp_path / "hardline.db")))
