"""What the page may do in the simulated Teams, and what it is shown there."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import web

from bot.playground.teams import App, Message, TeamsSim
from bot.playground.teams.world import BOT
from bot.playground.teams_side import THE_BOT, TeamsSide
from bot.playground.web import Person, Refused
from bot.playground.wire import Json, served
from tests.clock import Clock

from .teams.cards import QUERY, act, attached, card, field, text
from .teams.conftest import ANA, BO, DEALS, GROUP, REP, VENDOR, Bot, small_world

OPENS = act("Submit", title="Approve", data={"msteams": {"type": "task/fetch"}, "case": 1})
FORM = card(field(label="Why", isRequired=True), actions=[act("Submit", title="Send")])


@dataclass
class Room:
    side: TeamsSide
    sim: TeamsSim
    bot: Bot

    def posted(self, content: Json, *, where: str = GROUP) -> Json:
        """A card of the bot's, as the page names it."""
        new = self.sim.world.new_id()
        message = Message(id=new, conversation=where, sender=BOT, cards=(attached(content),))
        self.sim.world.put(message, "posted")
        return {"chat": where, "id": new}


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    clock, bot = Clock(), Bot()
    server = web.Application()
    server.router.add_post("/api/messages", bot.receive)
    people = (Person(ANA, "Ana Ames", "list owner"), Person(BO, "Bo Burns", "manager"))
    async with served(server) as url:
        app = App(tenant=VENDOR)
        async with TeamsSim(small_world(clock), app, bot_url=url, tick=clock.seconds) as sim:
            yield Room(TeamsSide(sim, people, {}), sim, bot)


def dialog(content: Json) -> web.Response:
    value = {"title": "Approve", "card": attached(content)}
    return web.json_response({"task": {"type": "continue", "value": value}})


async def test_a_mention_reaches_the_bot_and_is_shown_with_its_sender(room: Room) -> None:
    await room.side.act(REP, "say", {"chat": DEALS, "text": "@Hardline is Contoso named?"})
    [shown] = room.side.view(ANA)["messages"][DEALS]
    assert (shown["from"], shown["text"]) == (REP, "@Hardline is Contoso named?")
    assert room.bot.got[-1]["text"].startswith("<at>Hardline</at>")
    assert room.side.view(ANA)["people"][REP]["guest"]


async def test_without_a_mention_a_group_chat_is_not_told(room: Room) -> None:
    await room.side.act(ANA, "say", {"chat": GROUP, "text": "good morning"})
    assert room.bot.got == []


async def test_a_dialog_is_opened_filled_and_sent(room: Room) -> None:
    where = room.posted(card(text(), actions=[OPENS]))
    room.bot.answer = lambda _: dialog(FORM)
    opened = await room.side.act(ANA, "press", where | {"action": OPENS, "typed": {}})
    assert opened is not None
    assert opened["dialog"]["title"] == "Approve"
    room.bot.answer = lambda _: web.json_response({})
    sent = {"action": FORM["actions"][0], "typed": {"reason": "They lead"}}
    assert await room.side.act(ANA, "send_dialog", sent) == {"text": "", "results": []}
    assert room.bot.got[-1]["name"] == "task/submit"
    assert room.bot.got[-1]["value"]["data"] == {"reason": "They lead"}


async def test_a_dialog_that_failed_to_send_can_be_sent_again(room: Room) -> None:
    where = room.posted(card(text(), actions=[OPENS]))
    room.bot.answer = lambda _: dialog(FORM)
    await room.side.act(ANA, "press", where | {"action": OPENS, "typed": {}})
    sent = {"action": FORM["actions"][0], "typed": {"reason": "They lead"}}
    room.bot.answer = lambda _: web.Response(status=500)
    with pytest.raises(Refused, match="Unable to reach"):
        await room.side.act(ANA, "send_dialog", sent)
    room.bot.answer = lambda _: web.json_response({})
    assert await room.side.act(ANA, "send_dialog", sent) is not None


