"""Reminders of the next update: in good time, once, in every time zone, whatever the clock does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from handlers import publishing, scheduling
from handlers.cards import plain
from handlers.policy import SHIPPED, Policy
from store.db import Sql
from tests.desk import LIST, PEOPLE, Bench, buttons
from tests.drafts import put_draft

pytestmark = pytest.mark.usefixtures("two_owners")

LENA = next(person for person in PEOPLE if person.id == "p_lena")


async def publish(bench: Bench, ident: str = "2027-H1", *, next_update: date) -> None:
    def put(db: Sql) -> None:
        put_draft(
            db, ident, LIST, effective_from=date(2027, 1, 18), next_update=next_update,
            now=bench.time,
        )  # fmt: skip
        publishing.publish(
            db,
            ident,
            by=LENA,
            policy=bench.ctx.policy,
            second=PEOPLE[1],
            reason="due",
            now=bench.time,
        )

    bench.later(minutes=5)
    await bench.db.write(put)


def _draft(db: Sql, ident: str, bench: Bench) -> None:
    put_draft(
        db, ident, LIST, effective_from=date(2027, 1, 18), next_update=date(2027, 7, 18),
        now=bench.time,
    )  # fmt: skip


def _schedule(db: Sql, ident: str, bench: Bench, *, at: datetime) -> None:
    scheduling.schedule(
        db,
        ident,
        at=at,
        by=LENA,
        policy=bench.ctx.policy,
        second=PEOPLE[1],
        reason="due",
        now=bench.time,
    )


def told(bench: Bench, to: str = "person:p_lena") -> list[str]:
    return [
        card.verdict for where, card in bench.outbox() if where == to and "list" in card.verdict
    ]


async def until(bench: Bench, day: datetime, *, step: timedelta = timedelta(hours=1)) -> None:
    while bench.time < day:
        bench.time = min(bench.time + step, day)
        await bench.tick()


async def test_thirty_seven_and_one_business_days_before_then_weekly_once_overdue(
    bench: Bench,
) -> None:
    await publish(bench, next_update=date(2027, 7, 19))
    await until(bench, datetime(2027, 8, 5, tzinfo=UTC), step=timedelta(hours=7))
    assert told(bench) == [
        # thirty business days: Juneteenth (observed) and Independence Day (observed) are none
        "The list's next update is due in 46 days, on 19 July 2027.",
        "The list's next update is due in 11 days, on 19 July 2027.",
        "The list's next update is due in 3 days, on 19 July 2027.",
        "The list is overdue by 1 day: its update was due on 19 July 2027.",
        "The list is overdue by 8 days: its update was due on 19 July 2027.",
        "The list is overdue by 15 days: its update was due on 19 July 2027.",
    ]
    assert told(bench, "person:p_dora") == told(bench)


async def test_a_clock_that_jumps_over_all_of_it_reminds_once_of_each(bench: Bench) -> None:
    await publish(bench, next_update=date(2027, 7, 19))
    bench.time = datetime(2027, 7, 22, tzinfo=UTC)
    for _ in range(3):
        await bench.tick()
    assert len(told(bench)) == 4


async def test_another_edition_ends_the_reminders_of_the_one_before(bench: Bench) -> None:
    await publish(bench, next_update=date(2027, 7, 19))
    bench.time = datetime(2027, 7, 1, tzinfo=UTC)
    await bench.tick()
    before = len(told(bench))
    await publish(bench, "2027-H2", next_update=date(2028, 1, 18))
    await until(bench, datetime(2027, 8, 5, tzinfo=UTC), step=timedelta(hours=9))
    assert len(told(bench)) == before


async def test_a_reminder_tells_how_far_the_next_list_has_come(bench: Bench) -> None:
    await publish(bench, next_update=date(2027, 7, 19))
    bench.time = datetime(2027, 6, 4, tzinfo=UTC)
    await bench.tick()
    assert "Import the next list as a draft" in plain(bench.outbox()[-1][1])
    await bench.db.write(lambda db: _draft(db, "2027-H2", bench))
    bench.time = datetime(2027, 7, 9, tzinfo=UTC)
    await bench.tick()
    assert "2027-H2 is a draft: open its review" in plain(bench.outbox()[-1][1])
    at = datetime(2027, 7, 19, 16, tzinfo=UTC)
    await bench.db.write(lambda db: _schedule(db, "2027-H2", bench, at=at))
    bench.time = datetime(2027, 7, 17, tzinfo=UTC)
    await bench.tick()
    assert "2027-H2 is scheduled for Mon 19 July 2027, 09:00" in plain(bench.outbox()[-1][1])


@pytest.mark.parametrize(
    ("zone", "country", "first"),
    [
        ("America/Los_Angeles", "US", "2027-06-03T16:00"),
        ("America/New_York", "US", "2027-06-03T13:00"),
        ("America/Sao_Paulo", "BR", "2027-06-07T12:00"),
        ("America/Toronto", "CA", "2027-06-04T13:00"),
        ("Europe/London", "GB", "2027-06-07T08:00"),
        ("Europe/Berlin", "DE", "2027-06-07T07:00"),
        ("Europe/Stockholm", "SE", "2027-06-07T07:00"),
        ("Africa/Johannesburg", "ZA", "2027-06-04T07:00"),
        ("Pacific/Auckland", "NZ", "2027-06-02T21:00"),
        ("Asia/Singapore", "SG", "2027-06-07T01:00"),
        ("Asia/Tokyo", "JP", "2027-06-07T00:00"),
        ("Australia/Lord_Howe", "AU", "2027-06-06T22:30"),
    ],
)
async def test_a_reminder_comes_when_work_begins_where_the_vendor_is(
    bench: Bench, tmp_path: Path, zone: str, country: str, first: str
) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    text = text.replace("America/Los_Angeles", zone).replace(
        'country = "US"', f'country = "{country}"'
    )
    bench.ctx = replace(bench.ctx, policy=Policy.parse(text))
    await publish(bench, next_update=date(2027, 7, 19))
    rows = await bench.db.read(
        lambda db: list(db.query("select due_at from due where about = '2027-H1:30'"))
    )
    assert [row["due_at"][:16] for row in rows] == [first]


async def test_the_day_before_a_scheduled_publication_its_owners_are_told_once(
    bench: Bench,
) -> None:
    at = bench.time + timedelta(days=3)

    def put(db: Sql) -> None:
        _draft(db, "2027-H1", bench)
        _schedule(db, "2027-H1", bench, at=at)

    await bench.db.write(put)
    await until(bench, at + timedelta(hours=1))
    cards = [card for to, card in bench.outbox() if to == "person:p_lena"]
    [told] = [card for card in cards if "tomorrow" in card.verdict]
    assert told.verdict == "Edition 2027-H1 comes into force tomorrow."
    assert [each.action for each in buttons(told)] == [
        "edition.board"
    ]  # it can be taken back there
