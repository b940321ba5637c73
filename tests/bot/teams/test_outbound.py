"""Cards on their way out."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.files import Links, Seals
from bot.sending import Dead, NotYet, TryLater
from bot.teams.connector import Connector
from bot.teams.handing import Handing
from bot.teams.origins import Origins
from bot.teams.outbound import TeamsSender
from bot.teams.rooms import Rooms
from bot.teams.windows import Windows
from handlers.cards import Card, Text
from handlers.request import How, Kind, Place, Request, Settled, Via
from store.db import Db
from store.migrations import migrate
from store.rows import Identity, Outgoing, Platform, Spot

from .standin import APP_ID, NOW, TENANT, Answer, StandIn, refusal

PAT = Identity(Platform.TEAMS, TENANT, "aad-pat")
CHANNEL, CHAT = "teams:19:c@thread.tacv2", "teams:a:pat"
CARD = Card("Contoso is named.", (Text("Partners may engage."),))


class Post:
    """A sender in a room or two."""

    def __init__(
        self, microsoft: StandIn, sender: TeamsSender, rooms: Rooms, passed: list[float]
    ) -> None:
        self.microsoft = microsoft
        self.passed = passed  # the seconds of the windows' clock, the last is now
        self.sender = sender
        for address, kind, member in (
            (CHANNEL, "channel", ""),
            (CHAT, "personal", "aad-pat"),
        ):
            rooms.renew(Spot(address, Platform.TEAMS, TENANT, kind, microsoft.url, "", member))

    async def send(
        self, address: str, *, thread: str = "", edits: str = "", bulk: bool = False
    ) -> str:
        message = Outgoing(1, address, thread, "", edits, 1, NOW, bulk=bulk)
        return await self.sender.send(message, CARD, address)

    async def remove(self, address: str, ident: str, *, thread: str = "") -> None:
        message = Outgoing(1, address, thread, "", ident, 1, NOW, topic="t", remove=True)
        await self.sender.remove(message, address)

    def asked(self) -> list[str]:
        prefix = "/v3/conversations"
        return [f"{c.method} {c.path.removeprefix(prefix)}" for c in self.microsoft.calls]


@pytest.fixture
async def post(
    tmp_path: Path, microsoft: StandIn, http: aiohttp.ClientSession
) -> AsyncIterator[Post]:
    path = tmp_path / "hardline.db"
    migrate(path)
    db = Db(path)
    rooms = Rooms(db, lambda: NOW, service_url=microsoft.url)
    passed = [0.0]

    async def sleep(wait_s: float) -> None:
        """Time passes in the windows' clock alone."""
        passed.append(passed[-1] + wait_s)

    connector = Connector(lambda: http, None, Windows(lambda: passed[-1]), sleep)
    handing, origins = Handing(db, Links(db, lambda: NOW, "")), Origins(Seals(db))
    sender = TeamsSender(connector, rooms, app_id=APP_ID, handing=handing, origins=origins)
    yield Post(microsoft, sender, rooms, passed)
    db.close()


async def test_a_reply_goes_into_its_thread(post: Post) -> None:
    assert await post.send(CHANNEL, thread="17") == "m1"
    assert post.asked() == ["POST /19:c@thread.tacv2;messageid=17/activities"]


async def test_a_new_message_in_a_channel_opens_a_thread(post: Post) -> None:
    assert await post.send(CHANNEL) == "m1"
    assert post.asked() == ["POST "]
    assert post.microsoft.calls[0].body["channelData"] == {"channel": {"id": "19:c@thread.tacv2"}}


async def test_a_channel_of_the_districts_file_is_reached_before_a_first_turn(post: Post) -> None:
    await post.send("teams:19:never-seen@thread.tacv2")
    assert post.asked() == ["POST "]


async def test_an_edit_replaces_the_message(post: Post) -> None:
    assert await post.send(CHAT, edits="m0") == "m1"
    assert post.asked() == ["PUT /a:pat/activities/m0"]


async def test_a_personal_chat_has_no_threads(post: Post) -> None:
    await post.send(CHAT, thread="17")
    await post.send(CHAT, thread="17", edits="m0")
    await post.remove(CHAT, "m0", thread="17")
    assert post.asked() == [
        "POST /a:pat/activities",
        "PUT /a:pat/activities/m0",
        "DELETE /a:pat/activities/m0",
    ]


async def test_what_was_said_is_taken_back(post: Post) -> None:
    await post.remove(CHANNEL, "m0", thread="17")
    assert post.asked() == ["DELETE /19:c@thread.tacv2;messageid=17/activities/m0"]


async def test_taking_back_what_is_gone_is_no_failure(post: Post) -> None:
    post.microsoft.script.append(refusal(404, "ActivityNotFoundInConversation"))
    await post.remove(CHANNEL, "m0")
    assert len(post.asked()) == 1


