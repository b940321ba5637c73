"""The simulated connector refuses what Teams' refuses."""

from typing import Any

import aiohttp
import pytest

from bot.playground.faults import Fault
from bot.playground.teams import TeamsSim
from tests.clock import Clock

from .cards import act, card, field, message, text
from .conftest import (
    ALONE,
    ANA,
    BO,
    DEALS,
    FIRM,
    GROUP,
    QUIET,
    REP,
    TEAM,
    VENDOR,
    Caller,
)

HELLO = message(text="hello")


def personal(user: str, tenant: str = VENDOR) -> dict[str, Any]:
    return {"members": [{"id": user}], "tenantId": tenant, "isGroup": False}


@pytest.mark.parametrize(
    ("conversation", "body", "status", "code"),
    [
        ("19:none@thread.v2", HELLO, 404, "ConversationNotFound"),
        (f"{DEALS};messageid=1", HELLO, 404, "ConversationNotFound"),
        (QUIET, HELLO, 403, "BotNotInConversationRoster"),
        (GROUP, {"type": "message"}, 400, "BadSyntax"),
        (GROUP, {"type": "event", "text": "x"}, 400, "BadSyntax"),
        (GROUP, [], 400, "BadSyntax"),
        (GROUP, message(text="x" * 51_200), 413, "MessageSizeTooBig"),
        (GROUP, message(card(text(text="x" * 28_672))), 413, "MessageSizeTooBig"),
        (GROUP, message(card(text(colour="red"))), 400, "BadSyntax"),
        (GROUP, message(card(actions=[act()] * 7)), 400, "BadSyntax"),
        (GROUP, message(attachments=[{"contentType": "text/csv"}]), 400, "BadSyntax"),
        (
            GROUP,
            message(text="hi", entities=[{"type": "mention", "text": "<at>Bo</at>"}]),
            400,
            "BadSyntax",
        ),
    ],
)
async def test_a_wrong_message_is_refused(
    caller: Caller, conversation: str, body: Any, status: int, code: str
) -> None:
    answer = await caller.send(conversation, body)
    assert (answer[0], answer[1]["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (personal("ana@vendor.example"), 404, "UserNotFound"),
        (personal(ANA, FIRM), 404, "UserNotFound"),
        (personal(ALONE), 403, "MessageWritesBlocked"),
        ({**personal(ANA), "isGroup": True}, 400, "BadSyntax"),
        ({"isGroup": True, "channelData": {"channel": {"id": DEALS}}}, 400, "BadSyntax"),
    ],
)
async def test_a_conversation_that_may_not_be_made_is_refused(
    caller: Caller, body: dict[str, Any], status: int, code: str
) -> None:
    answer = await caller.call("POST", "conversations", body)
    assert (answer[0], answer[1]["error"]["code"]) == (status, code)


