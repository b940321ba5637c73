"""From a rep's press to the case's card in the other platform's channel.

The whole bot in its own process, on the sample list, with 100 cases open, between a simulated Slack
and a simulated Teams that each take 50 ms to answer any call. Reps of both platforms send the form
by turns; the district's channel is on the other one. What is counted is from sending the form to
the card being in the channel: acknowledgement, commit, outbox, delivery.
"""

import asyncio
import itertools
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.playground import slack, teams
from bot.playground.cast import members
from bot.playground.faults import ALWAYS, EVERY, Fault
from bot.playground.sample import load as sample
from bot.playground.stage import HOST, free_port, make_slack, make_teams, settings
from bot.wiring import utc_now
from handlers.context import Context
from handlers.dispatch import Desk
from handlers.features import FEATURES
from handlers.lists import Lists
from handlers.policy import Policy
from handlers.request import Request, Via
from store import outbox
from store.db import Db, Sql, Ticket
from store.directory import Directory
from store.migrations import migrate
from store.rows import Audience, Entry, Identity, Platform
from tests.desk import Known

from .ground import started
from .table import Line

OPEN_CASES = 100
COUNT = 36
ANSWERS_S = 0.05  # what either platform takes
BETWEEN_S = 2.1  # so that nobody asks, and no channel gets, more than is allowed
TARGET_MS = 500.0
PRIYA, OLIVER, KOFI = (
    "priya.raman@fabrikam.example", "oliver.grant@tailspin.example", "kofi.mensah@wingtip.example",
)  # fmt: skip
# Rep, the platform that they use, the district, and where its channel is: on the other one.
WAYS = (
    (PRIYA, Platform.SLACK, "west", "19:west-escalations@thread.tacv2"),
    (OLIVER, Platform.TEAMS, "central", "C0CENTRALESC"),
    (KOFI, Platform.TEAMS, "southeast", "C0SOUTHEASTESC"),
)


@dataclass(frozen=True)
class Town:
    slack: slack.SlackSim
    teams: teams.TeamsSim
    accounts: dict[str, Iterator[Entry]]


async def section() -> list[Line]:
    with tempfile.TemporaryDirectory() as name:
        database, port = Path(name) / "hardline.db", free_port()
        accounts = await seeded(database)
        url = f"http://{HOST}:{port}"
        async with make_slack(utc_now, url) as in_slack, make_teams(utc_now, url) as in_teams:
            for platform in (in_slack, in_teams):
                platform.faults.add(EVERY, Fault(delay_s=ANSWERS_S), times=ALWAYS)
            environ = settings(database, port, in_slack, in_teams)
            async with started(["serve"], environ, port=port, path="/readyz"):
                times = await measured(Town(in_slack, in_teams, accounts))
    half, most = (times[int(share * (len(times) - 1))] * 1_000 for share in (0.5, 0.95))
    return [
        Line(
            what=f"escalation: from press to the other platform's channel, {OPEN_CASES} cases open",
            measured=f"{half:.0f} ms (p50), {most:.0f} ms (p95)",
            baseline=f"{ANSWERS_S * 1_000:.0f} ms, one call to a platform",
            ratio=most / (ANSWERS_S * 1_000),
            target=f"p95 ≤ {TARGET_MS:.0f} ms",
            ok=most <= TARGET_MS,
        )
    ]


async def measured(town: Town) -> list[float]:
    """Seconds, in order; everyone has said hello before, as people have."""
    for email, platform, _, _ in WAYS:
        await said(town, email, platform, "hello")
    times = []
    for number, way in zip(range(COUNT), itertools.cycle(WAYS), strict=False):
        times.append(await opening(town, f"Deal {number:03d}", *way))
        await asyncio.sleep(BETWEEN_S)
    return sorted(times)


