"""A case across both platforms has each effect once, however often and by how many it is asked."""

import asyncio
import random
from collections import Counter
from typing import Any

import pytest

from bot.playground import slack, teams
from bot.playground.stage import SLACK_HOME, TEAMS_HOME
from bot.playground.wire import Delivery
from handlers.escalation.steps import DECISIONS
from store import people
from store.db import Sql
from store.rows import Identity, Person, Platform, Role

from .both import Street
from .crossing import SLACK_TO_TEAMS, Case, opened
from .hands import Hand, InSlack, InTeams
from .steps import acknowledged_and_asked, appealed, decided, over, talked, tried_again

SEED = 4
MORE = 3  # times that each delivery comes again
CROWD = 100


async def lived(case: Case) -> None:
    """A life in which everything is delivered that a case knows."""
    await opened(case)
    await tried_again(case)
    await acknowledged_and_asked(case)
    await talked(case)
    await decided(case)
    await appealed(case)
    await case.street.tick()
    over(case)


def state(street: Street) -> dict[str, object]:
    """What there is of the case everywhere, people's clients included."""
    slack_world, teams_world = street.stage.slack.world, street.stage.teams.world
    tables = "select did, about from audit order by seq", "select id, state, revision from cases"
    return {
        "rows": [street.query(sql) for sql in (*tables, "select * from relayed order by number")],
        "slack": {key: (m.text, m.blocks) for key, m in slack_world.messages.items()},
        "teams": {key: (m.text, m.cards) for key, m in teams_world.messages.items()},
    }


async def test_all_that_is_delivered_four_times_in_any_order_has_one_effect(case: Case) -> None:
    await lived(case)
    before = state(case.street)
    again = case.street.sent * MORE
    random.Random(SEED).shuffle(again)
    for start in range(0, len(again), 40):  # as many at once
        await asyncio.gather(*(case.street.again(*each) for each in again[start : start + 40]))
    await case.street.tick()
    assert state(case.street) == before


async def test_what_comes_four_times_at_once_has_one_effect(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request in four copies, none waiting for another."""
    for platform in (case.street.stage.slack, case.street.stage.teams):
        monkeypatch.setattr(platform.outgoing, "post", Fourfold(platform).post)
    await lived(case)
    done = [row["did"] for row in case.street.query("select did from audit")]
    for once in ("case.opened", "case.acknowledge", "case.ask_info", "case.give_info"):
        assert done.count(once) == 1
    assert len([did for did in done if did in {f"case.{each}" for each in DECISIONS}]) == 2
    said = [row["text"] for row in case.street.query("select text from relayed")]
    assert len(said) == len({*said})
    assert doubled(case.street) == []


def doubled(street: Street) -> list[object]:
    """What the bot says twice in one place."""
    in_slack = [(m.channel, str(m.blocks)) for m in street.stage.slack.world.messages.values()]
    in_teams = [(m.conversation, str(m.cards)) for m in street.stage.teams.world.messages.values()]
    said = Counter(each for each in in_slack + in_teams if each[1] != "()")
    return [each for each, times in said.items() if times > 1]


class Fourfold:
    """Posts each request four times at once; the person sees the one answer that says something."""

    def __init__(self, platform: slack.SlackSim | teams.TeamsSim) -> None:
        self._post = platform.outgoing.post

    async def post(self, *given: object, **named: object) -> Delivery:
        copies = [self._post(*given, **named) for _ in range(1 + MORE)]  # type: ignore[arg-type]
        return max(await asyncio.gather(*copies), key=lambda each: len(each.answer))


async def test_a_hundred_press_at_once_and_one_decides(town: Street) -> None:
    """At the top of the ladder all list owners may: fifty in Slack, fifty in Teams."""
    case = Case(town, SLACK_TO_TEAMS)
    owners = await crowded(town)
    await opened(case)
    while not town.query("select 1 from cases where flagged = 1"):
        town.clock.forward(hours=4)
        await town.tick()
    forms = await asyncio.gather(*(decision(hand, number) for number, hand in enumerate(owners)))
    both = zip(owners, forms, strict=True)
    told = await asyncio.gather(*(hand.send(form, words=hand.name) for hand, form in both))
    await town.calm()
    late = [each.text for each in told if "a moment ago, so nothing was changed" in each.text]
    assert len(late) == CROWD - 1
    done = [row["did"] for row in town.query("select did from audit")]
    assert len([did for did in done if did in {f"case.{each}" for each in DECISIONS}]) == 1
    [row] = town.query("select words from case_events where event in ('uphold', 'decline')")
    assert str(row["words"]) in case.own(case.rep).text


async def decision(hand: Hand, number: int) -> Any:
    """Approving or declining, as they have it before them."""
    notice = hand.find("it is late, and nobody is further up")
    return await hand.open(notice, notice.label("Decline" if number % 2 else "Approve"))


async def crowded(street: Street) -> list[Hand]:
    """As many list owners, each on one platform."""
    numbers = range(CROWD)
    in_slack, in_teams = street.stage.slack.world, street.stage.teams.world
    hands: list[Hand] = []
    for number in numbers:
        ident, email = f"O{number:03d}", f"owner{number}@northwind.example"
        if number < CROWD // 2:
            in_slack.put_user(slack.User(id=ident, team=SLACK_HOME, name=ident, email=email))
            hands.append(InSlack(street, f"Owner {number}", ident))
        else:
            user = teams.User(id=ident, tenant=TEAMS_HOME, name=ident, email=email)
            in_teams.users[ident] = user
            in_teams.installed.add(ident)
            hands.append(InTeams(street, f"Owner {number}", ident))

    def come(db: Sql) -> None:
        for hand in hands:
            email = f"owner{int(hand.ident[1:])}@northwind.example"
            people.put(db, Person(hand.ident, email, hand.name, Role.LIST_OWNER))
            home = SLACK_HOME if hand.platform == "slack" else TEAMS_HOME
            who = Identity(Platform(hand.platform), home, hand.ident)
            people.link(db, who, hand.ident, email=email, now=street.clock())

    await street.bot.ctx.db.write(come)
    return hands
