"""What a file is, and which of its columns tells the company, by its header."""

import pytest

from handlers.intake.kinds import Kind, asked, kind
from store import sheets

LIST = "account_id,name,tier,district"
PEOPLE = "email,name,role,firm"
DISTRICTS = "district,name,manager_email,time_zone,country,channel"


def sheet(text: str) -> sheets.Sheet:
    return sheets.read(text.encode(), filename="a.csv")


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        (LIST, Kind.LIST),
        ("Kundennummer;Firma;Kategorie;Gebiet", Kind.LIST),
        ("name,tier,district", Kind.LIST),  # one that is missing is told, not guessed at
        (PEOPLE, Kind.PEOPLE),
        ("E-Mail,Rolle,Firma", Kind.PEOPLE),
        (DISTRICTS, Kind.DISTRICTS),
        ("Company,Segment", Kind.BULK),
        ("Company,Website,District", Kind.BULK),
        ("Company", Kind.BULK),
        ("a,b,c", Kind.BULK),
    ],
)
def test_a_file_is_told_by_its_columns(header: str, meant: Kind) -> None:
    assert kind(sheet(f"{header}\n1,2,3,4,5,6\n")) is meant


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Company,Website,Symbol\na,b,c\n", (0, 1, 2)),
        ("Website,Kunde\nb,a\n", (1, 0, -1)),
        ("Deals of the week\nRep,Customer,Value\nx,a,1\n", (1, -1, -1)),
        ("Domain\ncontoso.com\n", (-1, 0, -1)),
        ("Contoso\nFabrikam\n", (0, -1, -1)),
        (",Contoso\n,Fabrikam\n", (1, -1, -1)),
    ],
)
def test_the_column_with_the_companies_is_found(text: str, places: tuple[int, int, int]) -> None:
    found = asked(sheet(text))
    assert (found.name, found.domain, found.ticker) == places
    assert found.choose == ()


def test_a_title_above_the_header_is_no_name() -> None:
    found = asked(sheet("Deals of the week\nRep,Customer,Value\nx,Contoso,1\n"))
    assert [found.text(row, found.name) for row in found.body] == ["Contoso"]


def test_without_a_known_header_the_columns_with_words_are_offered() -> None:
    found = asked(sheet("A,B,C\n1,Contoso,\n2,Fabrikam,x\n"))
    assert [found.header[place] for place in found.choose] == ["A", "B", "C"]
    chosen = asked(sheet("A,B,C\n1,Contoso,\n2,Fabrikam,x\n"), "B")
    assert [chosen.text(row, chosen.name) for row in chosen.body] == ["Contoso", "Fabrikam"]


def test_of_many_columns_those_with_most_words_are_offered() -> None:
    header = ",".join("ABCDEFG")
    rows = "\n".join(f"1,2,3,4,5,6,Firm {'x' * n}" for n in range(5))
    found = asked(sheet(f"{header}\n{rows}\n"))
    assert len(found.choose) == 5
    assert found.header[found.choose[-1]] == "G"


def test_a_column_that_is_not_there_is_none() -> None:
    assert asked(sheet("A,B\n1,2\n"), "Z").name == -1
