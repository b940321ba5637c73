"""Editions put in force, for staff and for partners, and put back."""

from datetime import date, datetime, timedelta

import pytest

from handlers import publishing
from handlers.errors import NotAllowed, PersonError
from handlers.publishing import Published
from store import audit
from store.rows import Audience, Entry, Person
from tests.desk import ADATUM, CONTOSO, LITWARE, PEOPLE, Bench, text
from tests.drafts import put_draft

pytestmark = pytest.mark.usefixtures("two_owners")

DORA, LENA, PAT = PEOPLE[1], PEOPLE[2], PEOPLE[4]


async def drafted(bench: Bench, ident: str, *rows: Entry, effective: date | None = None) -> None:
    day = effective or bench.time.date()
    await bench.db.write(
        lambda db: put_draft(
            db, ident, rows, effective_from=day, next_update=date(2027, 7, 18), now=bench.time
        )
    )


async def publish(
    bench: Bench, ident: str, *, by: Person = LENA, partners_at: datetime | None = None
) -> Published:
    done = await bench.db.write(
        lambda db: publishing.publish(
            db,
            ident,
            by=by,
            policy=bench.ctx.policy,
            reason="agreed",
            partners_at=partners_at,
            second=DORA,
            now=bench.time,
        )
    )
    await bench.ctx.lists.refresh(now=bench.time)
    return done


async def rollback(bench: Bench, ident: str = "", *, reason: str = "wrong rows") -> Published:
    done = await bench.db.write(
        lambda db: publishing.rollback(
            db, ident, by=LENA, policy=bench.ctx.policy, reason=reason, now=bench.time
        )
    )
    await bench.ctx.lists.refresh(now=bench.time)
    return done


def answers(bench: Bench, audience: Audience) -> str:
    return bench.ctx.lists.now(audience).edition.id


async def test_partners_keep_the_former_edition_until_their_own_moment(bench: Bench) -> None:
    await drafted(bench, "2027-H1", LITWARE)
    later = bench.time + timedelta(days=7)
    await publish(bench, "2027-H1", partners_at=later)
    assert answers(bench, Audience.STAFF) == "2027-H1"
    assert answers(bench, Audience.PARTNERS) == "2026-H2"
    bench.time = later
    await bench.ctx.lists.refresh(now=later)
    assert answers(bench, Audience.PARTNERS) == "2027-H1"


async def test_partners_never_get_an_edition_that_was_superseded_meanwhile(bench: Bench) -> None:
    await drafted(bench, "2027-H1", LITWARE)
    await publish(bench, "2027-H1", partners_at=bench.time + timedelta(days=7))
    bench.later(days=1)
    await drafted(bench, "2027-H1.1", LITWARE, CONTOSO)
    await publish(bench, "2027-H1.1")
    bench.later(days=10)
    await bench.ctx.lists.refresh(now=bench.time)
    assert answers(bench, Audience.PARTNERS) == "2027-H1.1"


async def test_partners_are_never_first(bench: Bench) -> None:
    await drafted(bench, "2027-H1", LITWARE)
    with pytest.raises(PersonError, match="Partners would see it before"):
        await publish(bench, "2027-H1", partners_at=bench.time - timedelta(days=1))


async def test_the_former_edition_comes_back_as_a_new_one_and_is_told_as_such(
    bench: Bench,
) -> None:
    bench.later(days=30)
    await drafted(bench, "2027-H1", LITWARE)
    await publish(bench, "2027-H1")
    bench.later(days=1)
    done = await rollback(bench)
    assert (done.edition.id, done.edition.restores, done.instead_of) == (
        "2026-H2.r1",
        "2026-H2",
        "2027-H1",
    )
    assert (await bench.ask("contoso")).card.verdict == "Contoso Corporation is named."
    rows = bench.db.look(lambda db: list(audit.export(db)))
    row = next(row for row in rows if row["did"] == "edition.rolled_back")
    assert (row["about"], row["who"]) == ("2026-H2.r1", LENA.id)
    assert '"instead_of": "2027-H1"' in row["detail"]
    said = text(await bench.ask("history of contoso corporation"))
    assert "2026-H2.r1: named. Major, West, in effect from 24 December 2026" in said
    assert "2026-H2 published anew" in said


async def test_days_before_a_rollback_stay_answered_by_what_was_in_force(bench: Bench) -> None:
    bench.later(days=30)
    await drafted(bench, "2027-H1", ADATUM)
    await publish(bench, "2027-H1")
    wrong = bench.time.date()
    bench.later(days=5)
    await rollback(bench)
    bench.later(days=5)
    then = await bench.ask(f"was contoso named on {wrong.isoformat()}?")
    assert then.card.verdict.startswith("“contoso” was not named on")
    now = await bench.ask(f"was contoso named on {bench.time.date().isoformat()}?")
    assert now.card.verdict.startswith("Contoso Corporation was named on")


async def test_the_update_that_was_rolled_back_is_still_due(bench: Bench) -> None:
    await drafted(bench, "2027-H1", LITWARE)
    bench.later(days=1)
    await publish(bench, "2027-H1")
    assert (await rollback(bench)).edition.next_update == date(2027, 1, 18)


async def test_each_rollback_has_an_id_of_its_own(bench: Bench) -> None:
    await drafted(bench, "2027-H1", LITWARE)
    await publish(bench, "2027-H1")
    ids = []
    for of in ("", "", "2026-H2.r1"):
        bench.later(days=1)
        ids.append((await rollback(bench, of)).edition.id)
    assert ids == ["2026-H2.r1", "2027-H1.r1", "2026-H2.r2"]


async def test_a_rollback_needs_a_former_edition_and_a_reason(bench: Bench) -> None:
    with pytest.raises(publishing.NothingBefore):
        await rollback(bench)
    with pytest.raises(publishing.NothingBefore):
        await rollback(bench, "2026-H2")
    with pytest.raises(publishing.WhyBack):
        await rollback(bench, reason=" ")


async def test_only_a_list_owner_publishes_or_rolls_back(bench: Bench) -> None:
    await drafted(bench, "2027-H1", LITWARE)
    with pytest.raises(NotAllowed):
        await publish(bench, "2027-H1", by=PAT)
    with pytest.raises(NotAllowed):
        await bench.db.write(
            lambda db: publishing.rollback(
                db, by=PAT, policy=bench.ctx.policy, reason="x", now=bench.time
            )
        )


async def test_without_every_sign_off_it_takes_a_reason_and_somebody_else(bench: Bench) -> None:
    await drafted(bench, "2027-H1", LITWARE)

    async def attempt(reason: str, second: Person | None) -> Published:
        return await bench.db.write(
            lambda db: publishing.publish(
                db,
                "2027-H1",
                by=LENA,
                policy=bench.ctx.policy,
                reason=reason,
                second=second,
                now=bench.time,
            )
        )

    with pytest.raises(publishing.ReasonNeeded):
        await attempt(" ", DORA)
    for nobody_else in (None, LENA):
        with pytest.raises(publishing.SecondNeeded):
            await attempt("agreed", nobody_else)
    assert (await attempt("agreed", DORA)).edition.state == "published"
