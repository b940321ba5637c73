"""What an edition's coming into force tells, to whom, once and at the right time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers import publishing
from handlers.cards import Card, Document, plain
from handlers.documents import may_have
from handlers.importing import beside
from handlers.news import broadcast
from store import documents, due, people, subscriptions
from store.db import Sql
from store.rows import Audience, Entry
from store.subscriptions import Subscription
from tests.desk import ADATUM, CONTOSO, LIST, LITWARE, PEOPLE, PROSEWARE, WEST, Bench
from tests.drafts import put_draft

NEXT = date(2027, 1, 18)
FABRIKAM = replace(CONTOSO, account_id="A7", name="Fabrikam Inc", aliases=(), domains=(), ticker="")
LENA = next(person for person in PEOPLE if person.id == "p_lena")


pytestmark = pytest.mark.usefixtures("two_owners")


async def subscribe(bench: Bench, to: str, **wishes: object) -> None:
    given = {"audience": Audience.STAFF, "owner_id": "p_ana", "time_zone": "UTC", **wishes}
    row = Subscription(id=f"sub_{to}", destination=to, **given)  # type: ignore[arg-type]
    await bench.db.write(lambda db: subscriptions.put(db, row, now=bench.time))


async def publish(bench: Bench, *rows: Entry, partners_later: timedelta | None = None) -> None:
    """The next edition, by Lena; the clock's worker then does what is due."""

    def put(db: Sql) -> None:
        due_on = date(2027, 7, 18)
        put_draft(
            db,
            "2027-H1",
            rows,
            effective_from=NEXT,
            next_update=due_on,
            now=bench.time,
        )
        at = bench.time + partners_later if partners_later else None
        publishing.publish(
            db, "2027-H1", by=LENA, policy=bench.ctx.policy, second=PEOPLE[1], reason="due",
            partners_at=at, now=bench.time,
        )  # fmt: skip

    bench.later(minutes=5)
    await bench.db.write(put)
    await bench.tick()


async def correct(bench: Bench) -> None:
    """Everybody is named again."""
    bench.later(minutes=5)
    await bench.publish("2027-H1.1", LIST)
    await bench.db.write(
        lambda db: due.put(db, kind="edition.news", about="staff:2027-H1.1", at=bench.time)
    )
    await bench.tick()


def without(*gone: str) -> list[Entry]:
    return [row for row in LIST if row.account_id not in gone]


def news(bench: Bench) -> dict[str, Card]:
    """By destination."""
    return dict(bench.outbox())


@pytest.mark.parametrize("long", [1, 10_000], ids=["apart", "here"])
async def test_the_verdict_counts_what_concerns_the_reader(
    bench: Bench, long: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "LONG", long)
    await subscribe(bench, "slack:T1/C5")
    await subscribe(bench, "slack:T1/C6", districts=("east",))
    moved = replace(ADATUM, tier="global", pcs=50_000)
    await publish(bench, FABRIKAM, moved, *without("A1", "A3"))
    told = news(bench)
    assert told["slack:T1/C5"].verdict == "1 account joined the list, 1 left, 1 changed."
    assert told["slack:T1/C1"].verdict == "1 account joined the list in West, 1 left, 1 changed."
    assert "Changed: Adatum Holdings plc. Tier Strategic → Global; PCs 40,000 → 50,000" in plain(
        told["slack:T1/C5"]
    )
    assert "slack:T1/C6" not in told  # nothing changed in the east


async def test_partners_hear_at_their_moment_and_of_no_pc_count(bench: Bench) -> None:
    await subscribe(bench, "slack:T1/P1", audience=Audience.PARTNERS)
    counted, moved = replace(CONTOSO, pcs=13_000), replace(ADATUM, tier="global", pcs=1)
    await publish(bench, counted, moved, *without("A1", "A3"), partners_later=timedelta(days=3))
    assert "slack:T1/P1" not in news(bench)
    bench.later(days=3)
    await bench.tick()
    told = news(bench)["slack:T1/P1"]
    assert told.verdict == "1 account changed."
    assert "PCs" not in plain(told)
    assert "40,000" not in plain(told)


async def test_reps_of_a_district_without_a_partner_channel_hear_in_person(bench: Bench) -> None:
    rep = replace(next(p for p in PEOPLE if p.id == "p_pat"), districts=("west",))
    await bench.db.write(lambda db: people.put(db, rep))
    await publish(bench, *without("A1"))
    assert news(bench)["person:p_pat"].verdict == "1 account left the list in West."


async def test_a_district_with_a_partner_channel_is_told_there(bench: Bench) -> None:
    west = replace(WEST, partner_channel="slack:T1/P9")
    await bench.db.write(lambda db: people.put_district(db, west))
    await publish(bench, *without("A1"))
    assert news(bench)["slack:T1/P9"].verdict == "1 account left the list in West."


