"""Somebody leaves: their duties pass up at once, and don't come back with them."""

from dataclasses import replace

import pytest

from handlers.cards import plain
from handlers.duties import leaving, links
from handlers.errors import NotAllowed, PersonError
from handlers.identify import operator
from handlers.importing import enter
from handlers.importing.enter import Entered
from handlers.importing.rows import PersonRow
from store import cases, people
from store.rows import Identity, Person, Platform, Role
from tests.desk import PEOPLE, Bench, text

from .stage import ANA, BEN, CHANNEL, DORA, LENA, MORE, PAT, case, opened, staffed, told

ROOT = operator("root")
YUKI = MORE[3]
SLACK_ANA = Identity(Platform.SLACK, "T1", "ana")


@pytest.fixture(autouse=True)
async def vendor(bench: Bench) -> None:
    await staffed(bench)


async def remove(bench: Bench, email: str, *, by: Person = YUKI) -> leaving.Passed:
    policy, now = bench.ctx.policy, bench.time
    return await bench.db.write(lambda db: leaving.remove(db, email, by=by, policy=policy, now=now))


async def take_in(bench: Bench, *rows: PersonRow, missing: bool = False) -> Entered:
    policy, now = bench.ctx.policy, bench.time
    return await bench.db.write(
        lambda db: enter.directory(
            db, rows, by=ROOT, policy=policy, now=now, remove_missing=missing
        )
    )


def row(person: Person) -> PersonRow:
    return PersonRow(person.email, person.name, person.role, person.firm, person.districts)


async def test_open_duties_pass_up_at_once_and_all_concerned_are_told(bench: Bench) -> None:
    await opened(bench)
    await bench.ask("contoso", by=ANA)
    passed = await remove(bench, ANA)
    assert passed.words == "ESC-0001 passed on to Dora Weiss"
    assert case(bench).owner_id == "p_dora"
    news = "ESC-0001 at Contoso Corporation: who decided has left, so it passed on to Dora Weiss."
    for to in (CHANNEL, "person:p_pat", "person:p_dora"):
        assert news in told(bench, to)
    assert "don't know you" in (await bench.ask("contoso", by=ANA)).card.verdict
    assert bench.audit()[-4:-1] == ["asked", "person.removed", "case.take_over"]


async def test_what_someone_opened_stays_and_a_decided_case_passes_too(bench: Bench) -> None:
    await opened(bench)
    form = await bench.press(
        "Decline: things stay as they are", bench.standing("case:ESC-0001", CHANNEL), by=ANA
    )
    await bench.fill(form.form, by=ANA, words="No.")
    await remove(bench, PAT)
    await remove(bench, ANA)
    assert (case(bench).state, case(bench).owner_id) == ("declined", "p_dora")
    assert case(bench).claim.opener_id == "p_pat"


async def test_who_comes_back_gets_no_old_duty_and_no_old_absence_back(bench: Bench) -> None:
    await opened(bench)
    await bench.ask("escalate delegate Ben Holt from 2026-11-23 to 2026-12-23", by=ANA)
    await remove(bench, ANA)
    await take_in(bench, replace(row(PEOPLE[0]), slack_id="T1/ana"))
    bench.meet(ANA)
    back = bench.db.look(lambda db: people.by_email(db, ANA))
    assert back
    assert bench.db.look(lambda db: cases.owned_by(db, back.id)) == []
    mine = await bench.ask("my duties", by=ANA)
    assert "Nobody stands in for you." in text(mine)
    assert case(bench).owner_id == "p_dora"


async def test_who_stood_in_for_others_leaves_them_told(bench: Bench) -> None:
    await opened(bench)
    await bench.ask("escalate delegate Ben Holt from today to 2026-11-25", by=ANA)
    await remove(bench, BEN)
    assert "Stands in" not in plain(bench.standing("case:ESC-0001", CHANNEL))
    assert told(bench, "person:p_ana")[-1].startswith("Ben Holt can't stand in for you any more")


async def test_only_an_admin_changes_the_directory_and_never_away_from_under_themselves(
    bench: Bench,
) -> None:
    for person in (*PEOPLE, *MORE):
        if person.role is not Role.ADMIN:
            with pytest.raises(NotAllowed, match="Only an admin changes the directory"):
                await remove(bench, BEN, by=person)
            with pytest.raises(NotAllowed, match="Only an admin"):
                await bench.db.write(
                    lambda db, by=person: links.link(  # type: ignore[misc]
                        db, BEN, SLACK_ANA, by=by, now=bench.time
                    )
                )
    with pytest.raises(PersonError, match="take yourself out"):
        await remove(bench, YUKI.email)
    with pytest.raises(PersonError, match="is not in the directory"):
        await remove(bench, "nobody@vendor.example")


