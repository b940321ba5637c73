"""Pictures: PNGs of a fixed width on opaque paper, whatever the figures are."""

import struct
import subprocess
import sys
import zlib

import pytest

from handlers import pictures
from handlers.figures import ListFigures, Moved, Week, WeeklyFigures

TIERS = ("Global", "Strategic", "Major", "Corporate")
LARGEST = 1_000_000  # bytes: what a card's picture may weigh


def of_districts(count: int, *, against: str = "2026-H2") -> ListFigures:
    names = [f"District {number}" for number in range(count)]
    return ListFigures(
        "2027-H1",
        against,
        TIERS,
        {name: (number, 2, 30, 4_000) for number, name in enumerate(names)},
        {name: Moved(number, 1, 2) for number, name in enumerate(names)},
    )


def of_weeks(count: int) -> WeeklyFigures:
    weeks = [Week(f"2027-W{n:02}", n, n % 3, n, 0.5 * n, 2.0 * n, 1, 2) for n in range(count)]
    return WeeklyFigures("$West$ & more", tuple(weeks), 4, 16)


def size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def corner(png: bytes) -> bytes:
    """The first pixel, as red, green, blue and how opaque it is."""
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    return zlib.decompress(data)[1:5]


@pytest.mark.parametrize("count", [0, 1, 8, 200])
def test_a_list_is_drawn_in_a_fixed_width_and_a_height_that_fits_a_card(count: int) -> None:
    png = pictures.of_list(of_districts(count))
    width, height = size(png)
    assert (width, len(png) < LARGEST) == (1152, True)
    assert height <= 2_300


def test_more_districts_than_can_be_read_stand_together_in_one_row() -> None:
    rows, moved = pictures._few(of_districts(200))
    assert (len(rows), rows["all others"][1]) == (30, 2 * 171)
    assert sum(each.joined for each in moved.values()) == sum(range(200))


@pytest.mark.parametrize("count", [0, 1, 12])
def test_weeks_are_drawn(count: int) -> None:
    assert size(pictures.of_weeks(of_weeks(count))) == (1152, 1209)


def test_names_in_any_script_and_of_any_length_are_drawn_in_letters_that_there_are() -> None:
    names = ("東京 支社", "$West$ & more", "Ελλάδα", "شرق", "x" * 200)
    figures = ListFigures("東京-1", "$E$", TIERS, dict.fromkeys(names, (1, 2, 3, 4)), {})
    assert size(pictures.of_list(figures))[0] == 1152  # a missing letter would be a warning
    assert pictures._plain(names[4]) == "x" * 27 + "…"


def test_the_paper_is_white_and_opaque_on_a_dark_screen_too() -> None:
    for png in (pictures.of_list(of_districts(2)), pictures.of_weeks(of_weeks(2))):
        assert corner(png) == b"\xff\xff\xff\xff"


def test_the_same_figures_are_the_same_bytes() -> None:
    assert pictures.of_list(of_districts(3)) == pictures.of_list(of_districts(3))
    assert pictures.of_list(of_districts(3)) != pictures.of_list(of_districts(4))


def test_no_two_tiers_are_told_apart_by_colour_alone() -> None:
    assert len(set(pictures.HATCHES)) == len(pictures.FILLS)


def test_a_bot_that_draws_nothing_does_not_load_the_library() -> None:
    code = "import sys, handlers.pictures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