async def test_the_news_of_a_district_goes_where_its_channel_is_now(bench: Bench) -> None:
    await publish(bench, *without("A1"))
    moved = replace(WEST, channel="slack:T1/C2")
    await bench.db.write(lambda db: people.put_district(db, moved))
    before = len(bench.outbox())
    await correct(bench)
    assert "slack:T1/C2" in dict(bench.outbox()[before:])
    assert "slack:T1/C1" not in dict(bench.outbox()[before:])


async def test_a_default_that_was_ended_stays_ended(bench: Bench) -> None:
    await publish(bench, *without("A1"))
    assert await bench.db.write(lambda db: subscriptions.end(db, "sub_staff_west", now=bench.time))
    before = len(bench.outbox())
    await correct(bench)
    assert "slack:T1/C1" not in dict(bench.outbox()[before:])


async def test_many_rows_come_as_a_file_too(bench: Bench) -> None:
    await subscribe(bench, "slack:T1/C5")
    many = [
        replace(FABRIKAM, account_id=f"N{n}", name=f"=Newcomer {n}", district="east")
        for n in range(9)
    ]
    await publish(bench, *LIST, *many)
    card = news(bench)["slack:T1/C5"]
    assert card.verdict == "9 accounts joined the list."
    (file,) = [block for block in card.blocks if isinstance(block, Document)]
    rows = await bench.db.read(
        lambda db: list(
            db.query("select body, readers from documents where id = :id", {"id": file.ident})
        )
    )
    lines = rows[0]["body"].decode("utf-8-sig").splitlines()
    assert len(lines) == 10
    assert lines[1].startswith("joined,'=Newcomer 0,Major,East")
    assert rows[0]["readers"] == "staff"


async def test_the_file_of_partners_news_is_theirs_to_have(bench: Bench) -> None:
    pat = next(person for person in PEOPLE if person.id == "p_pat")
    await subscribe(bench, "person:p_pat", audience=Audience.PARTNERS, owner_id="p_pat")
    many = [
        replace(FABRIKAM, account_id=f"N{n}", name=f"Newcomer {n}", district="east")
        for n in range(9)
    ]
    await publish(bench, *LIST, *many)
    (file,) = [b for b in news(bench)["person:p_pat"].blocks if isinstance(b, Document)]
    kept = bench.db.look(lambda db: documents.get(db, file.ident))
    assert kept
    assert may_have(pat, kept)


async def test_watchers_and_holders_of_cases_learn_what_it_means_for_them(bench: Bench) -> None:
    answer = await bench.ask("is Contoso named?")
    await bench.press("Watch", answer.card)
    form = (await bench.press("Open escalation", answer.card)).form
    await bench.fill(form, what="Services pitched.")
    await bench.deliver()
    before = len(bench.outbox())
    await publish(bench, *without("A1"))
    told = [(to, card) for to, card in bench.outbox()[before:] if to.startswith("person:")]
    assert {to for to, _ in told} == {"person:p_pat", "person:p_ana", "person:p_sam"}
    for _, card in told:
        assert card.verdict == "Contoso Corporation is no longer named."
        assert "so partners lead and Northwind Services stays out" in plain(card)
    assert sum("Your case ESC-0001 goes on" in plain(card) for _, card in told) == 3


async def test_who_published_is_not_told_of_it(bench: Bench) -> None:
    await subscribe(bench, "person:p_lena")
    await subscribe(bench, "person:p_luis")
    await publish(bench, *without("A1"))
    assert "person:p_luis" in news(bench)
    assert "person:p_lena" not in news(bench)


async def test_a_digest_merges_what_fell_in_its_window(bench: Bench) -> None:
    await subscribe(bench, "slack:T1/C5", cadence="daily")
    await publish(bench, *without("A1"))
    await bench.db.write(
        lambda db: put_draft(
            db, "2027-H1.1", [FABRIKAM, *without("A1")], effective_from=NEXT,
            next_update=date(2027, 7, 18), now=bench.time,
        )
    )  # fmt: skip
    bench.later(hours=1)
    await bench.db.write(
        lambda db: publishing.publish(
            db,
            "2027-H1.1",
            by=LENA,
            policy=bench.ctx.policy,
            second=PEOPLE[1],
            reason="a correction",
            now=bench.time,
        )
    )
    await bench.tick()
    assert "slack:T1/C5" not in news(bench)
    bench.later(days=1)
    await bench.tick()
    told = [card.verdict for to, card in bench.outbox() if to == "slack:T1/C5"]
    assert told == ["1 account joined the list, 1 left."]


