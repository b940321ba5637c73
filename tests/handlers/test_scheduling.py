"""Editions that come into force at a moment to come, by the clock's worker."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.due import Due
from handlers import publishing, scheduling
from handlers.cards import plain
from handlers.errors import NotAllowed, PersonError
from handlers.features import FEATURES
from handlers.importing import drafting
from handlers.publishing import PublishedAlready
from store import editions, people, plans
from store.db import Sql
from store.rows import Audience, Edition, Person, Plan, Role
from tests.desk import LITWARE, PEOPLE, Bench

from .test_publishing import drafted, publish

pytestmark = pytest.mark.usefixtures("two_owners")

DORA, LENA, PAT = PEOPLE[1], PEOPLE[2], PEOPLE[4]
AT = datetime(2027, 1, 18, 17, 0, tzinfo=UTC)  # nine in the morning at the vendor's


async def schedule(
    bench: Bench,
    at: datetime = AT,
    *,
    partners_at: datetime | None = None,
    by: Person = LENA,
    reason: str = "agreed",
) -> Plan:
    return await bench.db.write(
        lambda db: scheduling.schedule(
            db,
            "2027-H1",
            at=at,
            partners_at=partners_at,
            by=by,
            policy=bench.ctx.policy,
            reason=reason,
            second=DORA,
            now=bench.time,
        )
    )


async def unschedule(bench: Bench) -> Edition:
    return await bench.db.write(
        lambda db: scheduling.unschedule(db, "2027-H1", by=LENA, now=bench.time)
    )


def state(bench: Bench) -> str:
    edition = bench.db.look(lambda db: editions.get(db, "2027-H1"))
    assert edition is not None
    return edition.state


def in_force(bench: Bench) -> str:
    return bench.ctx.lists.now(Audience.STAFF).edition.id


@pytest.fixture
async def planned(bench: Bench) -> Bench:
    """An edition that is scheduled for half past nine, and a week later for partners."""
    await drafted(bench, "2027-H1", LITWARE)
    await schedule(bench, partners_at=AT + timedelta(days=7))
    return bench


async def test_a_scheduled_edition_comes_into_force_at_its_moment(planned: Bench) -> None:
    due = Due(planned.ctx, FEATURES)
    planned.time = AT - timedelta(seconds=1)
    await due.tick()
    assert (in_force(planned), state(planned)) == ("2026-H2", "scheduled")
    planned.time = AT
    await due.tick()
    assert (in_force(planned), state(planned)) == ("2027-H1", "published")
    assert planned.ctx.lists.now(Audience.PARTNERS).edition.id == "2026-H2"
    planned.time = AT + timedelta(days=7)
    await due.tick()
    assert planned.ctx.lists.now(Audience.PARTNERS).edition.id == "2027-H1"


async def test_a_missed_moment_is_caught_up_once_and_nothing_is_told_as_earlier(
    planned: Bench,
) -> None:
    planned.time = late = AT + timedelta(days=10)
    for _ in range(3):
        await Due(planned.ctx, FEATURES).tick()
        planned.later(minutes=1)
    assert planned.audit().count("edition.published") == 1
    edition = planned.db.look(lambda db: editions.get(db, "2027-H1"))
    assert edition is not None
    assert (edition.published_at, edition.partners_at) == (late, late)


async def test_the_policy_of_its_moment_is_kept_with_it(planned: Bench) -> None:
    planned.time = AT
    await Due(planned.ctx, FEATURES).tick()
    edition = planned.db.look(lambda db: editions.get(db, "2027-H1"))
    assert edition is not None
    assert edition.policy == planned.ctx.policy.text


async def test_what_is_taken_back_does_not_come_into_force(planned: Bench) -> None:
    assert (await unschedule(planned)).state == "draft"
    planned.time = AT
    await Due(planned.ctx, FEATURES).tick()
    assert (in_force(planned), state(planned)) == ("2026-H2", "draft")
    with pytest.raises(scheduling.NotScheduled):
        await unschedule(planned)


async def test_another_moment_replaces_the_first_and_the_reason_stays(planned: Bench) -> None:
    plan = await schedule(planned, AT + timedelta(days=1), reason="")
    assert (plan.reason, plan.former) == ("agreed", "draft")
    planned.time = AT
    await Due(planned.ctx, FEATURES).tick()
    assert in_force(planned) == "2026-H2"
    planned.later(days=1)
    await Due(planned.ctx, FEATURES).tick()
    assert in_force(planned) == "2027-H1"


async def test_one_in_review_goes_back_to_its_review(bench: Bench) -> None:
    await drafted(bench, "2027-H1", LITWARE)
    await bench.db.write(lambda db: editions.move(db, "2027-H1", to="in_review"))
    await schedule(bench)
    assert (await unschedule(bench)).state == "in_review"


async def test_one_published_by_hand_before_its_moment_is_not_published_again(
    planned: Bench,
) -> None:
    await publish(planned, "2027-H1")
    planned.time = AT
    await Due(planned.ctx, FEATURES).tick()
    assert planned.audit().count("edition.published") == 1
    assert planned.db.look(plans.every) == {}


async def test_one_that_no_one_could_decide_on_by_then_is_taken_back_and_told(
    planned: Bench,
) -> None:
    def leave(db: Sql) -> None:
        people.put(db, replace(LENA, role=Role.ADMIN))
        people.remove(db, "p_luis", now=planned.time)
        people.put(db, replace(PEOPLE[1], role=Role.AUDITOR))

    await planned.db.write(leave)
    planned.time = AT
    await Due(planned.ctx, FEATURES).tick()
    assert (in_force(planned), state(planned)) == ("2026-H2", "draft")
    ((to, card),) = planned.notices()
    assert (to, planned.audit()[-1]) == ("person:p_lena", "edition.not_published")
    assert "No one could decide a case at Litware, Inc." in plain(card)


async def test_a_moment_that_is_past_is_refused(bench: Bench) -> None:
    await drafted(bench, "2027-H1", LITWARE)
    with pytest.raises(PersonError, match="is past"):
        await schedule(bench, bench.time)
    with pytest.raises(PersonError, match="Partners would see it before"):
        await schedule(bench, partners_at=AT - timedelta(minutes=1))


async def test_only_a_list_owner_schedules_and_what_is_published_is_not(bench: Bench) -> None:
    await drafted(bench, "2027-H1", LITWARE)
    with pytest.raises(NotAllowed):
        await schedule(bench, by=PAT)
    with pytest.raises(publishing.ReasonNeeded):
        await schedule(bench, reason="")
    await publish(bench, "2027-H1")
    with pytest.raises(PublishedAlready):
        await schedule(bench)


async def test_the_rows_of_a_scheduled_edition_stay_as_they_are(planned: Bench) -> None:
    with pytest.raises(PersonError, match="hardline edition unschedule 2027-H1"):
        await drafting.draft(
            planned.db,
            [LITWARE],
            edition="2027-H1",
            effective=AT.date(),
            by=LENA,
            policy=planned.ctx.policy,
            now=planned.time,
        )


async def test_who_planned_and_took_back_is_on_record(planned: Bench) -> None:
    await unschedule(planned)
    assert planned.audit() == ["edition.scheduled", "edition.unscheduled"]
