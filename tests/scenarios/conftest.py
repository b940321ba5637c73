"""Offices to try things in, one a platform."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .slack import Workspace, workspace
from .teams import Office, office


@pytest.fixture
async def teams(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "hardline.db") as made:
        yield made


@pytest.fixture(name="workspace")
async def a_workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with workspace(tmp_path / "hardline.db") as made:
        yield made
