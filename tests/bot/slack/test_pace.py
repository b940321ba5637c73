import contextlib

import pytest

from bot.sending import NotYet
from bot.slack.pace import BEGIN, BURST, MOMENT_S, TIERS, Methods, Pace


class Ticking:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds + 1e-6


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


def burst(pace: Pace, key: str) -> int:
    """How many go at once."""
    gone = 0
    while not pace.wait_s(key):
        pace.take(key)
        gone += 1
    return gone


def test_a_short_burst_goes_at_once_and_then_one_a_second(clock: Ticking) -> None:
    pace = Pace(clock, clock.sleep)
    assert burst(pace, "C1") == BURST
    assert pace.wait_s("C1") == 1.0
    assert pace.wait_s("C2") == 0.0


def test_silence_earns_the_burst_back_and_no_more(clock: Ticking) -> None:
    pace = Pace(clock, clock.sleep)
    burst(pace, "C1")
    clock.at += 3_600.0
    assert burst(pace, "C1") == BURST


def test_what_the_process_before_sent_counts(clock: Ticking) -> None:
    pace = Pace(clock, clock.sleep)
    for ago_s in (2.0, 1.0, 0.0):
        pace.take("C1", ago_s=ago_s)
    assert pace.wait_s("C1") == 0.0
    pace.take("C1")
    pace.take("C1")
    assert pace.wait_s("C1") == 1.0


async def test_a_turn_that_is_far_is_not_waited_for_nor_counted(clock: Ticking) -> None:
    pace = Pace(clock, clock.sleep)
    burst(pace, "C1")
    for _ in range(3):
        with pytest.raises(NotYet) as later:
            await pace.turn("C1")
        assert later.value.after_s == 1.0 > MOMENT_S


@pytest.mark.parametrize("method", TIERS)
async def test_no_minute_sees_more_calls_of_a_method_than_its_tier(
    clock: Ticking, method: str
) -> None:
    methods, called = Methods(clock, clock.sleep), []
    for _ in range(2_400):
        clock.at += 0.1
        try:
            await methods.turn(method)
        except NotYet:
            continue
        called.append(clock.at)
    busiest = max(sum(at <= each < at + 60 for each in called) for at in called)
    assert len(called) > 3 * TIERS[method]
    assert busiest <= 1.5 * TIERS[method]  # Slack's own bucket holds a full minute besides


async def test_a_start_begins_with_few_calls_as_those_before_it_are_not_known(
    clock: Ticking,
) -> None:
    assert await called(Methods(clock, clock.sleep)) == BEGIN


async def test_a_broadcast_leaves_calls_to_what_people_wait_for(clock: Ticking) -> None:
    methods = Methods(clock, clock.sleep)
    clock.at += 3_600.0
    assert await called(methods, bulk=True)
    assert await called(methods) == Methods.SPARE


async def called(methods: Methods, *, bulk: bool = False) -> int:
    """How many calls go at once."""
    gone = 0
    with contextlib.suppress(NotYet):
        while True:
            await methods.turn("conversations.history", bulk=bulk)
            gone += 1
    return gone
