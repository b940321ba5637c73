"""Work in a process of its own: seconds of it, or memory, that must not be taken from the bot."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")
NICE = 10  # how far it stands back for those who answer


class Died(Exception):
    """The process ended before it was done."""


async def run(work: Callable[..., None], *given: Any, take: Callable[[Connection], T]) -> T:
    """`work(*given, pipe)` there; what `take(pipe)` makes of what it sends, in a thread here.

    Called off, the process ends at once. Raises Died.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_stood_back, args=(work, *given, there), daemon=True)

    def receive() -> T:
        with here:
            process.start()  # hands over what is given, which blocks as well
            there.close()
            try:
                return take(here)
            finally:
                process.kill()
                process.join()

    try:
        return await asyncio.to_thread(receive)
    except (EOFError, OSError):
        raise Died from None
    finally:
        if process.pid is not None:  # the thread above then sees its end
            process.kill()


def _stood_back(work: Callable[..., None], *given: Any) -> None:
    if hasattr(os, "nice"):
        os.nice(NICE)
    work(*given)
