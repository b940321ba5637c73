"""Work in a process of its own: what comes back, and whom it leaves the machine to."""

import os
import sys
from multiprocessing.connection import Connection

import pytest

from handlers import process


def niceness(pipe: Connection) -> None:
    pipe.send(os.getpriority(os.PRIO_PROCESS, 0))


def rows(number: int, pipe: Connection) -> None:
    process.send_rows(pipe, tuple(range(number)))


def dies(pipe: Connection) -> None:
    os._exit(1)


def taken(pipe: Connection) -> int:
    found: int = pipe.recv()
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread can't be nice by itself")
async def test_it_stands_back_for_those_who_answer_and_they_do_not() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert await process.run(niceness, take=taken) == min(before + process.NICE, 19)
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


@pytest.mark.parametrize("number", [0, 1, process.PIECE, 2 * process.PIECE + 1])
async def test_rows_come_back_whole_and_in_order(number: int) -> None:
    assert await process.run(rows, number, take=process.take_rows) == list(range(number))


async def test_one_that_dies_is_told() -> None:
    with pytest.raises(process.Died):
        await process.run(dies, take=taken)
