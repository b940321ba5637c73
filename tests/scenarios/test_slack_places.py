"""Channels in Slack come and go, through the real endpoint: what is sent there waits, goes on."""

from dataclasses import replace

import pytest

from bot.playground.slack import Channel
from bot.playground.wire import Delivery
from handlers.cards import Card, to_json
from store import outbox, people, places, subscriptions
from store.db import Sql
from store.rows import Audience, Identity, Platform
from store.subscriptions import Subscription
from tests.patience import until

from .slack import ANA, BO, GUESTS, HOME, QUIET, STAFF, Workspace, button, shown, verdict

PLACE = f"slack:{HOME}/{GUESTS}"
SUB = Subscription("s1", "p-bo", PLACE, Audience.PARTNERS, time_zone="UTC")


async def subscribed(workspace: Workspace) -> None:
    db = workspace.bot.ctx.db
    await db.write(lambda sql: subscriptions.put(sql, SUB, now=workspace.clock()))
    await workspace.bot.due.plan()
    await until(lambda: db.look(lambda sql: places.names(sql, [PLACE])))


async def news(workspace: Workspace, *words: str, to: str = PLACE) -> None:
    def put(db: Sql) -> None:
        for word in words:
            outbox.put(db, to=to, card=to_json(Card(word)), now=workspace.clock())

    await workspace.bot.ctx.db.write(put)
    workspace.bot.delivery.wake()
    await workspace.calm()


def said(workspace: Workspace, channel: str = GUESTS) -> list[str]:
    app = workspace.slack.app.user
    posted = workspace.slack.world.in_channel(channel)
    return [verdict(each) for each in posted if each.user == app]


def told(workspace: Workspace) -> list[str]:
    """What Bo has in person."""
    chat = workspace.slack.world.dm(workspace.slack.app.user, BO)
    return [verdict(each) for each in workspace.slack.world.in_channel(chat.id)]


def row(workspace: Workspace) -> Subscription:
    found = workspace.bot.ctx.db.look(lambda db: subscriptions.get(db, "s1"))
    assert found is not None
    return found


async def again(workspace: Workspace, delivery: Delivery | None) -> None:
    """Four times in all, as Slack repeats what it thinks was lost."""
    assert delivery is not None
    assert delivery.status == 200
    for retry in (1, 2, 3):
        await workspace.slack.redeliver(delivery, retry=retry)
    await workspace.calm()


@pytest.fixture(autouse=True)
async def linked(workspace: Workspace) -> None:
    who = Identity(Platform.SLACK, HOME, BO)
    await workspace.bot.ctx.db.write(
        lambda db: people.link(db, who, "p-bo", email="bo@vendor.example", now=workspace.clock())
    )
    await subscribed(workspace)


async def test_an_archived_channel_waits_and_goes_on_in_order(workspace: Workspace) -> None:
    await again(workspace, await workspace.slack.lives.archive(GUESTS, by=ANA))
    assert row(workspace).parked == "it is archived"
    await news(workspace, "one", "two")
    assert said(workspace) == []
    await again(workspace, await workspace.slack.lives.unarchive(GUESTS, by=ANA))
    assert [each.strip("*") for each in said(workspace)] == ["one", "two"]
    assert row(workspace).parked == ""
    assert sum("guests" in each for each in told(workspace)) == 1
    assert "can write to #guests again" in told(workspace)[0]


async def test_a_renamed_channel_is_called_by_its_new_name(workspace: Workspace) -> None:
    await again(workspace, await workspace.slack.lives.rename(GUESTS, "visitors"))
    bo = workspace.client(BO)
    await bo.command(STAFF, "/named", "my subscriptions")
    await workspace.calm()
    answer = await workspace.answer(BO, STAFF)
    assert any("in #visitors" in each for each in shown(answer.blocks))


