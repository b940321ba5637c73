"""The district review through the platforms' own endpoints."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.playground.slack import Message, View
from bot.playground.slack.forms import Typed
from bot.wiring import Bot
from handlers import scheduling
from handlers.review import picture, start
from store import people, reviews
from store.db import Sql
from store.rows import District, Entry, Role
from tests.desk import CONTOSO, EAST, LITWARE, PEOPLE, WEST
from tests.drafts import put_draft

from . import slack, teams
from .slack import ANA, BO, ENTRIES, HOME, REP, SHARED, STAFF, Workspace, button, shown, verdict

LENA = PEOPLE[2]
IDENT, UNTIL = "2027-H1", date(2026, 12, 7)
NEXT = (replace(ENTRIES[0], tier="major", pcs=9_001), *ENTRIES[1:4], ENTRIES[5])


async def review(bot: Bot, rows: tuple[Entry, ...], *places: District) -> None:
    """A draft that is in review; who opened it is not on the platform."""

    def fill(db: Sql) -> None:
        for place in places:
            people.put_district(db, place)
        people.put(db, LENA)
        day, now = date(2027, 1, 18), bot.ctx.now()
        put_draft(db, IDENT, rows, effective_from=day, next_update=day, now=now)
        start.start(db, IDENT, until=UNTIL, by=LENA, policy=bot.ctx.policy, now=now)

    await bot.ctx.db.write(fill)
    bot.delivery.wake()


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with slack.workspace(tmp_path / "hardline.db") as made:
        yield made


async def card(at: Workspace, user: str, channel: str) -> Message:
    await at.calm()
    found = at.answers(user, channel)
    return next(each for each in found if "2027-H1" in verdict(each))


async def modal(at: Workspace, user: str, title: str) -> View:
    def look() -> View | None:
        stack = at.slack.world.modals.get(user)
        found = stack[-1] if stack else None
        return found if found and found.body["title"]["text"] == title else None

    view = await at.slack.wait_for(look)
    assert view is not None
    return view


async def test_in_slack_a_partner_disputes_and_the_manager_decides_and_signs(
    workspace: Workspace,
) -> None:
    north = District(
        "north", "North", "bo@vendor.example", "UTC", "SE",
        f"slack:{HOME}/{STAFF}", f"slack:{HOME}/{SHARED}",
    )  # fmt: skip
    await review(workspace.bot, NEXT, north)
    rep, bo = workspace.client(REP), workspace.client(BO)
    for client in (rep, bo):
        await client.command(SHARED, "/named", "Contoso")
    theirs = await card(workspace, REP, SHARED)
    assert "9,001" not in " ".join(shown(theirs.blocks))
    await rep.press(theirs, button(theirs, "Dispute"))
    view = await modal(workspace, REP, "Dispute an entry")
    lookup = next(b["block_id"] for b in view.blocks if b["type"] == "input")
    element = next(b["element"]["action_id"] for b in view.blocks if b["type"] == "input")
    await rep.options(view, element, "cont")
    filled: Typed = {
        lookup: "a1", "wrong": "tier", "tier": "strategic", "words": "Ours is bigger.",
    }  # fmt: skip
    assert (await rep.submit(view, filled)).ok
    ours = await card(workspace, BO, STAFF)
    assert verdict(ours) == "*Review of 2027-H1 in North: 1 dispute is open.*"
    await bo.press(ours, button(ours, "Decide"))
    view = await modal(workspace, BO, "Decide a dispute")
    assert (await bo.submit(view, {"verdict": "accepted", "words": "So it is."})).ok
    ours = await card(workspace, BO, STAFF)
    await bo.press(ours, button(ours, "Sign off"))
    await workspace.slack.wait_for(lambda: _signed(workspace.bot))
    ours = await card(workspace, BO, STAFF)
    assert verdict(ours) == "*Review of 2027-H1 in North: signed off by Bo Berg.*"
    await workspace.calm()
    about = [m for m in workspace.answers(BO, STAFF) if "Review of" in verdict(m)]
    assert len(about) == 1  # one card, edited
    mine = workspace.answers(BO, bo.dm().id)
    assert [m for m in mine if verdict(m).startswith("*Review of")] == []


async def test_in_slack_a_board_that_is_taken_back_is_edited_with_its_picture(
    workspace: Workspace,
) -> None:
    ana, bot = workspace.client(ANA), workspace.bot
    owner = replace(slack.PEOPLE[0], role=Role.LIST_OWNER)
    await bot.ctx.db.write(lambda db: people.put(db, owner))
    await ana.command(STAFF, "/named", "Contoso")
    await review(bot, NEXT, replace(EAST, id="north", channel=f"slack:{HOME}/{STAFF}"))
    await picture.fresh(IDENT, bot.ctx)
    at = bot.ctx.now() + timedelta(days=40)

    def plan(db: Sql) -> None:
        scheduling.schedule(
            db, IDENT, at=at, by=owner, policy=bot.ctx.policy, reason="Agreed.", second=LENA,
            now=bot.ctx.now(),
        )  # fmt: skip

    await bot.ctx.db.write(plan)
    bot.delivery.wake()
    await workspace.calm()
    said = workspace.answers(ANA, ana.dm().id)
    before = next(m for m in said if verdict(m) == "*Edition 2027-H1 is scheduled.*")
    await ana.press(before, button(before, "Take back"))
    await workspace.calm()
    boards = [
        m for m in workspace.answers(ANA, ana.dm().id) if verdict(m).startswith("*Edition 2027-H1")
    ]
    assert [verdict(m).partition(":")[0] for m in boards] == ["*Edition 2027-H1 is in review"]
    assert [one["type"] for one in boards[0].blocks].count("image") == 1


def _signed(bot: Bot) -> bool:
    return bot.ctx.db.look(lambda db: reviews.signed_off(db, IDENT))


async def test_in_teams_each_gets_their_own_view_of_it(tmp_path: Path) -> None:
    async with teams.office(tmp_path / "hardline.db") as office:
        west = replace(WEST, manager_email="sam@vendor.example", channel=f"teams:{teams.STAFF}")
        sam = replace(PEOPLE[3], role=Role.DISTRICT_MANAGER)
        pat = replace(PEOPLE[4], districts=("west",))
        await office.ask(office.pat, "contoso")
        await office.ask(office.sam, "contoso")

        def fill(db: Sql) -> None:
            people.put(db, sam)
            people.put(db, pat)

        await office.bot.ctx.db.write(fill)
        rows = (replace(CONTOSO, tier="global", pcs=12_345), LITWARE)
        east = replace(EAST, manager_email=sam.email, channel=west.channel)
        await review(office.bot, rows, west, east)
        await office.settled()
        staff = [teams.read(m) for m in office.sam.seen(teams.STAFF) if not m.sender]
        theirs = [teams.read(m) for m in office.pat.seen(office.pat.chat().id) if not m.sender]
        (ours,) = [words for words in staff if "Review of 2027-H1 in West" in words]
        (view,) = [words for words in theirs if "Please review what 2027-H1" in words]
        assert "12,345" in ours
        assert "Global" in view
        assert "12,345" not in view
