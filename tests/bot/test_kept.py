import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.kept import FAILED, Kept
from tests.clock import Clock

LIFE = timedelta(minutes=10)


class Source:
    """What is asked: counts, waits if told to, and answers with `value`."""

    def __init__(self, value: str | None = "ana") -> None:
        self.value = value
        self.asked = 0
        self.called = asyncio.Event()
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, key: str) -> str | None:
        self.asked += 1
        value = self.value
        self.called.set()
        await self.go.wait()
        return value


def kept(source: Source, clock: Callable[[], datetime], *, size: int = 9) -> Kept[str, str]:
    return Kept(source, clock, life=LIFE, size=size)


async def test_an_answer_is_kept_for_its_life_and_then_asked_for_again() -> None:
    clock, source = Clock(), Source()
    answers = kept(source, clock)
    assert await answers.get("u") == await answers.get("u") == "ana"
    assert source.asked == 1
    clock.at += LIFE
    assert answers.fresh("u") is None
    assert await answers.get("u") == "ana"
    assert source.asked == 2


async def test_all_who_ask_at_once_share_one_call() -> None:
    source = Source()
    answers = kept(source, Clock())
    assert await asyncio.gather(*(answers.get("u") for _ in range(20))) == ["ana"] * 20
    assert source.asked == 1


async def test_not_known_is_believed_for_half_a_minute_only() -> None:
    clock, source = Clock(), Source(None)
    answers = kept(source, clock)
    assert await answers.get("u") is await answers.get("u") is None
    assert source.asked == 1
    clock.at += FAILED
    source.value = "ana"
    assert await answers.get("u") == "ana"


async def test_what_was_asked_just_now_is_known_even_if_it_failed() -> None:
    clock = Clock()
    answers = kept(Source(None), clock)
    await answers.get("u")
    assert [answers.asked("u"), answers.asked("v")] == [True, False]
    clock.at += FAILED
    assert not answers.asked("u")


async def test_one_who_stops_waiting_does_not_take_the_answer_from_the_others() -> None:
    source = Source()
    source.go.clear()
    answers = kept(source, Clock())
    impatient = asyncio.create_task(answers.get("u"))
    patient = asyncio.create_task(answers.get("u"))
    await source.called.wait()
    impatient.cancel()
    source.go.set()
    assert await patient == "ana"


async def test_an_answer_asked_for_before_it_was_forgotten_is_not_kept() -> None:
    source = Source("old")
    source.go.clear()
    answers = kept(source, Clock())
    asking = asyncio.create_task(answers.get("u"))
    await source.called.wait()
    answers.forget("u")
    source.value = "new"
    source.go.set()
    assert await asking == "old"
    assert await answers.get("u") == "new"


async def test_the_oldest_answers_make_room() -> None:
    answers = kept(Source(), Clock(), size=2)
    for key in "abc":
        await answers.get(key)
    assert [answers.fresh(key) for key in "abc"] == [None, "ana", "ana"]
