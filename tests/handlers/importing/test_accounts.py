import pytest

from handlers.importing.accounts import ListLimits, check
from handlers.importing.checked import Checked
from store.rows import Entry

from .tables import sheet

HEADER = (
    "account_id|name|aliases|domain|ticker|parent_id|tier|district|pcs|account_manager|exception\n"
)
ACME = "A1|Acme Corporation|Acme;Ac-Me|acme.com|acm||major|west|9,000|Ana@northwind.example|"
TIERS = {"global": "Global", "strategic": "Strategic", "major": "Major", "corporate": "Corporate"}
LIMITS = ListLimits(size=1, corporate_min=0, corporate_max=2, corporate_pcs_over=4000, tiers=TIERS)


def checked(rows: str, limits: ListLimits = LIMITS) -> Checked[Entry]:
    return check(
        sheet(HEADER + rows),
        districts={"west": "West", "east": "East"},
        managers={"ana@northwind.example"},
        limits=limits,
    )


def problems(rows: str) -> list[str]:
    return [str(problem) for problem in checked(rows).problems]


def warnings(rows: str) -> list[str]:
    return [str(warning) for warning in checked(rows).warnings]


def test_a_sound_row_gives_its_entry() -> None:
    found = checked(ACME)
    assert (found.problems, found.warnings) == ((), ())
    assert found.rows == (
        Entry(
            account_id="A1",
            name="Acme Corporation",
            aliases=("Acme", "Ac-Me"),
            domains=("acme.com",),
            ticker="ACM",
            tier="major",
            district="west",
            pcs=9000,
            manager_email="ana@northwind.example",
        ),
    )


def test_what_was_recognised_and_what_was_left_out_is_told() -> None:
    found = check(
        sheet("Nr|ID|Firma|Tier|Region\n1|A1|Acme|major|west"),
        districts={"west": ""},
        managers=(),
        limits=LIMITS,
    )
    assert found.recognised == (
        ("ID", "account_id"),
        ("Firma", "name"),
        ("Tier", "tier"),
        ("Region", "district"),
    )
    assert found.ignored == ("Nr",)


def test_problems_name_the_columns_as_the_file_does() -> None:
    found = check(
        sheet("ID|Firma|Tier|Region\nA1|Acme|major|wst"),
        districts={"west": ""},
        managers=(),
        limits=LIMITS,
    )
    assert [str(problem) for problem in found.problems] == [
        "Row 2, Region: “wst” is no district. Did you mean “west”?"
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("|Acme|||||major|west", ["Row 2, account_id: is empty."]),
        ("A1||||||major|west", ["Row 2, name: is empty."]),
        ("A1|🚀||||||west", [
            "Row 2, name: “🚀” has no letter or digit in it.",
            "Row 2, tier: is empty. Only a subsidiary, with a parent_id, has no tier.",
        ]),
        ("A1|Acme|||||majr|west", ["Row 2, tier: “majr” is no tier. Did you mean “major”?"]),
        ("A1|Acme|||||major|", ["Row 2, district: is empty."]),
        ("A1|Acme|||||major|south", [
            "Row 2, district: “south” is no district. Known: east, west.",
        ]),
        ("A1|Acme|||||major|west|lots", [
            "Row 2, pcs: “lots” is no number of PCs. Write it like 4500.",
        ]),
        ("A1|Acme|||||major|west||ana", ["Row 2, account_manager: “ana” is no e-mail address."]),
        ("A1|Acme|||||major|west||bo@northwind.example", [
            "Row 2, account_manager: bo@northwind.example is no account manager in the directory. "
            "Import the people first, or leave it empty: the district's manager decides then.",
        ]),
        ("A1|Acme||acme|||major|west", [
            "Row 2, domain: “acme” is no domain. Write it like acme.com.",
        ]),
        (f"A1|{'x' * 10_000}|||||major|west", [
            "Row 2, name: has 10,000 characters; at most 160 are kept.",
        ]),
        ("A1|Ac\x07me|||||major|west", [
            "Row 2, name: has a control character (U+0007). Type it again.",
        ]),
        (f"A1|Acme|{';'.join(map(str, range(60)))}||||major|west", [
            "Row 2, aliases: holds 60 values; at most 50 are kept.",
        ]),
        ("A1|Acme|||||major|west||||here|there", [
            "Row 2: has 13 fields, the header 11: is a quote missing?",
        ]),
    ],
)  # fmt: skip
def test_a_problem_is_told_by_row_and_column(row: str, told: list[str]) -> None:
    assert problems(row) == told