async def opening(
    town: Town, deal: str, email: str, platform: Platform, district: str, channel: str
) -> float:
    account = next(town.accounts[district]).name
    typed = {"what": "We both promised a pilot.", "opportunity": deal}
    if platform is Platform.SLACK:
        rep = town.slack.client(ident(email, platform))
        await rep.command(rep.dm().id, "/escalate", account)
        await town.slack.wait_for(lambda: town.slack.world.modals.get(rep.user.id, ()))
        sent: Any = lambda: rep.submit(rep.modal(), typed)  # noqa: E731
    else:
        one = town.teams.client(ident(email, platform))
        card = await said(town, email, platform, f"escalate {account}")
        form = await one.press(card, "Open escalation")
        fields = {f"f.{name}": value for name, value in typed.items()}
        sent = lambda: one.send_dialog(form, fields)  # noqa: E731
    began = time.perf_counter()
    answer = asyncio.create_task(sent())
    await arrived(town, channel, deal)
    took = time.perf_counter() - began
    assert (await answer).ok
    if platform is Platform.SLACK:
        await rep.close(rep.modal())
    return took


async def arrived(town: Town, channel: str, deal: str) -> None:
    if channel.startswith("C0"):
        there = town.slack.world
        await town.slack.wait_for(
            lambda: any(deal in json.dumps(m.blocks) for m in there.in_channel(channel)[-3:])
        )
    else:
        world = town.teams.world
        await town.teams.wait_for(
            lambda: any(deal in json.dumps(m.cards) for m in world.within(channel)[-3:])
        )


async def said(town: Town, email: str, platform: Platform, words: str) -> Any:
    """In the own chat; the bot's answer."""
    if platform is Platform.SLACK:
        rep, me = town.slack.client(ident(email, platform)), town.slack.app.user
        message = await rep.say(rep.dm().id, words)
        found = lambda: [m for m in rep.seen(message.channel) if m.user == me]  # noqa: E731
        return (await town.slack.wait_for(found))[-1]
    one = town.teams.client(ident(email, platform))
    sent = await one.say(one.chat().id, words)

    def answers() -> list[teams.Message]:
        seen = one.seen(sent.conversation)
        return [m for m in seen if not m.sender and int(m.id) > int(sent.id)]

    return (await town.teams.wait_for(answers))[0]


def ident(email: str, platform: Platform) -> str:
    who = next(each for each in members() if each.email == email)
    place = who.slack if platform is Platform.SLACK else who.teams
    assert place
    return place[1]


async def seeded(path: Path) -> dict[str, Iterator[Entry]]:
    """The sample with its open cases, all told; the accounts of each district that are free yet."""
    migrate(path)
    db, policy = Db(path), Policy.load()
    at = utc_now() - timedelta(minutes=20)
    await sample.load(db, policy, now=at)
    ctx = Context(db, policy, lambda: at, Lists(db), Directory(db), Known())
    await ctx.lists.refresh(now=at)
    desk, entries = Desk(ctx, FEATURES), ctx.lists.now(Audience.STAFF).entries.values()
    accounts = {
        district: iter([each for each in entries if each.district == district])
        for _, _, district, _ in WAYS
    }
    for number, (email, platform, district, _) in zip(
        range(OPEN_CASES), itertools.cycle(WAYS), strict=False
    ):
        at += timedelta(seconds=3)
        who = next(each for each in members() if each.email == email)
        place = who.slack if platform is Platform.SLACK else who.teams
        assert place
        data = {
            "account": next(accounts[district]).account_id,
            "other": "services",
            "what": f"Case {number}: we both promised a pilot.",
        }
        request = Request(Identity(platform, *place), Via.FORM, action="case.open", data=data)
        settled = await desk.answer(request, Ticket())
        assert settled
        assert not settled.refused, settled.card
    await db.write(lambda db: all_told(db, now=at))
    db.close()
    return accounts


def all_told(db: Sql, *, now: datetime) -> None:
    """Long ago, so that no window of a platform still counts it."""
    while taken := outbox.claim(db, limit=99, now=now):
        for message in taken:
            address = message.destination
            outbox.sent(db, message, sent_id=f"{message.id}.0", address=address, now=now)
