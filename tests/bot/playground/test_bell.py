"""Waiting is woken by changes, and gives up in the end."""

import asyncio

import pytest

from bot.playground.bell import Bell


async def test_a_ring_makes_the_waiting_look_again() -> None:
    bell, world = Bell(), list[str]()
    waiting = asyncio.create_task(bell.wait_for(lambda: world[:]))
    await asyncio.sleep(0)
    bell.ring()
    world.append("here")
    bell.ring()
    assert await waiting == ["here"]


async def test_what_is_true_already_is_not_waited_for() -> None:
    assert await Bell().wait_for(lambda: "now", timeout_s=0.01) == "now"


async def test_what_never_comes_times_out() -> None:
    with pytest.raises(TimeoutError):
        await Bell().wait_for(lambda: False, timeout_s=0.01)
