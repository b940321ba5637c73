"""The words that several answers share."""

from datetime import date

from handlers.findings import term
from store.rows import Edition
from tests.desk import Bench, text

EDITION = Edition("2027-H1", "published", date(2027, 1, 18), date(2027, 7, 18))


async def test_a_line_of_several_ends_once(bench: Bench) -> None:
    answered = await bench.ask("are Contoso and Proseware Studios named?")
    assert "Proseware Studios: covered by Litware, Inc. " in text(answered)


def test_an_edition_ahead_of_its_date_is_not_said_to_hold_since_then() -> None:
    assert "in effect from 18 January 2027" in term(EDITION, today=date(2026, 11, 23))
    assert "in effect since 18 January 2027" in term(EDITION, today=date(2027, 1, 18))
