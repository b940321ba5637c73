from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from handlers.importing.compare import Changes, between, compare
from handlers.importing.compare import after as after_one
from handlers.importing.telling import in_words
from store import pairs
from store.db import Handle, connect
from store.migrations import migrate
from store.rows import Decided, Entry
from tests.clock import START
from tests.drafts import put_draft

from .lists import decisions, lists

ACME = Entry("A1", "Acme", tier="major", district="west", pcs=9000, aliases=("Ac",))
BOLT = Entry("A2", "Bolt", tier="corporate", district="east", pcs=4500)
CORD = Entry("A3", "Cord", parent_id="A1")


@contextmanager
def both(db: Handle, before: list[Entry], after: list[Entry]) -> Iterator[None]:
    """Stored as editions of these names for as long as the block lasts."""
    day = date(2027, 1, 18)
    db.execute("begin")
    try:
        for ident, rows in (("before", before), ("after", after)):
            put_draft(db, ident, rows, effective_from=day, next_update=day, now=START)
        yield
    finally:
        db.execute("rollback")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Handle:
    path = tmp_path_factory.mktemp("compare") / "a.db"
    migrate(path)
    return Handle(connect(path).conn)


def apply(changes: Changes, rows: list[Entry]) -> list[Entry]:
    """The list that the changes lead to, in the order of ids."""
    kept = {row.account_id: row for row in rows}
    for gone in changes.gone:
        del kept[gone.account_id]
    kept |= {row.account_id: row for row in changes.here}
    return [kept[ident] for ident in sorted(kept)]


def test_joiners_leavers_and_changes_are_told_apart() -> None:
    after = replace(ACME, tier="global", pcs=None)
    changes = compare([ACME, BOLT], [after, CORD])
    assert (changes.joined, changes.left) == ((CORD,), (BOLT,))
    assert [(change.after, change.columns) for change in changes.changed] == [
        (after, ("tier", "pcs"))
    ]


@given(before=lists, after=lists, decided=decisions)
def test_what_a_list_changes_leads_from_the_one_to_the_other(
    before: list[Entry], after: list[Entry], decided: list[Decided]
) -> None:
    changes = compare(before, after, decided)
    wanted = sorted(after, key=lambda row: row.account_id)
    assert apply(changes, before) == wanted
    assert apply(changes.settled, before) == wanted
    assert changes.settled.pairs == ()
    for pair in changes.pairs:
        for same in (True, False):
            decided_on = after_one(changes, pair, same=same)
            assert pair not in decided_on.pairs
            assert apply(decided_on, before) == wanted


@given(before=lists, after=lists, decided=decisions)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_database_tells_the_same_changes_as_a_comparison_in_memory(
    empty: Handle, before: list[Entry], after: list[Entry], decided: list[Decided]
) -> None:
    with both(empty, before, after):
        for said in decided:
            pairs.decide(empty, "after", said, by="p", now=START)
        kept = pairs.decided(empty, "after")
        assert between(empty, "before", "after") == compare(before, after, kept)
        assert between(empty, "", "after") == compare([], after, kept)


def test_more_rows_than_are_read_at_once_are_all_compared(
    empty: Handle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.differences.PAGE", 3)
    before = [Entry(f"A{n}", f"Company {n}", tier="major") for n in range(20)]
    after = [replace(row, tier="global") for row in before[4:]]
    with both(empty, before, after):
        changes = between(empty, "before", "after")
    assert (len(changes.left), len(changes.changed)) == (4, 16)


def test_rows_that_stay_the_same_are_shared_and_cost_no_memory_twice(empty: Handle) -> None:
    with both(empty, [ACME], [replace(ACME, district="east")]):
        (change,) = between(empty, "before", "after").changed
    assert change.before.aliases is change.after.aliases


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


def test_a_pair_is_told_with_its_reason_and_how_to_decide() -> None:
    before = replace(BOLT, domains=("bolt.example",))
    after = replace(before, account_id="B9", name="Bolt Group")
    assert in_words(compare([before], [after]), edition="2027-H1") == [
        "0 join, 0 leave, 0 change, 1 to be decided.",
        "? Bolt (A2) → Bolt Group (B9): one company? the same domain bolt.example",
        "Say which of them are one company with: hardline edition same 2027-H1 OLD NEW, or: "
        "hardline edition different 2027-H1 OLD NEW.",
    ]


def test_a_long_list_of_changes_is_cut() -> None:
    rows = [replace(BOLT, account_id=f"B{i}") for i in range(100)]
    lines = in_words(compare([], rows))
    assert (len(lines), lines[-1]) == (42, "  and 60 more")
