"""What the tests of the relay begin with."""

import pytest

from tests.desk import Bench

from .relaying import crowded, opened


@pytest.fixture
async def case(bench: Bench) -> None:
    """ESC-0001: Pat of Fabrikam against services at Contoso, everything delivered."""
    await crowded(bench)
    await opened(bench)
