"""Somebody from outside joins an escalation channel: noticed through the real endpoints."""

import asyncio
from dataclasses import replace

from store import channels, people
from store.db import Db
from tests.desk import WEST

from .slack import AWAY, HOME, REP, STAFF, Workspace
from .teams import GROUP, PAT, Office

SLACK_CHANNEL = f"slack:{HOME}/{STAFF}"
SOON_S = 10.0


async def found(db: Db, address: str, *, held: bool) -> None:
    """Until the clock's worker has looked."""
    async with asyncio.timeout(SOON_S):
        while await db.read(lambda sql: channels.held(sql, address)) is not held:
            await asyncio.sleep(0.02)


async def test_in_slack_joining_holds_the_channel_and_leaving_frees_it(
    workspace: Workspace,
) -> None:
    rep = workspace.client(REP)
    await rep.join(STAFF)
    await found(workspace.bot.ctx.db, SLACK_CHANNEL, held=True)
    await rep.leave(STAFF)
    await found(workspace.bot.ctx.db, SLACK_CHANNEL, held=False)


async def test_in_slack_a_channel_that_is_shared_with_others_is_held_at_once(
    workspace: Workspace,
) -> None:
    await workspace.slack.lives.share(STAFF, AWAY, frozenset({REP}))
    await found(workspace.bot.ctx.db, SLACK_CHANNEL, held=True)


async def test_in_teams_an_added_partner_holds_the_channel(teams: Office) -> None:
    where = teams.sim.world.conversations[GROUP]
    where = teams.sim.world.roster(where, drop=PAT)
    address = f"teams:{where.id}"
    db = teams.bot.ctx.db
    await teams.ask(teams.ana, "is Contoso named?", GROUP)
    await db.write(lambda sql: people.put_district(sql, replace(WEST, channel=address)))
    await teams.sim.add_member(where, PAT, by=teams.ana.user.id)
    await found(db, address, held=True)
