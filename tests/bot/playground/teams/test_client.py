"""What a person does arrives as Teams would send it, and what the bot answers shows as it would."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground.errors import NotThere
from bot.playground.teams import App, TeamsSim
from bot.playground.teams.markup import as_shown
from bot.playground.wire import Json, served

from .cards import act, attached, card, field, message, text
from .conftest import (
    ANA,
    BO,
    DEALS,
    GROUP,
    QUIET,
    REP,
    VENDOR,
    Bot,
    Caller,
)

ASK = card(
    text(),
    field(isRequired=True, errorMessage="Say why", maxLength=20),
    actions=[
        act(title="Approve", verb="approve", data={"case": "ESC-0042"}),
        act("Submit", title="Send", data={"case": "ESC-0042"}),
        act(title="Look", verb="look", associatedInputs="none"),
    ],
)
OPENS = card(actions=[act("Submit", title="Form", data={"msteams": {"type": "task/fetch"}})])
THUMBNAIL = {"contentType": "application/vnd.microsoft.card.thumbnail", "content": {"title": "C"}}


def says(body: Json) -> web.Response:
    return web.json_response(body)


def shows(content: Any) -> Json:
    kind = "application/vnd.microsoft.card.adaptive"
    return {"statusCode": 200, "type": kind, "value": content}


async def test_a_mention_is_a_tag_an_entity_and_a_hard_space(teams: TeamsSim, bot: Bot) -> None:
    said = await teams.client(ANA).say(DEALS, "is Smith & Sons <named>?")
    [activity] = bot.got
    assert activity["text"] == "<at>Hardline</at>&nbsp;is Smith &amp; Sons &lt;named&gt;?\n"
    assert activity["entities"][-1]["mentioned"]["id"] == teams.app.account
    assert activity["conversation"]["id"] == f"{DEALS};messageid={said.id}"
    assert activity["channelData"]["team"]["aadGroupId"] == "group-1"


async def test_without_a_mention_a_channel_is_not_heard(teams: TeamsSim, bot: Bot) -> None:
    await teams.client(ANA).say(DEALS, "just us", mention=False)
    teams.state.app = App(tenant=VENDOR, hears_all=True)
    await teams.client(ANA).say(DEALS, "all of it", mention=False)
    assert [a["text"] for a in bot.got] == ["all of it"]


async def test_where_it_is_not_installed_the_bot_hears_nothing(teams: TeamsSim, bot: Bot) -> None:
    await teams.client(ANA).say(QUIET, "hello?")
    assert bot.got == []


async def test_a_reply_keeps_its_thread(teams: TeamsSim, bot: Bot) -> None:
    said = await teams.client(ANA).say(DEALS, "root")
    await teams.client(REP).say(DEALS, "reply", thread=said.id)
    assert bot.got[1]["conversation"]["id"] == bot.got[0]["conversation"]["id"]


async def test_people_carry_tenant_and_object_id(teams: TeamsSim, bot: Bot) -> None:
    await teams.client(REP).say(DEALS, "hi")
    assert bot.got[0]["from"]["aadObjectId"] == REP
    assert bot.got[0]["conversation"]["tenantId"] == VENDOR
    assert bot.got[0]["serviceUrl"] == teams.service_url


async def sent(teams: TeamsSim, caller: Caller, content: Json, user: str = ANA) -> Any:
    await caller.send(GROUP, message(content))
    return teams.client(user).seen(GROUP)[-1]


async def test_a_submit_is_a_message_without_text(
    teams: TeamsSim, bot: Bot, caller: Caller
) -> None:
    shown = await sent(teams, caller, ASK)
    await teams.client(ANA).press(shown, "Send", {"reason": "They lead"})
    [activity] = bot.got
    assert activity["value"] == {"case": "ESC-0042", "reason": "They lead"}
    assert (activity["replyToId"], "text" in activity) == (shown.id, False)


async def test_an_execute_is_an_invoke_whose_card_is_for_that_person(
    teams: TeamsSim, bot: Bot, caller: Caller
) -> None:
    shown = await sent(teams, caller, ASK)
    bot.answer = lambda _: says(shows(card(text(text="done"))))
    outcome = await teams.client(ANA).press(shown, "Approve", {"reason": "x"})
    [activity] = bot.got
    assert activity["name"] == "adaptiveCard/action"
    assert activity["value"]["action"]["data"] == {"case": "ESC-0042", "reason": "x"}
    assert outcome.card == teams.client(ANA).seen(GROUP)[0].card == card(text(text="done"))
    assert teams.client(BO).seen(GROUP)[0].card == ASK


async def test_an_old_client_falls_back_to_submit(
    teams: TeamsSim, bot: Bot, caller: Caller
) -> None:
    fallback = act("Submit", data={"case": "ESC-0042"})
    shown = await sent(teams, caller, card(actions=[act(verb="approve", fallback=fallback)]))
    old = teams.client(ANA, legacy=True)
    await old.press(shown, "Go")
    assert (bot.got[0]["type"], bot.got[0]["value"]) == ("message", {"case": "ESC-0042"})
    with pytest.raises(NotThere):
        await old.press(await sent(teams, caller, ASK), "Look")


async def test_an_update_takes_personal_views_back(
    teams: TeamsSim, bot: Bot, caller: Caller
) -> None:
    shown = await sent(teams, caller, ASK)
    bot.answer = lambda _: says(shows(card(text(text="mine"))))
    await teams.client(ANA).press(shown, "Look")
    path = f"conversations/{GROUP}/activities/{shown.id}"
    await caller.call("PUT", path, message(card(text(text="all"))))
    assert teams.client(ANA).seen(GROUP)[0].card == card(text(text="all"))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (shows(card(text(colour="red"))), "unknown property colour"),
        (shows(None), "Something went wrong"),
        ({}, "Something went wrong"),
        ({"status": 200, "body": {}}, "Something went wrong"),
        (
            {
                "statusCode": 403,
                "type": "application/vnd.microsoft.error",
                "value": {"code": "Forbidden", "message": "Not yours to decide"},
            },
            "Not yours to decide",
        ),
    ],
)
async def test_a_wrong_answer_to_an_execute_is_an_error(
    teams: TeamsSim, bot: Bot, caller: Caller, answer: Json, error: str
) -> None:
    shown = await sent(teams, caller, ASK)
    bot.answer = lambda _: says(answer)
    outcome = await teams.client(ANA).press(shown, "Look")
    assert error in outcome.error


async def test_a_late_answer_is_an_error(teams: TeamsSim, caller: Caller) -> None:
    shown = await sent(teams, caller, ASK)
    held = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await held.wait()
        return web.Response()

    server = web.Application()
    server.router.add_post("/api/messages", slow)
    async with served(server) as url:
        teams.bot_url, teams.outgoing.invoke_within_s = url, 0.05
        outcome = await teams.client(ANA).press(shown, "Look")
        held.set()
    assert outcome.error == "Unable to reach app. Please try again."


async def test_the_client_itself_asks_for_what_is_missing(
    teams: TeamsSim, bot: Bot, caller: Caller
) -> None:
    shown = await sent(teams, caller, ASK)
    ana = teams.client(ANA)
    assert (await ana.press(shown, "Approve")).error == "Say why"
    assert (await ana.press(shown, "Approve", {"reason": "x" * 21})).error == "reason is too long"
    assert bot.got == []


async def test_what_is_not_shown_cannot_be_pressed(teams: TeamsSim, caller: Caller) -> None:
    shown = await sent(teams, caller, ASK)
    with pytest.raises(NotThere):
        await teams.client(ANA).press(shown, "Decline")
    with pytest.raises(NotThere):
        await teams.client(ANA).press(shown, "Approve", {"other": "x"})


async def test_a_dialog_opens_is_refused_with_its_fields_and_closes(
    teams: TeamsSim, bot: Bot, caller: Caller
) -> None:
    ana, shown = teams.client(ANA), await sent(teams, caller, OPENS)
    form = card(field(), actions=[act("Submit", title="Send", data={"case": "ESC-0042"})])
    asks = {"task": {"type": "continue", "value": {"title": "Why", "card": attached(form)}}}
    bot.answer = lambda _: says(asks)
    opened = await ana.press(shown, "Form")
    assert (bot.got[-1]["name"], opened.dialog) == ("task/fetch", form)
    again = await ana.send_dialog(opened, {"reason": "short"})
    assert bot.got[-1]["value"]["data"] == {"case": "ESC-0042", "reason": "short"}
    bot.answer = lambda _: says({"task": {"type": "message", "value": "Recorded"}})
    done = await ana.send_dialog(again, {"reason": "long enough"})
    assert (bot.got[-1]["name"], done.text, done.dialog) == ("task/submit", "Recorded", {})


async def test_refresh_runs_for_the_people_named(teams: TeamsSim, bot: Bot, caller: Caller) -> None:
    account = teams.world.users[ANA].account(teams.app.id)
    content = card(text(), refresh={"action": act(verb="mine"), "userIds": [account]})
    shown = await sent(teams, caller, content)
    bot.answer = lambda _: says(shows(card(text(text="yours"))))
    await teams.client(BO).look(shown)
    await teams.client(ANA).look(shown)
    assert [a["value"]["trigger"] for a in bot.got] == ["automatic"]
    assert teams.client(ANA).seen(GROUP)[0].card == card(text(text="yours"))


def results(*found: Json) -> Json:
    answer = {"type": "result", "attachmentLayout": "list", "attachments": list(found)}
    return {"composeExtension": answer}


async def test_a_search_shows_and_inserts_results(teams: TeamsSim, bot: Bot) -> None:
    found = {**attached(card(text())), "preview": THUMBNAIL}
    bot.answer = lambda _: says(results(found))
    outcome = await teams.client(ANA).query(QUIET, "cont")
    assert bot.got[0]["value"]["parameters"] == [{"name": "query", "value": "cont"}]
    teams.client(ANA).insert(QUIET, outcome.results[0])
    [inserted] = teams.client(ANA).seen(QUIET)
    assert (inserted.sender, inserted.card) == (ANA, card(text()))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        results(attached(card(text()))),
        results({**attached(card(text())), "preview": attached(card())}),
        results({**attached(card(text(colour="x"))), "preview": THUMBNAIL}),
        results(*[THUMBNAIL] * 26),
    ],
)
async def test_wrong_results_are_an_error(teams: TeamsSim, bot: Bot, answer: Json) -> None:
    bot.answer = lambda _: says(answer)
    assert not (await teams.client(ANA).query(GROUP, "x")).ok


async def test_a_tapped_result_can_ask_the_bot_first(teams: TeamsSim, bot: Bot) -> None:
    tap = {"type": "invoke", "value": {"account": "A-1"}}
    listed = {**THUMBNAIL, "content": {"title": "Contoso", "tap": tap}}
    bot.answer = lambda _: says(results({**attached(card(text())), "preview": THUMBNAIL}))
    outcome = await teams.client(ANA).select(QUIET, listed)
    assert bot.got[0]["name"] == "composeExtension/selectItem"
    assert outcome.results[0]["content"] == card(text())


async def test_a_message_action_carries_the_message(teams: TeamsSim, bot: Bot) -> None:
    said = await teams.client(ANA).say(QUIET, "Contoso <b>?")
    content = card(actions=[act("Submit", title="Send")])
    bot.answer = lambda _: says(
        {"task": {"type": "continue", "value": {"title": "Check", "card": attached(content)}}}
    )
    opened = await teams.client(ANA).message_action(said, "check")
    payload = bot.got[0]["value"]["messagePayload"]
    assert "Contoso &lt;b&gt;?" in payload["body"]["content"]
    await teams.client(ANA).send_dialog(opened)
    assert bot.got[1]["name"] == "composeExtension/submitAction"
    assert bot.got[1]["value"]["messagePayload"] == payload


async def test_a_command_stands_only_where_the_manifest_puts_it(teams: TeamsSim) -> None:
    teams.state.app = App(tenant=VENDOR, commands={"check": frozenset({"message"})})
    with pytest.raises(NotThere):
        await teams.client(ANA).query(GROUP, "x", command="check")


@pytest.mark.parametrize("order", [("installation", "members"), ("members", "installation")])
async def test_installing_is_told_twice_in_any_order(teams: TeamsSim, bot: Bot, order: Any) -> None:
    where = teams.client(BO).chat()
    await teams.install(where, BO, order=order)
    kinds = {"installation": "installationUpdate", "members": "conversationUpdate"}
    assert [a["type"] for a in bot.got] == [kinds[part] for part in order]
    [update] = [a for a in bot.got if a["type"] == "conversationUpdate"]
    assert update["membersAdded"][0]["id"] == teams.app.account


async def test_coming_and_going_are_told(teams: TeamsSim, bot: Bot) -> None:
    where = teams.world.conversations[DEALS]
    await teams.remove_member(where, REP, by=ANA)
    await teams.add_member(where, REP, by=ANA)
    await teams.uninstall(where, by=ANA)
    assert bot.got[0]["membersRemoved"][0]["aadObjectId"] == REP
    assert bot.got[1]["channelData"]["eventType"] == "teamMemberAdded"
    assert bot.got[2]["action"] == "remove"


async def test_edits_deletions_and_reactions_are_told(
    teams: TeamsSim, bot: Bot, caller: Caller
) -> None:
    ana = teams.client(ANA)
    said = await ana.say(GROUP, "one")
    await ana.edit(said, "two")
    await ana.react(await sent(teams, caller, ASK))
    await ana.delete(said)
    kinds = ["message", "messageUpdate", "messageReaction", "messageDelete"]
    assert [a["type"] for a in bot.got] == kinds
    assert bot.got[1]["id"] == bot.got[3]["id"] == said.id


async def test_nothing_is_told_of_what_was_not_delivered(teams: TeamsSim, bot: Bot) -> None:
    ana = teams.client(ANA)
    said = await ana.say(GROUP, "just us", mention=False)
    await ana.edit(said, "still us")
    await ana.react(said)
    assert bot.got == []


async def test_a_message_back_says_its_words(teams: TeamsSim, bot: Bot, caller: Caller) -> None:
    back = {"type": "messageBack", "text": "is Contoso named?"}
    shown = await sent(teams, caller, card(actions=[act("Submit", data={"msteams": back})]))
    await teams.client(ANA).press(shown, "Go")
    assert bot.got[0]["text"] == "is Contoso named?"


async def test_an_unanswered_message_comes_again_with_its_id(teams: TeamsSim, bot: Bot) -> None:
    teams.outgoing.again = 1
    bot.answer = lambda _: web.Response(status=503)
    await teams.client(ANA).say(GROUP, "hi")
    await teams.redeliver(teams.sent[0])
    assert len(bot.got) == 3
    assert len({a["id"] for a in bot.got}) == 1


async def test_a_file_in_a_personal_chat_can_be_fetched(teams: TeamsSim, bot: Bot) -> None:
    ana = teams.client(ANA)
    await ana.say(ana.chat().id, "check", files={"names.csv": b"Contoso\n"})
    url = bot.got[0]["attachments"][1]["content"]["downloadUrl"]
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert await response.read() == b"Contoso\n"


async def test_a_file_goes_where_the_person_agreed(
    teams: TeamsSim, bot: Bot, caller: Caller
) -> None:
    ana = teams.client(ANA)
    consent = {
        "contentType": "application/vnd.microsoft.teams.card.file.consent",
        "name": "answers.csv",
        "content": {"sizeInBytes": 4, "acceptContext": {"id": 1}, "declineContext": {"id": 1}},
    }
    await caller.send(ana.chat().id, message(attachments=[consent]))
    await ana.consent(ana.seen(ana.chat().id)[-1])
    url = bot.got[0]["value"]["uploadInfo"]["uploadUrl"]
    async with aiohttp.ClientSession() as session:
        async with session.put(url, data=b"a,b\n") as response:
            assert response.status == 411
        headers = {"Content-Range": "bytes 0-3/4"}
        async with session.put(url, data=b"a,b\n", headers=headers) as response:
            assert response.status == 201
    assert [f.content for f in teams.state.files.values()] == [b"a,b\n"]


async def test_people_see_only_their_conversations(teams: TeamsSim) -> None:
    with pytest.raises(NotThere):
        teams.client(BO).seen(QUIET)


@pytest.mark.parametrize(
    ("sent_text", "shown"),
    [
        ("**Contoso** is _named_", "Contoso is named"),
        ("reply to <user-id-0> now", "reply to  now"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        (r"\*not bold\*", "*not bold*"),
        ("[the list](https://example.com)", "the list"),
        ("5 * 3 * 2", "5 * 3 * 2"),
    ],
)
def test_text_is_read_as_markdown_and_html(sent_text: str, shown: str) -> None:
    assert as_shown(sent_text) == shown
