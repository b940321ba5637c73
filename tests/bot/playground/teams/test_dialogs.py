"""Dialogs, look-ups, mentions and threads are as strict as in the real Teams."""

from typing import Any

import pytest
from aiohttp import web

from bot.playground.errors import NotThere
from bot.playground.teams import App, Message, TeamsSim
from bot.playground.teams.answers import Outcome
from bot.playground.wire import Json

from .cards import QUERY, act, attached, card, field, mention, message, text
from .conftest import ANA, BO, DEALS, GROUP, REP, VENDOR, Bot, Caller

OPENS = card(actions=[act("Submit", title="Form", data={"msteams": {"type": "task/fetch"}})])
ASKS = field("ChoiceSet", style="filtered", choices=[], **{"choices.data": QUERY})
FORM = card(ASKS, field("Date", id="day"), actions=[act("Submit", title="Send")])
SEARCHED = "application/vnd.microsoft.search.searchResponse"


def dialog(content: Json, **more: Any) -> web.Response:
    value = {"title": "Try it", "card": attached(content), **more}
    return web.json_response({"task": {"type": "continue", "value": value}})


def found(*choices: Json, kind: str = SEARCHED) -> web.Response:
    return web.json_response({"type": kind, "value": {"results": list(choices)}})


async def posted(teams: TeamsSim, caller: Caller, content: Json = OPENS) -> Message:
    await caller.send(GROUP, message(content))
    return teams.client(ANA).seen(GROUP)[-1]


async def opened(teams: TeamsSim, bot: Bot, caller: Caller, content: Json = FORM) -> Outcome:
    where = await posted(teams, caller)
    bot.answer = lambda _: dialog(content)
    return await teams.client(ANA).press(where, "Form")


@pytest.mark.parametrize(
    "answer",
    [
        dialog(card(actions=[act()])),
        dialog(OPENS),
        dialog(card(text(colour="red"))),
        dialog(FORM, title=None),
        web.json_response({"task": {"type": "continue", "value": {}}}),
        web.json_response({"task": {"type": "message"}}),
        web.json_response({"task": {"type": "close"}}),
    ],
    ids=["execute", "opens another", "no card", "no title", "empty", "no word", "unknown"],
)
async def test_a_wrong_dialog_is_an_error(
    teams: TeamsSim, bot: Bot, caller: Caller, answer: web.Response
) -> None:
    where = await posted(teams, caller)
    body, status = answer.body, answer.status
    bot.answer = lambda _: web.Response(body=body, status=status)
    assert (await teams.client(ANA).press(where, "Form")).error


async def test_a_dialog_that_comes_late_is_an_error(
    teams: TeamsSim, bot: Bot, caller: Caller
) -> None:
    where = await posted(teams, caller)
    teams.outgoing.invoke_within_s = 0.0
    outcome = await teams.client(ANA).press(where, "Form")
    assert outcome.error.startswith("Unable to reach")


async def test_a_client_without_dialogs_submits_a_message(
    teams: TeamsSim, bot: Bot, caller: Caller
) -> None:
    where = await posted(teams, caller)
    await teams.client(ANA, legacy=True).press(where, "Form")
    assert (bot.got[0]["type"], bot.got[0]["value"]) == ("message", {})


async def test_a_field_is_looked_up_and_only_what_was_found_is_chosen(
    teams: TeamsSim, bot: Bot, caller: Caller
) -> None:
    form, ana = await opened(teams, bot, caller), teams.client(ANA)
    with pytest.raises(NotThere, match="no choice"):
        await ana.send_dialog(form, {"reason": "A1"})
    form = await ana.press(ana.seen(GROUP)[-1], "Form")
    bot.answer = lambda _: found({"value": "A1", "title": "Contoso"})
    assert (await ana.suggest(form, "reason", "con")).ok
    assert bot.got[-1]["name"] == "application/search"
    assert bot.got[-1]["value"] == {
        "queryText": "con",
        "queryOptions": {"skip": 0, "top": 15},
        "dataset": "accounts",
    }
    bot.answer = lambda _: web.json_response({})
    await ana.send_dialog(form, {"reason": "A1", "day": "2026-12-24"})
    assert bot.got[-1]["value"]["data"] == {"reason": "A1", "day": "2026-12-24"}


