import io
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.sheets import read, write_csv, write_xlsx

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', "＝1", "'=1"]
WRITERS = [write_csv, write_xlsx]
Writer = Callable[[list[str], list[list[str]]], bytes]

CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\u200b\ufffe\uffff")
    .filter(lambda c: c >= " " or c in "\t\n"),
    max_size=30,
).filter(lambda text: text == text.strip())  # fmt: skip
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6)
)


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=80, deadline=None)
@given(rows=TABLES)
def test_what_is_written_is_read_again(write: Writer, rows: list[list[str]]) -> None:
    header = [f"column {i}" for i in range(4)]
    filled = [row for row in rows if any(row)]
    back = read(write(header, filled), filename="export")
    width = len(header)
    assert [[*row.cells, *[""] * (width - len(row.cells))] for row in back.body] == [
        [*row, *[""] * (width - len(row))] for row in filled
    ]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_csv_begins_like_a_formula(formula: str) -> None:
    text = write_csv(["name"], [[formula]]).decode("utf-8-sig")
    assert text.splitlines()[1].lstrip('"').startswith("'")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(formula: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(["name"], [[formula]])))
    cell = book.worksheets[0]["A2"]
    assert (cell.data_type, str(cell.value)[0]) == ("s", "'")


def test_numbers_stay_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(["change", "none"], [[-5, None]])))
    assert [cell.value for cell in book.worksheets[0][2]] == [-5, None]
    assert write_csv(["change", "none"], [[-5, None]]).splitlines()[1] == b"-5,"


def test_characters_that_a_workbook_cannot_hold_are_left_out() -> None:
    assert read(write_xlsx(["name"], [["Ac\x00\x1bme\ud800"]]), filename="x").body[0].cells == (
        "Acme",
    )
