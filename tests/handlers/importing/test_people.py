from handlers.importing.checked import Checked
from handlers.importing.people import check
from handlers.importing.rows import PersonRow
from store.rows import Role

from .tables import sheet

HEADER = "email|name|role|firm|districts|manager_email|time_zone|slack_id|teams_id\n"
REP = "Ray@Fabrikam.example|Ray Okafor|Partner rep|Fabrikam|west; East||Europe/Berlin|T1/U1|x/y"
OWNER = "lin@northwind.example|Lin|list_owner||||||"


def checked(rows: str, people: set[str] = frozenset()) -> Checked[PersonRow]:  # type: ignore[assignment]
    return check(sheet(HEADER + rows), districts={"west": "West", "east": "East"}, people=people)


def problems(rows: str) -> list[str]:
    return [str(problem) for problem in checked(rows).problems]


def test_a_sound_file_gives_its_people() -> None:
    assert checked(f"{REP}\n{OWNER}").rows == (
        PersonRow(
            email="ray@fabrikam.example",
            name="Ray Okafor",
            role=Role.PARTNER_REP,
            firm="Fabrikam",
            districts=("west", "east"),
            time_zone="Europe/Berlin",
            slack_id="T1/U1",
            teams_id="x/y",
        ),
        PersonRow(email="lin@northwind.example", name="Lin", role=Role.LIST_OWNER),
    )


def test_only_a_partner_rep_needs_a_firm() -> None:
    assert problems("a@b.example|Ana|partner_rep\nb@b.example|Bo|auditor") == [
        "Row 2, firm: is empty."
    ]


def test_a_firm_of_the_vendors_own_people_is_left_out_with_a_warning() -> None:
    found = checked("a@b.example|Ana|auditor|Northwind\nb@b.example|Bo|admin|Northwind")
    assert [row.firm for row in found.rows] == ["", ""]
    assert [str(warning) for warning in found.warnings] == [
        "firm: Only partner reps have a firm; left out in row 2 and 3."
    ]


def test_unknown_roles_and_districts_are_told_with_what_may_be_meant() -> None:
    assert problems("a@b.example|Ana|acount manager|| wst, north") == [
        "Row 2, role: “acount manager” is no role. Did you mean “account_manager”?",
        "Row 2, districts: “wst” is no district. Did you mean “west”?",
        "Row 2, districts: “north” is no district. Known: east, west.",
    ]


def test_repeated_addresses_and_ids_are_told() -> None:
    again = "ray@fabrikam.example|Ray|auditor|||||T1/U1|x/y"
    assert problems(f"{REP}\n{again}") == [
        "Row 3, email: is the same as in row 2.",
        "Row 3, slack_id: is the same as in row 2.",
        "Row 3, teams_id: is the same as in row 2.",
    ]


def test_an_unknown_manager_is_a_warning_and_a_known_one_is_not() -> None:
    rows = "a@b.example|Ana|auditor|||b@b.example\nb@b.example|Bo|auditor|||c@b.example"
    assert checked(rows, {"c@b.example"}).warnings == ()
    assert [warning.row for warning in checked(rows).warnings] == [3]


def test_nobody_is_their_own_manager() -> None:
    assert problems("a@b.example|Ana|auditor|||A@b.example") == [
        "Row 2, manager_email: is the person's own."
    ]
