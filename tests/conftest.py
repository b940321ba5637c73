"""Fixtures that every part of the suite may use."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import logs
from store import people

from .desk import LUIS, Bench


@pytest.fixture(autouse=True)
def plain_logs() -> None:
    """As in production: no local variables in a traceback. For each test anew, since a command
    that an earlier one ran may have hushed the whole process.
    """
    logs.configure(terminal=False)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    made = Bench(tmp_path / "hardline.db")
    await made.furnish()
    yield made
    made.db.close()


@pytest.fixture
async def two_owners(bench: Bench) -> None:
    """Whoever publishes needs a second list owner: someone must be left to decide an appeal."""
    await bench.db.write(lambda db: people.put(db, LUIS))
    bench.meet(LUIS.email)
