from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .town import Town, town


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made
