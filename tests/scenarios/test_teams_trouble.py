"""Bad days: forged requests, a Connector that refuses, a store that is busy."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import get_args

import pytest

from bot.playground.faults import ALWAYS, Fault
from bot.playground.teams import Message
from bot.playground.teams.identity import Flaw

from .teams import DEALS, PAT, VENDOR, Office, read

FORBIDDEN = {"unendorsed", "no_serviceurl", "other_serviceurl"}


async def said(teams: Office) -> dict[str, object]:
    """An activity that was delivered and answered."""
    await teams.ask(teams.pat, "is Contoso named?")
    return teams.sim.sent[-1].request


async def forward_until_answered(teams: Office) -> Message:
    """Let the clock run, so that what waits to be tried again is due."""
    chat = teams.pat.chat().id
    async with asyncio.timeout(10):
        while not (found := [m for m in teams.pat.seen(chat) if not m.sender]):
            teams.clock.forward(seconds=1)
            teams.bot.delivery.wake()
            await asyncio.sleep(0.02)
    return found[0]


@pytest.mark.parametrize("flaw", get_args(Flaw))
async def test_no_forged_request_gets_in(teams: Office, flaw: Flaw) -> None:
    body = await said(teams)
    refused = await teams.sim.forge({**body, "id": "1"}, flaw=flaw)
    await teams.settled()
    assert refused.status == (403 if flaw in FORBIDDEN else 401)
    assert teams.audit().count("asked") == 1


async def test_another_tenant_is_refused(teams: Office) -> None:
    body = await said(teams)
    conversation = {"id": "a:1", "conversationType": "personal", "tenantId": "tenant-else"}
    forged = {**body, "conversation": conversation, "channelData": {"tenant": {"id": VENDOR}}}
    assert (await teams.sim.forge(forged)).status == 403


async def test_keys_that_rotate_are_followed(teams: Office) -> None:
    await said(teams)
    teams.sim.issuer.rotate()
    teams.clock.forward(minutes=6)
    assert read(await teams.ask(teams.pat, "is Litware named?")).startswith("Litware")


async def test_without_keys_teams_is_asked_to_try_again(teams: Office) -> None:
    teams.sim.faults.add("keys", Fault(status=500))
    await teams.pat.say(teams.pat.chat().id, "is Contoso named?")
    assert teams.sim.sent[-1].status == 503
    await teams.sim.redeliver(teams.sim.sent[-1])
    assert await teams.sim.wait_for(lambda: teams.pat.seen(teams.pat.chat().id)[1:])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"{}", 400),
        (b'{"type":"message"}', 400),
        (b'{"type":"message","conversation":{"id":7}}', 400),
        (b"[" * 100_000, 400),
        (b"\xff\xfe", 400),
        (b'{"type":"message","conversation":{"id":"a:1"}}', 403),
    ],
)
async def test_what_is_no_activity_is_refused(teams: Office, body: bytes, status: int) -> None:
    assert (await teams.sim.forge(body)).status == status


@pytest.mark.filterwarnings("ignore:Sending a large body")  # the client's advice to itself
async def test_a_body_of_megabytes_is_not_read(teams: Office) -> None:
    huge = b'{"type":"message","text":"' + b"x" * 2_000_000 + b'"}'
    assert (await teams.sim.forge(huge)).status == 413


async def test_fields_of_the_wrong_kind_do_no_harm(teams: Office) -> None:
    body = await said(teams)
    odd = {"text": 7, "entities": "x", "value": [1], "from": None, "recipient": 3, "id": None}
    told = await teams.sim.forge({**body, **odd})
    assert told.status == 202


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, retry_after_s=1),
        Fault(status=412),
        Fault(status=502),
        Fault(status=504),
        Fault(drop=True),
        Fault(status=500),
    ],
    ids=str,
)
async def test_an_answer_survives_a_bad_connector(teams: Office, fault: Fault) -> None:
    teams.sim.faults.add("send", fault)
    await teams.pat.say(teams.pat.chat().id, "is Contoso named?")
    answer = await forward_until_answered(teams)
    assert read(answer).startswith("Contoso Corporation is named.")


async def test_a_long_outage_is_waited_out(teams: Office) -> None:
    teams.sim.faults.add("send", Fault(status=502), times=ALWAYS)
    await teams.pat.say(teams.pat.chat().id, "is Contoso named?")
    async with asyncio.timeout(5):
        while not teams.query("select 1 from outbox where error <> ''"):
            await asyncio.sleep(0.01)
    teams.sim.faults.clear()
    assert await forward_until_answered(teams)


async def test_someone_who_blocked_the_bot_is_left_alone(teams: Office) -> None:
    await said(teams)
    teams.sim.world.blocked.add(PAT)
    await teams.pat.say(teams.pat.chat().id, "is Litware named?")

    def parked() -> list[dict[str, object]]:
        return teams.query("select error from outbox where state = 'parked'")

    async with asyncio.timeout(5):
        while not (rows := parked()):
            await asyncio.sleep(0.01)
    assert "MessageWritesBlocked" in str(rows[0]["error"])


async def test_an_answer_in_a_deleted_message_s_place_is_posted_anew(teams: Office) -> None:
    asked = await teams.ask(teams.pat, "is Woodgrove named?")
    teams.sim.world.remove(teams.sim.world.messages[asked.conversation, asked.id])
    action = {"v": 1, "action": "pick", "data": {"account": "A5", "asked": "Woodgrove"}}
    await teams.pat.submit(asked, action)
    found = await teams.sim.wait_for(lambda: teams.pat.seen(asked.conversation)[1:])
    assert read(found[0]).startswith("Woodgrove Bank is named.")


@contextmanager
def locked(teams: Office) -> Iterator[None]:
    """Another process holds the database's write lock."""
    other = sqlite3.connect(teams.bot.ctx.db.path, isolation_level=None)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.execute("rollback")
        other.close()


async def test_a_store_that_stays_busy_means_try_again(teams: Office) -> None:
    await said(teams)
    with locked(teams):
        await teams.pat.say(teams.pat.chat().id, "is Litware named?")
    assert teams.sim.sent[-1].status == 503
    await teams.sim.redeliver(teams.sim.sent[-1])
    answers = await teams.sim.wait_for(lambda: teams.pat.seen(teams.pat.chat().id)[3:])
    assert read(answers[0]).startswith("Litware, Inc. is named.")


async def test_a_press_while_the_store_is_busy_says_that_nothing_was_recorded(
    teams: Office,
) -> None:
    asked = await teams.ask(teams.pat, "is Woodgrove named?")
    with locked(teams):
        outcome = await teams.pat.press(asked, "Woodgrove Bank")
    assert outcome.text.startswith("Hardline is busy just now, so nothing was recorded.")
    assert (await teams.pat.press(asked, "Woodgrove Bank")).card


async def test_a_roster_that_cannot_be_read_counts_as_mixed(teams: Office) -> None:
    teams.sim.faults.add("members", Fault(status=403), times=ALWAYS)
    answer = await teams.ask(teams.ana, "is Contoso named?", DEALS)
    assert "12,000" not in read(answer)
