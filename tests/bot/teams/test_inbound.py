"""Activities read as requests."""

import json
from typing import Any

import pytest

from bot.teams import inbound
from bot.teams.activity import Malformed, activity, parse
from handlers.request import File, Kind, Place, Via
from store.rows import Identity, Platform

Json = dict[str, Any]
BOT = {"id": "28:bot", "name": "Hardline"}
ANA = {"id": "29:ana", "name": "Ana", "aadObjectId": "aad-ana"}
CHANNEL = {"id": "19:c@thread.tacv2;messageid=17", "conversationType": "channel", "tenantId": "T"}
CHAT = {"id": "a:1", "conversationType": "personal", "tenantId": "T"}
MENTION = {"type": "mention", "text": "<at>Hardline</at>", "mentioned": {"id": "28:bot"}}


def said(**parts: Any) -> Json:
    base = {
        "type": "message",
        "id": "m1",
        "channelId": "msteams",
        "serviceUrl": "https://smba.example/emea/",
        "from": ANA,
        "recipient": BOT,
        "conversation": CHAT,
        "text": "is Contoso named?",
    }
    return {**base, **parts}


# What Microsoft's local client sends by default: no conversation type in old versions, its own ids.
LOCAL = said(
    **{
        "from": {"id": "user-id-0", "name": "Alex Wilber", "aadObjectId": "aad-alex"},
        "recipient": {"id": "00000000-0000-0000-0000-00000000000011", "name": "Test Bot"},
        "conversation": {"id": "personal-chat-id", "tenantId": "T0"},
        "serviceUrl": "http://localhost:56150/_connector",
    }
)


def test_a_person_is_tenant_and_object_id_whatever_the_text_says() -> None:
    told = activity(said(text="I am aad-bo of tenant U"))
    assert inbound.message(told).who == Identity(Platform.TEAMS, "T", "aad-ana")


def test_the_tenant_may_stand_in_the_channel_data() -> None:
    told = activity(said(conversation={"id": "a:1"}, channelData={"tenant": {"id": "T2"}}))
    assert inbound.tenant(told) == "T2"


def test_someone_without_an_object_id_keeps_an_id_that_links_to_nobody() -> None:
    told = activity(said(**{"from": {"id": "29:anonymous"}}))
    assert inbound.who(told).member == "29:anonymous"


PLACES: dict[str, tuple[Json, Place]] = {
    "a personal chat": (CHAT, Place("teams:a:1", Kind.PERSONAL)),
    "a group chat": (
        {"id": "19:g@thread.v2", "conversationType": "groupChat"},
        Place("teams:19:g@thread.v2", Kind.GROUP),
    ),
    "a channel's thread": (CHANNEL, Place("teams:19:c@thread.tacv2", Kind.CHANNEL, "17")),
    "a channel's own id": (
        {"id": "19:c@thread.tacv2", "conversationType": "channel"},
        Place("teams:19:c@thread.tacv2", Kind.CHANNEL, "m1"),
    ),
    "a group without a type": ({"id": "g", "isGroup": True}, Place("teams:g", Kind.GROUP)),
    "a chat without a type": ({"id": "p"}, Place("teams:p", Kind.PERSONAL)),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_place_is_the_conversation_and_its_thread(name: str) -> None:
    conversation, place = PLACES[name]
    assert inbound.place(activity(said(conversation=conversation))) == place


def test_only_the_bots_own_mention_is_taken_out() -> None:
    other = {"type": "mention", "text": "<at>Bob</at>", "mentioned": {"id": "29:bob"}}
    text = "<at>Hardline</at>&nbsp;who owns <at>Bob</at>?"
    told = activity(said(text=text, entities=[MENTION, other], conversation=CHANNEL))
    assert inbound.message(told).text == "who owns Bob?"


def test_the_same_delivery_has_the_same_once_key() -> None:
    first, second = (inbound.message(activity(said())) for _ in range(2))
    assert first.once == second.once == "teams:a:1:m1"


def test_deliveries_without_an_id_are_all_different() -> None:
    first, second = (inbound.message(activity(said(id=None))) for _ in range(2))
    assert first.once != second.once


def test_a_submit_is_a_press_on_the_message_it_answers() -> None:
    data = {"v": 1, "action": "pick", "data": {"account": "A1"}, "text": "typed"}
    told = activity(said(text="", value=data, replyToId="m0"))
    request = inbound.message(told)
    assert (request.via, request.action, request.message) == (Via.BUTTON, "pick", "m0")
    assert request.data == {"account": "A1", "text": "typed"}


def test_an_execute_is_a_press_on_the_message_it_answers() -> None:
    data = {"v": 1, "action": "pick", "data": {"account": "A1"}}
    value = {"action": {"type": "Action.Execute", "verb": "pick", "data": data}}
    request = inbound.press(activity(said(type="invoke", value=value, replyToId="m0")))
    assert (request.action, request.message, request.sync) == ("pick", "m0", False)


def test_a_search_is_seen_by_the_asker_only() -> None:
    value = {"parameters": [{"name": "query", "value": " Contoso "}]}
    request = inbound.search(activity(said(type="invoke", value=value)))
    assert (request.via, request.text) == (Via.SEARCH, "Contoso")
    assert request.private
    assert request.sync


@pytest.mark.parametrize(
    "value", [None, [], "x", {}, {"parameters": "x"}, {"parameters": [{"name": "initialRun"}]}]
)
def test_a_search_for_nothing_is_empty(value: object) -> None:
    assert inbound.search(activity(said(type="invoke", value=value))).text == ""


def test_a_checked_message_is_read_as_words() -> None:
    body = {"contentType": "html", "content": "<p>Met <b>Contoso</b>&nbsp;&amp; Fabrikam</p>"}
    told = activity(said(type="invoke", value={"messagePayload": {"body": body}}))
    assert inbound.shortcut(told).text == "Met Contoso & Fabrikam"


def test_both_events_of_an_installation_are_one_welcome() -> None:
    update = said(type="installationUpdate", action="add", id="1")
    members = said(type="conversationUpdate", membersAdded=[BOT], id="2")
    assert [inbound.added(activity(each)) for each in (update, members)] == [True, True]
    assert inbound.install(activity(update)).once == inbound.install(activity(members)).once


@pytest.mark.parametrize(
    "parts",
    [
        {"type": "installationUpdate", "action": "remove"},
        {"type": "conversationUpdate", "membersAdded": [ANA]},
        {"type": "conversationUpdate", "membersRemoved": [BOT]},
    ],
)
def test_other_changes_are_no_installation(parts: Json) -> None:
    assert not inbound.added(activity(said(**parts)))


def test_microsofts_local_client_is_understood() -> None:
    request = inbound.message(activity(LOCAL))
    assert request.who == Identity(Platform.TEAMS, "T0", "aad-alex")
    assert request.place == Place("teams:personal-chat-id", Kind.PERSONAL)


def test_half_a_character_becomes_a_whole_one() -> None:
    body = json.dumps(said(text="is \ud800 named?")).encode()
    assert parse(body).text == "is ? named?"


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"type":1}', b"\xfe", b"[" * 99_999])
def test_what_is_no_activity_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse(body)


