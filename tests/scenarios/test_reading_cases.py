"""Cases read where people are: Slack's Home tab and a file, Teams' personal chat."""

from bot.playground.teams import Message
from handlers.request import Request, Via
from store.db import Ticket
from store.rows import Identity, Platform

from .slack import ANA, AWAY, REP, SHARED, Workspace, button, shown
from .teams import DEALS, PAT, VENDOR, Office, read

WAITS = "ESC-0001 at Contoso Ltd waits to be acknowledged."


async def opened(bot: Workspace | Office, who: Identity, account: str) -> None:
    request = Request(
        who,
        Via.FORM,
        action="case.open",
        data={"account": account, "other": "services", "what": "Both promised a pilot."},
        private=True,
        sync=True,
    )
    settled = await bot.bot.desk.answer(request, Ticket())
    assert settled
    assert not settled.refused


async def test_slacks_home_leads_from_what_waits_to_the_case_and_back(
    workspace: Workspace,
) -> None:
    await opened(workspace, Identity(Platform.SLACK, AWAY, REP), "a1")
    await workspace.calm()
    ana = workspace.client(ANA)
    await ana.open_home()
    await workspace.slack.wait_for(lambda: workspace.slack.world.homes)
    texts = shown(ana.home().blocks)
    waiting, edition = (
        texts.index("Waiting for you (1):"),
        next(n for n, each in enumerate(texts) if "Edition" in each),
    )
    assert waiting < edition
    await ana.press(ana.home(), button(ana.home(), "Show"))
    await workspace.slack.wait_for(lambda: WAITS in shown(ana.home().blocks)[0])
    await ana.press(ana.home(), button(ana.home(), "Back to Home"))
    await workspace.slack.wait_for(lambda: "are named" in shown(ana.home().blocks)[0])


async def test_an_export_from_a_channel_arrives_as_files_in_ones_own_chat(
    workspace: Workspace,
) -> None:
    await opened(workspace, Identity(Platform.SLACK, AWAY, REP), "a1")
    await workspace.calm()
    ana = workspace.client(ANA)
    await ana.command(SHARED, "/named", "export ESC-0001")
    await workspace.calm()
    found = [m for m in workspace.answers(ANA, ana.dm().id) if m.files]
    assert [file["name"] for m in found for file in m.files] == ["ESC-0001.md", "ESC-0001.html"]


async def told(teams: Office, words: str) -> list[Message]:
    """What Pat's own chat holds with these words in it, once there is any."""
    return await teams.sim.wait_for(lambda: mine(teams, words))


def mine(teams: Office, words: str) -> list[Message]:
    seen = teams.pat.seen(teams.pat.chat().id)
    return [m for m in seen if not m.sender and words in read(m)]


async def test_teams_shows_ones_cases_in_the_personal_chat(teams: Office) -> None:
    await teams.ask(teams.pat, "hello")  # a first meeting links them
    await opened(teams, Identity(Platform.TEAMS, VENDOR, PAT), "A1")
    await teams.pat.say(teams.pat.chat().id, "my cases")
    [listed] = await told(teams, "Opened by you (1):")
    await teams.pat.say(teams.pat.chat().id, "home")
    [home] = await told(teams, "Edition")
    assert "Opened by you (1):" in read(home)
    cards = len(await told(teams, "Both promised a pilot."))
    await teams.pat.press(listed, "Show")
    await teams.sim.wait_for(lambda: len(mine(teams, "Both promised a pilot.")) > cards)


async def test_in_a_teams_thread_cases_come_to_ones_own_chat_alone(teams: Office) -> None:
    await teams.ask(teams.pat, "hello")
    await opened(teams, Identity(Platform.TEAMS, VENDOR, PAT), "A1")
    await teams.pat.say(DEALS, "my cases")
    assert await told(teams, "Opened by you (1):")
    there = [m for m in teams.pat.seen(DEALS) if not m.sender]
    assert [m for m in there if "ESC-0001" in read(m)] == []
