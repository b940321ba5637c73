"""Figures, counted and told: what a screen reader gets in place of a picture."""

from dataclasses import replace

from handlers.figures import ListFigures, Moved, Week, WeeklyFigures, of_list
from handlers.importing.compare import compare
from store.rows import Entry
from tests.desk import CONTOSO, LIST, LITWARE

TIERS = {"global": "Global", "strategic": "Strategic", "major": "Major", "corporate": "Corporate"}
DISTRICTS = {"west": "West", "east": "East"}


def counted(before: tuple[Entry, ...], after: tuple[Entry, ...]) -> ListFigures:
    return of_list(
        "2027-H1",
        after,
        against="2026-H2",
        changes=compare(before, after),
        tiers=TIERS,
        districts=DISTRICTS,
    )


def test_named_accounts_are_counted_by_district_and_tier() -> None:
    figures = counted(LIST, LIST)
    assert figures.named == {"West": (0, 1, 1, 0), "East": (1, 0, 2, 0)}
    assert figures.tiers == ("Global", "Strategic", "Major", "Corporate")


def test_who_changes_districts_leaves_the_one_and_joins_the_other() -> None:
    moved = (replace(CONTOSO, district="east"), replace(LITWARE, pcs=1), *LIST[2:-1])
    assert counted(LIST, moved).moved == {
        "West": Moved(joined=0, left=1, changed=0),
        "East": Moved(joined=1, left=1, changed=1),
    }


def test_only_who_becomes_named_joins_and_only_who_was_leaves() -> None:
    contoso, *others = LIST
    freed = replace(LIST[3], tier="major", district="east", parent_id="")
    after = (replace(contoso, tier="", parent_id="A2"), *others[:2], freed, *others[3:])
    assert counted(LIST, after).moved == {"West": Moved(left=1), "East": Moved(joined=1)}


def test_districts_of_one_name_are_told_apart_by_their_ids() -> None:
    figures = of_list("E", LIST, tiers=TIERS, districts={"west": "Home", "east": "Home"})
    assert list(figures.named) == ["Home (west)", "Home (east)"]


def test_an_open_pair_counts_as_what_its_ids_say() -> None:
    after = (replace(CONTOSO, account_id="B1"), *LIST[1:])
    assert counted(LIST, after).moved == {"West": Moved(joined=1, left=1, changed=0)}


def test_a_district_without_a_name_of_its_own_is_not_left_out() -> None:
    figures = counted((), (replace(CONTOSO, district="north"), replace(LITWARE, district="")))
    assert list(figures.named) == ["no district", "north"]


def test_the_words_say_every_figure_of_a_list() -> None:
    moved = (replace(CONTOSO, district="east"), *LIST[1:])
    assert counted(LIST, moved).alt == (
        "Edition 2027-H1: 5 named accounts."
        " West: 0 Global, 1 Strategic, 0 Major, 0 Corporate."
        " East: 1 Global, 0 Strategic, 3 Major, 0 Corporate."
        " Against edition 2026-H2: West: 0 joined, 1 left, 0 changed."
        " East: 1 joined, 0 left, 0 changed."
    )


def test_a_list_that_nothing_was_before_tells_no_moves() -> None:
    figures = of_list("2026-H2", LIST, tiers=TIERS, districts=DISTRICTS)
    assert figures.alt.endswith("East: 1 Global, 0 Strategic, 2 Major, 0 Corporate.")
    assert counted(LIST, LIST).alt.endswith("Against edition 2026-H2: nothing moved.")


def test_the_words_say_every_figure_of_the_weeks() -> None:
    weeks = (
        Week("2027-W01", 4, 2, 9, 1.25, 12.5, 1, 3),
        Week("2027-W02", 0, 0, 0, None, None, 0, 0),
    )
    assert WeeklyFigures("West", weeks, 4, 16).alt == (
        "Cases of West by week; to be acknowledged within 4 business hours and decided within 16."
        " 2027-W01: 4 opened; 2 open at its end, the oldest for 9 days; acknowledged in 1.2 hours;"
        " decided in 12.5 hours; 1 of 3 upheld."
        " 2027-W02: 0 opened; 0 open at its end; none acknowledged; none decided."
    )
