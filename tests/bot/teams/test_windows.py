"""What a bot may send in Teams, as it is counted by the bot itself."""

import contextlib

import pytest

from bot.teams.limits import APP_WINDOW, WINDOWS
from bot.teams.windows import SPARE, UNDER_WAY_S, Windows

APP = APP_WINDOW[0][1]


class Counted:
    """Windows whose seconds pass when told to."""

    def __init__(self) -> None:
        self.at = 100.0
        self.windows = Windows(lambda: self.at)

    def say(self, room: str = "19:c", *, takes_s: float = 0.0) -> None:
        assert self.windows.wait_s(room) == 0.0
        with self.windows.passing(room):
            self.at += takes_s

    def fill(self, number: int) -> None:
        """As many requests, in a conversation each."""
        for each in range(number):
            self.say(f"a:{each}")


@pytest.fixture
def counted() -> Counted:
    return Counted()


def test_each_of_a_conversations_windows_holds(counted: Counted) -> None:
    said: list[float] = []
    while counted.at < 100.0 + 2 * 3_600:
        wait_s = counted.windows.wait_s("19:c")
        if wait_s:
            counted.at += wait_s + 1e-6  # nothing less is seen at such times
        else:
            counted.say()
            said.append(counted.at)
    for within, most in WINDOWS:
        for first, later in zip(said, said[most:], strict=False):
            assert later - first >= within - 1e-6
    assert len(said) == 2 * WINDOWS[-1][1]


def test_a_window_counts_from_when_the_answer_was_there(counted: Counted) -> None:
    for _ in range(6):
        counted.say()
    counted.say(takes_s=0.75)
    assert counted.windows.wait_s("19:c") == 0.25
    counted.at += 0.25
    for _ in range(6):
        counted.windows.recall("19:d", 0.0)
    counted.say("19:d")
    assert counted.windows.wait_s("19:d") == 1.0


def test_what_is_under_way_is_in_every_window(counted: Counted) -> None:
    for _ in range(6):
        counted.windows.recall("19:c", 0.0)
    with counted.windows.passing("19:c"):
        counted.at += 0.5
        assert counted.windows.wait_s("19:c") == 0.5
        counted.at += 100
        assert counted.windows.wait_s("19:c") == 0.0


def test_the_app_as_a_whole_has_a_window_too(counted: Counted) -> None:
    counted.fill(APP)
    assert counted.windows.wait_s("a:new") == counted.windows.wait_s() == 1.0
    counted.at += 1.0
    assert counted.windows.wait_s("a:new") == 0.0


def test_with_all_of_it_under_way_it_is_looked_again_soon(counted: Counted) -> None:
    counted.fill(APP - 1)
    counted.at += 5.0
    with contextlib.ExitStack() as under_way:
        for _ in range(APP):
            under_way.enter_context(counted.windows.passing())
        assert counted.windows.wait_s() == UNDER_WAY_S


def test_a_broadcast_leaves_a_part_to_what_people_wait_for(counted: Counted) -> None:
    counted.fill(APP - SPARE)
    assert counted.windows.wait_s("a:new", spare=SPARE) == 1.0
    assert counted.windows.wait_s("a:new") == 0.0


def test_after_a_start_a_broadcast_waits_for_a_second(counted: Counted) -> None:
    counted.windows.began()
    assert counted.windows.wait_s("a:new", spare=SPARE) == 1.0
    assert counted.windows.wait_s("a:new") == 0.0


def test_what_the_process_before_sent_counts(counted: Counted) -> None:
    for _ in range(7):
        counted.windows.recall("19:c", 0.25)
    assert counted.windows.wait_s("19:c") == 0.75