async def test_the_digests_of_one_moment_are_made_together_each_for_its_own_wish(
    bench: Bench,
) -> None:
    await subscribe(bench, "slack:T1/C5", cadence="daily")
    await subscribe(bench, "slack:T1/C6", cadence="daily", accounts=("A1",))
    await subscribe(bench, "slack:T1/C7", cadence="daily", districts=("east",))
    await publish(bench, *without("A1"))
    planned = await bench.db.read(
        lambda db: list(db.query("select about from due where kind = 'news.digest'"))
    )
    assert len(planned) == 1
    bench.later(days=1)
    await bench.tick()
    told = news(bench)
    assert told["slack:T1/C5"].verdict == "1 account left the list."
    assert told["slack:T1/C6"].verdict == "Contoso Corporation is no longer named."
    assert "slack:T1/C7" not in told


async def test_who_subscribes_while_the_news_is_made_hears_it_too(bench: Bench) -> None:
    await subscribe(bench, "slack:T1/C5")
    bench.later(minutes=5)
    await bench.publish("2027-H1", without("A1"), effective=NEXT)
    item = due.Due(0, "edition.news", "staff:2027-H1", bench.time)
    record = await broadcast.news(item, bench.ctx)
    await subscribe(bench, "slack:T1/C6", tiers=("strategic", "major", "global"))
    assert await bench.db.write(lambda db: subscriptions.end(db, "sub_slack:T1/C5", now=bench.time))
    await bench.db.write(record)
    assert news(bench)["slack:T1/C6"].verdict == "1 account left the list."
    assert "slack:T1/C5" not in news(bench)


async def test_quiet_hours_put_a_notice_off(bench: Bench) -> None:
    await subscribe(bench, "slack:T1/C5", quiet=("16:00", "18:00"))
    await publish(bench, *without("A1"))
    rows = await bench.db.read(
        lambda db: list(db.query("select due_at from outbox where destination = 'slack:T1/C5'"))
    )
    assert [row["due_at"][:16] for row in rows] == ["2026-11-23T18:00"]


async def test_a_subsidiary_that_comes_or_goes_is_no_news_of_its_own(bench: Bench) -> None:
    await subscribe(bench, "slack:T1/C5")
    await publish(bench, *without(PROSEWARE.account_id))
    assert "slack:T1/C5" not in news(bench)


async def test_an_account_that_is_only_covered_from_now_on_has_left(bench: Bench) -> None:
    await subscribe(bench, "person:p_sam", accounts=("A3",))
    covered = replace(ADATUM, tier="", parent_id=LITWARE.account_id)
    await publish(bench, covered, *without("A3"))
    assert news(bench)["person:p_sam"].verdict == (
        "Adatum Holdings plc is no longer named, but covered by Litware, Inc."
    )


async def test_news_are_told_once_though_their_row_falls_due_twice(bench: Bench) -> None:
    await subscribe(bench, "slack:T1/C5")
    await publish(bench, *without("A1"))
    before = len(bench.outbox())
    await bench.db.write(
        lambda db: due.put(db, kind="edition.news", about="staff:2027-H1", at=bench.time)
    )
    await bench.tick()
    assert len(bench.outbox()) == before


@pytest.mark.parametrize("cadence", ["at once", "daily"])
async def test_what_a_parked_subscription_missed_comes_in_one_message(
    bench: Bench, cadence: str
) -> None:
    await subscribe(bench, "slack:T1/C7", cadence=cadence)
    await bench.db.write(
        lambda db: subscriptions.park(db, "slack:T1/C7", why="archived", now=bench.time)
    )
    await publish(bench, *without("A1"), FABRIKAM)
    bench.later(days=2)
    await bench.tick()
    assert "slack:T1/C7" not in news(bench)
    for _ in range(2):
        await bench.db.write(lambda db: broadcast.resume(db, "slack:T1/C7", now=bench.time))
        await bench.tick()
    (card,) = [card for to, card in bench.outbox() if to == "slack:T1/C7"]
    assert card.verdict == "1 account joined the list, 1 left."


async def test_one_that_is_changed_while_it_is_parked_catches_up_as_well(bench: Bench) -> None:
    await subscribe(bench, "person:p_ana")
    await bench.db.write(
        lambda db: subscriptions.park(db, "person:p_ana", why="blocked", now=bench.time)
    )
    await publish(bench, *without("A1"), FABRIKAM)
    listed = await bench.ask("my subscriptions", by="ana@vendor.example")
    form = (await bench.press("Change", listed.card, by="ana@vendor.example")).form
    await bench.fill(form, by="ana@vendor.example", where="mine")
    await bench.tick()
    verdicts = [card.verdict for to, card in bench.outbox() if to == "person:p_ana"]
    assert "1 account joined the list, 1 left." in verdicts
