"""Questions read from what people type, whatever it is."""

import contextlib
import time
from datetime import date

import pytest

from handlers.errors import PersonError
from handlers.features import FEATURES
from handlers.questions import TEXT_LENGTH, clean, read
from handlers.request import Request, Via
from store.rows import Identity, Platform
from tests.desk import Bench

TODAY = date(2026, 11, 23)
SLOW_S = 0.05  # of processor time, at the longest text that is read
UNITS = (" ", "\t", "\n", "a ", "is ", "an ", "still ", "on ", "as of ", "a on ", ", ", ",", "and ",
         "please ", "please!", "?", "hey ", "list ", "named ", "at ", "1 ", "\u200b ")  # fmt: skip
STARTS = ("", "is ", "are ", "named ", "list ", "what ", "hey ", "can we bid ", "a", "a as of ")
ENDS = ("", "x", " named", " named on x", " thanks", "!")


def long(start: str, unit: str, end: str) -> str:
    return f"{start}{unit * TEXT_LENGTH}"[: TEXT_LENGTH - len(end)] + end


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_long_to_read(unit: str) -> None:
    patterns = [command.pattern for feature in FEATURES for command in feature.commands]
    worst = 0.0
    for text in (long(start, unit, end) for start in STARTS for end in ENDS):
        began = time.thread_time()
        typed = clean(text)
        for pattern in patterns:
            pattern.match(typed)
        with contextlib.suppress(PersonError):
            read(text, today=TODAY)
        worst = max(worst, time.thread_time() - began)
    assert worst < SLOW_S


async def test_a_text_too_long_to_read_meets_no_pattern(bench: Bench) -> None:
    request = Request(
        Identity(Platform.SLACK, "T1", "pat"), Via.MESSAGE, text="is" + " a" * 500_000
    )
    began = time.thread_time()
    assert not bench.desk.changes(request)
    assert time.thread_time() - began < 10 * SLOW_S


def test_a_gap_is_one_space_or_one_line_break() -> None:
    assert clean(" is \t Contoso\u00a0\u200b Ltd \r\n\n  Fabrikam\u2028x ") == (
        "is Contoso Ltd\nFabrikam\nx"
    )


def test_what_can_not_be_seen_is_no_part_of_a_name() -> None:
    assert clean("Con\u00adto\u202eso\U000e0041\u061c\u3164") == "Contoso"
