"""Files that people post to the bot in Slack: fetched from Slack alone, answered in one message."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from bot import slack as slack_platform
from bot.playground.faults import Fault
from bot.playground.slack import Message
from bot.playground.slack.state import File, State
from bot.playground.wire import Json, served
from bot.sending import Dead
from bot.slack.web import SlackSettings, Web
from bot.wiring import build, serving
from handlers.request import TooLarge
from store import outbox, people
from store.rows import Person, Role

from . import elsewhere
from .slack import ANA, NOBODY, STAFF, Workspace, button, config, shown
from .slack import workspace as workspace_at

CSV = b"Company\nContoso\nFabrikam\nNorthwind\n"
LIST = b"""account_id,name,tier,district
a1,Contoso Ltd,global,north
a9,Northwind Traders,major,north
"""


@pytest.fixture(name="workspace")
async def a_workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with workspace_at(tmp_path / "hardline.db") as made:
        yield made


async def answered(workspace: Workspace, user: str = ANA) -> Message:
    """The newest answer in someone's own chat, once nothing is left to be worked off or sent."""
    await workspace.calm()
    db = workspace.bot.ctx.db
    while await db.read(lambda sql: list(sql.query("select 1 from intakes where state = 'ready'"))):
        workspace.clock.forward(seconds=20)
        workspace.bot.intakes.wake()
        await asyncio.sleep(0.01)
    while {"queued", "sending"} & (await db.read(outbox.depth)).keys():
        workspace.clock.forward(seconds=2)
        workspace.bot.delivery.wake()
        await asyncio.sleep(0.01)
    return workspace.answers(user, workspace.client(user).dm().id)[-1]


async def posted(workspace: Workspace, body: bytes, name: str = "names.csv") -> Message:
    ana = workspace.client(ANA)
    await ana.say(ana.dm().id, "", files={name: body})
    return await answered(workspace)


async def test_a_file_in_ones_own_chat_comes_back_with_its_answers(workspace: Workspace) -> None:
    message = await posted(workspace, CSV)
    assert message.text.startswith("2 of 3 names are named or covered.")
    [file] = message.files
    assert file["name"] == "names-answered.csv"
    body = workspace.slack.state.files[file["id"]].content.decode("utf-8-sig")
    assert [line.split(",")[:2] for line in body.splitlines()[1:]] == [
        ["Contoso", "named"],
        ["Fabrikam", "named"],
        ["Northwind", "not named"],
    ]
    before = [each.text for each in workspace.answers(ANA, message.channel)[:-1]]
    assert before in ([], ["Done with names.csv: see below."])


async def test_a_delivery_that_comes_twice_has_one_effect(workspace: Workspace) -> None:
    await posted(workspace, CSV)
    said = [each for each in workspace.slack.sent if b"names.csv" in each.body]
    await workspace.slack.redeliver(said[0])
    await answered(workspace)
    assert (await workspace.recorded()).count("asked") == 1


async def test_a_stranger_hands_in_nothing(workspace: Workspace) -> None:
    nemo = workspace.client(NOBODY)
    await nemo.say(nemo.dm().id, "", files={"names.csv": CSV})
    message = await answered(workspace, NOBODY)
    assert "don't know you" in message.text
    assert await workspace.bot.ctx.db.read(lambda db: list(db.query("select 1 from intakes"))) == []


@pytest.mark.parametrize("status", [302, 404])
async def test_a_file_that_slack_does_not_give_is_told(workspace: Workspace, status: int) -> None:
    workspace.slack.faults.add("download", Fault(status=status), times=-1)
    message = await posted(workspace, CSV)
    assert "not allowed to read that file" in message.text


async def test_a_page_to_sign_in_is_no_file(workspace: Workspace) -> None:
    file = workspace.slack.state.put_file("names.csv", CSV, by=ANA)
    here = Web(SlackSettings("xoxb-withdrawn", api_url=workspace.slack.api_url))
    await here.open()
    with pytest.raises(Dead, match="sign in"):
        await here.download(file["url_private"], most=10_000)
    await here.close()