@pytest.mark.parametrize(
    "answer",
    [
        found(*({"value": str(n), "title": str(n)} for n in range(16))),
        found({"value": "A1"}),
        found(kind="application/json"),
        web.json_response({"value": {"results": []}}),
        web.Response(status=500),
    ],
    ids=["too many", "no title", "other type", "no type", "failed"],
)
async def test_a_wrong_look_up_is_an_error(
    teams: TeamsSim, bot: Bot, caller: Caller, answer: web.Response
) -> None:
    form = await opened(teams, bot, caller)
    body, status = answer.body, answer.status
    bot.answer = lambda _: web.Response(body=body, status=status)
    assert (await teams.client(ANA).suggest(form, "reason", "con")).error


async def test_what_is_no_date_is_not_taken(teams: TeamsSim, bot: Bot, caller: Caller) -> None:
    form = await opened(teams, bot, caller)
    with pytest.raises(NotThere, match="no date"):
        await teams.client(ANA).send_dialog(form, {"day": "tomorrow"})


@pytest.mark.parametrize(("person", "status"), [(ANA, 201), (REP, 400), ("aad-nobody", 400)])
async def test_only_who_is_there_can_be_mentioned(caller: Caller, person: str, status: int) -> None:
    called = {"entities": [mention("<at>Ana</at>", person)]}
    answer = await caller.send(GROUP, message(card(text(text="<at>Ana</at>"), msteams=called)))
    assert answer[0] == status


CONSENT: Json = {
    "contentType": "application/vnd.microsoft.teams.card.file.consent",
    "name": "x.csv",
    "content": {"sizeInBytes": 4, "acceptContext": {}, "declineContext": {}},
}


@pytest.mark.parametrize(
    "broken",
    [{"name": ""}, {"content": {}}, {"content": {"sizeInBytes": 4, "acceptContext": {}}}],
)
async def test_a_file_is_offered_with_all_that_it_takes(
    teams: TeamsSim, caller: Caller, broken: Json
) -> None:
    chat = teams.client(ANA).chat().id
    assert (await caller.send(chat, message(attachments=[CONSENT | broken])))[0] == 400
    assert (await caller.send(chat, message(attachments=[CONSENT])))[0] == 201


async def test_a_file_is_offered_in_personal_chats_alone(caller: Caller) -> None:
    assert (await caller.send(GROUP, message(attachments=[CONSENT])))[0] == 400


async def test_without_an_offer_there_is_nothing_to_answer(teams: TeamsSim, caller: Caller) -> None:
    with pytest.raises(NotThere):
        await teams.client(ANA).consent(await posted(teams, caller))


async def test_an_edit_brings_its_mention_and_a_deletion_can_be_undone(
    teams: TeamsSim, bot: Bot
) -> None:
    ana = teams.client(ANA)
    said = await ana.say(DEALS, "hello")
    await ana.edit(said, "@Hardline hello again")
    assert bot.got[-1]["text"].startswith("<at>Hardline</at>")
    assert bot.got[-1]["channelData"]["eventType"] == "editMessage"
    edited = ana.seen(DEALS)[-1]
    await ana.delete(edited)
    assert bot.got[-1]["channelData"]["eventType"] == "softDeleteMessage"
    await ana.undelete(edited)
    assert bot.got[-1]["channelData"]["eventType"] == "undeleteMessage"
    assert ana.seen(DEALS)[-1].text == "@Hardline hello again"
    with pytest.raises(NotThere):
        await ana.undelete(edited)


async def test_consent_to_channels_messages_is_none_for_group_chats(
    teams: TeamsSim, bot: Bot
) -> None:
    teams.state.app = App(tenant=VENDOR, hears_all=True)
    said = await teams.client(ANA).say(GROUP, "just us", mention=False)
    await teams.client(ANA).edit(said, "still just us")
    assert bot.got == []


async def test_a_channels_message_tells_where_a_file_is_and_not_how_to_fetch_it(
    teams: TeamsSim, bot: Bot
) -> None:
    await teams.client(BO).say(DEALS, "see", files={"a.pdf": b"x"})
    [file] = [a for a in bot.got[0]["attachments"] if a["contentType"] == "reference"]
    assert (file["name"], "content" in file) == ("a.pdf", False)
