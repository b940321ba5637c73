"""Whatever is typed gets an answer, quickly, and every listed name is found."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.names import Listed, NameIndex
from tests.names_data import accounts

LISTED = accounts("list_1k.csv")
INDEX = NameIndex.build(LISTED)
ODD = [
    "A" * 10_000,
    "Contoso " * 2_000,
    "\x00\x01\x1b[31mContoso\x7f",
    "⚽🚀💥",
    "\u202eContoso\u202c",
    "مايكروسوفت",
    "Wal\u200bmart\ufeff",
    "'; drop table accounts; --",
    "<script>alert(1)</script>",
    "((((((((((",
    "@channel <!here>",
    "=cmd|' /C calc'!A0",
    "\ud800",
    "....",
    "株式会社",
    "&&&&",
]


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    found = INDEX.search(text)
    assert found.status in ("match", "candidates", "none")
    assert len(found.hits) <= 5


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_answered_quickly(text: str) -> None:
    start = time.process_time()
    found = INDEX.search(text)
    assert time.process_time() - start < 0.25
    assert len(found.searched) <= 200


def test_invisible_characters_change_nothing() -> None:
    assert INDEX.search("Wal\u200bmart").hits[0].name == "Walmart Inc."


def test_every_listed_name_is_found_or_asked_when_shared() -> None:
    lost = []
    for one in LISTED:
        found = INDEX.search(one.name)
        if one.account_id not in [hit.account_id for hit in found.hits] or found.status == "none":
            lost.append((one.name, found))
    assert lost == []


@given(st.lists(st.text(max_size=40), max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_list_of_any_names_is_built(names: list[str]) -> None:
    index = NameIndex.build(Listed(str(place), name) for place, name in enumerate(names))
    for name in names:
        index.search(name)
    assert len(index) == len(names)
