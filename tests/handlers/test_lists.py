"""The editions in force in memory, and former ones for questions as of a day."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import apart, days, lists
from handlers.findings import find
from handlers.listing import Listing, build
from handlers.lists import Lists
from handlers.policy import Policy
from store import aliases, editions
from store.db import Sql
from store.rows import Audience, Edition, Entry
from tests.desk import CONTOSO, LIST, LITWARE, PROSEWARE, Bench
from tests.drafts import put_draft

ASKED = ("Contoso Corporation", "Proseware Studios", "Litware")
SECOND = replace(CONTOSO, tier="global", district="east", manager_email="dora@vendor.example")
ROWS = (
    (CONTOSO, LITWARE, PROSEWARE),
    (SECOND, replace(PROSEWARE, parent_id="A1")),
    (LITWARE, PROSEWARE),
    (replace(CONTOSO, tier="", parent_id="A2"), replace(LITWARE, district="west")),
)
ANOTHER = Policy.parse(
    Policy.load().text.replace("covered_counts_as_named = true", "covered_counts_as_named = false")
)


@dataclass(frozen=True)
class Published:
    """A publication: after so many days, with a date of its own, for partners later or at once."""

    after_days: int
    effective_days: int
    partners_days: int
    rows: int
    other_policy: bool


histories = st.lists(
    st.builds(
        Published,
        after_days=st.integers(0, 4),
        effective_days=st.integers(-9, 9),
        partners_days=st.integers(0, 6),
        rows=st.integers(0, len(ROWS) - 1),
        other_policy=st.booleans(),
    ),
    min_size=1,
    max_size=5,
)
Answer = tuple[object, ...]


def told(listing: Listing) -> list[Answer]:
    """All of an answer that must come out again as it was."""
    answers: list[Answer] = []
    for asked in ASKED:
        finding = find(listing, asked)
        entry = finding.parent or finding.entry
        answers.append(
            (
                finding.standing,
                finding.verdict,
                entry and (entry.tier, entry.district, entry.manager_email),
            )
        )
    return answers


async def live(bench: Bench, history: list[Published]) -> dict[tuple[date, Audience], list[Answer]]:
    """What was answered last on each day, while editions came."""
    given: dict[tuple[date, Audience], list[Answer]] = {}
    for number, each in enumerate([*history, None]):
        for _ in range(each.after_days if each else 8):
            for audience in Audience:
                given[today(bench), audience] = told(bench.ctx.lists.now(audience))
            bench.later(days=1)
            await bench.ctx.lists.refresh(now=bench.time)
        if each:
            await publish(bench, f"E{number}", each)
    return given


def today(bench: Bench) -> date:
    return days.local(bench.time, bench.ctx.policy.vendor.time_zone)


async def publish(bench: Bench, ident: str, each: Published) -> None:
    effective = today(bench) + timedelta(days=each.effective_days)
    policy = ANOTHER if each.other_policy else bench.ctx.policy

    def put(db: Sql) -> None:
        now = bench.time
        rows = ROWS[each.rows]
        put_draft(db, ident, rows, effective_from=effective, next_update=effective, now=now)
        later = now + timedelta(days=each.partners_days)
        editions.publish(db, ident, policy=policy.text, partners_at=later, now=now)

    bench.later(seconds=1)
    await bench.db.write(put)
    await bench.ctx.lists.refresh(now=bench.time)


@given(history=histories)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_answer_as_of_a_day_is_the_one_given_on_that_day(history: list[Published]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(_as_it_was(Path(folder) / "a.db", history))


async def _as_it_was(path: Path, history: list[Published]) -> None:
    bench = Bench(path)
    await bench.furnish(ROWS[0])
    given = await live(bench, history)
    zone = bench.ctx.policy.vendor.time_zone
    for (day, audience), answer in given.items():
        listing = await bench.ctx.lists.as_of(audience, day, now=bench.time)
        came = moment(listing.edition, audience)
        if days.local(came, zone) > day:  # published later: it says so
            assert listing.edition.effective_from <= day
            continue
        assert told(listing) == answer, (day, audience, listing.edition.id)
    bench.db.close()


def moment(edition: Edition, audience: Audience) -> datetime:
    found = edition.published_at if audience is Audience.STAFF else edition.partners_at
    assert found is not None
    return found


async def test_looks_at_the_same_time_do_not_put_an_older_list_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    load = Lists._load

    async def held_up(self: Lists, edition: Edition) -> Listing:
        listing = await load(self, edition)
        if edition.id == "2026-H2":
            begun.set()
            await go_on.wait()
        return listing

    monkeypatch.setattr(Lists, "_load", held_up)
    made = Lists(bench.db)
    first = asyncio.create_task(made.refresh(now=bench.time))
    await begun.wait()
    bench.later(seconds=1)
    await bench.publish_only("2027-H1", [LITWARE])
    second = asyncio.create_task(made.refresh(now=bench.time))
    await asyncio.wait({second}, timeout=0.2)  # it must not get ahead of the first
    go_on.set()
    await asyncio.gather(first, second)
    assert made.now(Audience.STAFF).edition.id == "2027-H1"


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The editions that are built, one after the other."""
    found: list[str] = []

    def counted(edition: Edition, *given: object) -> Listing:
        found.append(edition.id)
        return build(edition, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(lists, "build", counted)
    return found


async def test_nobody_waits_for_a_long_list_while_there_is_one_that_answers(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()
    load = Lists._load

    async def held_up(self: Lists, edition: Edition) -> Listing:
        await go_on.wait()
        return await load(self, edition)

    monkeypatch.setattr(lists, "PATIENCE_S", 0.01)
    monkeypatch.setattr(Lists, "_load", held_up)
    bench.later(days=1)
    await bench.publish_only("2027-H1", [LITWARE])
    assert not await bench.ctx.lists.refresh(now=bench.time)
    assert bench.ctx.lists.now(Audience.STAFF).edition.id == "2026-H2"
    go_on.set()
    await bench.ctx.lists.caught_up()
    assert bench.ctx.lists.now(Audience.STAFF).edition.id == "2027-H1"


async def test_a_long_list_that_could_not_be_loaded_is_no_secret(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()

    async def fails(self: Lists, edition: Edition) -> Listing:
        await go_on.wait()
        raise MemoryError

    monkeypatch.setattr(lists, "PATIENCE_S", 0.01)
    with monkeypatch.context() as patch:
        patch.setattr(Lists, "_load", fails)
        await bench.publish_only("2027-H1", [LITWARE])
        await bench.ctx.lists.refresh(now=bench.time)
        go_on.set()
        await bench.ctx.lists.caught_up()
    with pytest.raises(MemoryError):
        await bench.ctx.lists.refresh(now=bench.time)
    await bench.ctx.lists.refresh(now=bench.time)
    await bench.ctx.lists.caught_up()
    assert bench.ctx.lists.now(Audience.STAFF).edition.id == "2027-H1"


async def test_an_edition_in_force_for_both_audiences_is_built_once(
    bench: Bench, built: list[str]
) -> None:
    await Lists(bench.db).refresh(now=bench.time)
    assert built == ["2026-H2"]


async def test_a_former_edition_is_built_once_for_many_questions(
    bench: Bench, built: list[str]
) -> None:
    days_ = [bench.time.date() + timedelta(days=10 * number) for number in range(6)]
    for number in range(1, 6):
        bench.later(days=10)
        await bench.publish(f"E{number}", [LITWARE], effective=bench.time.date())
    built.clear()

    async def ask(number: int) -> str:
        listing = await bench.ctx.lists.as_of(Audience.STAFF, days_[number], now=bench.time)
        return listing.edition.id

    assert [await ask(1), await ask(1), await ask(5)] == ["E1", "E1", "E5"]
    assert built == ["E1"]  # E5 is in force
    for number in (2, 3, 4, 1):
        await ask(number)
    assert built == ["E1", "E2", "E3", "E4", "E1"]  # three are kept


async def test_a_name_that_was_learned_reaches_former_editions_too(bench: Bench) -> None:
    bench.later(days=60)
    await bench.publish("2027-H1", [LITWARE], effective=bench.time.date())
    day = date(2026, 12, 1)
    before = await bench.ctx.lists.as_of(Audience.STAFF, day, now=bench.time)
    assert before.index.search("Zorblatt").status == "none"

    def learn(db: Sql) -> None:
        aliases.propose(
            db, ident="al", account_id="A1", text="Zorblatt", key="z", by="p", now=bench.time
        )
        aliases.decide(db, "al", state="confirmed", by="p", now=bench.time)

    await bench.db.write(learn)
    await bench.ctx.lists.refresh(now=bench.time)
    after = await bench.ctx.lists.as_of(Audience.STAFF, day, now=bench.time)
    assert after.index.search("Zorblatt").hits[0].account_id == "A1"


async def test_a_list_built_in_a_process_of_its_own_answers_as_one_built_here(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.names.pieces._OF", 2)  # so that there are many pieces
    here = bench.ctx.lists.now(Audience.STAFF)
    away = await asyncio.to_thread(apart.build, bench.db.path, here.edition)
    assert (away.entries, away.named, away.districts) == (here.entries, here.named, here.districts)
    assert away.sorted_names == here.sorted_names
    for text in names(LIST):
        assert away.index.search(text) == here.index.search(text)


def names(rows: Iterable[Entry]) -> list[str]:
    mistyped = [row.name[:3] + row.name[4:] for row in rows]
    return [*(row.name for row in rows), *mistyped, "CTSO", "contoso.com", "Wood", "Zorblatt"]


async def test_a_long_list_is_built_apart_while_there_is_one_that_answers(
    bench: Bench, built: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "LONG", len(LIST))
    made = Lists(bench.db)
    await made.refresh(now=bench.time)
    bench.later(days=1)
    await bench.publish_only("2027-H1", [replace(row, tier="global") for row in LIST])
    await made.refresh(now=bench.time)
    await made.caught_up()
    assert built == ["2026-H2"]
    assert made.now(Audience.STAFF).entries["A1"].tier == "global"


async def test_a_process_that_dies_is_made_good_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_work", str)  # ends at once, without a word
    here = bench.ctx.lists.now(Audience.STAFF)
    away = await asyncio.to_thread(apart.build, bench.db.path, here.edition)
    assert away.entries == here.entries
