"""Companies are found in messages as people write them, and prose is left alone."""

import pytest

from store.names import Listed, NameIndex
from store.names.text import find_names
from tests.names_data import accounts

INDEX = NameIndex.build(
    [
        *accounts("list_1k.csv"),
        Listed("C1", "Contoso Pharmaceuticals, Inc.", (), ("contoso.com",), "CTSO"),
        Listed("C2", "Fabrikam Residences AG"),
        Listed("C3", "Tailspin Toys Ltd"),
    ]
)


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ("We met Contoso Pharmaceuticals today.", ["Contoso Pharmaceuticals"]),
        ("Is Walmart named? And what about Tailspin Toys Ltd.?", ["Walmart", "Tailspin Toys Ltd"]),
        ("mail jane@contoso.com or see https://www.contoso.com/x", ["jane@contoso.com"]),
        ("Home Depot and AT&T asked for a quote", ["Home Depot", "AT&T"]),
        ("$CTSO is up", ["$CTSO"]),
        ("Fabrikam Residences, Contoso Pharmaceuticals", None),
        ("Thermo Fisher Scientific wants a call on Monday", ["Thermo Fisher Scientific"]),
        ("please check Procter & Gamble", ["Procter & Gamble"]),
    ],
)
def test_names_are_found_in_order(message: str, names: list[str] | None) -> None:
    expected = names or ["Fabrikam Residences", "Contoso Pharmaceuticals"]
    assert find_names(INDEX, message, 5) == expected


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Good morning! Can we talk on Monday about the new offer?",
        "The Target for Q3 is 5 deals. Key point: First come, first served.",
        "Thanks, I will check with our team and come back to you",
        "Please send the SOW and the NDA ASAP. Regards, Ann",
        "We lost the deal because the price was too high",
        "⚽ 🚀 12345 --- ??? http://localhost",
    ],
)
def test_prose_names_nobody(message: str) -> None:
    assert find_names(INDEX, message, 5) == []


def test_an_account_is_named_once_and_no_more_than_asked_for() -> None:
    text = "Walmart, Walmart Inc and Palantir and Spotify"
    assert find_names(INDEX, text, 2) == ["Walmart", "Palantir"]
