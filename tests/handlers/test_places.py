"""What becomes of places: what is sent there waits, follows, goes on; its owner is told once."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from handlers import parked as parking
from handlers.cards import Card, Text, plain, to_json
from handlers.places import What
from handlers.request import Kind, Named, Place, Profile, Request, Via
from store import channels, outbox, people, places, posts, subscriptions
from store.db import Sql, Ticket
from store.rows import Audience, Identity, Outgoing, Platform
from store.subscriptions import Subscription
from tests.desk import EAST, WEST, Bench, text

NEWS = "slack:T1/C9"
LENA, SAM = "person:p_lena", "person:p_sam"
TEAM = "teams:19:first"
ROOM = "teams:19:west"
ADMIN = Identity(Platform.SLACK, "T1", "U_ADMIN")
SUB = Subscription("s1", "p_sam", NEWS, Audience.STAFF, time_zone="UTC")


@pytest.fixture(autouse=True)
async def subscribed(bench: Bench) -> None:
    await bench.db.write(lambda db: subscriptions.put(db, SUB, now=bench.time))
    await bench.db.write(lambda db: places.name(db, NEWS, name="#west-news"))


async def happens(bench: Bench, what: What, address: str = NEWS, **given: Any) -> None:
    """Delivered four times over, as a platform may: it has one effect."""
    ident = f"ev{next(bench.numbers)}"
    kind = given.pop("kind", Kind.CHANNEL)
    told = {"who": ADMIN, "place": Place(address, kind), "action": what, "once": ident, **given}
    for _ in range(4):
        await bench.desk.answer(Request(**{"via": Via.PLACE, **told}), Ticket())


def told(bench: Bench, to: str) -> list[str]:
    return [card.verdict for where, card in bench.outbox() if where == to]


def parked(bench: Bench, ident: str = "s1") -> str:
    row = bench.db.look(lambda db: subscriptions.get(db, ident))
    assert row is not None
    return row.parked


async def refused(bench: Bench, *words: str, to: str = NEWS) -> None:
    """Messages that a platform took for no destination of its own."""

    def park(db: Sql) -> None:
        for word in words:
            outbox.put(db, to=to, card=to_json(Card(word)), now=bench.time)
        while taken := outbox.claim(db, limit=9, now=bench.time):
            for message in taken:
                outbox.park(db, message.id, error="is_archived")

    await bench.db.write(park)


async def leaving(bench: Bench, to: str = NEWS) -> list[str]:
    """What delivery would send there now, in its order."""
    sent: list[Outgoing] = []

    def send(db: Sql) -> None:
        while taken := outbox.claim(db, limit=99, now=bench.time):
            for message in taken:
                outbox.sent(db, message, sent_id=f"{message.id}", address=to, now=bench.time)
                sent.append(message)

    await bench.db.write(send)
    return [message.card for message in sent if message.destination == to]


@pytest.mark.parametrize(
    ("gone", "why", "back"),
    [
        (What.ARCHIVED, "it is archived", What.UNARCHIVED),
        (What.REMOVED, "I was removed from it", What.ADDED),
        (What.DELETED, "it was deleted", What.RESTORED),
    ],
)
async def test_a_lost_place_waits_and_goes_on_in_order(
    bench: Bench, gone: What, why: str, back: What
) -> None:
    await happens(bench, gone)
    assert parked(bench) == why
    assert told(bench, SAM) == [f"I can't write to #west-news any more: {why}."]
    await refused(bench, "one", "two")
    await happens(bench, back)
    assert parked(bench) == ""
    left = await leaving(bench)
    assert ["one" in left[0], "two" in left[1], len(left)] == [True, True, 2]
    assert bench.audit().count(f"place.{gone}") == 1


async def test_the_notice_becomes_that_it_goes_on(bench: Bench) -> None:
    await happens(bench, What.ARCHIVED)
    await bench.deliver()
    await happens(bench, What.UNARCHIVED)
    topics = bench.db.look(lambda db: [topic for topic, _ in posts.below(db, "place:")])
    assert len(topics) == 1
    assert bench.standing(topics[0], SAM).verdict == "I can write to #west-news again."


async def test_the_same_loss_told_in_two_ways_is_told_once(bench: Bench) -> None:
    for _ in range(3):
        await happens(bench, What.REMOVED)
        bench.later(minutes=5)
    assert len(told(bench, SAM)) == 1


async def test_a_loss_that_turns_worse_is_edited_into_the_notice(bench: Bench) -> None:
    await happens(bench, What.ARCHIVED)
    await bench.deliver()
    await happens(bench, What.DELETED)
    topics = bench.db.look(lambda db: {topic for topic, _ in posts.below(db, "place:")})
    assert len(topics) == 1
    assert "it was deleted" in bench.standing(topics.pop(), SAM).verdict


async def test_a_districts_channel_is_the_list_owners_to_see_to(bench: Bench) -> None:
    await happens(bench, What.ARCHIVED, WEST.channel)
    (card,) = [card for to, card in bench.notices() if to == LENA]
    assert "the escalation channel of West" in plain(card)
    assert told(bench, SAM) == []


async def test_a_renamed_place_is_shown_by_its_new_name(bench: Bench) -> None:
    await happens(bench, What.RENAMED, text="#north-news")
    listed = await bench.ask("my subscriptions", by="sam@vendor.example")
    assert "in #north-news" in text(listed)
    assert NEWS not in text(listed)


async def test_what_is_addressed_to_a_moved_place_follows_it(bench: Bench) -> None:
    new = "slack:T1/C10"
    district = replace(WEST, channel=NEWS, partner_channel="slack:T1/C8")

    def fill(db: Sql) -> None:
        people.put_district(db, district)
        channels.put(db, channels.Channel(NEWS, held_at=bench.time))
        posts.put(
            db, topic="t", destination=NEWS, address=NEWS, thread="", message="1", now=bench.time
        )
        outbox.put(db, to=NEWS, topic="t", card=to_json(Card("again")), now=bench.time)

    await bench.db.write(fill)
    await happens(bench, What.MOVED, text=new)
    row = bench.db.look(lambda db: subscriptions.get(db, "s1"))
    post = bench.db.look(lambda db: posts.get(db, topic="t", destination=new))
    moved = bench.db.look(lambda db: people.district(db, "west"))
    assert row
    assert row.destination == new
    assert post
    assert post.address == new
    assert moved
    assert (moved.channel, moved.partner_channel) == (new, "slack:T1/C8")
    assert [to for to, card in bench.outbox() if card.verdict == "again"] == [new]
    assert bench.db.look(lambda db: channels.held(db, new))
    assert bench.db.look(lambda db: places.names(db, [new])) == {new: "#west-news"}
    planned = "select due_at from due where kind = 'channel.check' and about = :new"
    assert bench.db.look(lambda db: list(db.query(planned, {"new": new})))


async def test_a_workspace_that_removes_the_app_is_lost_whole_and_comes_back_whole(
    bench: Bench,
) -> None:
    other = replace(SUB, id="s2", destination="slack:T2/C1")
    await bench.db.write(lambda db: subscriptions.put(db, other, now=bench.time))
    await refused(bench, "in person", to=SAM)
    await bench.db.write(
        lambda db: people.link(db, replace(ADMIN, member="sam"), "p_sam", email="", now=bench.time)
    )
    await happens(bench, What.REMOVED, "", kind=Kind.NOWHERE, data={"team": "slack:T1"})
    assert (parked(bench), parked(bench, "s2")) == ("I was removed from it", "")
    assert bench.desk.removed("slack:T1")
    await happens(bench, What.ADDED, "", kind=Kind.NOWHERE, data={"team": "slack:T1"})
    assert parked(bench) == ""
    assert not bench.desk.removed("slack:T1")
    assert any("in person" in card for card in await leaving(bench, SAM))


async def test_what_was_imported_before_the_app_was_there_goes_on_by_itself(bench: Bench) -> None:
    district = replace(EAST, channel=ROOM)
    await bench.db.write(lambda db: people.put_district(db, district))
    await refused(bench, "a case", to=ROOM)
    await bench.db.write(
        lambda db: subscriptions.put(db, replace(SUB, destination=ROOM), now=bench.time)
    )
    await bench.db.write(lambda db: subscriptions.park(db, ROOM, why="not there", now=bench.time))
    names = {TEAM: "General", ROOM: "West"}
    bench.platforms.named_so[TEAM] = Named(names, TEAM, "Sales")
    who = Identity(Platform.TEAMS, "tenant", "ana")
    data = {"team": TEAM, "service_url": "https://smba.example/", "bot_id": "28:b"}
    await happens(bench, What.ADDED, TEAM, who=who, data=data)
    await bench.tick()
    assert any("a case" in card for card in await leaving(bench, ROOM))
    assert parked(bench) == ""
    spot = bench.db.look(lambda db: places.get(db, ROOM))
    assert spot
    assert (spot.service_url, spot.tenant) == ("https://smba.example/", "tenant")
    assert bench.db.look(lambda db: places.names(db, [ROOM])) == {ROOM: "West (Sales)"}


async def test_a_team_that_is_renamed_or_archived_takes_its_channels_along(bench: Bench) -> None:
    await bench.db.write(
        lambda db: places.name(db, ROOM, name="West", team=TEAM, team_name="Sales")
    )
    await bench.db.write(
        lambda db: subscriptions.put(db, replace(SUB, destination=ROOM), now=bench.time)
    )
    await happens(bench, What.RENAMED, TEAM, text="Services", data={"team": TEAM})
    await happens(bench, What.ARCHIVED, TEAM, data={"team": TEAM})
    assert told(bench, SAM) == ["I can't write to West (Services) any more: it is archived."]
    assert parked(bench) == "it is archived"


async def test_a_name_that_cant_be_had_now_is_asked_for_again(bench: Bench) -> None:
    await bench.db.write(lambda db: places.move(db, NEWS, "slack:T1/C0"))
    await bench.start()
    await bench.tick()
    bench.platforms.named_so[NEWS] = Named({NEWS: "#found"})
    bench.later(hours=1)
    await bench.tick()
    assert bench.db.look(lambda db: places.names(db, [NEWS])) == {NEWS: "#found"}


async def test_a_place_that_has_a_name_but_not_us_goes_on_waiting(bench: Bench) -> None:
    await bench.db.write(lambda db: subscriptions.park(db, NEWS, why="not there", now=bench.time))
    await bench.db.write(lambda db: places.move(db, NEWS, "slack:T1/C0"))
    bench.platforms.named_so[NEWS] = Named({NEWS: "#found"}, present=False)
    await bench.start()
    await bench.tick()
    assert parked(bench) == "not there"


async def test_being_asked_somewhere_proves_that_one_can_speak_there(bench: Bench) -> None:
    await happens(bench, What.ARCHIVED)
    await bench.ask("is Contoso named?", by="sam@vendor.example", place=Place(NEWS, Kind.CHANNEL))
    assert parked(bench) == ""


async def test_anyone_who_speaks_proves_that_the_workspace_let_the_app_in_again(
    bench: Bench,
) -> None:
    await happens(bench, What.REMOVED, "", kind=Kind.NOWHERE, data={"team": "slack:T1"})
    await bench.ask("is Contoso named?")
    assert parked(bench) == ""
    assert not bench.desk.removed("slack:T1")


async def test_what_a_lost_place_cant_take_is_not_told_again(bench: Bench) -> None:
    await happens(bench, What.ARCHIVED)
    await bench.deliver()

    def park(db: Sql) -> None:
        outbox.put(db, to=NEWS, card=to_json(Card("one")), now=bench.time)
        for message in outbox.claim(db, limit=9, now=bench.time):
            parking.park(db, message, why="is_archived", now=bench.time)

    before = len(bench.outbox())
    await bench.db.write(park)
    assert len(bench.outbox()) == before + 1


async def test_many_places_are_looked_at_one_after_the_other(bench: Bench) -> None:
    def fill(db: Sql) -> None:
        for number in range(3):
            row = replace(SUB, id=f"n{number}", destination=f"slack:T1/N{number}")
            subscriptions.put(db, row, now=bench.time)

    await bench.db.write(fill)
    await bench.start()
    for about in ("slack:T1/N%", "place:slack:T1/N%"):
        found = await bench.db.read(partial(planned, about=about))
        assert len(set(found)) == 3


def planned(db: Sql, *, about: str) -> list[str]:
    """When what is to be done."""
    rows = db.query("select due_at from due where about like :about", {"about": about})
    return [str(row["due_at"]) for row in rows]


async def test_of_places_that_are_nothing_to_us_nothing_is_kept(bench: Bench) -> None:
    strange = Request(ADMIN, Via.PLACE, Place("slack:T1/C_ELSE", Kind.CHANNEL), action="archived")
    assert not bench.desk.concerned(strange)
    assert bench.desk.concerned(replace(strange, place=Place(NEWS, Kind.CHANNEL)))
    whole = replace(strange, place=Place(), data={"team": "slack:T7"})
    assert not bench.desk.concerned(whole)


async def test_who_takes_the_app_out_of_their_own_chat_is_written_to_elsewhere(
    bench: Bench,
) -> None:
    who = Identity(Platform.TEAMS, "tenant", "sam")
    await bench.db.write(lambda db: people.link(db, who, "p_sam", email="", now=bench.time))
    chat = {"who": who, "kind": Kind.PERSONAL, "data": {"service_url": "https://smba.example/"}}
    await happens(bench, What.ADDED, "teams:a:1", **chat)
    assert bench.db.look(lambda db: places.personal(db, who))
    await happens(bench, What.REMOVED, "teams:a:1", **chat)
    assert bench.db.look(lambda db: places.personal(db, who)) is None
    await refused(bench, "hello", to=SAM)
    await happens(bench, What.ADDED, "teams:a:1", **chat)
    assert any("hello" in card for card in await leaving(bench, SAM))


# Places that hear what only staff may know


def there(bench: Bench, *emails: str, address: str = NEWS) -> None:
    found = [bench.platforms.profiles[bench.meet(email)] for email in emails]
    bench.platforms.rosters[address] = (*found, Profile(ADMIN, human=False))


async def test_an_outsider_in_a_subscribed_place_holds_its_news_and_its_owner_is_told_once(
    bench: Bench,
) -> None:
    there(bench, "sam@vendor.example")
    await bench.start()
    await bench.tick()
    there(bench, "sam@vendor.example", "pat@partner.example")
    for _ in range(2):
        bench.later(days=1)  # without anybody telling that they came
        await bench.tick()
    await bench.db.write(
        lambda db: outbox.put(
            db, to=NEWS, card=to_json(Card("Left: Contoso", (Text("x"),))), now=bench.time
        )
    )
    assert await leaving(bench) == []
    assert told(bench, SAM) == ["Someone from outside is in #west-news."]
    assert not any("#west-news" in each for each in told(bench, LENA))
    there(bench, "sam@vendor.example")
    bench.later(hours=1)
    await bench.tick()
    assert len(await leaving(bench)) == 1
    assert told(bench, SAM)[-1] == "#west-news is the vendor's own again."


async def test_what_is_held_never_reaches_them_once_the_subscription_is_over(bench: Bench) -> None:
    there(bench, "sam@vendor.example", "pat@partner.example")
    await bench.start()
    await bench.tick()
    await bench.db.write(
        lambda db: outbox.put(db, to=NEWS, card=to_json(Card("inside")), now=bench.time)
    )
    ended = await bench.ask(
        "", by="sam@vendor.example", via=Via.BUTTON, action="news.end", data={"id": "s1"}
    )
    assert ended.card.verdict.startswith("Ended")
    await bench.tick()
    assert await leaving(bench) == []


async def test_a_subscription_is_looked_after_from_its_first_day(bench: Bench) -> None:
    place = Place("slack:T1/C5", Kind.CHANNEL)
    there(bench, "ana@vendor.example", address=place.address)
    bench.platforms.named_so[place.address] = Named({place.address: "#deals"})
    saved = await bench.ask(
        "", by="ana@vendor.example", via=Via.FORM, action="news.subscribe", place=place,
        private=True, sync=True, data={"where": "here"},
    )  # fmt: skip
    assert not saved.refused
    await bench.tick()
    there(bench, "ana@vendor.example", "pat@partner.example", address=place.address)
    bench.desk.joined(place.address)
    while bench.desk._tasks:
        await asyncio.sleep(0)
    await bench.tick()
    assert bench.db.look(lambda db: channels.held(db, place.address))
    assert told(bench, "person:p_ana") == ["Someone from outside is in #deals."]


async def test_a_partner_channel_hears_what_partners_may_even_while_none_is_there(
    bench: Bench,
) -> None:
    place = Place("slack:T1/C6", Kind.CHANNEL)
    district = replace(WEST, partner_channel=place.address)
    await bench.db.write(lambda db: people.put_district(db, district))
    there(bench, "ana@vendor.example", address=place.address)
    await bench.ask(
        "", by="ana@vendor.example", via=Via.FORM, action="news.subscribe", place=place,
        private=True, sync=True, data={"where": "here"},
    )  # fmt: skip
    (row,) = bench.db.look(lambda db: subscriptions.at(db, place.address))
    assert row.audience is Audience.PARTNERS


# Subscribing where one stands


@pytest.mark.parametrize(("root", "thread"), [("1.5", "1.5"), ("2.0", "")])
async def test_said_in_a_thread_it_is_for_that_thread(bench: Bench, root: str, thread: str) -> None:
    """A question that begins a thread stands in none."""
    place = Place("slack:T1/C5", Kind.CHANNEL, root)
    there(bench, "ana@vendor.example", address=place.address)
    offered = await bench.ask("subscribe", by="ana@vendor.example", place=place, message="2.0")
    form = await bench.press("Subscribe", offered.card, by="ana@vendor.example", place=place)
    assert form.form is not None
    saved = await bench.ask(
        "", by="ana@vendor.example", via=Via.FORM, action="news.subscribe", place=place,
        private=True, sync=True, data={**form.form.data, "where": "here"},
    )  # fmt: skip
    assert not saved.refused
    (row,) = bench.db.look(lambda db: subscriptions.at(db, place.address))
    assert row.thread == thread


async def test_changed_from_elsewhere_it_stays_where_it_is(bench: Bench) -> None:
    listed = await bench.ask("my subscriptions", by="sam@vendor.example")
    form = (await bench.press("Change", listed.card, by="sam@vendor.example")).form
    await bench.fill(form, by="sam@vendor.example", cadence="daily")
    row = bench.db.look(lambda db: subscriptions.get(db, "s1"))
    assert row
    assert (row.destination, row.cadence, row.audience) == (NEWS, "daily", Audience.STAFF)
