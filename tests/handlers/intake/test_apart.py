"""Large files are read in a process of their own, which may fail or be called off alone."""

import asyncio
import multiprocessing
import os

import pytest

from handlers.importing.accounts import ListLimits
from handlers.importing.enter import Known
from handlers.intake import apart
from handlers.intake.apart import Wanted
from handlers.intake.kinds import Kind
from handlers.policy import Policy
from store import sheets
from store.sheets import SheetError

NOBODY = Known({}, frozenset(), frozenset())
WANTED = Wanted("names.csv", NOBODY, ListLimits.of(Policy.load()))
LARGE = sheets.write_csv(("Company",), [(f"Firm number {n}",) for n in range(20_000)])


async def test_what_comes_from_there_is_what_would_be_read_here() -> None:
    assert len(LARGE) > apart.SMALL
    looked = await apart.look(LARGE, WANTED)
    assert looked == apart.look_here(LARGE, WANTED)
    assert (looked.kind, looked.rows) == (Kind.BULK, 20_000)


async def test_what_is_wrong_with_a_large_file_is_told_as_well() -> None:
    with pytest.raises(SheetError, match="never closed"):
        await apart.look(LARGE + b'"open', WANTED)


async def test_a_process_that_dies_is_no_end_of_the_bot() -> None:
    look = asyncio.create_task(apart.look(LARGE, WANTED))
    while not multiprocessing.active_children():
        await asyncio.sleep(0.001)
    [child] = multiprocessing.active_children()
    child.kill()
    with pytest.raises(SheetError, match="more memory"):
        await look


async def test_a_file_that_takes_too_much_memory_ends_its_process_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "MEMORY", 1024**2)
    with pytest.raises(SheetError, match="more memory"):
        await apart.look(LARGE, WANTED)


async def test_a_stop_ends_the_process_too() -> None:
    look = asyncio.create_task(apart.look(LARGE, WANTED))
    while not multiprocessing.active_children():
        await asyncio.sleep(0.001)
    [child] = multiprocessing.active_children()
    look.cancel()
    with pytest.raises(asyncio.CancelledError):
        await look
    assert child.pid
    async with asyncio.timeout(5):
        while there(child.pid):
            await asyncio.sleep(0.01)


def there(pid: int) -> bool:
    try:
        os.kill(pid, 0)  # only asks
    except ProcessLookupError:
        return False
    return True
