"""Who decides: the ladder with its gaps, absences and four eyes."""

from dataclasses import replace

import pytest

from handlers.escalation.ladder import (
    CannotTake,
    Directory,
    NoOneDecides,
    Seat,
    above,
    acting,
    appeal,
    covered,
    first,
    hand_over,
    higher,
    successor,
    topless,
)
from store.case_rows import Rung

from .people import DIRECTORY

ACCOUNT, DISTRICT, OWNER, OFFICER = Rung
ALONE = replace(DIRECTORY, account_manager="", district_manager="", list_owners=("lena",))


def barred(*people: str) -> frozenset[str]:
    return frozenset(people)


@pytest.mark.parametrize(
    ("directory", "out", "seat"),
    [
        (DIRECTORY, barred(), Seat(ACCOUNT, "ana")),
        # the account's manager has opened it
        (DIRECTORY, barred("ana"), Seat(DISTRICT, "dora")),
        # nobody manages the account
        (replace(DIRECTORY, account_manager=""), barred(), Seat(DISTRICT, "dora")),
        # nor the district; the first list owner is a party
        (
            replace(DIRECTORY, account_manager="", district_manager=""),
            barred("lena"),
            Seat(OWNER, "luis"),
        ),
    ],
)
def test_a_new_case_goes_to_the_first_who_may_decide_it(
    directory: Directory, out: frozenset[str], seat: Seat
) -> None:
    assert first(directory, out) == seat


def test_an_exception_starts_at_the_district() -> None:
    assert first(DIRECTORY, barred(), lowest=DISTRICT) == Seat(DISTRICT, "dora")


def test_a_case_without_anyone_to_decide_it_is_refused_by_the_accounts_name() -> None:
    with pytest.raises(NoOneDecides, match="a case at Contoso"):
        first(ALONE, barred("lena"))


@pytest.mark.parametrize(
    ("rung", "out", "seat"),
    [
        (ACCOUNT, barred("ana"), Seat(DISTRICT, "dora")),
        # the district's manager is the one who has let it lie, or a party
        (ACCOUNT, barred("ana", "dora"), Seat(OWNER, "lena")),
        (DISTRICT, barred(), Seat(OWNER, "lena")),
        # the top: another list owner is beside, not above
        (OWNER, barred("lena"), None),
        (OFFICER, barred(), None),
        (ACCOUNT, barred("dora", "lena", "luis"), None),
    ],
)
def test_silence_climbs_to_the_next_who_may_decide(
    rung: Rung, out: frozenset[str], seat: Seat | None
) -> None:
    assert above(DIRECTORY, rung, out) == seat


@pytest.mark.parametrize(
    ("directory", "rung", "out", "seat"),
    [
        (DIRECTORY, ACCOUNT, barred("ana"), Seat(DISTRICT, "dora")),
        (DIRECTORY, DISTRICT, barred("dora"), Seat(OWNER, "lena")),
        # a list owner's decision: another list owner, else the officer
        (DIRECTORY, OWNER, barred("lena"), Seat(OWNER, "luis")),
        (ALONE, OWNER, barred("lena"), Seat(OFFICER, "olga")),
        # one person on two rungs is still one pair of eyes
        (
            replace(DIRECTORY, account_manager="dora"),
            ACCOUNT,
            barred("dora"),
            Seat(OWNER, "lena"),
        ),
    ],
)
def test_an_appeal_goes_a_step_up_to_another_person(
    directory: Directory, rung: Rung, out: frozenset[str], seat: Seat
) -> None:
    assert appeal(directory, rung, out) == seat


def test_an_appeal_that_nobody_else_could_decide_is_refused() -> None:
    with pytest.raises(NoOneDecides):
        appeal(replace(ALONE, appeal_officer=""), OWNER, barred("lena"))


@pytest.mark.parametrize(
    ("directory", "rung", "out", "seat"),
    [
        (DIRECTORY, ACCOUNT, barred("ana"), Seat(DISTRICT, "dora")),
        (DIRECTORY, OWNER, barred("lena"), Seat(OWNER, "luis")),
        (DIRECTORY, OFFICER, barred("olga"), Seat(OWNER, "lena")),
    ],
)
def test_the_duties_of_someone_gone_pass_up_or_beside(
    directory: Directory, rung: Rung, out: frozenset[str], seat: Seat
) -> None:
    assert successor(directory, rung, out) == seat


@pytest.mark.parametrize(
    ("absences", "out", "people"),
    [
        ({}, barred(), {"ana"}),
        ({"ana": "ben"}, barred(), {"ana", "ben"}),
        # a delegate may be away as well
        ({"ana": "ben", "ben": "olga"}, barred(), {"ana", "olga"}),
        # and two can't stand in for each other
        ({"ana": "ben", "ben": "ana"}, barred(), {"ana", "ben"}),
        # a delegate who is a party does not decide
        ({"ana": "sam"}, barred("sam"), {"ana"}),
        # and nobody decides for one who may not
        ({"ana": "ben"}, barred("ana"), set()),
    ],
)
def test_a_delegate_acts_for_who_is_away(
    absences: dict[str, str], out: frozenset[str], people: set[str]
) -> None:
    directory = replace(DIRECTORY, absences=absences)
    assert acting(directory, Seat(ACCOUNT, "ana"), out) == people


def test_at_the_top_every_list_owner_may_act() -> None:
    assert acting(DIRECTORY, Seat(OWNER, "lena"), barred()) == {"lena", "luis"}


def test_those_above_are_everyone_on_higher_rungs_and_their_delegates() -> None:
    directory = replace(DIRECTORY, absences={"dora": "ben"})
    assert higher(directory, Seat(ACCOUNT, "ana"), barred("luis")) == {"dora", "ben", "lena"}
    assert higher(directory, Seat(OWNER, "lena"), barred()) == set()


@pytest.mark.parametrize(
    ("to", "lowest", "seat"),
    [
        ("ben", None, Seat(ACCOUNT, "ben")),
        ("dora", None, Seat(DISTRICT, "dora")),
        ("luis", DISTRICT, Seat(OWNER, "luis")),
        # an appeal does not go back to where it came from, nor beside it
        ("ana", DISTRICT, None),
        ("ben", DISTRICT, None),
        # a party, and someone who decides nothing at all
        ("sam", None, None),
        ("sue", None, None),
    ],
)
def test_a_case_is_handed_only_to_who_may_decide_it(
    to: str, lowest: Rung | None, seat: Seat | None
) -> None:
    if seat:
        assert hand_over(DIRECTORY, to, ACCOUNT, barred("sam"), lowest=lowest) == seat
    else:
        with pytest.raises(CannotTake):
            hand_over(DIRECTORY, to, ACCOUNT, barred("sam"), lowest=lowest)


@pytest.mark.parametrize(
    ("directory", "why"),
    [
        (DIRECTORY, ""),
        (ALONE, ""),
        (replace(DIRECTORY, appeal_officer=""), ""),
        (replace(ALONE, appeal_officer=""), "a list owner's decision could not"),
        # the appeal officer and the only list owner are the same person
        (replace(ALONE, appeal_officer="lena"), "a list owner's decision could not"),
        (replace(DIRECTORY, list_owners=()), "no list owner"),
    ],
)
def test_a_ladder_without_a_top_is_told(directory: Directory, why: str) -> None:
    found = topless(directory)
    assert found.startswith(why)
    assert bool(found) == bool(why)


def test_a_case_is_covered_by_anyone_on_any_rung() -> None:
    assert covered(replace(ALONE, appeal_officer=""))
    assert not covered(Directory("Contoso"))
