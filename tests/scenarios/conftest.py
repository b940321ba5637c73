"""Offices to try things in, one a platform."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .both import Street, street
from .crossing import DIRECTIONS, Case
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


@pytest.fixture
async def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Street]:
    async with street(tmp_path / "hardline.db", monkeypatch) as made:
        yield made


@pytest.fixture(params=sorted(DIRECTIONS))
async def case(town: Street, request: pytest.FixtureRequest) -> Case:
    """Everyone has met the bot where they are."""
    made = Case(town, DIRECTIONS[request.param])
    for hand in (made.manager, made.above, made.services):
        await hand.ask("hello")
    return made
