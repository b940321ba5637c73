"""Questions are counted by person and minute, and whoever asks no more is forgotten."""

from datetime import timedelta

import pytest

from handlers import limits
from handlers.limits import WINDOW, Limiter
from tests.clock import START


def test_too_many_in_a_minute_are_too_many_until_it_is_over() -> None:
    limiter = Limiter(2)
    asked = [limiter.over("ann", "", now=START + timedelta(seconds=n)) for n in (0, 1, 2)]
    assert asked == [False, False, True]
    assert not limiter.over("ben", "", now=START)
    assert not limiter.over("ann", "", now=START + WINDOW)


def test_a_repeated_delivery_is_no_other_question() -> None:
    limiter = Limiter(1)
    assert [limiter.over("ann", "a", now=START) for _ in range(3)] == [False, False, False]
    assert limiter.over("ann", "b", now=START)


def test_those_who_ask_no_more_are_forgotten_and_those_who_do_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "CROWD", 3)
    limiter, later = Limiter(1), START + WINDOW
    for who in ("ann", "ben"):
        limiter.over(who, "", now=START)
    limiter.over("eve", "", now=later)
    assert not limiter.over("dan", "", now=later)
    assert limiter.over("eve", "", now=later)
    assert limiter._asked.keys() == {"eve", "dan"}
