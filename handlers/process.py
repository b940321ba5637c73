"""Work in a process of its own: seconds of it, or memory, that must not be taken from the bot."""

import asyncio
import contextlib
import importlib
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

T = TypeVar("T")
NICE = 10  # how far it stands back for those who answer
PIECE = 500  # rows handed over at once: two milliseconds


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
            start(process)  # hands over what is given, which blocks as well
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


def start(process: SpawnProcess) -> None:
    """Standing back from its first moment on: a process inherits how nice its thread is, and half
    a second of imports comes before it could say so itself.
    """
    with ThreadPoolExecutor(1, initializer=_stand_back) as niced:
        niced.submit(process.start).result()


def no_more_than(memory: int) -> None:
    """The process that this is called in ends by MemoryError once it has taken so many bytes."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:  # on Windows
        return
    with contextlib.suppress(OSError, ValueError):  # the operator's own limit is lower
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def send_rows(pipe: Connection, rows: Sequence[Any]) -> None:
    """Piece by piece, as taking over a long list as a whole would hold up every answer."""
    for at in range(0, len(rows), PIECE):
        pipe.send(rows[at : at + PIECE])
    pipe.send(())


def take_rows(pipe: Connection) -> list[Any]:
    """What `send_rows` sends; every other moment is left to the answers."""
    rows: list[Any] = []
    while True:
        began = time.perf_counter()
        piece = pipe.recv()
        if not piece:
            return rows
        rows += piece
        time.sleep(time.perf_counter() - began)


def _stand_back() -> None:
    with contextlib.suppress(AttributeError, OSError):  # by thread on Linux only
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
