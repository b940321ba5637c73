"""`hardline edition`: what there is, and what puts it in force."""

import re
from pathlib import Path

import pytest
from click.testing import Result

from bot.playground.sample import FOLDER
from store import audit
from store.db import Db

from .conftest import Shell

NEXT = ["list", FOLDER / "accounts-next.csv", "--edition", "2027-H1", "--effective", "2999-01-18"]


SAMIRA, WALTER = "samira.haddad@northwind.example", "walter.quinn@northwind.example"


def publish(shell: Shell, *more: str) -> Result:
    """With the word of a second person."""
    shell.run("edition", "publish", "2027-H1", "--reason", "agreed by mail", *more)
    return shell.run("edition", "approve", "2027-H1", "--as", WALTER)


def test_an_empty_database_says_how_to_begin(shell: Shell) -> None:
    assert (
        "No edition yet. Make a draft with: hardline import list FILE"
        in shell.run("edition", "list").output
    )


def test_editions_stand_one_below_the_other_the_newest_first(loaded: Shell) -> None:
    loaded.load(*NEXT)
    assert loaded.run("edition", "list").output.splitlines() == [
        "2027-H1  draft       in effect from 18 January 2999",
        "2026-H2  published   in effect from 18 July 2026",
    ]


def test_a_later_edition_needs_a_reason_and_a_second_person(loaded: Shell) -> None:
    loaded.load(*NEXT)
    refused = loaded.run("edition", "publish", "2027-H1", "--as", SAMIRA)
    assert (refused.exit_code, "needs a reason" in refused.output) == (1, True)
    asked = loaded.run("edition", "publish", "2027-H1", "--reason", "by mail", "--as", SAMIRA)
    assert "waits for a second person: Patti Fernandez or Walter Quinn." in asked.output
    assert "hardline edition approve 2027-H1 --as EMAIL" in asked.output
    for nobody_else in ([], ["--as", SAMIRA]):
        assert loaded.run("edition", "approve", "2027-H1", *nobody_else).exit_code == 1
    done = loaded.run("edition", "approve", "2027-H1", "--as", WALTER)
    assert "Edition 2027-H1 is in force: 1,000 named accounts" in done.output


def test_a_second_person_may_say_no(loaded: Shell) -> None:
    loaded.load(*NEXT)
    loaded.run("edition", "publish", "2027-H1", "--reason", "by mail")
    done = loaded.run("edition", "decline", "2027-H1", "--reason", "too early", "--as", WALTER)
    assert done.output == "Edition 2027-H1 stays as it is, and whoever asked is told why.\n"
    late = loaded.run("edition", "approve", "2027-H1", "--as", WALTER)
    assert (late.exit_code, "Nothing waits for a second person" in late.output) == (1, True)


def test_a_review_is_opened_and_shown_at_a_glance(loaded: Shell) -> None:
    loaded.load(*NEXT)
    done = loaded.run("edition", "review", "2027-H1", "--until", "2999-01-12", "--as", SAMIRA)
    assert "Edition 2027-H1 is in review until 12 January 2999." in done.output
    shown = loaded.run("edition", "show", "2027-H1").output
    assert "8 of 8 districts have yet to sign" in shown
    assert re.search(r"\n  West: waiting\. +With Elena Marsh, \d+ changes", shown)
    refused = loaded.run("edition", "review", "2027-H1", "--until", "2001-01-12")
    assert (refused.exit_code, "is past" in refused.output) == (1, True)
    partner = loaded.run("edition", "show", "2027-H1", "--as", "priya.raman@fabrikam.example")
    assert (partner.exit_code, "looked after by list owners" in partner.output) == (1, True)


def test_an_edition_ahead_of_its_own_date_is_pointed_out(loaded: Shell) -> None:
    loaded.load(*NEXT)
    done = publish(loaded)
    assert "its own date is 18 January 2999" in done.output


def test_an_unknown_edition_is_refused_in_words(loaded: Shell) -> None:
    done = loaded.run("edition", "publish", "2031-H1")
    assert (done.exit_code, "There is no edition of that name." in done.output) == (1, True)


def test_only_a_list_owner_publishes(loaded: Shell) -> None:
    loaded.load(*NEXT)
    partner = ["--as", "priya.raman@fabrikam.example"]
    done = loaded.run("edition", "publish", "2027-H1", "--reason", "x", *partner)
    assert (done.exit_code, "Only a list owner publishes" in done.output) == (1, True)