async def test_an_edit_of_a_threads_message_that_is_gone_is_posted_anew_in_the_thread(
    post: Post,
) -> None:
    post.microsoft.script.append(refusal(404, "ActivityNotFoundInConversation"))
    await post.send(CHANNEL, thread="17", edits="m0")
    assert post.asked() == [
        "PUT /19:c@thread.tacv2;messageid=17/activities/m0",
        "POST /19:c@thread.tacv2;messageid=17/activities",
    ]


async def test_edits_count_in_their_conversations_window(post: Post) -> None:
    for number in range(7):
        await post.send(CHANNEL, thread=str(number), edits="m0")
    with pytest.raises(NotYet, match="window is full") as later:
        await post.send(CHANNEL, edits="m0")
    assert later.value.after_s == 1.0
    assert len(post.asked()) == 7


async def test_a_broadcast_leaves_room_in_the_apps_window_to_what_people_wait_for(
    post: Post,
) -> None:
    for number in range(40):
        await post.send(f"teams:19:c{number}@thread.tacv2", bulk=True)
    assert post.passed[-1] == 0.0
    await post.send(CHAT)
    assert post.passed[-1] == 0.0
    await post.send(CHANNEL, bulk=True)
    assert post.passed[-1] == 1.0


async def test_an_edit_of_a_deleted_message_is_posted_anew(post: Post) -> None:
    post.microsoft.script.append(refusal(404, "ActivityNotFoundInConversation"))
    await post.send(CHAT, edits="m0")
    assert post.asked() == ["PUT /a:pat/activities/m0", "POST /a:pat/activities"]


@pytest.mark.parametrize("status", [400, 413])
async def test_a_card_that_is_not_taken_goes_out_in_words(post: Post, status: int) -> None:
    post.microsoft.script.append(refusal(status, "MessageSizeTooBig"))
    await post.send(CHAT)
    assert post.microsoft.sent()[1] == {
        "type": "message",
        "text": r"Contoso is named\." + "\n\n" + r"Partners may engage\.",
    }


@pytest.mark.parametrize(
    "answer",
    [
        refusal(403, "MessageWritesBlocked"),
        refusal(403, "BotNotInConversationRoster"),
        refusal(404, "ConversationNotFound"),
    ],
    ids=lambda answer: answer.status,
)
async def test_a_closed_conversation_is_dead(post: Post, answer: Answer) -> None:
    post.microsoft.script.append(answer)
    with pytest.raises(Dead):
        await post.send(CHAT)


async def test_another_refusal_may_pass(post: Post) -> None:
    post.microsoft.script.append(refusal(403, "ServiceUnavailableForTenant"))
    with pytest.raises(TryLater):
        await post.send(CHAT)


async def test_a_personal_chat_is_opened_by_object_id_and_tenant_once(post: Post) -> None:
    assert await post.sender.personal(PAT) == "teams:a:aad-pat"
    assert await post.sender.personal(PAT) == "teams:a:aad-pat"
    [call] = post.microsoft.calls
    assert call.body == {
        "isGroup": False,
        "bot": {"id": f"28:{APP_ID}"},
        "members": [{"id": "aad-pat"}],
        "tenantId": TENANT,
        "channelData": {"tenant": {"id": TENANT}},
    }


def public(kind: Kind, address: str, thread: str = "") -> Request:
    return Request(PAT, Via.MESSAGE, Place(address, kind, thread))


async def test_a_private_answer_to_a_public_question_goes_to_the_personal_chat(post: Post) -> None:
    request = public(Kind.CHANNEL, CHANNEL, "17")
    await post.sender.private(request, Settled(CARD, How.PRIVATE))
    assert post.asked() == ["POST ", "POST /a:aad-pat/activities"]


async def test_where_that_is_closed_a_neutral_line_goes_into_the_thread(post: Post) -> None:
    post.microsoft.script.append(refusal(403, "MessageWritesBlocked"))
    request = public(Kind.CHANNEL, CHANNEL, "17")
    await post.sender.private(request, Settled(CARD, How.PRIVATE))
    assert post.asked() == ["POST ", "POST /19:c@thread.tacv2;messageid=17/activities"]
    assert "Contoso" not in str(post.microsoft.sent()[1])


async def test_a_closed_personal_chat_has_no_thread_to_fall_back_on(post: Post) -> None:
    post.microsoft.script.append(refusal(403, "MessageWritesBlocked"))
    with pytest.raises(Dead):
        await post.sender.private(public(Kind.PERSONAL, CHAT), Settled(CARD, How.PRIVATE))


async def test_the_address_renewed_last_is_used(post: Post, microsoft: StandIn) -> None:
    moved = Spot(CHAT, Platform.TEAMS, TENANT, "personal", "http://127.0.0.1:9", "", "aad-pat")
    rooms = post.sender._rooms
    assert rooms.renew(moved)
    assert not rooms.renew(moved)
    assert rooms.service_url(CHAT) == "http://127.0.0.1:9"