def test_all_problems_are_told_and_nothing_enters() -> None:
    found = checked("A1|Acme|||||x|y|z\n|Bolt|||||major|west\nA1|Cord|||||major|west")
    assert [problem.row for problem in found.problems] == [2, 2, 2, 3, 4]
    assert found.rows == ()


def test_a_repeated_account_id_is_told_with_the_row_before() -> None:
    assert problems(f"{ACME}\n\n{ACME}") == ["Row 4, account_id: is the same as in row 2."]


def test_a_subsidiary_with_a_parent_needs_no_tier_district_or_manager() -> None:
    found = checked(f"{ACME}\nA2|Bolt||||A1\nA3|Cord||||A2")
    assert [(row.account_id, row.parent_id) for row in found.rows[1:]] == [
        ("A2", "A1"),
        ("A3", "A2"),
    ]
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("parent", "told"),
    [
        ("A9", "“A9” is no account_id in this file."),
        ("acme corporation", "The account of that name has “ACME-1”."),
        ("ACME1", "Did you mean “ACME-1”?"),
    ],
)
def test_an_unknown_parent_is_told(parent: str, told: str) -> None:
    rows = f"ACME-1|Acme Corporation|||||major|west\nB1|Bolt||||{parent}"
    [problem] = problems(rows)
    assert problem.startswith("Row 3, parent_id: ")
    assert told in problem


def test_each_circle_of_parents_is_told_once() -> None:
    rows = "A|A||||B\nB|B||||C\nC|C||||A\nD|D||||D\nE|E||||A"
    assert problems(rows) == [
        "Row 2, parent_id: The parents go round in a circle: A → B → C → A.",
        "Row 5, parent_id: The parents go round in a circle: D → D.",
    ]


def test_a_long_circle_is_told_by_its_first_members() -> None:
    rows = "\n".join(f"A{i}|Name {i}||||A{(i + 1) % 50}" for i in range(50))
    assert problems(rows)[0].endswith("A6 → A7 → … → A0.")


def test_a_very_long_chain_of_parents_is_walked_once() -> None:
    rows = "\n".join(f"A{i}|Name {i}||||A{i + 1}" for i in range(5_000))
    assert checked(f"{rows}\nA5000|Top|||||major|west").problems == ()


@pytest.mark.parametrize("pcs", ["4000", "3.999", ""])
def test_a_corporate_account_at_or_under_the_threshold_needs_a_reason(pcs: str) -> None:
    [problem] = problems(f"A1|Acme|||||corporate|west|{pcs}")
    assert problem.startswith("Row 2, pcs: A corporate account is listed only above 4,000 PCs")
    assert problems(f"A1|Acme|||||corporate|west|{pcs}||Early adopter") == []


def test_a_corporate_account_above_the_threshold_needs_none() -> None:
    assert problems("A1|Acme|||||corporate|west|4001") == []


def test_a_list_of_another_size_than_the_policys_is_a_warning() -> None:
    rows = "\n".join(f"A{i}|Name {i}|||||corporate|west|5000" for i in range(3))
    assert warnings(rows) == [
        "Named accounts: 3; the policy says 1.",
        "Corporate ones: 3; the policy says 0 to 2.",
    ]


def test_what_accounts_share_is_a_warning() -> None:
    rows = (
        "A1|Acme Corp.|Bolt||||major|west\n"
        "A2|ACME corp|||||major|west\n"
        "A3|Bolt||x.example|XX||major|west\n"
        "A4|Cord||x.example;y.example|xx||major|west"
    )
    assert warnings(rows)[1:] == [
        "Row 2, name: “Acme Corp.” is also in row 3: who asks for it is asked back.",
        "Row 2, name: “Bolt” is also in row 4: who asks for it is asked back.",
        "Row 4, domain: “x.example” is also in row 5: who asks for it is asked back.",
        "Row 4, ticker: “XX” is also in row 5: who asks for it is asked back.",
    ]
