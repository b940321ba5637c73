"""What the page may do in the simulated Slack, and what it is shown there."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web

from bot.playground.slack import App, SlackSim, views
from bot.playground.slack_side import SlackSide
from bot.playground.web import Person, Refused
from bot.playground.wire import Json, served
from tests.clock import Clock

from .gallery import FORM, option
from .slack.conftest import ANA, BO, DEALS, HOME, REP, SHARED, Bot, small_world

FILLED = {
    "what": {"what": {"type": "plain_text_input", "value": "They bid."}},
    "other": {"other": {"type": "external_select", "selected_option": option("Firm", "f")}},
    "urgent": {"urgent": {"type": "radio_buttons", "selected_option": None}},
    "tell": {"tell": {"type": "checkboxes", "selected_options": [option("My firm", "firm")]}},
}


@dataclass
class Room:
    side: SlackSide
    sim: SlackSim
    bot: Bot

    def form(self) -> Json:
        """A modal in front of Ana, as the page sees it."""
        body = {k: v for k, v in FORM.items() if k not in ("id", "hash")}
        views.show(self.sim.state, ANA, body, stack=())
        modal: Json = self.side.view(ANA)["modals"][-1]
        return modal


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    clock, bot, app = Clock(), Bot(), App(team=HOME)
    server = web.Application()
    server.router.add_post("/slack/events", bot.receive)
    people = (Person(ANA, "Ana", "list owner"), Person(REP, "Rep", "partner rep"))
    async with served(server) as url:
        world = small_world(clock, app)
        async with SlackSim(world, app, bot_url=url, tick=clock.seconds) as sim:
            yield Room(SlackSide(sim, people, {}), sim, bot)


def names(view: Json) -> set[str]:
    return {channel["name"] for channel in view["channels"] if not channel["dm"]}


async def test_a_person_sees_their_own_channels(room: Room) -> None:
    assert names(room.side.view(REP)) == {"shared"}
    assert names(room.side.view(ANA)) == {"deals", "shared", "quiet", "secret"}


async def test_what_is_only_for_another_is_not_shown(room: Room) -> None:
    await room.side.act(ANA, "say", {"channel": SHARED, "text": "hello"})
    room.bot.answer = lambda _: web.json_response({"text": "psst"})
    await room.side.act(ANA, "command", {"channel": SHARED, "command": "/named", "text": "x"})
    texts = [[m["text"] for m in room.side.view(who)["messages"][SHARED]] for who in (ANA, REP)]
    assert texts == [["hello", "psst"], ["hello"]]


async def test_a_forms_values_reach_the_bot_as_slack_sends_them(room: Room) -> None:
    form = room.form()
    room.bot.answer = lambda _: web.json_response({"options": [option("Firm", "f")]})
    typing = {"view_id": form["id"], "block_id": "other", "action_id": "other", "value": "fir"}
    assert await room.side.act(ANA, "suggest", typing) == {"options": [option("Firm", "f")]}
    room.bot.answer = lambda _: web.Response()
    assert await room.side.act(ANA, "submit", {"view_id": form["id"], "state": FILLED}) is None
    values: dict[str, Any] = room.bot.got[-1]["view"]["state"]["values"]
    assert values["what"]["what"]["value"] == "They bid."
    assert values["other"]["other"]["selected_option"]["value"] == "f"
    assert [o["value"] for o in values["tell"]["tell"]["selected_options"]] == ["firm"]


async def test_errors_of_the_bot_come_back_by_field(room: Room) -> None:
    form = room.form()
    errors = {"response_action": "errors", "errors": {"what": "Say more."}}
    room.bot.answer = lambda body: web.json_response(
        {"options": [option("Firm", "f")]} if body["type"] == "block_suggestion" else errors
    )
    typing = {"view_id": form["id"], "block_id": "other", "action_id": "other", "value": "fir"}
    await room.side.act(ANA, "suggest", typing)
    told = await room.side.act(ANA, "submit", {"view_id": form["id"], "state": FILLED})
    assert told == {"errors": {"what": "Say more."}}


async def test_a_closed_form_is_gone(room: Room) -> None:
    form = room.form()
    await room.side.act(ANA, "close", {"view_id": form["id"]})
    assert room.side.view(ANA)["modals"] == []
    with pytest.raises(Refused, match="closed"):
        await room.side.act(ANA, "submit", {"view_id": form["id"], "state": {}})


async def test_what_slack_itself_says_is_a_refusal(room: Room) -> None:
    with pytest.raises(Refused, match="not a valid command"):
        await room.side.act(REP, "command", {"channel": SHARED, "command": "/named", "text": "x"})
    with pytest.raises(Refused, match="is not in"):
        await room.side.act(REP, "say", {"channel": DEALS, "text": "hello"})
    with pytest.raises(Refused, match="can't do"):
        await room.side.act(REP, "fly", {})


async def test_a_message_of_ones_own_can_be_deleted(room: Room) -> None:
    await room.side.act(ANA, "say", {"channel": DEALS, "text": "oops"})
    [message] = room.side.view(ANA)["messages"][DEALS]
    with pytest.raises(Refused, match="their own"):
        await room.side.act(BO, "delete", {"channel": DEALS, "ts": message["ts"]})
    await room.side.act(ANA, "delete", {"channel": DEALS, "ts": message["ts"]})
    assert room.side.view(ANA)["messages"][DEALS] == []


async def test_the_traffic_tells_the_newest_request_first(room: Room) -> None:
    await room.side.act(ANA, "open_home", {"tab": "home"})
    told = await room.side.act(ANA, "traffic", {})
    assert told is not None
    assert told["requests"][0]["body"]["event"]["type"] == "app_home_opened"


async def test_a_message_of_ones_own_can_be_edited_and_carry_a_file(room: Room) -> None:
    sent = {"channel": DEALS, "text": "oops", "files": {"a.txt": "aGk="}}
    await room.side.act(ANA, "say", sent)
    [message] = room.side.view(ANA)["messages"][DEALS]
    assert message["files"][0]["shown"] == "data:text/plain;base64,aGk="
    where = {"channel": DEALS, "ts": message["ts"], "text": "better"}
    with pytest.raises(Refused, match="their own"):
        await room.side.act(BO, "edit", where)
    await room.side.act(ANA, "edit", where)
    [edited] = room.side.view(ANA)["messages"][DEALS]
    assert (edited["text"], edited["edited"]) == ("better", True)
