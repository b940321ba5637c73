"""`hardline ask --file`: every row answered, and a file with all of it."""

import csv
import json
import re
from pathlib import Path

import pytest

from store import sheets

from .conftest import Shell

PARTNER = ["--as", "priya.raman@fabrikam.example"]


@pytest.fixture
def names(tmp_path: Path) -> Path:
    file = tmp_path / "names.csv"
    file.write_text("Company,Note\nBoeing,=1+1\nNobody At All GmbH,x\n", encoding="utf-8")
    return file


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def test_the_answers_stand_beside_the_file(loaded: Shell, names: Path) -> None:
    done = loaded.run("ask", "--file", str(names))
    assert done.exit_code == 0
    assert done.output.splitlines()[0] == "1 of 2 names is named or covered."
    told = rows(names.with_name("names-answered.csv"))
    assert [row["Standing"] for row in told] == ["named", "not named"]
    assert told[0]["Note"] == "'=1+1"


def test_the_answers_go_where_they_are_wanted(loaded: Shell, names: Path, tmp_path: Path) -> None:
    out = tmp_path / "told.xlsx"
    loaded.run("ask", "--file", str(names), "--out", str(out), *PARTNER)
    back = sheets.read(out.read_bytes(), filename=out.name)
    assert back.body[0].cells[2] == "named"


def test_it_is_on_record_under_one_reference(loaded: Shell, names: Path) -> None:
    told = json.loads(loaded.run("ask", "--file", str(names), "--json").output)
    assert (told["names"], told["named"]) == ("2", "1")
    found = re.search(r"Answer (\w{4}-\w{4})", told["text"])
    assert found
    assert "1 of 2 names" in loaded.run("ask", f"verify {found[1]}").output


def test_an_unclear_column_is_asked_for(loaded: Shell, tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("A,B\nBoeing,1\n", encoding="utf-8")
    refused = loaded.run("ask", "--file", str(file))
    assert refused.exit_code == 1
    assert "--column. The file has: A, B." in refused.output
    assert loaded.run("ask", "--file", str(file), "--column", "A").exit_code == 0


@pytest.mark.parametrize(("body", "said"), [(b"", "The file is empty"), (b"Company\n", "headers")])
def test_what_cannot_be_read_is_told(loaded: Shell, tmp_path: Path, body: bytes, said: str) -> None:
    file = tmp_path / "odd.csv"
    file.write_bytes(body)
    refused = loaded.run("ask", "--file", str(file))
    assert refused.exit_code == 1
    assert said in refused.output


def test_a_question_and_a_file_are_two_things(loaded: Shell, names: Path) -> None:
    assert loaded.run("ask").exit_code == 2
    assert loaded.run("ask", "Boeing", "--file", str(names)).exit_code == 2
