import pytest

from handlers.importing.columns import ACCOUNTS, DISTRICTS, PEOPLE, Column, recognise
from store.sheets import read

from .tables import sheet


@pytest.mark.parametrize(
    ("columns", "header", "recognised"),
    [
        (
            ACCOUNTS,
            "account_id|name|aliases|domain|ticker|parent_id|tier|district|pcs|account_manager|exception",
            "account_id name aliases domain ticker parent_id tier district pcs account_manager "
            "exception",
        ),
        (
            ACCOUNTS,
            "Account No.|Account Name|a.k.a.|Website|Symbol|Parent Account|Segment|Region|PC count"
            "|Owner",
            "account_id name aliases domain ticker parent_id tier district pcs account_manager",
        ),
        (
            ACCOUNTS,
            "Kundennummer|Firma|Kategorie|Gebiet|Anzahl PCs|Betreuer|Begründung",
            "account_id name tier district pcs account_manager exception",
        ),
        (ACCOUNTS, "ID|COMPANY|TIER|SALES-REGION|# PCs", "account_id name tier district pcs"),
        (
            PEOPLE,
            "E-mail|Full Name|Role|Company|Region(s)|Reports to|Time zone|Slack ID|Entra object ID",
            "email name role firm districts manager_email time_zone slack_id teams_id",
        ),
        (
            DISTRICTS,
            "Code|District Name|Manager|TZ|Country code|Escalation channel|Partner channel",
            "district name manager_email time_zone country channel partner_channel",
        ),
    ],
)
def test_headers_are_recognised_by_their_usual_names(
    columns: tuple[Column, ...], header: str, recognised: str
) -> None:
    found = recognise(sheet(f"{header}\nx|y|z"), columns)
    assert list(found.places) == recognised.split()
    assert found.problems == ()


def test_unknown_headers_are_left_out_and_told() -> None:
    found = recognise(sheet("id|name|Shoe size|tier|district|\nx|y|z"), ACCOUNTS)
    assert found.ignored == ("Shoe size",)


def test_two_headers_taken_for_the_same_column_are_a_problem() -> None:
    found = recognise(sheet("id|Company|tier|district|Account\nx|y|z"), ACCOUNTS)
    assert [str(problem) for problem in found.problems] == [
        "Row 1, Account: is taken for name, and so is “Company”: rename one."
    ]


def test_a_missing_column_is_told_with_the_header_that_may_be_meant() -> None:
    found = recognise(sheet("acount_idd|name|tier\nx|y|z"), ACCOUNTS)
    assert [str(problem) for problem in found.problems] == [
        "account_id: This column is missing. Did you mean “acount_idd”?",
        "district: This column is missing.",
    ]


def test_the_header_is_found_below_a_title() -> None:
    found = recognise(
        sheet("Named accounts 2026|Draft\n\nid|name|tier|district\n1|Acme|major|west"), ACCOUNTS
    )
    assert [row.number for row in found.body] == [4]
    assert str(found.warnings[0]) == "Left out as a title above the header: row 1."


def test_headers_without_rows_are_a_problem() -> None:
    found = recognise(sheet("id|name|tier|district"), ACCOUNTS)
    assert [problem.text for problem in found.problems] == [
        "There are only headers, and no row below them."
    ]


def test_rows_with_fewer_fields_are_told_once() -> None:
    found = recognise(read(b"id,name,tier,district\n1,Acme\n2,Bolt", filename="x"), ACCOUNTS)
    assert [str(warning) for warning in found.warnings] == [
        "Fewer fields than the header in row 2 and 3; what is missing counts as empty."
    ]


def test_a_header_is_repeated_short_and_without_control_characters() -> None:
    found = recognise(sheet(f"id|name|tier|district|\x1b[31m{'x' * 90}\ny|y|y|y"), ACCOUNTS)
    assert found.ignored == (f"[31m{'x' * 35}…",)
