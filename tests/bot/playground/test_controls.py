"""The demo's own buttons: time passes for all alike, and the next list comes out."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground import visit
from bot.playground.cast import members
from bot.playground.clock import Clock
from bot.playground.slack import Client, Message
from bot.playground.stage import Stage, stage
from bot.playground.web import Page
from store import editions
from store.rows import Audience
from tests.clock import START, running
from tests.clock import Clock as Fixed

PRIYA, WEST_PARTNERS = "U0PRIYARAMAN", "C0WESTPARTNERS"
ANA = next(each.teams[1] for each in members() if each.email == visit.ANA and each.teams)
WEST = "19:west-escalations@thread.tacv2"


@pytest.fixture
async def lively(tmp_path: Path) -> AsyncIterator[Stage]:
    """On a clock that runs: what a platform's limits put off is sent."""
    async with stage(tmp_path / "hardline.db", now=running(), prepare=visit.mount) as playing:
        yield playing


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path / "hardline.db", now=Fixed(), prepare=visit.mount) as playing:
        yield playing


async def sent(demo: Stage, **body: object) -> Any:
    headers = {"Origin": demo.url}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{demo.url}/playground/demo", json=body, headers=headers) as answer,
    ):
        return await answer.json()


def clocks(demo: Stage) -> set[object]:
    return {demo.clock(), demo.bot.ctx.now(), demo.slack.world.now(), demo.teams.world.now()}


async def opened(demo: Stage) -> Client:
    """Priya opens a case at Nvidia, by the command's form."""
    priya = demo.slack.client(PRIYA)
    await priya.command(priya.dm().id, "/escalate", "Nvidia")
    form = await demo.slack.world.bell.wait_for(lambda: demo.slack.world.modals.get(PRIYA))
    assert form
    await priya.submit(form[-1], {"what": "We met your services team."})
    return priya


async def said(demo: Stage, client: Client, words: str) -> Message:
    def found() -> list[Message]:
        return [m for m in client.seen(client.dm().id) if words in m.text]

    return (await demo.slack.world.bell.wait_for(found))[-1]


async def test_the_next_day_is_the_same_for_the_bot_and_both_platforms(demo: Stage) -> None:
    shown = await sent(demo, do="forward", days=1)
    assert clocks(demo) == {START + timedelta(days=1)}
    assert shown["now"] == (START + timedelta(days=1)).timestamp()


async def test_both_platforms_are_answered_after_a_week(lively: Stage) -> None:
    await sent(lively, do="forward", days=7)
    ana, priya = lively.teams.client(ANA), lively.slack.client(PRIYA)
    await ana.say(ana.chat().id, "is 3M named?")
    await priya.say(priya.dm().id, "is 3M named?")
    assert await said(lively, priya, "3M Company is named.")
    world = lively.teams.world
    assert await world.bell.wait_for(lambda: [m for m in world.within(ana.chat().id) if m.card])


async def test_what_falls_due_on_the_way_happens(lively: Stage) -> None:
    priya = await opened(lively)
    await said(lively, priya, "waits to be acknowledged")
    await sent(lively, do="forward", days=1)
    told = await said(lively, priya, "nobody acted in time, so it climbed to Elena Marsh")
    assert "ESC-0001" in told.text


async def test_a_week_brings_each_days_own_events_at_their_own_time(demo: Stage) -> None:
    await opened(demo)
    await sent(demo, do="forward", days=7)
    rows = await demo.bot.ctx.db.read(
        lambda db: list(db.query("select at from case_events order by number"))
    )
    assert len({row["at"][:13] for row in rows}) == len(rows) > 3


async def test_the_next_list_is_published_and_those_concerned_hear_of_it(lively: Stage) -> None:
    assert (await sent(lively, do="publish"))["next"] == ""
    now = lively.clock()
    force = await lively.bot.ctx.db.read(lambda db: editions.in_force(db, Audience.STAFF, now=now))
    assert force is not None
    assert force.id == "2027-H1"
    slack, teams = lively.slack.world, lively.teams.world
    told = await slack.bell.wait_for(lambda: slack.in_channel(WEST_PARTNERS))
    assert "accounts joined the list in West" in told[0].text
    assert await teams.bell.wait_for(lambda: teams.within(WEST))


async def test_a_list_is_published_once(demo: Stage) -> None:
    await sent(demo, do="publish")
    assert "published already" in (await sent(demo, do="publish"))["error"]


@pytest.mark.parametrize("body", [{"do": "forward", "days": 8}, {"do": "forward"}, {"do": "back"}])
async def test_what_the_head_does_not_offer_is_refused(demo: Stage, body: dict[str, Any]) -> None:
    assert "error" in await sent(demo, **body)
    assert clocks(demo) == {START}


async def test_only_the_page_itself_may_do_that(demo: Stage) -> None:
    url, body = f"{demo.url}/playground/demo", {"do": "forward", "days": 1}
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"Origin": "https://evil.example"}):
            async with session.post(url, json=body, headers=headers) as answer:
                assert answer.status == 403
    assert clocks(demo) == {START}


def test_without_a_demo_there_is_no_such_address() -> None:
    paths = {
        route.resource and route.resource.canonical for route in Page({}).routes().router.routes()
    }
    assert "/demo" not in paths
    assert "/act" in paths


def test_a_clock_never_goes_back() -> None:
    clock = Clock(Fixed())
    clock.forward(timedelta(hours=1))
    with pytest.raises(ValueError, match="past"):
        clock.forward(timedelta(hours=-1))
    assert clock() == START + timedelta(hours=1)
