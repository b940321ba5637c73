"""Waiting for what must come, and no longer than that takes."""

import asyncio
from collections.abc import Callable

SOON_S = 10.0


async def until(look: Callable[[], object]) -> None:
    """Raises TimeoutError."""
    async with asyncio.timeout(SOON_S):
        while not look():
            await asyncio.sleep(0.02)
