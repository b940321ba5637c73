"""An outsider in an escalation channel: nothing internal is posted there until they have left."""

import asyncio

import pytest

from handlers.request import Kind, Place, Profile
from store import channels, outbox
from store.db import Sql
from store.rows import Identity, Outgoing, Platform
from tests.desk import EAST, WEST, Bench, text

from .duties.stage import ANA, CHANNEL, DORA, case, opened, staffed, told

NOTICE = "Someone from outside is in the escalation channel of West."
AGAIN = "The escalation channel of West is the vendor's own again."
OWNERS = ("person:p_lena", "person:p_luis")
GUEST = Profile(Identity(Platform.SLACK, "T1", "guest"), "Gil Guest", "g@else.example", own=True)
APP = Profile(Identity(Platform.SLACK, "T1", "B1"), human=False)


@pytest.fixture(autouse=True)
async def vendor(bench: Bench) -> None:
    await staffed(bench)
    there(bench)
    bench.platforms.rosters[EAST.channel] = bench.platforms.rosters[CHANNEL]
    await look(bench)


def there(bench: Bench, *more: Profile) -> None:
    own = [bench.platforms.profiles[bench.meet(email)] for email in (ANA, DORA)]
    bench.platforms.rosters[CHANNEL] = (*own, APP, *more)


async def look(bench: Bench, address: str = CHANNEL) -> None:
    """Somebody joined or left, and what is then due is done."""
    bench.desk.joined(address)
    while bench.desk._tasks:  # what a platform's event has set going
        await asyncio.sleep(0)
    await bench.tick()


async def leaves(bench: Bench) -> list[Outgoing]:
    """What delivery would send now, all of it sent."""
    sent: list[Outgoing] = []

    def send(db: Sql) -> None:
        while taken := outbox.claim(db, limit=99, now=bench.time):
            for message in taken:
                outbox.sent(db, message, sent_id=f"{message.id}", address="x", now=bench.time)
                sent.append(message)

    await bench.db.write(send)
    return sent


def held(bench: Bench) -> bool:
    return bench.db.look(lambda db: channels.held(db, CHANNEL))


async def test_what_was_queued_before_stays_back_and_leaves_in_its_order(bench: Bench) -> None:
    await opened(bench)
    there(bench, GUEST)
    await look(bench)
    await bench.press("Acknowledge", bench.standing("case:ESC-0001", CHANNEL), by=ANA)
    assert CHANNEL not in {message.destination for message in await leaves(bench)}
    assert not bench.db.look(lambda db: outbox.waiting(db, now=bench.time))
    there(bench)
    await look(bench)
    after = [message for message in await leaves(bench) if message.destination == CHANNEL]
    assert [message.topic for message in after] == ["case:ESC-0001"]
    assert "is being decided" in after[0].card  # posted once, as it is now


async def test_only_the_answers_to_what_is_asked_there_leave(bench: Bench) -> None:
    await opened(bench)
    there(bench, GUEST)
    await look(bench)
    ana = Identity(Platform.TEAMS, "tenant", "ana")
    bench.platforms.profiles[ana] = Profile(ana, email=ANA, own=True)
    place = Place(CHANNEL, Kind.CHANNEL, "1.1")
    answer = await bench.ask("contoso", who=ana, place=place)
    assert "12,000" not in text(answer)
    sent = [message for message in await leaves(bench) if message.destination == CHANNEL]
    assert ["Contoso Corporation is named." in message.card for message in sent] == [True]


async def test_a_press_there_works_and_shows_nothing_of_the_case(bench: Bench) -> None:
    await opened(bench)
    await leaves(bench)
    there(bench, GUEST)
    await look(bench)
    card = bench.standing("case:ESC-0001", CHANNEL)
    place = Place(CHANNEL, Kind.CHANNEL)
    pressed = await bench.press("Acknowledge", card, by=ANA, place=place, sync=True)
    assert pressed.card.verdict == "Done, and on record."
    assert "ESC-0001" not in text(pressed)
    assert case(bench).state == "acknowledged"


async def test_the_list_owners_are_told_once_and_when_it_is_over(bench: Bench) -> None:
    there(bench, GUEST)
    for _ in range(3):
        await look(bench)
        bench.later(hours=1)
        await bench.tick()
    for owner in OWNERS:
        assert told(bench, owner) == [NOTICE]
    assert "channel.held" in bench.audit()
    await leaves(bench)
    there(bench)
    bench.later(hours=1)
    await bench.tick()  # without anybody telling that they left
    for owner in OWNERS:
        assert told(bench, owner) == [NOTICE, AGAIN]
    assert bench.audit().count("channel.released") == 1
    there(bench, GUEST)
    await look(bench)
    assert told(bench, OWNERS[0]) == [NOTICE, AGAIN, NOTICE]


async def test_a_partner_is_an_outsider_and_a_bot_is_none(bench: Bench) -> None:
    there(bench, APP)
    await look(bench)
    assert not held(bench)
    there(bench, bench.platforms.profiles[bench.meet("pat@partner.example")])
    await look(bench)
    assert held(bench)


async def test_a_roster_that_cant_be_read_is_no_outsider_and_is_told_after_a_day(
    bench: Bench,
) -> None:
    await opened(bench)
    del bench.platforms.rosters[CHANNEL]
    await look(bench)
    assert not held(bench)
    assert CHANNEL in {message.destination for message in await leaves(bench)}
    for _ in range(23):
        bench.later(hours=1)
        await bench.tick()
    said = "For a day I could not see who is in the escalation channel of West."
    assert said not in told(bench, OWNERS[0])
    for _ in range(5):
        bench.later(hours=1)
        await bench.tick()
    for owner in OWNERS:
        assert told(bench, owner).count(said) == 1


async def test_an_outsider_is_not_gone_because_nobody_can_see_them(bench: Bench) -> None:
    there(bench, GUEST)
    await look(bench)
    del bench.platforms.rosters[CHANNEL]
    await look(bench)
    assert held(bench)


async def test_every_escalation_channel_is_looked_at_daily_and_at_a_start(bench: Bench) -> None:
    there(bench, GUEST)
    bench.later(hours=25)
    await bench.tick()
    assert held(bench)
    await bench.db.write(lambda db: channels.put(db, channels.Channel(CHANNEL)))
    await bench.start()
    await bench.tick()
    assert held(bench)
    planned = "select about from due where kind = 'channel.check' and done_at is null"
    rows = bench.db.look(lambda db: [row["about"] for row in db.query(planned)])
    assert sorted(rows) == [WEST.channel, EAST.channel]


async def test_who_joins_elsewhere_is_nothing_to_look_at(bench: Bench) -> None:
    bench.desk.joined("slack:T1/C9")
    assert not bench.desk._tasks
