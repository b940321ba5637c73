from dataclasses import replace

from handlers.importing.compare import compare
from handlers.importing.telling import in_words
from store.rows import Entry

ACME = Entry("A1", "Acme", tier="major", district="west", pcs=9000, aliases=("Ac",))
BOLT = Entry("A2", "Bolt", tier="corporate", district="east", pcs=4500)
CORD = Entry("A3", "Cord", parent_id="A1")


def test_joiners_leavers_and_changes_are_told_apart() -> None:
    after = replace(ACME, tier="global", pcs=None)
    changes = compare([ACME, BOLT], [after, CORD])
    assert (changes.joined, changes.left) == ((CORD,), (BOLT,))
    assert [(change.after, change.columns) for change in changes.changed] == [
        (after, ("tier", "pcs"))
    ]


def test_the_same_list_in_another_order_is_no_change() -> None:
    changes = compare([ACME, BOLT], [BOLT, ACME])
    assert in_words(changes) == ["0 join, 0 leave, 0 change."]


def test_changes_are_put_in_words() -> None:
    after = replace(ACME, tier="global", aliases=("Ac", "Me"), manager_email="ana@vendor.example")
    assert in_words(compare([ACME, BOLT], [after, CORD])) == [
        "1 join, 1 leave, 1 change (aliases 1, tier 1 and account manager 1).",
        "+ Cord",
        "- Bolt (corporate, east)",
        "~ Acme: aliases Ac → Ac; Me; tier major → global; "
        "account manager none → ana@vendor.example",
    ]


def test_a_long_list_of_changes_is_cut() -> None:
    rows = [replace(BOLT, account_id=f"B{i}") for i in range(100)]
    lines = in_words(compare([], rows))
    assert (len(lines), lines[-1]) == (42, "  and 60 more")
