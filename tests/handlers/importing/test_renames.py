"""Which rows of a diff are asked about, and what a decision makes of them."""

from dataclasses import replace

import pytest

from handlers.importing.compare import Changes, compare
from store.rows import Decided, Entry

CONTOSO = Entry("A1", "Contoso GmbH", domains=("contoso.com",), ticker="CTSO", tier="major")
LITWARE = Entry("A2", "Litware Inc", tier="major")


def pairs(changes: Changes) -> list[tuple[str, str, str]]:
    return [(pair.before.account_id, pair.after.account_id, pair.why) for pair in changes.pairs]


def said(before: Entry, after: Entry, *, same: bool) -> list[Decided]:
    return [Decided(before.account_id, after.account_id, before.name, after.name, same)]


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (Entry("B1", "Wholly Other", domains=("contoso.com",)), "the same domain contoso.com"),
        (Entry("B1", "Wholly Other", ticker="CTSO"), "the same ticker CTSO"),
        (Entry("B1", "CONTOSO AG"), "the same name"),
        (Entry("B1", "Wholly Other", aliases=("Contoso",)), "the same name"),
        (Entry("B1", "Contosso"), "names alike: begins the same"),
    ],
)
def test_a_company_under_a_new_id_is_a_pair(after: Entry, why: str) -> None:
    changes = compare([CONTOSO, LITWARE], [after, LITWARE])
    assert pairs(changes) == [("A1", "B1", why)]
    assert (changes.joined, changes.left, changes.changed) == ((), (), ())


def test_companies_that_merely_share_a_word_are_no_pair() -> None:
    before, after = Entry("A1", "Woodgrove Bank"), Entry("B1", "Adatum Bank Holdings")
    changes = compare([before], [after])
    assert (pairs(changes), changes.left, changes.joined) == ([], (before,), (after,))


@pytest.mark.parametrize(
    "after",
    [
        replace(CONTOSO, name="Meta Platforms"),  # its domain stays
        replace(CONTOSO, name="Contoso Deutschland GmbH", domains=(), ticker=""),
    ],
)
def test_a_new_name_of_the_same_company_is_a_mere_change(after: Entry) -> None:
    changes = compare([CONTOSO], [after])
    assert changes.pairs == ()
    assert "name" in changes.changed[0].columns


def test_an_id_whose_name_is_wholly_another_is_a_pair() -> None:
    after = Entry("A1", "Proseware Studios", domains=("proseware.com",), tier="major")
    assert pairs(compare([CONTOSO], [after])) == [("A1", "A1", "the same id under another name")]


def test_ids_that_changed_places_are_paired_by_their_companies() -> None:
    swapped = [replace(CONTOSO, account_id="A2"), replace(LITWARE, account_id="A1")]
    found = {two[:2] for two in pairs(compare([CONTOSO, LITWARE], swapped))}
    assert found == {("A1", "A2"), ("A2", "A1")}


def test_the_likeliest_takes_the_row_and_each_row_is_in_one_pair() -> None:
    near = replace(CONTOSO, account_id="B1", domains=(), ticker="")
    nearest = replace(CONTOSO, account_id="B2")
    changes = compare([CONTOSO], [near, nearest])
    assert [two[:2] for two in pairs(changes)] == [("A1", "B2")]
    assert changes.joined == (near,)


def test_a_domain_that_a_crowd_has_tells_none_of_them_apart() -> None:
    rows = [Entry(f"A{n}", f"{chr(97 + n) * 6}", domains=("mail.example",)) for n in range(26)]
    gone = Entry("Z1", "Qwxyz", domains=("mail.example",))
    assert compare([gone], rows).pairs == ()


def test_what_is_the_same_is_a_change_of_id_and_no_longer_asked() -> None:
    after = replace(CONTOSO, account_id="B1", tier="global")
    changes = compare([CONTOSO], [after], said(CONTOSO, after, same=True))
    assert changes.pairs == ()
    assert [change.columns for change in changes.changed] == [("account_id", "tier")]


def test_what_is_different_leaves_and_joins() -> None:
    after = replace(CONTOSO, account_id="B1")
    changes = compare([CONTOSO], [after], said(CONTOSO, after, same=False))
    assert (changes.pairs, changes.left, changes.joined) == ((), (CONTOSO,), (after,))


def test_an_id_that_was_given_to_another_company_leaves_and_joins() -> None:
    after = Entry("A1", "Proseware Studios", tier="major")
    changes = compare([CONTOSO], [after], said(CONTOSO, after, same=False))
    assert (changes.pairs, changes.left, changes.joined) == ((), (CONTOSO,), (after,))
    renamed = compare([CONTOSO], [after], said(CONTOSO, after, same=True))
    assert (renamed.pairs, len(renamed.changed)) == ((), 1)


def test_a_company_that_moved_leaves_its_old_id_to_another() -> None:
    moved, other = replace(CONTOSO, account_id="B1"), Entry("A1", "Proseware Studios")
    changes = compare([CONTOSO], [moved, other], said(CONTOSO, moved, same=True))
    assert [change.columns for change in changes.changed] == [("account_id",)]
    assert (changes.joined, changes.pairs) == ((other,), ())


def test_a_decision_about_a_row_that_has_another_name_by_now_does_not_hold() -> None:
    seen, after = replace(CONTOSO, account_id="B1"), replace(CONTOSO, account_id="B1", name="Con")
    changes = compare([CONTOSO], [after], said(CONTOSO, seen, same=False))
    assert [two[:2] for two in pairs(changes)] == [("A1", "B1")]


def test_an_open_pair_is_told_to_others_as_its_ids_say() -> None:
    moved = replace(CONTOSO, account_id="B1")
    taken = replace(LITWARE, name="Proseware Studios")
    settled = compare([CONTOSO, LITWARE], [moved, taken]).settled
    assert (settled.left, settled.joined) == ((CONTOSO,), (moved,))
    assert [change.columns for change in settled.changed] == [("name",)]
