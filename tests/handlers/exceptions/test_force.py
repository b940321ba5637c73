"""In force: what an answer says, to whom, and as of when."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from handlers.excepted import Excepted
from handlers.lists import Lists
from handlers.request import Kind, Place, Profile, Via
from store.db import Db, Sql
from store.granted import Granted
from store.rows import Identity, Platform
from tests.clock import START
from tests.desk import Bench, text

from .story import DORA, PAT, SAM, UNTIL, granted, labels, pressed, verdict


@pytest.mark.parametrize(
    "name", ["Zava Widgets", "ZAVA WIDGETS INC", "zava widgets incorporated", "The Zava-Widgets"]
)
async def test_an_unlisted_company_is_found_however_it_is_spelt(bench: Bench, name: str) -> None:
    await granted(bench)
    assert f"; an exception is in force until {UNTIL}." in await verdict(bench, f"is {name} named?")


@pytest.mark.parametrize("name", ["Zava Widgets GmbH", "Zava", "Zava Widgets Europe", "Widgets"])
async def test_a_merely_similar_company_has_none(bench: Bench, name: str) -> None:
    await granted(bench)
    assert "exception" not in await verdict(bench, f"is {name} named?")


async def test_staff_read_all_of_it_and_partners_what_concerns_them(bench: Bench) -> None:
    await granted(bench)
    inside, outside = [text(await bench.ask("Zava Widgets", by=by)) for by in (SAM, PAT)]
    assert f"Exception: EXC-0001, until {UNTIL}" in inside
    assert "Project: Lighthouse" in inside
    assert f"Exception: until {UNTIL}" in outside
    for said in (inside, outside):
        assert "Who leads: either" in said
        assert "Conditions: Two architects at most." in said
        assert "(Rule: exception-in-force.)" in said
    for secret in ("EXC-", "Lighthouse", "No partner knows", "Worth a try"):
        assert secret not in outside


async def test_in_a_public_place_it_reads_as_for_partners(bench: Bench) -> None:
    await granted(bench)
    who = Identity(Platform.TEAMS, "T2", "sam")
    bench.platforms.profiles[who] = Profile(who, email=SAM, home="T2", own=True)
    place = Place("teams:19:x", Kind.CHANNEL)
    said = text(await bench.ask("Zava Widgets", by=SAM, who=who, place=place, sync=True))
    assert f"Exception: until {UNTIL}" in said
    assert "EXC-" not in said
    elsewhere = await bench.ask("Globex", by=SAM, who=who, place=place, sync=True)
    assert "Ask for an exception" not in labels(elsewhere.card)


async def test_what_a_search_inserts_for_all_to_read_says_so(bench: Bench) -> None:
    await granted(bench)
    settled = await bench.ask("Zava Widgets", by=SAM, via=Via.SEARCH, sync=True)
    assert f"; an exception is in force until {UNTIL}." in settled.card.verdict


async def test_several_at_once_say_so_and_are_not_counted_as_named(bench: Bench) -> None:
    await granted(bench)
    settled = await bench.ask("are Zava Widgets and Contoso named?")
    assert settled.card.verdict == "1 of 2 are named or covered."
    assert f"“Zava Widgets”: not named; exception until {UNTIL}." in text(settled)


async def test_who_may_bid_under_it(bench: Bench) -> None:
    await granted(bench)
    question = "can we bid consulting at Zava Widgets?"
    assert await verdict(bench, question, SAM) == (
        f"Yes, by an exception until {UNTIL} you may bid on consulting at “Zava Widgets”;"
        " partners may too."
    )
    assert await verdict(bench, question, PAT) == (
        "Yes, you may bid on consulting at “Zava Widgets”; Northwind Services may too,"
        f" by an exception until {UNTIL}."
    )
    middleware = "can we bid middleware at Zava Widgets?"
    assert (await verdict(bench, middleware, SAM)).startswith("No, Northwind Services doesn't bid")


async def test_as_of_a_day_it_is_what_was_in_force_on_it(bench: Bench) -> None:
    bench.later(days=2)
    await granted(bench)
    bench.later(days=5)
    await pressed(bench, "Revoke", words="It is over.")
    bench.later(days=5)
    question = "was Zava Widgets named on {}?"
    before, first, last, after = [
        await verdict(bench, question.format(day))
        for day in ("2026-11-24", "2026-11-25", "2026-11-29", "2026-11-30")
    ]
    assert before == "“Zava Widgets” was not named on 24 November 2026 (2026-11-24)."
    assert "; an exception was in force until 24 January 2027" in first
    assert "; an exception was in force" in last
    assert after == "“Zava Widgets” was not named on 30 November 2026 (2026-11-30)."
    assert await verdict(bench, "Zava Widgets") == "“Zava Widgets” is not named."


async def test_today_as_a_day_is_today_as_it_is_so_far(bench: Bench) -> None:
    await granted(bench, days="1")
    bench.later(hours=23)
    assert "exception was in force" in await verdict(bench, "was Zava Widgets named on 2026-11-24?")
    bench.later(hours=1)
    assert "exception" not in await verdict(bench, "was Zava Widgets named on 2026-11-24?")


async def test_a_day_of_which_it_saw_the_end_is_one_of_its_days(bench: Bench) -> None:
    await granted(bench, days="1")
    assert "exception was in force" in await verdict(bench, "was Zava Widgets named on 2026-11-23?")
    bench.later(days=1)
    assert "exception" not in await verdict(bench, "was Zava Widgets named on 2026-11-24?")


async def test_its_history(bench: Bench) -> None:
    await granted(bench)
    bench.later(days=1)
    await pressed(bench, "Revoke")
    inside, outside = [
        text(await bench.ask("history of Zava Widgets", by=by)) for by in (DORA, PAT)
    ]
    line = f"xception, from 23 November 2026 until {UNTIL}; revoked on 24 November"
    assert f"EXC-0001: e{line}" in inside
    assert f"\nE{line}" in outside


def test_one_at_an_account_of_the_list_is_not_its_namesakes() -> None:
    now = START
    toys = Granted("EXC-0001", "A9", "Toys", "", "P", "", now, now, now, False, "UTC")
    kept = Excepted([toys])
    assert kept.of("A9", "Toys") == (toys,)
    assert kept.of("A10", "Toys Inc.") == ()
    assert kept.of("", "Toys Inc.") == (toys,)


class Late:
    """A database whose first look reaches the one who asked after all others."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._looks = 0
        self.looked, self.release = asyncio.Event(), asyncio.Event()

    async def read(self, run: Callable[[Sql], object]) -> object:
        self._looks += 1
        first = self._looks == 1
        found = await self._db.read(run)
        if first:
            self.looked.set()
            await self.release.wait()
        return found


async def test_an_early_look_does_not_put_back_what_a_later_one_replaced(bench: Bench) -> None:
    late = Late(bench.db)
    lists = Lists(cast(Db, late))
    early = asyncio.create_task(lists.refresh(now=bench.time))
    await late.looked.wait()
    await granted(bench)
    await lists.refresh(now=bench.time)
    late.release.set()
    await early
    assert [each.case_id for each in lists.exceptions.rows] == ["EXC-0001"]
