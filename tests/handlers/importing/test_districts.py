from handlers.importing.districts import check
from store.rows import District

from .tables import sheet

HEADER = "district|name|manager_email|time_zone|country|channel|partner_channel\n"
WEST = "west|West|Ana@northwind.example|America/Los_Angeles|US|slack:T1/C1|teams:19:x@thread.v2"
PEOPLE = {"ana@northwind.example"}


def problems(rows: str) -> list[str]:
    return [str(problem) for problem in check(sheet(HEADER + rows), people=PEOPLE).problems]


def test_a_sound_file_gives_its_districts() -> None:
    found = check(sheet(HEADER + WEST), people=PEOPLE)
    assert (found.problems, found.warnings) == ((), ())
    assert found.rows == (
        District(
            id="west",
            name="West",
            manager_email="ana@northwind.example",
            time_zone="America/Los_Angeles",
            country="US",
            channel="slack:T1/C1",
            partner_channel="teams:19:x@thread.v2",
        ),
    )


def test_the_partner_channel_and_the_name_may_be_missing() -> None:
    header = "district|manager_email|time_zone|country|channel\n"
    row = "west|ana@northwind.example|UTC|Germany|slack:T1/C1"
    assert check(sheet(header + row), people=PEOPLE).rows[0] == District(
        id="west",
        name="west",
        manager_email="ana@northwind.example",
        time_zone="UTC",
        country="DE",
        channel="slack:T1/C1",
    )


def test_a_manager_who_is_not_in_the_directory_yet_is_a_warning() -> None:
    found = check(sheet(HEADER + WEST), people=())
    assert len(found.rows) == 1
    assert "Row 2, manager_email: ana@northwind.example is not in the directory yet" in str(
        found.warnings[0]
    )


def test_every_problem_is_told_by_row_and_column_and_nothing_enters() -> None:
    rows = f"{WEST}\nwest|||Mars/Olympus|Utopia|#west|\n|East|x|UTC|US|slack:T1/C2|slack:T1/C2"
    found = check(sheet(HEADER + rows), people=PEOPLE)
    assert found.rows == ()
    assert [(problem.row, problem.column) for problem in found.problems] == [
        (3, "manager_email"),
        (3, "time_zone"),
        (3, "country"),
        (3, "channel"),
        (3, "district"),
        (4, "district"),
        (4, "manager_email"),
        (4, "partner_channel"),
    ]


def test_a_repeated_district_is_told_with_the_row_before() -> None:
    assert problems(f"{WEST}\n{WEST}") == ["Row 3, district: is the same as in row 2."]
