"""Cases as rows: numbers, revisions, timers, and what the database itself refuses."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from store import cases, due
from store.case_rows import (
    SERVICES,
    Case,
    Claim,
    Clock,
    Kind,
    Party,
    Rung,
    State,
    Terms,
    Timer,
)
from store.db import Db, Sql

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
LATER = NOW + timedelta(hours=4)
LIMIT = Timer(Clock.ACKNOWLEDGE, LATER)
CLAIM = Claim(
    Kind.ESCALATION,
    account_id="A1",
    account="Contoso",
    district_id="west",
    opener_id="p_pat",
    opener_side="firm:fabrikam",
    other_side=SERVICES,
    opportunity="Pilot in Lyon",
    evidence=("https://example.com/a?b=c",),
)
ASKED = replace(CLAIM, kind=Kind.EXCEPTION, opener_id="p_sam", opener_side=SERVICES, other_side="")


pytestmark = pytest.mark.usefixtures("furnished")


def start(claim: Claim = CLAIM, terms: Terms | None = None) -> Callable[[Sql], Case]:
    def change(sql: Sql) -> Case:
        case = Case(
            id=cases.number(sql, claim),
            revision=1,
            claim=claim,
            parties=(Party(claim.opener_id, claim.opener_side),),
            state=State.OPEN,
            rung=Rung.DISTRICT_MANAGER,
            owner_id="p_dora",
            opened_at=NOW,
            running_since=NOW,
            terms=terms,
        )
        cases.open_(sql, case, [LIMIT])
        return case

    return change


def about(n: int) -> Claim:
    return replace(CLAIM, opportunity=f"opportunity {n}")


def upheld(case: Case, *, by: str = "p_dora", now: datetime = LATER) -> Case:
    return replace(
        case,
        state=State.UPHELD,
        outcome=State.UPHELD,
        decided_at=now,
        decided_by=by,
        running_since=None,
    )


def keep(case: Case, event: str = "uphold") -> Callable[[Sql], Case]:
    close = Timer(Clock.CLOSE, LATER)
    timers = [] if case.final else [close]
    return lambda sql: cases.move(
        sql, case, timers, event=event, by="p_dora", words="both promised it", now=LATER
    )


def closed(case: Case) -> Case:
    return replace(upheld(case), state=State.CLOSED, closed_at=LATER)


async def waiting(db: Db) -> list[tuple[str, str]]:
    rows = await db.read(lambda sql: due.ready(sql, now=LATER))
    return [(row.kind, row.about) for row in rows]


async def test_a_case_comes_back_as_it_went_in(db: Db) -> None:
    made = await db.write(start())
    assert await db.read(lambda sql: cases.get(sql, "ESC-0001")) == made
    terms = Terms("early adopters", "two people", 90)
    asked = await db.write(start(ASKED, terms))
    assert await db.read(lambda sql: cases.get(sql, "EXC-0001")) == asked


async def test_numbers_have_no_gaps_and_no_repeats_however_many_open_at_once(db: Db) -> None:
    def fails(sql: Sql) -> Case:
        start(about(99))(sql)
        raise ValueError("half-way")

    other = Db(db.path)
    jobs = [each.write(start(about(n))) for n in range(20) for each in (db, other)]
    jobs += [db.write(fails) for _ in range(5)]
    done = await asyncio.gather(*jobs, return_exceptions=True)
    other.close()
    opened = [each.id for each in done if isinstance(each, Case)]
    assert sorted(opened) == [f"ESC-{n:04d}" for n in range(1, 21)]
    assert sum(isinstance(each, cases.OpenAlready) for each in done) == 20


async def test_exceptions_have_numbers_of_their_own(db: Db) -> None:
    await db.write(start())
    assert (await db.write(start(ASKED))).id == "EXC-0001"


@pytest.mark.parametrize(
    "again",
    [
        CLAIM,
        replace(CLAIM, opportunity="  pilot in  LYON "),
        # the other side opens it
        replace(CLAIM, opener_id="p_sam", opener_side=SERVICES, other_side="firm:fabrikam"),
    ],
)
async def test_a_second_attempt_is_told_the_first_and_takes_no_number(db: Db, again: Claim) -> None:
    await db.write(start())
    with pytest.raises(cases.OpenAlready, match="ESC-0001"):
        await db.write(start(again))
    assert (await db.write(start(about(2)))).id == "ESC-0002"


async def test_another_firm_or_account_has_a_case_of_its_own_and_so_has_one_after_the_end(
    db: Db,
) -> None:
    first = await db.write(start())
    await db.write(start(replace(CLAIM, account_id="A2")))
    await db.write(start(replace(CLAIM, opener_id="p_quin", opener_side="firm:tailspin")))
    await db.write(keep(closed(first)))
    assert (await db.write(start())).id == "ESC-0004"


async def test_the_database_itself_holds_one_open_case(db: Db) -> None:
    await db.write(start())
    twin = "insert into cases select 'ESC-0002'," + ",".join(
        await db.read(
            lambda sql: [
                row["name"]
                for row in sql.query("select name from pragma_table_info('cases') where cid > 0")
            ]
        )
    )
    with pytest.raises(sqlite3.IntegrityError, match="cases_one_open"):
        await db.write(lambda sql: sql.execute(f"{twin} from cases"))


async def test_two_who_decide_at_once_leave_one_decision(db: Db) -> None:
    seen = await db.write(start())
    after = await db.write(keep(upheld(seen)))
    assert after.revision == 2
    with pytest.raises(cases.StaleCase):
        await db.write(keep(replace(upheld(seen), state=State.DECLINED, outcome=State.DECLINED)))
    kept = await db.read(lambda sql: cases.get(sql, seen.id))
    assert kept == after


async def test_a_move_replaces_the_timers_and_the_end_takes_them_away(db: Db) -> None:
    made = await db.write(start())
    assert await waiting(db) == [("case.acknowledge", "ESC-0001")]
    after = await db.write(keep(upheld(made)))
    assert await waiting(db) == [("case.close", "ESC-0001")]
    await db.write(keep(closed(after), "close"))
    assert await waiting(db) == []


async def test_a_reminder_leaves_the_revision_that_people_have_seen(db: Db) -> None:
    made = await db.write(start())
    again = [replace(LIMIT, at=LATER)]
    await db.write(lambda sql: cases.remind(sql, made, again, event="remind", now=NOW))
    assert await db.read(lambda sql: cases.get(sql, made.id)) == made
    assert await waiting(db) == [("case.acknowledge", "ESC-0001")]
    moved = await db.write(keep(upheld(made)))
    with pytest.raises(cases.StaleCase):
        await db.write(lambda sql: cases.remind(sql, made, (), event="remind", now=NOW))
    assert await db.read(lambda sql: cases.get(sql, made.id)) == moved


async def test_the_timeline_tells_what_happened_and_in_whose_words(db: Db) -> None:
    await db.write(keep(upheld(await db.write(start()))))
    lines = await db.read(lambda sql: cases.timeline(sql, "ESC-0001"))
    assert [(line.number, line.event, line.by, line.state) for line in lines] == [
        (1, "open", "p_pat", State.OPEN),
        (2, "uphold", "p_dora", State.UPHELD),
    ]
    assert [line.words for line in lines] == ["", "both promised it"]


async def test_a_person_is_reminded_once_a_day_of_a_case(db: Db) -> None:
    await db.write(start())

    def remind(day: str) -> Callable[[Sql], bool]:
        return lambda sql: cases.reminded(sql, "ESC-0001", "p_dora", day)

    told = [await db.write(remind(day)) for day in ("2026-11-23", "2026-11-23", "2026-11-24")]
    assert told == [True, False, True]


async def test_only_open_cases_are_still_their_owners(db: Db) -> None:
    first = await db.write(start())
    await db.write(start(about(2)))
    await db.write(keep(closed(first)))
    owned = await db.read(lambda sql: cases.owned_by(sql, "p_dora"))
    assert [case.id for case in owned] == ["ESC-0002"]


async def test_an_exception_can_be_asked_for_anew_while_it_is_in_force(db: Db) -> None:
    asked = await db.write(start(ASKED, Terms("pilot", "", 30)))
    granted = replace(
        upheld(asked),
        state=State.GRANTED,
        outcome=State.GRANTED,
        terms=Terms("pilot", "", 30, NOW + timedelta(days=30)),
    )
    await db.write(keep(granted, "grant"))
    assert (await db.write(start(ASKED, Terms("pilot", "", 30)))).id == "EXC-0002"


@pytest.mark.parametrize("by", ["p_pat", "p_sam", "p_ana"])
async def test_nobody_decides_a_case_of_their_own(db: Db, by: str) -> None:
    made = await db.write(start())
    await db.write(lambda sql: cases.join(sql, made.id, Party("p_sam", SERVICES), now=NOW))
    former = replace(made, former=("p_ana",))
    with pytest.raises(sqlite3.IntegrityError):
        await db.write(keep(upheld(former, by=by)))


async def test_who_decides_is_no_party_and_no_party_comes_to_decide(db: Db) -> None:
    made = await db.write(start())
    with pytest.raises(sqlite3.IntegrityError, match="of their own"):
        await db.write(lambda sql: cases.join(sql, made.id, Party("p_dora", SERVICES), now=NOW))
    await db.write(lambda sql: cases.join(sql, made.id, Party("p_sam", SERVICES), now=NOW))
    with pytest.raises(sqlite3.IntegrityError, match="of their own"):
        await db.write(keep(replace(made, owner_id="p_sam"), "reassign"))


@pytest.mark.parametrize(
    "change",
    [
        # states of the other kind, and halves of a state
        "update cases set state = 'granted'",
        "update cases set state = 'closed'",
        "update cases set state = 'needs_info', running_since = null",
        "update cases set state = 'upheld', running_since = null",
        "update cases set running_since = null",
        "update cases set decided_by = 'p_dora'",
        "update cases set outcome = 'upheld'",
        "update cases set closed_at = opened_at",
        "update cases set owner_id = 'p_pat'",
        "update cases set owner_id = 'nobody'",
        "update cases set rung = 'ceo'",
        # what is on record
        "update cases set what = 'something else'",
        "update cases set opener_id = 'p_sam'",
        "update case_events set words = ''",
        "delete from case_events",
        "delete from cases",
    ],
)
async def test_the_database_refuses_what_can_never_be(db: Db, change: str) -> None:
    await db.write(start())
    with pytest.raises(sqlite3.IntegrityError):
        await db.write(lambda sql: sql.execute(change))


async def test_a_case_that_is_over_stays_as_it_is(db: Db) -> None:
    over = await db.write(keep(closed(await db.write(start()))))
    with pytest.raises(sqlite3.IntegrityError, match="over"):
        await db.write(keep(upheld(over)))
