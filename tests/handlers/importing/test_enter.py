"""Imports into a real store: what they change, whom they refuse, what they leave on record."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from handlers.errors import NotAllowed, PersonError
from handlers.identify import operator
from handlers.importing import enter
from handlers.importing.enter import Entered
from handlers.importing.rows import PersonRow
from store import audit, people, subscriptions
from store.db import Sql
from store.rows import Audience, Identity, Person, Platform, Role
from store.subscriptions import Subscription
from tests.desk import PEOPLE, WEST, Bench

T = TypeVar("T")

ROOT = operator("root")
LENA, PAT = PEOPLE[2], PEOPLE[4]
KIM = PersonRow("kim@partner.example", "Kim Lee", Role.PARTNER_REP, "fabrikam", ("west",))
AT_SLACK = Identity(Platform.SLACK, "T9", "U9")


async def take_in(bench: Bench, *rows: PersonRow, by: Person = ROOT) -> Entered:
    return await bench.db.write(
        lambda db: enter.directory(db, rows, by=by, policy=bench.ctx.policy, now=bench.time)
    )


def kept(bench: Bench, look: Callable[[Sql], T]) -> T:
    return bench.db.look(look)


def did(bench: Bench) -> list[str]:
    return [row["did"] for row in kept(bench, lambda db: list(audit.export(db)))]


async def test_new_people_join_the_directory_and_known_ones_keep_their_id(bench: Bench) -> None:
    pat = PersonRow(PAT.email, "Pat Moss-Ray", PAT.role, "FABRIKAM", ("east", "west"))
    assert await take_in(bench, KIM, pat) == Entered(added=1, changed=1, same=0)
    after = kept(bench, lambda db: people.by_email(db, PAT.email))
    assert after == replace(PAT, name="Pat Moss-Ray", districts=("east", "west"))


async def test_the_same_file_again_changes_nothing(bench: Bench) -> None:
    await take_in(bench, KIM)
    before = did(bench)
    assert await take_in(bench, KIM) == Entered(added=0, changed=0, same=1)
    assert did(bench) == [*before, "people.imported"]


async def test_who_changes_sides_hears_the_lists_news_as_their_new_side_may(bench: Bench) -> None:
    wish = Subscription("sub_1", LENA.id, f"person:{LENA.id}", Audience.STAFF)
    await bench.db.write(lambda db: subscriptions.put(db, wish, now=bench.time))
    await take_in(bench, PersonRow(LENA.email, LENA.name, Role.PARTNER_REP, "Fabrikam"))
    found = kept(bench, lambda db: subscriptions.get(db, "sub_1"))
    assert found == replace(wish, audience=Audience.PARTNERS)


async def test_a_firm_is_made_once_whatever_its_case(bench: Bench) -> None:
    new = replace(KIM, firm="Wingtip")
    await take_in(bench, new, replace(new, email="lo@partner.example", firm="WINGTIP"))
    assert sorted(kept(bench, people.firms).values()) == ["Fabrikam", "Tailspin", "Wingtip"]


async def test_ids_in_the_file_link_people_to_the_platforms(bench: Bench) -> None:
    await take_in(bench, replace(KIM, slack_id="T9/U9", teams_id="tenant/object"))
    linked = kept(bench, lambda db: people.linked(db, AT_SLACK))
    assert linked is not None
    assert (linked[0].email, linked[1]) == (KIM.email, "")
    assert len(kept(bench, lambda db: people.identities(db, linked[0].id))) == 2


async def test_a_link_that_is_there_keeps_the_email_it_has_seen(bench: Bench) -> None:
    row = replace(KIM, slack_id="T9/U9")
    await take_in(bench, row)
    linked = kept(bench, lambda db: people.linked(db, AT_SLACK))
    assert linked is not None
    await bench.db.write(
        lambda db: people.link(db, AT_SLACK, linked[0].id, email="k@x.example", now=bench.time)
    )
    await take_in(bench, row)
    assert kept(bench, lambda db: people.linked(db, AT_SLACK)) == (linked[0], "k@x.example")


async def test_roles_and_links_given_are_on_record_without_an_email(bench: Bench) -> None:
    await take_in(bench, replace(KIM, slack_id="T9/U9"))
    rows = kept(bench, lambda db: list(audit.export(db)))
    assert [row["did"] for row in rows] == ["person.role", "person.linked", "people.imported"]
    assert "@" not in "".join(row["detail"] + row["about"] for row in rows)


async def test_an_import_that_leaves_a_case_without_a_decider_is_refused(bench: Bench) -> None:
    auditors = [PersonRow(row.email, row.name, Role.AUDITOR) for row in PEOPLE if row.staff]
    with pytest.raises(PersonError, match="No one could decide a case at"):
        await take_in(bench, *auditors)
    assert kept(bench, lambda db: people.by_role(db, Role.LIST_OWNER)) == [LENA]
    assert did(bench) == []


async def test_only_an_admin_imports_people_and_districts(bench: Bench) -> None:
    for who in (PAT, LENA):
        with pytest.raises(NotAllowed, match="Only an admin"):
            await take_in(bench, KIM, by=who)
    admin = replace(LENA, role=Role.ADMIN)
    await bench.db.write(
        lambda db: enter.districts(db, [WEST], by=admin, policy=bench.ctx.policy, now=bench.time)
    )
    assert did(bench) == ["districts.imported"]


async def test_districts_are_added_and_changed(bench: Bench) -> None:
    rows = [WEST, replace(WEST, id="south"), replace(WEST, id="east", name="Far East")]
    done = await bench.db.write(
        lambda db: enter.districts(db, rows, by=ROOT, policy=bench.ctx.policy, now=bench.time)
    )
    assert done == Entered(added=1, changed=1, same=1)


async def test_a_directory_that_changed_since_the_checks_is_told(bench: Bench) -> None:
    with pytest.raises(PersonError, match="“north” has just been taken out"):
        await take_in(bench, replace(KIM, districts=("north",)))
