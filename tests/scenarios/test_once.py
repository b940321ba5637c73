"""Everything that either platform delivers, four times over and in any order, has one effect."""

import asyncio
import random

from .slack import ANA, QUIET, STAFF, Workspace, button
from .teams import DEALS, Office

SEED = 4
MORE = 3  # times that each delivery comes again


async def test_all_that_slack_delivers_four_times_in_any_order_has_one_effect(
    workspace: Workspace,
) -> None:
    ana = workspace.client(ANA)
    dm = ana.dm().id
    await ana.say(dm, "woodgrove")
    which = await workspace.answer(ANA, dm)
    await ana.press(which, button(which, "Woodgrove Bank"))
    await ana.command(QUIET, "/named", "Contoso")
    said = await ana.say(STAFF, f"{workspace.mention} is Fabrikam named?")
    await ana.shortcut("check_account", said)
    await ana.open_home()
    await workspace.calm()
    before = await workspace.recorded(), len(workspace.slack.world.messages)
    again = workspace.slack.sent * MORE
    random.Random(SEED).shuffle(again)
    await asyncio.gather(*map(workspace.slack.redeliver, again))
    await workspace.calm()
    assert (await workspace.recorded(), len(workspace.slack.world.messages)) == before


async def test_all_that_teams_delivers_four_times_in_any_order_has_one_effect(
    teams: Office,
) -> None:
    which = await teams.ask(teams.ana, "woodgrove")
    await teams.ana.press(which, "Woodgrove Bank")
    said = await teams.ask(teams.ana, "is Contoso named?", DEALS)
    await teams.ana.query(DEALS, "adatum")
    await teams.ana.message_action(said, "check")
    await teams.settled()
    before = teams.audit(), len(teams.sim.world.messages)
    again = teams.sim.sent * MORE
    random.Random(SEED).shuffle(again)
    await asyncio.gather(*map(teams.sim.redeliver, again))
    await teams.settled()
    assert (teams.audit(), len(teams.sim.world.messages)) == before
