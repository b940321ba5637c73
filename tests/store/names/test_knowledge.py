"""What is known of companies names one company each, and never an everyday word."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from store.names import Listed, NameIndex, codes, data, knowledge
from store.names.normalise import read


def doubts(text: str) -> Iterator[str]:
    """Lines that would give a sure answer where there is none."""
    owners: dict[str, set[str]] = defaultdict(set)
    prose = {read(word).key for word in data.lines("prose.txt")}
    for company in knowledge.companies(text):
        first = company.heads[0]
        for head in company.heads:
            owners[head if codes.domain(head) else read(head).key].add(first)
        for fact in company.facts:
            key = read(fact.name).key
            owners[key].add(first)
            if key in prose and key != read(first).key:
                yield f"{fact.name} of {first} is an everyday word"
    for key, companies in owners.items():
        if len(companies) > 1:
            yield f"{key} is {' and '.join(sorted(companies))}"


def test_each_known_name_is_one_companys_and_no_everyday_word() -> None:
    assert list(doubts(knowledge.shipped())) == []


@pytest.mark.parametrize(
    ("added", "doubt"),
    [
        ("Contoso = contoso.com\nbrand: Northwind", "northwind is Contoso and Fabrikam"),
        ("Contoso\nformer: Fabrikam, Inc.", "fabrikam is Contoso and Fabrikam"),
        ("Contoso = fabrikam.com", "fabrikam.com is Contoso and Fabrikam"),
        ("Contoso\nknown: The Price Company", "The Price Company of Contoso is an everyday word"),
        ("Contoso = Open", "Open of Contoso is an everyday word"),
    ],
)
def test_a_line_that_leaves_doubt_is_told(added: str, doubt: str) -> None:
    assert list(doubts(f"Fabrikam = fabrikam.com\nbrand: Northwind\n\n{added}")) == [doubt]


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ("Merck KGaA", "MSD"),
        ("EQT AB", "Equitrans Midstream"),
        ("Vertex Inc", "Trikafta"),
        ("Leidos Holdings, Inc.", "SAIC"),
        ("Lumentum Holdings Inc.", "JDS Uniphase"),
        ("Lockheed Martin Corporation", "Martin Marietta"),
        ("Host Hotels & Resorts, Inc.", "Marriott"),
        ("Cardinal Health, Inc.", "Cordis"),
    ],
)
def test_a_name_that_another_company_bears_is_no_match(listed: str, asked: str) -> None:
    assert NameIndex.build([Listed("C1", listed)]).search(asked).status != "match"


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ("Merck Sharp & Dohme LLC", "Keytruda"),
        ("HP Inc.", "Polycom"),
        ("Meta Platforms, Inc.", "Facebook"),
        ("CMS Energy Corporation", "Consumers Energy"),
    ],
)
def test_a_name_that_only_its_owner_bears_is_a_match(listed: str, asked: str) -> None:
    assert NameIndex.build([Listed("C1", listed)]).search(asked).status == "match"
