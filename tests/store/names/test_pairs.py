"""Pairs of a typed and a listed name, true and false ones, from `tests/data/names/pairs.csv`.

`yes` is answered, `ask` is asked, `no` is anything but answered, `none` not even asked.
"""

import csv

import pytest

from store.names import Listed, NameIndex
from tests.names_data import DATA

CROWD = [
    *("Northwind Traders Inc.", "Tailspin Toys Ltd", "Wide World Importers AG", "Litware GmbH"),
    *("Proseware Capital Corp", "Adatum Global Group", "Lucerne Publishing SA", "Trey Research"),
]
with (DATA / "pairs.csv").open(encoding="utf-8", newline="") as lines:
    PAIRS = [(row["asked"], row["listed"], row["same"]) for row in csv.DictReader(lines)]


@pytest.mark.parametrize(("asked", "listed", "same"), PAIRS)
def test_a_pair_is_judged_as_people_would(asked: str, listed: str, same: str) -> None:
    crowd = [Listed(str(place), name) for place, name in enumerate(CROWD)]
    found = NameIndex.build([*crowd, Listed("it", listed)]).search(asked)
    first = found.hits[0].account_id if found.hits else ""
    match same:
        case "yes":
            assert (found.status, first) == ("match", "it")
        case "ask":
            assert (found.status in ("candidates", "match"), first) == (True, "it")
        case "none":
            assert found.status == "none"
        case _:
            assert found.status != "match"


def test_a_subsidiary_says_whose_it_is() -> None:
    found = NameIndex.build([Listed("G", "Alphabet Inc.")]).search("YouTube")
    assert found.hits[0].reason == "“YouTube” belongs to Alphabet Inc."
    assert found.hits[0].via == "YouTube"
