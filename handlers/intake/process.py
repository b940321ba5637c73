"""Work in a process of its own: seconds of it, or memory, that must not be taken from the bot."""

import asyncio
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")


class Died(Exception):
    """The process ended before it was done."""


async def run(work: Callable[..., None], *given: Any, take: Callable[[Connection], T]) -> T:
    """`work(*given, pipe)` there; what `take(pipe)` makes of what it sends, in a thread here.

    Called off, the process ends at once. Raises Died.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(*given, there), daemon=True)

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
