"""What a caller of the index may rely on."""

import pytest

from store.names import Listed, NameIndex

INDEX = NameIndex.build(
    [
        Listed("A1", "Contoso Pharmaceuticals, Inc.", ("Delphi Labs",), ("contoso.com",), "CTSO"),
        Listed("A2", "Fabrikam Residences AG", (), ("fabrikam.co.jp",), "FAB.B"),
        Listed("A3", "AT&T Inc.", (), ("att.com",), "T"),
        Listed("A4", "Twin Harbour Ltd", (), ("twin.example",)),
        Listed("A5", "Twin Harbour Ltd", (), ("twin.example",)),
        Listed("A6", "株式会社イワタ", (), ()),
    ]
)


@pytest.mark.parametrize(
    ("asked", "account"),
    [
        ("Contoso Pharmaceuticals", "A1"),
        ("contoso pharmaceuticals inc", "A1"),
        ("ContosoPharmaceuticals", "A1"),
        ("delphi labs", "A1"),
        ("contoso.com", "A1"),
        ("https://www.contoso.com/about?x=1", "A1"),
        ("jane.doe@mail.contoso.com", "A1"),
        ("$CTSO", "A1"),
        ("NYSE: CTSO", "A1"),
        ("ctso", "A1"),
        ("fab-b", "A2"),
        ("sales@fabrikam.co.jp", "A2"),
        ("AT & T", "A3"),
        ("at&t", "A3"),
        ("イワタ", "A6"),
    ],
)
def test_it_is_sure_of(asked: str, account: str) -> None:
    found = INDEX.search(asked)
    assert (found.status, found.hits[0].account_id) == ("match", account)


@pytest.mark.parametrize("asked", ["twin harbour", "twin.example", "Twin Harbour Ltd"])
def test_what_two_accounts_share_is_asked(asked: str) -> None:
    found = INDEX.search(asked)
    assert found.status == "candidates"
    assert {hit.account_id for hit in found.hits} == {"A4", "A5"}


@pytest.mark.parametrize("asked", ["Northwind Traders", "", "⚽⚽", "?", "gmail.com", "$XXXX"])
def test_it_finds_none_for(asked: str) -> None:
    assert INDEX.search(asked).status == "none"


def test_a_hit_says_through_what_it_was_found() -> None:
    assert INDEX.search("delphi labs").hits[0].via == "Delphi Labs"
    assert INDEX.search("contoso.com").hits[0].via == "contoso.com"


def test_an_empty_list_finds_none() -> None:
    empty = NameIndex.build([])
    assert len(empty) == 0
    assert empty.search("Contoso").status == "none"