async def test_without_a_token_nothing_is_told(caller: Caller) -> None:
    caller.token = ""
    assert (await caller.call("GET", f"conversations/{GROUP}/members"))[0] == 401


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_id": "other"}, 400, "unauthorized_client"),
        ({"client_secret": "other"}, 401, "invalid_client"),
        ({"scope": "https://graph.microsoft.com/.default"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
async def test_a_wrong_sign_in_is_refused(
    caller: Caller, changed: dict[str, str], status: int, error: str
) -> None:
    answer = await caller.sign_in(**changed)
    assert (answer[0], answer[1]["error"]) == (status, error)


async def test_a_token_of_another_tenant_is_given_but_not_taken(caller: Caller) -> None:
    assert (await caller.sign_in(tenant="botframework.com"))[0] == 200
    assert (await caller.send(GROUP, HELLO))[0] == 401


async def test_a_token_runs_out(caller: Caller, clock: Clock) -> None:
    clock.forward(hours=1)
    assert (await caller.send(GROUP, HELLO))[0] == 401


async def test_messages_are_posted_updated_and_deleted(teams: TeamsSim, caller: Caller) -> None:
    ana = teams.client(ANA)
    status, sent = await caller.send(GROUP, HELLO)
    path = f"conversations/{GROUP}/activities/{sent['id']}"
    assert (status, [m.text for m in ana.seen(GROUP)]) == (201, ["hello"])
    await caller.call("PUT", path, message(text="changed"))
    assert [m.text for m in ana.seen(GROUP)] == ["changed"]
    await caller.call("DELETE", path)
    assert ana.seen(GROUP) == []
    assert (await caller.call("PUT", path, HELLO))[0] == 404


async def test_what_others_wrote_stays_theirs(teams: TeamsSim, caller: Caller) -> None:
    said = await teams.client(ANA).say(GROUP, "mine")
    path = f"conversations/{GROUP}/activities/{said.id}"
    assert (await caller.call("PUT", path, HELLO))[0] == 403


async def test_a_personal_chat_is_made_once(teams: TeamsSim, caller: Caller) -> None:
    first = await caller.call("POST", "conversations", personal(ANA))
    account = teams.world.users[ANA].account(teams.app.id)
    again = await caller.call("POST", "conversations", personal(account))
    assert first[0] == 201
    assert first[1]["id"] == again[1]["id"] == teams.client(ANA).chat().id


async def test_members_of_a_team_that_has_the_app_can_be_reached(caller: Caller) -> None:
    assert (await caller.call("POST", "conversations", personal(REP)))[0] == 201


async def test_someone_who_blocked_the_bot_cannot(teams: TeamsSim, caller: Caller) -> None:
    chat = teams.client(ANA).chat().id
    teams.world.blocked.add(ANA)
    status, answer = await caller.send(chat, HELLO)
    assert (status, answer["error"]["code"]) == (403, "MessageWritesBlocked")


async def test_a_channel_takes_threads_and_replies(teams: TeamsSim, caller: Caller) -> None:
    made = {"isGroup": True, "channelData": {"channel": {"id": DEALS}}, "activity": HELLO}
    _, thread = await caller.call("POST", "conversations", made)
    assert thread["id"] == f"{DEALS};messageid={thread['activityId']}"
    await caller.send(thread["id"], message(text="one"))
    await caller.send(DEALS, message(text="two"), to=thread["activityId"])
    seen = teams.client(REP).thread(DEALS, thread["activityId"])
    assert [m.text for m in seen] == ["hello", "one", "two"]


async def test_an_eighth_message_in_a_second_must_wait(caller: Caller, clock: Clock) -> None:
    answers = [(await caller.send(GROUP, HELLO))[0] for _ in range(8)]
    assert answers == [201] * 7 + [429]
    assert caller.headers["Retry-After"] == "1"
    clock.forward(seconds=1)
    answers = [(await caller.send(GROUP, HELLO))[0] for _ in range(2)]
    assert answers == [201, 429]


async def test_of_an_app_a_tenant_takes_fifty_requests_a_second(
    teams: TeamsSim, caller: Caller, clock: Clock
) -> None:
    answers = [(await caller.call("GET", "teams/unknown"))[0] for _ in range(51)]
    assert answers == [404] * 50 + [429]
    assert teams.rates.refused == 1
    clock.forward(seconds=1)
    assert (await caller.call("GET", "teams/unknown"))[0] == 404


async def test_the_roster_tells_ids_and_tenants(teams: TeamsSim, caller: Caller) -> None:
    _, people = await caller.call("GET", f"conversations/{DEALS}/members")
    assert {p["aadObjectId"]: p["userRole"] for p in people} == {
        ANA: "user",
        BO: "user",
        REP: "guest",
    }
    account = teams.world.users[BO].account(teams.app.id)
    for wanted in (BO, account):
        _, one = await caller.call("GET", f"conversations/{DEALS}/members/{wanted}")
        assert (one["id"], one["email"]) == (account, "bo@vendor.example")
    missing, _ = await caller.call("GET", f"conversations/{DEALS}/members/{ALONE}")
    assert missing == 404


async def test_the_roster_comes_in_pages(caller: Caller) -> None:
    path = f"conversations/{DEALS}/pagedmembers?pageSize=2"
    _, page = await caller.call("GET", path)
    _, rest = await caller.call("GET", f"{path}&continuationToken={page['continuationToken']}")
    assert (len(page["members"]), len(rest["members"])) == (2, 1)
    assert "continuationToken" not in rest


async def test_a_team_tells_its_name_and_channels(caller: Caller) -> None:
    assert (await caller.call("GET", f"teams/{TEAM}"))[1]["aadGroupId"] == "group-1"
    _, found = await caller.call("GET", f"teams/{TEAM}/conversations")
    assert found == {"conversations": [{"id": DEALS, "name": "deals"}]}


async def test_typing_is_seen_and_leaves_no_message(teams: TeamsSim, caller: Caller) -> None:
    await caller.send(GROUP, {"type": "typing"})
    ana = teams.client(ANA)
    assert (ana.typing_seen(GROUP), ana.seen(GROUP)) == (1, [])


async def test_a_card_with_a_form_is_taken(teams: TeamsSim, caller: Caller) -> None:
    content = card(text(), field(), actions=[act("Submit")], msteams={"width": "Full"})
    assert (await caller.send(GROUP, message(content)))[0] == 201
    assert teams.client(ANA).seen(GROUP)[0].card == content


@pytest.mark.parametrize("status", [412, 429, 502, 504])
async def test_a_bad_day_can_be_had(teams: TeamsSim, caller: Caller, status: int) -> None:
    teams.faults.add("send", Fault(status=status, retry_after_s=2, body=""))
    assert (await caller.send(GROUP, HELLO))[0] == status
    assert caller.headers["Retry-After"] == "2"
    assert (await caller.send(GROUP, HELLO))[0] == 201


async def test_a_reply_can_be_lost_after_the_effect(teams: TeamsSim, caller: Caller) -> None:
    teams.faults.add("send", Fault(drop=True, late=True))
    with pytest.raises(aiohttp.ClientConnectionError):
        await caller.send(GROUP, HELLO)
    assert len(teams.client(ANA).seen(GROUP)) == 1
