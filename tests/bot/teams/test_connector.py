"""Calls to the Bot Connector, and what is done when it does not take them."""

import aiohttp
import pytest

from bot.sending import TryLater
from bot.teams.connector import FIRST_WAIT_S, Answered, Connector
from bot.teams.windows import Windows

from .standin import Answer, StandIn, refusal

ROOM = "19:abc@thread.tacv2"
HELLO = b'{"type":"message","text":"hello"}'


class Source:
    """Tokens numbered as they are asked for."""

    def __init__(self) -> None:
        self.count = 1

    async def get(self) -> str:
        return f"token-{self.count}"

    def drop(self, text: str) -> None:
        self.count += 1


class Desk:
    """A connector whose waiting is counted instead of waited."""

    def __init__(self, microsoft: StandIn, http: aiohttp.ClientSession) -> None:
        self.microsoft = microsoft
        self.time = 0.0
        self.waits: list[float] = []
        self.connector = Connector(
            lambda: http, Source(), Windows(lambda: self.time), sleep=self.sleep
        )

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds

    async def say(self) -> str:
        made = await self.connector.post(self.microsoft.url, ROOM, HELLO)
        return str(made["id"])


@pytest.fixture
def desk(microsoft: StandIn, http: aiohttp.ClientSession) -> Desk:
    return Desk(microsoft, http)


async def test_a_post_carries_the_token_and_the_conversation(desk: Desk) -> None:
    thread = f"{ROOM};messageid=17"
    await desk.connector.post(desk.microsoft.url + "/", thread, HELLO)
    [call] = desk.microsoft.calls
    assert call.path == f"/v3/conversations/{thread}/activities"
    assert (call.token, call.body["text"]) == ("token-1", "hello")


@pytest.mark.parametrize("status", [412, 429, 502, 504])
async def test_what_microsoft_says_to_repeat_is_repeated(desk: Desk, status: int) -> None:
    desk.microsoft.script.extend([Answer(status), Answer(status)])
    assert await desk.say() == "m1"
    first, second = desk.waits
    assert 0.75 * FIRST_WAIT_S <= first <= 1.25 * FIRST_WAIT_S
    assert 1.5 * FIRST_WAIT_S <= second <= 2.5 * FIRST_WAIT_S


async def test_a_short_retry_after_is_obeyed(desk: Desk) -> None:
    desk.microsoft.script.append(Answer(429, headers={"Retry-After": "1.5"}))
    await desk.say()
    assert desk.waits == [1.5]


async def test_a_long_retry_after_is_left_to_the_outbox(desk: Desk) -> None:
    desk.microsoft.script.append(Answer(429, headers={"Retry-After": "30"}))
    with pytest.raises(TryLater) as later:
        await desk.say()
    assert (later.value.after_s, desk.waits) == (30.0, [])


async def test_a_date_in_the_past_means_at_once(desk: Desk) -> None:
    past = "Mon, 23 Nov 2020 17:00:00 GMT"
    desk.microsoft.script.append(Answer(429, headers={"Retry-After": past}))
    assert await desk.say() == "m1"


async def test_three_tries_are_enough_for_one_call(desk: Desk) -> None:
    desk.microsoft.script.extend([Answer(502)] * 3)
    with pytest.raises(TryLater, match="502"):
        await desk.say()
    assert len(desk.microsoft.calls) == 3


@pytest.mark.parametrize("answer", [Answer(500), Answer(503), Answer(drop=True)])
async def test_what_may_have_gone_out_is_not_said_again_at_once(desk: Desk, answer: Answer) -> None:
    desk.microsoft.script.append(answer)
    with pytest.raises(TryLater):
        await desk.say()
    assert len(desk.microsoft.calls) == 1


async def test_a_refusal_is_told_with_its_code(desk: Desk) -> None:
    desk.microsoft.script.append(refusal(403, "MessageWritesBlocked"))
    with pytest.raises(Answered) as refused:
        await desk.say()
    assert (refused.value.status, refused.value.code) == (403, "MessageWritesBlocked")


async def test_a_token_that_is_refused_is_renewed(desk: Desk) -> None:
    desk.microsoft.script.append(Answer(401))
    await desk.say()
    assert [call.token for call in desk.microsoft.calls] == ["token-1", "token-2"]


async def test_nobody_there_is_tried_again_later(http: aiohttp.ClientSession) -> None:
    desk = Desk(StandIn(), http)
    with pytest.raises(TryLater, match="ClientConnectorError"):
        await desk.connector.post("http://127.0.0.1:9", ROOM, HELLO)


@pytest.mark.parametrize("url", ["", "http://smba.example", "ftp://localhost", "//localhost"])
async def test_no_token_leaves_for_a_place_that_is_not_https(desk: Desk, url: str) -> None:
    with pytest.raises(TryLater, match="no address"):
        await desk.connector.post(url, ROOM, HELLO)


async def test_a_conversations_window_is_kept_by_us(desk: Desk) -> None:
    for _ in range(9):
        await desk.say()
    assert desk.waits == [1.0, 1.0]  # after 7 in a second, and after 8 in two


async def test_other_conversations_are_not_held_up(desk: Desk) -> None:
    for number in range(30):
        await desk.connector.post(desk.microsoft.url, f"a:{number}", HELLO)
    assert desk.waits == []


async def test_a_full_window_of_minutes_is_left_to_the_outbox(desk: Desk) -> None:
    for _ in range(60):
        await desk.say()
        desk.time += 0.26
    with pytest.raises(TryLater) as later:
        await desk.say()
    assert later.value.after_s is not None
    assert 0 < later.value.after_s < 30
