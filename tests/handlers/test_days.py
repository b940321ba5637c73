"""Moments on cards: readable, and never in doubt about whose clock it is."""

from datetime import date

from handlers import days
from tests.clock import START

LA = "America/Los_Angeles"


def test_a_day_is_told_once_with_its_month_in_words() -> None:
    assert days.say(date(2026, 3, 1)) == "1 March 2026"


def test_a_moment_names_the_city_whose_clock_it_is() -> None:
    assert days.say_moment(START, LA) == "Mon 23 November 2026, 09:00 (Los Angeles time)"
    assert days.say_moment(START, "UTC").endswith("17:00 (UTC)")


def test_a_brief_moment_leaves_out_this_year_alone() -> None:
    assert days.say_briefly(START, LA, today=date(2026, 12, 1)) == "Mon 23 November, 09:00"
    assert days.say_briefly(START, LA, today=date(2027, 1, 4)) == "Mon 23 November 2026, 09:00"
