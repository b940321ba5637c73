"""Channels and teams in Teams come and go, through the real endpoint: what is sent there waits."""

from dataclasses import replace

import pytest

from bot.playground.teams import Message
from bot.playground.teams.answers import Outcome
from bot.playground.wire import Delivery
from handlers.cards import Card, to_json
from store import outbox, people, places, subscriptions
from store.db import Sql
from store.rows import Audience, Identity, Platform
from store.subscriptions import Subscription
from tests.desk import WEST
from tests.patience import until

from .teams import ANA, CLOSED, DEALS, GROUP, PAT, SAM, STAFF, STRANGER, VENDOR, Office, read

PLACE = f"teams:{STAFF}"
SUB = Subscription("s1", "p_sam", PLACE, Audience.PARTNERS, time_zone="UTC")


@pytest.fixture(autouse=True)
async def subscribed(teams: Office) -> None:
    who = Identity(Platform.TEAMS, VENDOR, SAM)

    def fill(db: Sql) -> None:
        people.link(db, who, "p_sam", email="sam@vendor.example", now=teams.clock())
        subscriptions.put(db, SUB, now=teams.clock())

    await teams.bot.ctx.db.write(fill)


async def known(teams: Office) -> None:
    """The app was added to the team, so that its channels are known."""
    await teams.sim.install(teams.sim.world.conversations[STAFF], ANA)
    await until(lambda: names(teams))
    await teams.settled()


def names(teams: Office) -> dict[str, str]:
    return teams.bot.ctx.db.look(lambda db: places.names(db, [PLACE]))


async def news(teams: Office, *words: str, to: str = PLACE) -> None:
    def put(db: Sql) -> None:
        for word in words:
            outbox.put(db, to=to, card=to_json(Card(word)), now=teams.clock())

    await teams.bot.ctx.db.write(put)
    teams.bot.delivery.wake()
    await teams.settled()


def said(teams: Office, where: str = STAFF) -> list[str]:
    found = [read(each) for each in teams.ana.seen(where) if not each.sender]
    return [each for each in found if not each.startswith("Hello, I'm Hardline")]


def told(teams: Office) -> list[str]:
    """What Sam has in person."""
    return [read(each) for each in teams.sam.seen(teams.sam.chat().id) if not each.sender]


def row(teams: Office) -> Subscription:
    found = teams.bot.ctx.db.look(lambda db: subscriptions.get(db, "s1"))
    assert found is not None
    return found


async def again(teams: Office, delivery: Delivery | None) -> None:
    """Four times in all."""
    assert delivery is not None
    assert delivery.status == 202
    for _ in range(3):
        await teams.sim.redeliver(delivery)
    await teams.settled()


async def test_an_archived_team_waits_and_goes_on_in_order(teams: Office) -> None:
    await known(teams)
    await again(teams, await teams.sim.lives.archive_team(CLOSED, by=ANA))
    assert row(teams).parked == "it is archived"
    await news(teams, "one", "two")
    assert said(teams) == []
    await again(teams, await teams.sim.lives.unarchive_team(CLOSED, by=ANA))
    assert said(teams) == ["one", "two"]
    assert row(teams).parked == ""
    assert len(told(teams)) == 1
    assert "again" in told(teams)[0]


async def test_a_deleted_channel_waits_until_it_is_restored(teams: Office) -> None:
    await known(teams)
    await again(teams, await teams.sim.lives.delete_channel(STAFF, by=ANA))
    assert row(teams).parked == "it was deleted"
    await news(teams, "one")
    await again(teams, await teams.sim.lives.restore_channel(STAFF, by=ANA))
    assert said(teams) == ["one"]


async def test_renamed_channels_and_teams_are_called_by_their_new_names(teams: Office) -> None:
    await known(teams)
    await again(teams, await teams.sim.lives.rename_channel(STAFF, "West", by=ANA))
    await again(teams, await teams.sim.lives.rename_team(CLOSED, "Sales", by=ANA))
    assert names(teams) == {PLACE: "West (Sales)"}
    answer = await teams.ask(teams.sam, "my subscriptions")
    assert "in West (Sales)" in read(answer)


async def test_an_app_taken_out_of_a_team_is_missed_once_and_goes_on_when_added(
    teams: Office,
) -> None:
    await known(teams)
    where = teams.sim.world.conversations[STAFF]
    for delivery in await teams.sim.uninstall(where, ANA):
        await again(teams, delivery)
    assert row(teams).parked == "I was removed from it"
    assert len(told(teams)) == 1
    await news(teams, "one", "two")
    for delivery in await teams.sim.install(where, ANA):
        await again(teams, delivery)
    await until(lambda: len(said(teams)) == 2)
    assert said(teams) == ["one", "two"]