async def test_taken_out_and_invited_again(workspace: Workspace) -> None:
    await again(workspace, await workspace.slack.lives.leave(GUESTS, by=ANA))
    assert row(workspace).parked == "I was removed from it"
    await news(workspace, "one")
    await again(workspace, await workspace.slack.lives.invite(GUESTS, by=ANA))
    assert row(workspace).parked == ""
    assert said(workspace)[0].strip("*") == "one"


async def test_a_deleted_channel_is_told_once_with_what_to_do(workspace: Workspace) -> None:
    await again(workspace, await workspace.slack.lives.delete(GUESTS, by=ANA))
    assert row(workspace).parked == "it was deleted"
    assert len(told(workspace)) == 1


async def test_a_private_channel_that_gets_another_id_takes_all_along(
    workspace: Workspace,
) -> None:
    world = workspace.slack.world
    members = frozenset({workspace.slack.app.user, ANA, BO})
    world.channels["G1"] = Channel(
        id="G1", name="inner", teams=(HOME,), kind="group", members=members
    )
    moved = replace(SUB, destination=f"slack:{HOME}/G1")
    await workspace.bot.ctx.db.write(lambda db: subscriptions.put(db, moved, now=workspace.clock()))
    await again(workspace, await workspace.slack.lives.convert("G1", "C_NEW", by=ANA))
    assert row(workspace).destination == f"slack:{HOME}/C_NEW"
    await news(workspace, "hello", to=row(workspace).destination)
    assert len(said(workspace, "C_NEW")) == 1


async def test_an_app_that_is_removed_waits_and_comes_back_with_its_start(
    workspace: Workspace,
) -> None:
    for delivery in await workspace.slack.lives.uninstall(by=ANA):
        await again(workspace, delivery)
    assert row(workspace).parked == "I was removed from it"
    workspace.slack.lives.reinstall()
    link = workspace.bot.links[0]
    await link._returned(HOME)  # type: ignore[attr-defined]  # what a start does, once let in
    await workspace.calm()
    assert row(workspace).parked == ""


async def test_of_channels_that_are_nothing_to_us_nothing_is_kept(workspace: Workspace) -> None:
    before = await workspace.kept(), await workspace.recorded()
    for delivery in (
        await workspace.slack.lives.rename(QUIET, "quieter"),
        await workspace.slack.lives.archive(QUIET, by=ANA),
    ):
        await again(workspace, delivery)
    assert (await workspace.kept(), await workspace.recorded()) == before


async def test_what_cant_be_kept_is_to_be_sent_again(workspace: Workspace) -> None:
    workspace.edge.give_up_s = 0.2
    with workspace.locked():
        delivery = await workspace.slack.lives.archive(GUESTS, by=ANA)
    assert delivery is not None
    assert delivery.status == 503
    await workspace.slack.redeliver(delivery)
    await workspace.calm()
    assert row(workspace).parked == "it is archived"


async def test_what_a_channel_is_called_is_asked_of_slack(workspace: Workspace) -> None:
    await workspace.slack.lives.invite(QUIET, by=ANA)
    address = f"slack:{HOME}/{QUIET}"
    db = workspace.bot.ctx.db
    await until(lambda: db.look(lambda sql: places.names(sql, [address])) == {address: "#quiet"})


async def test_subscribed_in_a_thread_the_news_stands_there(workspace: Workspace) -> None:
    bo = workspace.client(BO)
    root = await bo.say(STAFF, "about the list")
    await bo.say(STAFF, f"{workspace.mention} subscribe", thread_ts=root.ts)
    offered = await workspace.answer(BO, STAFF)
    await workspace.calm()
    await bo.press(offered, button(offered, "Subscribe"))
    view = await workspace.slack.wait_for(lambda: bo.state.world.modals.get(BO))
    assert view is not None
    assert (await bo.submit(view[-1])).ok
    db, address = workspace.bot.ctx.db, f"slack:{HOME}/{STAFF}"
    (kept,) = db.look(lambda sql: subscriptions.at(sql, address))
    assert (kept.thread, kept.audience) == (root.ts, Audience.STAFF)
