"""The bench with a draft, and with its review open."""

import pytest

from tests.desk import Bench

from . import stage


@pytest.fixture
async def town(bench: Bench) -> Bench:
    await stage.furnish(bench)
    return bench


@pytest.fixture
async def reviewing(town: Bench) -> Bench:
    await stage.begun(town)
    return town
