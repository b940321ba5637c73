"""Nothing lost, nothing twice, no window exceeded, each destination's order kept: also for a sender
that is killed again and again.
"""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from handlers.cards import from_json
from store import outbox

from .ground import Ground, ground, queued, unsure, waiting
from .lives import announce, life, until
from .process import Asker, served


async def test_a_broadcast_reaches_everyone_once_within_the_platforms_windows(
    tmp_path: Path,
) -> None:
    async with ground(tmp_path, readers=160) as place:
        async with life(place) as bot:
            await announce(place, readers=160)
            assert await until(bot, lambda: not bot.ctx.db.look(outbox.depth), within_s=60)
        assert twice(place) == Counter()
        assert place.refused == 0


async def test_a_sender_that_is_killed_ten_times_loses_nothing_and_keeps_every_order(
    tmp_path: Path,
) -> None:
    async with ground(tmp_path, readers=240, speed=10) as place:
        await announce(place, readers=240)
        await killed(place, times=10)


@pytest.mark.soak
async def test_a_sender_that_is_killed_a_hundred_times_loses_nothing_and_keeps_every_order(
    tmp_path: Path,
) -> None:
    async with ground(tmp_path, readers=10_000, speed=4) as place:
        await announce(place, readers=10_000)
        await killed(place, times=100, within_s=1_200)


async def test_a_process_that_is_killed_twice_loses_nothing_and_keeps_every_order(
    tmp_path: Path,
) -> None:
    async with ground(tmp_path, readers=64) as place:
        await announce(place, readers=64)
        await ended(place, times=2)


@pytest.mark.soak
async def test_ten_thousand_hear_of_it_while_questions_are_answered_and_processes_killed(
    tmp_path: Path,
) -> None:
    async with ground(tmp_path, readers=10_000) as place:
        await announce(place, readers=10_000)
        await ended(place, times=10, within_s=1_200)


async def ended(place: Ground, *, times: int, within_s: float = 60) -> None:
    """Real processes, each ended by SIGKILL somewhere on the way, and one that may end its work."""
    with_all = sum(map(len, queued(place.database).values()))
    in_flight: Counter[int] = Counter()
    asker = Asker(place)
    for number in range(times):
        wanted = with_all * (number + 1) / (times + 1)
        async with served(place):
            asking = asyncio.create_task(asker())
            assert await true(lambda wanted=wanted: said(place) >= wanted, within_s=within_s)  # type: ignore[misc]
            await stopped(asking)
        in_flight.update(unsure(place.database))
    async with served(place):
        asking = asyncio.create_task(asker())
        assert await true(lambda: not waiting(place.database), within_s=within_s)
        await stopped(asking)
    assert not twice(place) - in_flight
    assert place.refused == 0
    assert asker.at(0.99) < 0.5, (asker.at(0.5), max(asker.took_s))


async def true(look: Callable[[], bool], *, within_s: float) -> bool:
    """Whether it came true in time; it is looked ten times a second."""
    deadline = asyncio.get_running_loop().time() + within_s
    while not look() and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.1)
    return look()


async def stopped(asking: asyncio.Task[None]) -> None:
    asking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asking


async def killed(place: Ground, *, times: int, within_s: float = 120) -> None:
    """Kills spread over the whole of the broadcast, the last life may end it."""
    chance = random.Random(7)
    with_all = sum(map(len, queued(place.database).values()))
    in_flight: Counter[int] = Counter()
    for number in range(times):
        wanted = with_all * (number + chance.random()) / (times + 1)
        async with life(place) as bot:
            await until(bot, lambda wanted=wanted: said(place) >= wanted, within_s=within_s)  # type: ignore[misc]
        in_flight.update(unsure(place.database))
    async with life(place) as bot:
        assert await until(bot, lambda: not bot.ctx.db.look(outbox.depth), within_s=within_s)
    assert not twice(place) - in_flight
    assert place.refused == 0


def said(place: Ground) -> int:
    """About as many messages as have left: it is asked often."""
    return len(place.slack.world.log) + len(place.teams.world.log)


def twice(place: Ground) -> Counter[int]:
    """How often a message, by its number, stands there once more than it should: in Teams, right
    after itself. Nothing is missing and nothing in another order, or this fails.
    """
    found: Counter[int] = Counter()
    heard = place.heard()
    for where, messages in queued(place.database).items():
        told = iter(heard.pop(where, []))
        verdict = next(told, None)
        for ident, card in messages:
            assert verdict == from_json(card).verdict, (where, ident)
            verdict = next(told, None)
            while where.startswith("teams:") and verdict == from_json(card).verdict:
                found[ident] += 1
                verdict = next(told, None)
        assert verdict is None, (where, verdict)
    assert not heard
    return found