async def test_a_channel_imported_before_the_app_was_there_waits_for_it(teams: Office) -> None:
    teams.sim.world.installed.discard(CLOSED)
    first = replace(teams.sim.world.conversations[STAFF], id=CLOSED)
    teams.sim.world.conversations[CLOSED] = first  # where a team is told of
    db = teams.bot.ctx.db
    await db.write(lambda sql: people.put_district(sql, replace(WEST, channel=PLACE)))
    await news(teams, "one", "two")
    parked = "select 1 from outbox where state = 'parked' and destination = :to"
    assert len(db.look(lambda sql: list(sql.query(parked, {"to": PLACE})))) == 2
    told_owner = "select card from outbox where destination = 'person:p_lena'"
    notices = db.look(lambda sql: [str(each["card"]) for each in sql.query(told_owner)])
    assert len(notices) == 1
    assert "goes on by itself" in notices[0]
    for delivery in await teams.sim.install(first, ANA):
        await again(teams, delivery)
    await until(lambda: len(said(teams)) == 2)
    assert said(teams) == ["one", "two"]


async def test_a_private_channel_comes_and_goes_alone(teams: Office) -> None:
    await known(teams)
    world = teams.sim.world
    inner = replace(world.conversations[STAFF], id="19:inner", channel_type="private")
    world.conversations[inner.id] = inner
    moved = replace(SUB, id="s2", destination=f"teams:{inner.id}")
    await teams.bot.ctx.db.write(lambda db: subscriptions.put(db, moved, now=teams.clock()))
    gone = teams.sim._members(inner, ANA, removed=[teams.sim._bot()])
    await again(teams, await teams.sim.outgoing.send(gone))
    other = teams.bot.ctx.db.look(lambda db: subscriptions.get(db, "s2"))
    assert other is not None
    assert (other.parked, row(teams).parked) == ("I was removed from it", "")


async def test_an_upgrade_of_the_app_is_no_removal(teams: Office) -> None:
    await known(teams)
    where = teams.sim.world.conversations[STAFF]
    told = teams.sim._installation(where, ANA, "remove-upgrade")
    await again(teams, await teams.sim.outgoing.send(told))
    assert row(teams).parked == ""


async def test_in_a_group_chat_that_takes_the_app_out_nothing_is_said(teams: Office) -> None:
    moved = replace(SUB, destination=f"teams:{GROUP}")
    await teams.bot.ctx.db.write(lambda db: subscriptions.put(db, moved, now=teams.clock()))
    where = teams.sim.world.conversations[GROUP]
    for delivery in await teams.sim.uninstall(where, ANA):
        await again(teams, delivery)
    assert row(teams).parked == "I was removed from it"
    for delivery in await teams.sim.install(where, ANA):
        await again(teams, delivery)
    assert row(teams).parked == ""


async def test_of_channels_that_are_nothing_to_us_nothing_is_kept(teams: Office) -> None:
    before = teams.audit()
    await again(teams, await teams.sim.lives.rename_channel(DEALS, "Other", by=STRANGER))
    assert teams.audit() == before
    assert row(teams).parked == ""


async def test_who_takes_the_app_away_hears_again_when_they_bring_it_back(teams: Office) -> None:
    chat = teams.pat.chat()
    await teams.ask(teams.pat, "is Contoso named?")
    teams.sim.world.installed -= {PAT}
    teams.sim.world.blocked.add(PAT)
    await again(teams, (await teams.sim.uninstall(chat, PAT))[0])
    await news(teams, "one", to="person:p_pat")
    teams.sim.world.blocked.discard(PAT)
    for delivery in await teams.sim.install(chat, PAT):
        await again(teams, delivery)
    assert "one" in [read(each) for each in teams.pat.seen(chat.id)]


async def test_subscribed_in_a_group_chat_and_in_a_thread_it_is_heard_there(teams: Office) -> None:
    where = teams.sim.world.roster(teams.sim.world.conversations[GROUP], drop=PAT)
    chat = await teams.ask(teams.ana, "subscribe", where.id)
    assert (await filled(teams, chat)).ok
    root = await teams.ask(teams.ana, "is Contoso named?", STAFF)
    said = await teams.ana.say(STAFF, "subscribe", thread=root.thread)
    thread = await teams.answer_to(teams.ana, said)
    assert (await filled(teams, thread)).ok
    db = teams.bot.ctx.db
    (group,) = db.look(lambda sql: subscriptions.at(sql, f"teams:{where.id}"))
    (channel,) = [
        each for each in db.look(lambda sql: subscriptions.at(sql, PLACE)) if each.id != "s1"
    ]
    assert (group.thread, group.audience) == ("", Audience.STAFF)
    assert (channel.thread, channel.audience) == (root.thread, Audience.STAFF)


async def filled(teams: Office, offered: Message) -> Outcome:
    opened = await teams.ana.press(offered, "Subscribe")
    return await teams.ana.send_dialog(opened)
