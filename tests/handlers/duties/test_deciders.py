"""No case without someone to decide it: at a publication, and against later changes."""

from dataclasses import replace

import pytest

from handlers import publishing
from handlers.duties import deciders
from handlers.errors import PersonError
from handlers.identify import operator
from handlers.importing import enter
from handlers.policy import Policy
from store import editions, entries, people
from store.db import Sql
from store.rows import District, Entry
from tests.desk import LIST, PEOPLE, WEST, Bench
from tests.drafts import put_draft

from .stage import LUIS, MORE, staffed

ROOT = operator("root")


def policy(bench: Bench, officer: str = "") -> Policy:
    text = bench.ctx.policy.text
    return Policy.parse(text.replace('appeal_officer = ""', f'appeal_officer = "{officer}"'))


async def publish(bench: Bench, *, within: Policy | None = None) -> None:
    def run(db: Sql) -> None:
        force = editions.get(db, "2026-H2")
        assert force
        put_draft(
            db,
            "2027-H1",
            LIST,
            effective_from=force.effective_from,
            next_update=force.next_update,
            now=bench.time,
        )
        publishing.publish(
            db,
            "2027-H1",
            by=ROOT,
            second=PEOPLE[1],
            policy=within or policy(bench),
            reason="x",
            now=bench.time,
        )

    await bench.db.write(run)


async def without(bench: Bench, *emails: str) -> None:
    """As it was before anything was checked."""

    def run(db: Sql) -> None:
        for email in emails:
            person = people.by_email(db, email)
            assert person
            people.remove(db, person.id, now=bench.time)

    await bench.db.write(run)


async def test_one_list_owner_and_nobody_to_appeal_to_is_refused(bench: Bench) -> None:
    with pytest.raises(PersonError, match="A list owner's decision could not be appealed"):
        await publish(bench)


async def test_a_second_list_owner_or_an_appeal_officer_makes_it_right(bench: Bench) -> None:
    await publish(bench, within=policy(bench, "dora@vendor.example"))
    await staffed(bench)
    assert (
        bench.db.look(lambda db: deciders.problems(db, frozenset({"2027-H1"}), policy(bench)))
        == deciders.Problems()
    )


@pytest.mark.parametrize("officer", ["lena@vendor.example", "pat@partner.example", "x@y.example"])
async def test_an_officer_who_can_be_none_makes_nothing_right(bench: Bench, officer: str) -> None:
    with pytest.raises(PersonError, match="could not be appealed"):
        await publish(bench, within=policy(bench, officer))
    missing = bench.db.look(lambda db: deciders.officer_missing(db, policy(bench, officer)))
    assert missing.startswith(f"The policy's appeal officer, {officer}") or "lena" in officer


async def test_accounts_that_nobody_decides_about_are_named(bench: Bench) -> None:
    await without(bench, "dora@vendor.example", "lena@vendor.example", "ana@vendor.example")
    with pytest.raises(PersonError) as refused:
        await publish(bench)
    first = str(refused.value).partition("\n")[0]
    assert first == (
        "No one could decide a case at Adatum Holdings plc, Contoso Corporation, Litware, Inc.,"
        " Woodgrove Bank, Woodgrove Park Hotels."
    )


async def test_a_district_whose_manager_is_gone_is_refused_only_where_it_matters(
    bench: Bench,
) -> None:
    await staffed(bench)
    await publish(bench)

    async def take_in(row: District) -> None:
        await bench.db.write(
            lambda db: enter.districts(db, [row], by=ROOT, policy=policy(bench), now=bench.time)
        )

    await take_in(replace(WEST, manager_email="nobody@vendor.example"))  # list owners are left
    await without(bench, "lena@vendor.example", LUIS)
    await take_in(replace(WEST, name="Far West", manager_email="nobody@vendor.example"))
    east = replace(WEST, id="east", manager_email="nobody@vendor.example")
    with pytest.raises(PersonError, match="No one could decide a case at Litware"):
        await take_in(east)


async def test_a_hundred_thousand_accounts_are_few_duties(bench: Bench) -> None:
    rows = [
        Entry(f"B{n}", f"Company {n}", tier="major", district="west", manager_email=MORE[1].email)
        for n in range(2_000)
    ]
    await bench.publish("2027-H2", rows)
    assert len(bench.db.look(lambda db: entries.duties(db, "2027-H2"))) == 1