async def test_of_two_buttons_with_one_title_the_pressed_one_is_sent(room: Room) -> None:
    first, second = (act(verb="watch", title="Watch", data={"case": n}) for n in (1, 2))
    where = room.posted(card(text(), actions=[first, second]))
    room.bot.answer = lambda _: web.json_response(
        {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Done"}
    )
    told = await room.side.act(ANA, "press", where | {"action": second, "typed": {}})
    assert told is not None
    assert told["text"] == "Done"
    assert room.bot.got[-1]["value"]["action"]["data"] == {"case": 2}


async def test_a_card_that_asks_for_it_is_refreshed_for_the_one_who_looks(room: Room) -> None:
    refresh = {"action": act(verb="look"), "userIds": []}
    mine = card(text(), refresh=refresh | {"userIds": [ANA]})
    where = room.posted(mine)
    answer = {"statusCode": 200, "type": attached({})["contentType"], "value": card(text())}
    room.bot.answer = lambda _: web.json_response(answer)
    await room.side.act(ANA, "look", where)
    cards = [room.side.view(who)["messages"][GROUP][0]["attachments"] for who in (ANA, BO)]
    assert [c[0]["content"] == mine for c in cards] == [False, True]


async def test_the_bot_is_seen_typing_until_it_has_written(room: Room) -> None:
    room.sim.world.typing(GROUP)
    assert room.side.view(ANA)["typing"] == {GROUP: [THE_BOT]}
    room.posted(card(text()))
    assert room.side.view(ANA)["typing"] == {}


async def test_what_is_not_there_is_refused_in_words(room: Room) -> None:
    with pytest.raises(Refused, match="that message is gone"):
        await room.side.act(ANA, "look", {"chat": GROUP, "id": "1"})
    with pytest.raises(Refused, match="no dialog is open"):
        await room.side.act(ANA, "send_dialog", {"action": {}, "typed": {}})
    with pytest.raises(Refused, match="is not in"):
        await room.side.act(REP, "say", {"chat": GROUP, "text": "hello"})


ASKS = card(
    field("ChoiceSet", style="filtered", choices=[], **{"choices.data": QUERY}),
    actions=[act("Submit", title="Send")],
)


def suggested(_: Json) -> web.Response:
    kind = "application/vnd.microsoft.search.searchResponse"
    results = [{"value": "A1", "title": "Contoso"}]
    return web.json_response({"type": kind, "value": {"results": results}})


async def test_what_is_typed_is_looked_up_in_the_dialog_or_in_a_message(room: Room) -> None:
    where = room.posted(card(text(), actions=[OPENS]))
    room.bot.answer = lambda _: dialog(ASKS)
    await room.side.act(ANA, "press", where | {"action": OPENS, "typed": {}})
    room.bot.answer = suggested
    asked = {"field": "reason", "text": "con"}
    found = {"results": [{"value": "A1", "title": "Contoso"}]}
    assert await room.side.act(ANA, "suggest", asked) == found
    assert await room.side.act(ANA, "suggest", asked | room.posted(ASKS)) == found
    with pytest.raises(Refused, match="no dialog is open"):
        await room.side.act(BO, "suggest", asked)


async def test_own_messages_are_edited_deleted_and_brought_back(room: Room) -> None:
    await room.side.act(ANA, "say", {"chat": DEALS, "text": "@Hardline hello"})
    [said] = room.side.view(ANA)["messages"][DEALS]
    where = {"chat": DEALS, "id": said["id"]}
    with pytest.raises(Refused, match="their own"):
        await room.side.act(REP, "edit", where | {"text": "mine"})
    await room.side.act(ANA, "edit", where | {"text": "@Hardline bye"})
    assert room.side.view(REP)["messages"][DEALS][0]["text"] == "@Hardline bye"
    await room.side.act(ANA, "delete", where)
    assert room.side.view(REP)["messages"][DEALS][0]["deleted"]
    await room.side.act(ANA, "undelete", where)
    assert room.side.view(REP)["messages"][DEALS][0]["text"] == "@Hardline bye"
    assert [got["type"] for got in room.bot.got[1:]] == [
        "messageUpdate",
        "messageDelete",
        "messageUpdate",
    ]
