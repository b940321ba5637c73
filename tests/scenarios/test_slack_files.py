"""Files that the bot makes: uploaded unseen, shown by one message, never twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.playground.faults import Fault
from bot.playground.slack import Message
from bot.playground.slack.checks import walk
from bot.playground.wire import served
from bot.sending import Dead
from bot.slack.web import SlackSettings, Web
from handlers.features import FEATURES
from store import outbox

from .slack import ANA, STAFF, Workspace
from .slack import workspace as workspace_at
from .slack_feature import FEATURE


@pytest.fixture(name="workspace")
async def a_workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with workspace_at(tmp_path / "hardline.db", features=(FEATURE, *FEATURES)) as made:
        yield made


async def exported(workspace: Workspace, channel: str = STAFF) -> list[Message]:
    """The messages with the case in them, once the outbox is empty."""
    mention = "" if channel.startswith("D") else f"{workspace.mention} "
    await workspace.client(ANA).say(channel, f"{mention}export")
    await workspace.slack.settled()
    await workspace.edge.close()
    while await workspace.bot.ctx.db.read(outbox.depth):
        workspace.clock.forward(seconds=5)
        workspace.bot.delivery.wake()
        await asyncio.sleep(0.01)
    return [m for m in workspace.answers(ANA, channel) if "as one document" in m.text]


def pictures(message: Message) -> list[str]:
    return [one["slack_file"]["id"] for one in walk(list(message.blocks)) if "slack_file" in one]


async def test_a_document_is_shared_and_a_picture_shown_in_the_one_message(
    workspace: Workspace,
) -> None:
    [message] = await exported(workspace)
    assert [file["name"] for file in message.files] == ["ESC-1.html"]
    [picture] = pictures(message)
    assert workspace.slack.state.files[picture].mimetype == "image/png"
    shown = next(one for one in message.blocks if one["type"] == "image")
    assert shown["alt_text"] == "3 open, 2 decided"


@pytest.mark.parametrize("method", ["upload", "files.completeUploadExternal", "chat.postMessage"])
@pytest.mark.parametrize("late", [False, True])
async def test_wherever_the_answer_is_lost_the_message_stands_there_once(
    workspace: Workspace, method: str, late: bool
) -> None:
    workspace.slack.faults.add(method, Fault(drop=True, late=late))
    [message] = await exported(workspace)
    assert [file["name"] for file in message.files] == ["ESC-1.html"]
    assert len(pictures(message)) == 1


async def test_a_picture_that_slack_still_looks_through_is_waited_for(
    workspace: Workspace,
) -> None:
    workspace.slack.faults.add("chat.postMessage", Fault(error="invalid_blocks"), times=2)
    [message] = await exported(workspace)
    assert len(pictures(message)) == 1


async def test_a_picture_that_slack_never_takes_is_named(workspace: Workspace) -> None:
    workspace.slack.faults.add("chat.postMessage", Fault(error="invalid_blocks"), times=4)
    [message] = await exported(workspace)
    assert pictures(message) == []
    assert "week.png: 3 open, 2 decided" in message.text


@pytest.mark.parametrize("error", ["missing_scope", "file_uploads_disabled"])
async def test_without_the_right_to_upload_the_message_goes_and_names_its_files(
    workspace: Workspace, error: str
) -> None:
    workspace.slack.faults.add("files.getUploadURLExternal", Fault(error=error), times=-1)
    [message] = await exported(workspace)
    assert message.files == ()
    assert "ESC-1.html: the whole case" in message.text


@pytest.mark.parametrize("known", [True, False])
async def test_a_file_for_one_person_goes_to_their_own_chat(
    workspace: Workspace, known: bool
) -> None:
    ana = workspace.client(ANA)
    if known:
        await ana.open_home()
        await workspace.calm()
    await ana.command(STAFF, "/named", "export alone")
    await workspace.calm()
    [alone] = workspace.answers(ANA, ana.dm().id)
    assert [file["name"] for file in alone.files] == ["ESC-1.html"]
    told = workspace.answers(ANA, STAFF)
    assert [message.only_for for message in told] == [ANA]
    assert "your own chat" in told[0].text
    assert told[0].files == ()


async def test_a_file_goes_to_no_address_that_is_not_slacks() -> None:
    got: list[web.Request] = []

    async def stranger(request: web.Request) -> web.Response:
        got.append(request)
        return web.Response()

    app = web.Application()
    app.router.add_post("/upload", stranger)
    async with served(app) as url, served(web.Application()) as api:
        here = Web(SlackSettings("xoxb-secret", api_url=f"{api}/api/"))
        await here.open()
        with pytest.raises(Dead, match="not Slack's"):
            await here.upload(f"{url}/upload", b"secret")
        await here.close()
    assert got == []


async def test_an_upload_carries_no_token() -> None:
    got: list[web.Request] = []

    async def slack(request: web.Request) -> web.Response:
        got.append(request)
        return web.Response()

    app = web.Application()
    app.router.add_post("/upload", slack)
    async with served(app) as url:
        here = Web(SlackSettings("xoxb-secret", api_url=f"{url}/api/"))
        await here.open()
        await here.upload(f"{url}/upload", b"bytes")
        await here.close()
    assert "Authorization" not in got[0].headers
