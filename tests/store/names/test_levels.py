"""How right the names are on the development set: a change must not make them worse.

The shipped weights saw these queries; `python -m tests.crossval_names` tells without that help.
"""

import pytest

from store.names import NameIndex
from tests.crossval_names import CODES, KNOWLEDGE, Judged, Score, judged
from tests.names_data import accounts, queries


@pytest.fixture(scope="module")
def small() -> list[Judged]:
    return judged(NameIndex.build(accounts("list_1k.csv")), queries())


@pytest.fixture(scope="module")
def large() -> list[Judged]:
    return judged(NameIndex.build(accounts("list_10k.csv")), queries())


def test_names_are_right_on_a_list_of_a_thousand(small: list[Judged]) -> None:
    names = Score(small, CODES)
    assert names.precision >= 0.985
    assert names.cost <= 12.0
    assert (names.share("top1") >= 72.0, names.reached >= 94.0) == (True, True)


def test_hardly_a_stranger_is_named(small: list[Judged], large: list[Judged]) -> None:
    assert Score(small, CODES).share("false") <= 1.0
    assert Score(large, CODES).share("false") <= 1.8
    assert Score(small, CODES).share("wrong") + Score(large, CODES).share("wrong") == 0.0


def test_strangers_are_seldom_asked_about(small: list[Judged], large: list[Judged]) -> None:
    assert Score(small, CODES).share("nask") <= 18.0
    assert Score(large, CODES).share("nask") <= 25.0


def test_what_letters_can_tell_is_told(small: list[Judged]) -> None:
    lexical = Score(small, KNOWLEDGE)
    assert lexical.reached >= 99.0
    assert lexical.cost <= 6.0


def test_ten_thousand_names_cost_little_more(large: list[Judged]) -> None:
    assert Score(large, CODES).cost <= 16.0


def test_domains_and_tickers_are_right(small: list[Judged]) -> None:
    wrong = [
        (query.text, one)
        for query, one in small
        if query.kind in CODES and one not in ("top1", "asked", "right")
    ]
    assert len(wrong) <= sum(query.kind in CODES for query, _ in small) // 50


def test_what_could_be_several_is_asked(small: list[Judged]) -> None:
    assert {one for query, one in small if query.kind == "ambiguous"} == {"both"}
