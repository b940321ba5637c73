"""Waiting for something to become true without polling."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Rung at every change of a simulated world; whoever waits looks again.

    `count` grows with each ring, so a page can ask for "anything after 17".
    """

    def __init__(self) -> None:
        self.count = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        self.count += 1
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_for(self, look: Callable[[], T], *, timeout_s: float = 5.0) -> T:
        """What `look` returns, once that is truthy; TimeoutError when it never is."""
        async with asyncio.timeout(timeout_s):
            while not (found := look()):
                waiter = asyncio.get_running_loop().create_future()
                self._waiting.add(waiter)
                try:
                    await waiter
                finally:
                    self._waiting.discard(waiter)
        return found
