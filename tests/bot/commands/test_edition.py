"""`hardline edition`: what there is, and what puts it in force."""

from bot.playground.sample import FOLDER

from .conftest import Shell

NEXT = ["list", FOLDER / "accounts-next.csv", "--edition", "2027-H1", "--effective", "2999-01-18"]


def test_an_empty_database_says_how_to_begin(shell: Shell) -> None:
    assert (
        "No edition yet. Make a draft with: hardline import list FILE"
        in shell.run("edition", "list").output
    )


def test_editions_stand_one_below_the_other_the_newest_first(loaded: Shell) -> None:
    loaded.load(*NEXT)
    assert loaded.run("edition", "list").output.splitlines() == [
        "2027-H1  draft       in effect from 18 January 2999 (2999-01-18)",
        "2026-H2  published   in effect from 18 July 2026 (2026-07-18)",
    ]


def test_a_later_edition_needs_a_reason(loaded: Shell) -> None:
    loaded.load(*NEXT)
    refused = loaded.run("edition", "publish", "2027-H1")
    assert (refused.exit_code, "needs a reason" in refused.output) == (1, True)
    done = loaded.run("edition", "publish", "2027-H1", "--reason", "agreed by mail")
    assert "Edition 2027-H1 is in force: 1,000 named accounts" in done.output


def test_an_edition_ahead_of_its_own_date_is_pointed_out(loaded: Shell) -> None:
    loaded.load(*NEXT)
    done = loaded.run("edition", "publish", "2027-H1", "--reason", "agreed by mail")
    assert "its own date is 18 January 2999" in done.output


def test_an_unknown_edition_is_refused_in_words(loaded: Shell) -> None:
    done = loaded.run("edition", "publish", "2031-H1")
    assert (done.exit_code, "There is no edition of that name." in done.output) == (1, True)


def test_only_a_list_owner_publishes(loaded: Shell) -> None:
    loaded.load(*NEXT)
    partner = ["--as", "priya.raman@fabrikam.example"]
    done = loaded.run("edition", "publish", "2027-H1", "--reason", "x", *partner)
    assert (done.exit_code, "Only a list owner publishes" in done.output) == (1, True)