async def test_a_slack_that_is_slow_to_give_it_is_asked_again(workspace: Workspace) -> None:
    workspace.slack.faults.add("download", Fault(status=503))
    workspace.slack.faults.add("download", Fault(drop=True))
    message = await posted(workspace, CSV)
    assert message.text.startswith("2 of 3")


async def test_no_strangers_host_gets_our_token(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    got: list[web.Request] = []

    async def stranger(request: web.Request) -> web.Response:
        got.append(request)
        return web.Response(body=CSV)

    app = web.Application()
    app.router.add_get("/{any:.*}", stranger)
    before = State.file_json
    async with served(app) as url:

        def elsewhere(state: State, file: File) -> Json:
            return {**before(state, file), "url_private": url, "url_private_download": url}

        monkeypatch.setattr(State, "file_json", elsewhere)
        message = await posted(workspace, CSV)
    assert "not allowed to read that file" in message.text
    assert got == []


async def test_a_zip_bomb_is_refused_in_words(workspace: Workspace) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 64 * 2**20)
    message = await posted(workspace, file.getvalue(), "bomb.xlsx")
    assert "unpacks to more than can be read" in message.text


async def test_a_file_of_many_megabytes_is_refused_by_its_size(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = State.file_json

    def huge(state: State, file: File) -> Json:
        return {**before(state, file), "size": 100 * 2**20}

    monkeypatch.setattr(State, "file_json", huge)
    message = await posted(workspace, CSV)
    assert "100 MB" in message.text


async def test_no_more_of_a_file_is_read_than_was_asked_for() -> None:
    async with served(elsewhere.app()) as url:
        here = Web(SlackSettings("xoxb-secret", api_url=f"{url}/api/"))
        await here.open()
        with pytest.raises(TooLarge):
            await here.download(f"{url}/endless", most=10_000)
        with pytest.raises(Dead, match="302"):
            await here.download(f"{url}/away", most=10_000)
        await here.close()


async def test_a_list_owner_takes_a_list_to_a_draft_from_the_chat(workspace: Workspace) -> None:
    owner = Person("p-ana", "ana@vendor.example", "Ana Silva", Role.LIST_OWNER)
    await workspace.bot.ctx.db.write(lambda db: people.put(db, owner))
    ana = workspace.client(ANA)
    asked = await posted(workspace, LIST, "next.csv")
    assert asked.text.startswith("next.csv can go in: 2 rows, no problem.")
    await ana.press(asked, button(asked, "Continue"))
    await workspace.slack.wait_for(lambda: workspace.slack.world.modals.get(ANA))
    await ana.submit(ana.modal())
    message = await answered(workspace)
    assert message.text.startswith("Edition 2027-H1 is a draft: 2 named accounts")
    assert "1 join" in message.text
    assert [file["name"] for file in message.files] == ["2027-H1-changes.csv"]
    assert "Start review" in shown(message.blocks)


async def test_what_was_kept_before_a_stop_is_answered_after_the_start(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.slack.faults.add("download", Fault(status=503), times=-1)
    ana = workspace.client(ANA)
    await ana.say(ana.dm().id, "", files={"names.csv": CSV})
    await workspace.calm()
    await workspace.bot.stop()
    workspace.slack.faults.clear()
    workspace.clock.forward(minutes=1)
    settings = config(workspace.slack, tmp_path / "hardline.db")
    again = build(settings, now=workspace.clock, connects=[slack_platform.connect])
    async with serving(again, host="127.0.0.1", port=0):
        message = await answered(replace(workspace, bot=again))
    assert message.text.startswith("2 of 3 names are named or covered.")


async def test_in_a_channel_files_are_asked_for_in_ones_own_chat(workspace: Workspace) -> None:
    await workspace.client(ANA).say(STAFF, workspace.mention, files={"names.csv": CSV})
    message = await workspace.answer(ANA, STAFF)
    assert "our own chat" in message.text
