"""Processes: a function in one of its own, and what the system says of any."""

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path


@contextmanager
def running(target: Callable[..., None], *given: object) -> Iterator[Connection]:
    """`target(*given, pipe)` in its own process; it is sent None when the block ends."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=target, args=(*given, there))
    process.start()
    there.close()  # so that a child that dies is an EOFError here, not a wait for ever
    try:
        yield here
    finally:
        with contextlib.suppress(OSError):  # it has ended already
            here.send(None)
        process.join()


def resident_mb(pid: int) -> float:
    """Resident memory, as Linux counts it."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
