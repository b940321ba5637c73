"""Fixtures that every part of the suite may use."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import logs

from .desk import Bench


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    """As in production: no local variables in a traceback."""
    logs.configure(terminal=False)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    made = Bench(tmp_path / "hardline.db")
    await made.furnish()
    yield made
    made.db.close()
