"""A draft's diff with what was decided about it, and its end."""

from dataclasses import replace

import pytest

from handlers import drafts
from handlers.errors import NotAllowed, PersonError
from handlers.importing.compare import Changes
from store import editions, entries, pairs
from store.rows import Person
from tests.desk import CONTOSO, LIST, PEOPLE, Bench

from .test_publishing import drafted, publish
from .test_scheduling import schedule

pytestmark = pytest.mark.usefixtures("two_owners")

LENA, PAT = PEOPLE[2], PEOPLE[4]
MOVED = replace(CONTOSO, account_id="B1")
NEXT = (MOVED, *LIST[1:])


async def decide(
    bench: Bench, before: str, after: str, *, same: bool, by: Person = LENA
) -> Changes:
    await bench.db.write(
        lambda db: drafts.decide(db, "2027-H1", before, after, same=same, by=by, now=bench.time)
    )
    return difference(bench)


async def discard(bench: Bench, ident: str) -> None:
    await bench.db.write(lambda db: drafts.discard(db, ident, by=LENA, now=bench.time))


def difference(bench: Bench) -> Changes:
    return bench.db.look(lambda db: drafts.difference(db, "2027-H1", now=bench.time))


@pytest.fixture
async def moved(bench: Bench) -> Bench:
    """A draft in which Contoso comes under a new id."""
    await drafted(bench, "2027-H1", *NEXT)
    return bench


async def test_a_decision_is_kept_with_the_draft_and_changes_its_diff(moved: Bench) -> None:
    assert len(difference(moved).pairs) == 1
    await decide(moved, "A1", "B1", same=True)
    assert [change.columns for change in difference(moved).changed] == [("account_id",)]
    await decide(moved, "A1", "B1", same=False)
    assert (difference(moved).left, difference(moved).joined) == ((CONTOSO,), (MOVED,))
    assert moved.audit() == ["edition.pair_decided", "edition.pair_decided"]


async def test_a_company_is_the_same_as_one_other_at_most(moved: Bench) -> None:
    await drafted(moved, "2027-H1", MOVED, *LIST[2:])  # without Litware
    await decide(moved, "A1", "B1", same=True)
    changes = await decide(moved, "A2", "B1", same=True)
    assert [(two.before.account_id, two.after.account_id) for two in changes.changed] == [
        ("A2", "B1")
    ]


async def test_a_decision_outlives_an_import_of_the_same_rows(moved: Bench) -> None:
    await decide(moved, "A1", "B1", same=True)
    await drafted(moved, "2027-H1", *NEXT)
    assert difference(moved).pairs == ()


async def test_only_two_ids_of_the_diff_are_decided_on(moved: Bench) -> None:
    for before, after in (("A1", "nowhere"), ("B1", "B1"), ("A2", "A2")):
        with pytest.raises(drafts.NoSuchPair):
            await decide(moved, before, after, same=True)


async def test_only_a_list_owner_decides_and_only_on_a_draft(moved: Bench) -> None:
    with pytest.raises(NotAllowed):
        await decide(moved, "A1", "B1", same=True, by=PAT)
    await publish(moved, "2027-H1")
    with pytest.raises(PersonError, match="published already"):
        await decide(moved, "A1", "B1", same=True)


async def test_a_discarded_draft_is_gone_with_all_that_belongs_to_it(moved: Bench) -> None:
    await decide(moved, "A1", "B1", same=True)
    await discard(moved, "2027-H1")
    assert moved.db.look(lambda db: editions.get(db, "2027-H1")) is None
    assert moved.db.look(lambda db: entries.every(db, "2027-H1")) == []
    assert moved.db.look(lambda db: pairs.decided(db, "2027-H1")) == []
    assert moved.audit()[-1] == "edition.discarded"


async def test_what_is_scheduled_or_published_is_not_discarded(moved: Bench) -> None:
    await schedule(moved)
    with pytest.raises(PersonError, match="hardline edition unschedule 2027-H1"):
        await discard(moved, "2027-H1")
    with pytest.raises(PersonError, match="published already"):
        await discard(moved, "2026-H2")