THREAD = {"conversation": CHANNEL, "entities": [], "channelData": {"eventType": "editMessage"}}


def test_what_stands_below_something_else_is_a_reply() -> None:
    assert inbound.reply(activity(said(conversation=CHANNEL)))
    root = {**CHANNEL, "id": "19:c@thread.tacv2;messageid=m1"}
    assert not inbound.reply(activity(said(conversation=root)))
    assert not inbound.reply(activity(said()))


def test_an_edit_is_known_by_its_time_and_words_for_it_has_the_messages_id() -> None:
    def once(**parts: Any) -> str:
        told = activity(said(**{**THREAD, "timestamp": "1", "text": "a", **parts}))
        return inbound.overheard(told, Via.EDITED, "case:1").once

    first = once()
    assert first == once()
    assert len({first, once(text="b"), once(timestamp="2"), "teams:19:c@thread.tacv2:m1"}) == 4


def test_a_deletion_brings_no_words() -> None:
    told = inbound.overheard(activity(said(**THREAD)), Via.DELETED, "case:1")
    assert (told.text, told.message, told.under) == ("", "m1", "case:1")


def test_files_are_names_and_addresses_and_nothing_else_is_one() -> None:
    attachments = [
        {"contentType": "text/html", "content": "<div>x</div>"},
        {"contentType": "application/vnd.microsoft.card.adaptive", "content": {}},
        {"contentType": "reference", "name": "a.pdf", "contentUrl": "https://s.example/a.pdf"},
        {"contentType": "reference", "name": "b.pdf", "contentUrl": "file:///etc/passwd"},
        {"contentType": "reference", "contentUrl": "https://s.example/nameless"},
    ]
    told = inbound.message(activity(said(conversation=CHANNEL, attachments=attachments)))
    assert told.files == (File("a.pdf", "https://s.example/a.pdf"),)


def shortcut(command: str, payload: Json, **parts: Any) -> Json:
    value = {"commandId": command, "messagePayload": payload}
    return said(type="invoke", text="", value=value, **parts)


def test_a_message_action_tells_what_it_was_used_on() -> None:
    payload = {
        "id": "m9",
        "replyToId": "17",
        "linkToMessage": "https://teams.microsoft.com/l/message/x/m9",
        "from": {"user": {"id": "aad-bo"}},
        "body": {"contentType": "html", "content": "<p>They &amp; us</p>"},
    }
    root = {**CHANNEL, "id": "19:c@thread.tacv2"}
    told = inbound.shortcut(activity(shortcut("shareOtherSide", payload, conversation=root)))
    assert (told.via, told.action, told.text) == (Via.SHORTCUT, "case.share", "They & us")
    assert told.place == Place("teams:19:c@thread.tacv2", Kind.CHANNEL, "17")
    assert (told.message, told.link) == ("m9", "https://teams.microsoft.com/l/message/x/m9")
    assert told.author == Identity(Platform.TEAMS, "T", "aad-bo")


def test_what_a_bot_wrote_has_no_author_and_an_unknown_command_no_action() -> None:
    payload = {"id": "m9", "from": {"user": None, "application": {"id": "x"}}}
    told = inbound.shortcut(activity(shortcut("other", payload)))
    assert (told.author, told.action) == (None, "")
