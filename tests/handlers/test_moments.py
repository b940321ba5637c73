from datetime import UTC, datetime

import pytest

from handlers import moments

ZONE = "America/Los_Angeles"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2027-01-18 09:00", datetime(2027, 1, 18, 17, tzinfo=UTC)),
        ("  2027-07-18t09:00 ", datetime(2027, 7, 18, 16, tzinfo=UTC)),
        ("2027-01-18", datetime(2027, 1, 18, 8, tzinfo=UTC)),
        ("2027-01-18T09:00Z", datetime(2027, 1, 18, 9, tzinfo=UTC)),
        ("2027-01-18 09:00+01:00", datetime(2027, 1, 18, 8, tzinfo=UTC)),
        ("2027-11-07 01:30", datetime(2027, 11, 7, 8, 30, tzinfo=UTC)),  # twice: the first
    ],
)
def test_a_moment_is_on_the_vendors_clock_unless_it_gives_an_offset(
    said: str, meant: datetime
) -> None:
    assert moments.read(said, zone=ZONE) == meant


@pytest.mark.parametrize("said", ["", "tomorrow", "1/2/2027", "2027-13-01", "9:00"])
def test_what_is_no_moment_is_refused_in_words(said: str) -> None:
    with pytest.raises(moments.UnclearMoment, match="like 2027-01-18 09:00"):
        moments.read(said, zone=ZONE)


def test_a_time_that_summer_time_leaves_out_is_refused() -> None:
    with pytest.raises(moments.UnclearMoment, match=r"leaves 02:30 out.*such as 03:30"):
        moments.read("2027-03-14 02:30", zone=ZONE)
