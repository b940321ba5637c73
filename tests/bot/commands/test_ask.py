"""`hardline ask`: the answer of a chat in a terminal, and the same for scripts."""

import json

from .conftest import Shell

PARTNER = ["--as", "priya.raman@fabrikam.example"]


def test_the_verdict_is_the_first_line(loaded: Shell) -> None:
    done = loaded.run("ask", "is Boeing named?")
    assert done.exit_code == 0
    assert done.output.splitlines()[0] == "The Boeing Company is named."
    assert "(Rule: named-is-shared.)" in done.output


def test_no_line_ends_in_spaces(loaded: Shell) -> None:
    lines = loaded.run("ask", "can we bid pizza at Boeing?").output.splitlines()
    assert lines == [line.rstrip() for line in lines]


def test_a_partner_is_not_told_the_number_of_pcs(loaded: Shell) -> None:
    assert "201,000" in loaded.run("ask", "Boeing").output
    assert "201,000" not in loaded.run("ask", "Boeing", *PARTNER).output


def test_someone_who_is_not_in_the_directory_learns_nothing(loaded: Shell) -> None:
    done = loaded.run("ask", "Boeing", "--as", "nobody@elsewhere.example")
    assert done.exit_code == 1
    assert done.output == "nobody@elsewhere.example is not in the directory.\n"


def test_json_is_one_object_with_the_verdict_and_the_account(loaded: Shell) -> None:
    told = json.loads(loaded.run("ask", "Boeing", "--json").output)
    assert told["verdict"] == "The Boeing Company is named."
    assert (told["account_id"], told["status"], told["standing"]) == ("A0069", "match", "named")
    assert told["facts"]["Tier"] == "Global"


def test_as_of_a_day_is_the_same_as_asking_for_that_day(loaded: Shell) -> None:
    by_option = loaded.run("ask", "is Boeing named?", "--as-of", "2026-09-01").output
    in_words = loaded.run("ask", "was Boeing named on 2026-09-01?").output
    assert (
        by_option.splitlines()[0]
        == "The Boeing Company was named on 1 September 2026 (2026-09-01)."
    )
    assert in_words.splitlines()[0] == by_option.splitlines()[0]


def test_an_answer_is_shown_again_by_its_reference(loaded: Shell) -> None:
    text = json.loads(loaded.run("ask", "Boeing", "--json").output)["text"]
    ref = text.split("Answer ")[1][:9]
    again = loaded.run("ask", f"verify {ref}").output
    assert "The Boeing Company is named." in again
    assert f"This is answer {ref}, exactly as it was given" in again


def test_without_a_list_it_says_whom_to_ask(shell: Shell) -> None:
    assert "No list of named accounts has been published yet." in shell.run("ask", "Boeing").output


def test_a_policy_that_is_not_there_is_told_in_words(shell: Shell) -> None:
    shell.env["HARDLINE_POLICY"] = "missing.toml"
    done = shell.run("ask", "Boeing")
    assert done.exit_code == 1
    assert done.output == "The policy can't be used: missing.toml: No such file or directory.\n"