async def test_a_removal_that_leaves_a_case_without_a_decider_is_refused_whole(
    bench: Bench,
) -> None:
    with pytest.raises(PersonError, match="A list owner's decision could not be appealed"):
        await remove(bench, LENA)
    assert bench.db.look(lambda db: people.by_email(db, LENA))
    assert "person.removed" not in bench.audit()


async def test_a_file_that_is_the_whole_directory_takes_out_who_is_missing(bench: Bench) -> None:
    await opened(bench)
    stay = [row(each) for each in (*PEOPLE, *MORE) if each.email not in (ANA, BEN)]
    assert (await take_in(bench, *stay)).removed == 0
    done = await take_in(bench, *stay, missing=True)
    assert (done.removed, done.passed) == (2, "ESC-0001 passed on to Dora Weiss")
    with pytest.raises(PersonError, match="could not be appealed"):
        await take_in(bench, *(each for each in stay if each.email != LENA), missing=True)


async def test_who_gets_a_role_that_decides_nothing_passes_their_cases_on(bench: Bench) -> None:
    await opened(bench)
    done = await take_in(bench, replace(row(PEOPLE[0]), role=Role.AUDITOR))
    assert done.passed == "ESC-0001 passed on to Dora Weiss"
    again = await opened(bench, opportunity="another")
    assert again.card.verdict == "ESC-0002 is open, and Dora Weiss has it."


async def test_a_deactivated_account_is_suspended_once_and_its_duties_pass_up(
    bench: Bench,
) -> None:
    await bench.ask("contoso", by=ANA)
    await opened(bench)
    bench.meet(ANA, active=False)
    for _ in range(2):
        assert "don't know you" in (await bench.ask("contoso", by=ANA)).card.verdict
    assert bench.audit().count("person.deactivated") == 1
    assert case(bench).owner_id == "p_dora"
    for owner in ("p_lena", "p_luis"):
        assert told(bench, f"person:{owner}") == ["Ana Silva's account in Slack was deactivated."]
    again = await opened(bench, opportunity="another")
    assert again.card.verdict == "ESC-0002 is open, and Dora Weiss has it."


async def test_back_on_the_platform_an_admin_links_them_and_nothing_old_returns(
    bench: Bench,
) -> None:
    await bench.ask("contoso", by=ANA)
    await opened(bench)
    bench.meet(ANA, active=False)
    await bench.ask("contoso", by=ANA)
    bench.meet(ANA)
    assert "don't know you" in (await bench.ask("contoso", by=ANA)).card.verdict
    await bench.db.write(lambda db: links.link(db, ANA, SLACK_ANA, by=YUKI, now=bench.time))
    assert "is named" in (await bench.ask("contoso", by=ANA)).card.verdict
    assert case(bench).owner_id == "p_dora"
    again = await opened(bench, opportunity="another")
    assert again.card.verdict == "ESC-0002 is open, and Ana Silva has it."


async def test_a_deactivation_that_leaves_nobody_is_told_and_loses_nothing(bench: Bench) -> None:
    await bench.ask("contoso", by=DORA)
    await bench.ask("contoso", by=ANA)
    await opened(bench, by=DORA, other="firm:fabrikam")
    for email in (LENA, "luis@vendor.example", ANA):
        await bench.ask("contoso", by=email)
        bench.meet(email, active=False)
        await bench.ask("contoso", by=email)
    assert case(bench).owner_id
    last = plain(next(card for to, card in reversed(bench.outbox()) if to == "person:p_luis"))
    assert "Nobody is left who could decide a case at Contoso Corporation" in last


async def test_an_unlinked_account_is_nobodys_until_an_admin_links_it(bench: Bench) -> None:
    await bench.ask("contoso", by=ANA)
    await bench.db.write(lambda db: links.unlink(db, ANA, SLACK_ANA, by=YUKI, now=bench.time))
    assert "don't know you" in (await bench.ask("contoso", by=ANA)).card.verdict
    with pytest.raises(PersonError, match="is not linked to Ana Silva"):
        await bench.db.write(lambda db: links.unlink(db, ANA, SLACK_ANA, by=YUKI, now=bench.time))
    await bench.db.write(lambda db: links.link(db, BEN, SLACK_ANA, by=YUKI, now=bench.time))
    with pytest.raises(PersonError, match="is Ben Holt's account"):
        await bench.db.write(lambda db: links.link(db, ANA, SLACK_ANA, by=YUKI, now=bench.time))
    with pytest.raises(PersonError, match="TENANT/OBJECT"):
        links.identity("teams", "no pair")