def test_an_edition_is_scheduled_on_the_vendors_clock_and_taken_back(loaded: Shell) -> None:
    loaded.load(*NEXT)
    at = ["--at", "2999-01-18 09:00", "--partners-at", "2999-01-25"]
    loaded.run("edition", "schedule", "2027-H1", *at, "--reason", "agreed by mail")
    done = loaded.run("edition", "approve", "2027-H1", "--as", WALTER)
    planned = (
        "Fri 18 January 2999, 09:00 (Los Angeles time),"
        " for partners Fri 25 January 2999, 00:00 (Los Angeles time)"
    )
    assert f"Edition 2027-H1 is scheduled for {planned}." in done.output
    assert f"scheduled   in effect from 18 January 2999, to be published {planned}" in (
        loaded.run("edition", "list").output
    )
    back = loaded.run("edition", "unschedule", "2027-H1")
    assert back.output == "Edition 2027-H1 is not scheduled any more: it is a draft.\n"
    refused = loaded.run("edition", "unschedule", "2027-H1")
    assert (refused.exit_code, "is not scheduled" in refused.output) == (1, True)


def test_publish_with_a_moment_schedules(loaded: Shell) -> None:
    loaded.load(*NEXT)
    assert "is scheduled for" in publish(loaded, "--at", "2999-01-18 09:00").output
    assert "2027-H1  scheduled" in loaded.run("edition", "list").output


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("soon", "Please write it like 2027-01-18 09:00"),
        ("2001-01-01", "is past"),
    ],
)
def test_a_moment_that_makes_no_sense_is_refused(loaded: Shell, at: str, words: str) -> None:
    loaded.load(*NEXT)
    refused = loaded.run("edition", "schedule", "2027-H1", "--at", at, "--reason", "x")
    assert (refused.exit_code, words in refused.output) == (1, True)


def test_partners_may_see_an_edition_later(loaded: Shell) -> None:
    loaded.load(*NEXT)
    done = publish(loaded, "--partners-at", "2999-01-25")
    said = "Fri 25 January 2999, 00:00 (Los Angeles time)"
    assert f"Partners see it from {said} on." in done.output
    assert f"for partners from {said}" in loaded.run("edition", "list").output


def test_the_former_edition_is_published_anew(loaded: Shell) -> None:
    loaded.load(*NEXT)
    publish(loaded)
    done = loaded.run("edition", "rollback", "--reason", "the wrong file")
    assert "Edition 2026-H2.r1 is in force: 1,000 named accounts" in done.output
    assert "It is 2026-H2 published anew, instead of 2027-H1." in done.output
    listed = loaded.run("edition", "list").output.splitlines()
    assert listed[0].startswith("2026-H2.r1  published")
    assert listed[0].endswith(", 2026-H2 published anew")


def test_a_discarded_draft_is_gone(loaded: Shell) -> None:
    loaded.load(*NEXT)
    done = loaded.run("edition", "discard", "2027-H1")
    assert done.output == "The draft 2027-H1 is gone. Nothing else was changed.\n"
    assert "2027-H1" not in loaded.run("edition", "list").output


def test_two_ids_are_said_to_be_one_company(loaded: Shell, tmp_path: Path) -> None:
    text = (FOLDER / "accounts.csv").read_text(encoding="utf-8")
    ident = "A0069"
    file = tmp_path / "next.csv"
    file.write_text(text.replace(f"{ident},", "NEW-1,"), encoding="utf-8")
    loaded.load("list", file, "--edition", "2027-H1", "--effective", "2999-01-18")
    assert "1 to be decided" in loaded.run("edition", "diff", "2027-H1").output
    done = loaded.run("edition", "same", "2027-H1", ident, "NEW-1")
    assert "(id 1" in done.output
    done = loaded.run("edition", "different", "2027-H1", ident, "NEW-1")
    assert done.output.startswith("1 join, 1 leave, 0 change")


def test_who_did_it_is_on_record(loaded: Shell) -> None:
    loaded.load(*NEXT)
    owner = ["--as", "samira.haddad@northwind.example"]
    loaded.run("edition", "discard", "2027-H1", *owner)
    db = Db(loaded.database)
    rows = db.look(lambda sql: list(audit.export(sql)))
    db.close()
    assert rows[-1]["did"] == "edition.discarded"
    assert not rows[-1]["who"].startswith("cli:")
