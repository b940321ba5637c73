"""Inbox and outbox: each delivery has one effect, each destination keeps its order."""

from datetime import UTC, datetime, timedelta
from functools import partial

from store import inbox, outbox
from store.db import Db, Sql

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def put(sql: Sql, to: str, once: str = "") -> None:
    outbox.put(sql, to=to, card="{}", once=once, now=NOW)


async def claim(db: Db, *, at: datetime = NOW) -> list[str]:
    taken = await db.write(lambda sql: outbox.claim(sql, limit=10, now=at))
    return [message.destination for message in taken]


async def test_a_delivery_settles_once_whether_kept_before_or_not(db: Db) -> None:
    def four(sql: Sql, once: str) -> list[bool]:
        return [inbox.settle(sql, once=once, now=NOW) for _ in range(4)]

    await db.write(lambda sql: inbox.receive(sql, once="kept", request="{}", now=NOW))
    assert await db.write(lambda sql: four(sql, "kept")) == [True, False, False, False]
    assert await db.write(lambda sql: four(sql, "direct")) == [True, False, False, False]


async def test_a_delivery_that_comes_again_finds_what_it_was_answered_with(db: Db) -> None:
    await db.write(lambda sql: inbox.settle(sql, once="a", reply="named", now=NOW))
    await db.write(lambda sql: inbox.settle(sql, once="a", reply="not named", now=NOW))
    assert await db.read(lambda sql: inbox.reply(sql, "a")) == "named"


async def test_what_was_kept_but_not_answered_is_found_again(db: Db) -> None:
    await db.write(lambda sql: inbox.receive(sql, once="a", request='{"n": 1}', now=NOW))
    assert await db.read(inbox.pending) == ['{"n": 1}']
    await db.write(lambda sql: inbox.settle(sql, once="a", now=NOW))
    assert await db.read(inbox.pending) == []


async def test_a_destination_keeps_its_order_and_does_not_hold_up_others(db: Db) -> None:
    for to in ("slack:T/A", "slack:T/A", "slack:T/B"):
        await db.write(partial(put, to=to))
    first, other = await db.write(lambda sql: outbox.claim(sql, limit=10, now=NOW))
    assert [first.destination, other.destination] == ["slack:T/A", "slack:T/B"]
    assert await claim(db) == []
    await db.write(lambda sql: outbox.sent(sql, first, sent_id="1.1", now=NOW))
    assert await claim(db) == ["slack:T/A"]


async def test_a_message_put_off_holds_back_the_next_for_the_same_destination(db: Db) -> None:
    for _ in range(2):
        await db.write(lambda sql: put(sql, "slack:T/A"))
    await claim(db)
    later = NOW + timedelta(seconds=30)
    await db.write(lambda sql: outbox.again(sql, 1, at=later, error="429"))
    assert await claim(db) == []
    assert await claim(db, at=later) == ["slack:T/A"]


async def test_the_same_message_is_queued_once(db: Db) -> None:
    for _ in range(2):
        await db.write(lambda sql: put(sql, "slack:T/A", once="x"))
    assert await db.read(outbox.depth) == {"queued": 1}


async def test_what_was_on_its_way_at_a_kill_is_tried_again(db: Db) -> None:
    await db.write(lambda sql: put(sql, "slack:T/A"))
    await claim(db)
    await db.write(outbox.recover)
    taken = await db.write(lambda sql: outbox.claim(sql, limit=10, now=NOW))
    assert [message.attempts for message in taken] == [2]


async def test_a_parked_message_lets_the_next_one_go(db: Db) -> None:
    for _ in range(2):
        await db.write(lambda sql: put(sql, "slack:T/A"))
    await claim(db)
    await db.write(lambda sql: outbox.park(sql, 1, error="channel_not_found"))
    assert await claim(db) == ["slack:T/A"]


async def test_what_is_taken_back_before_it_left_never_leaves(db: Db) -> None:
    await db.write(partial(say, topic="a"))
    await db.write(partial(take_back, topic="a"))
    assert await claim(db) == []


async def test_what_may_have_left_is_taken_back_behind_it_and_says_no_word_again(db: Db) -> None:
    await db.write(partial(say, topic="a"))
    (first,) = await db.write(lambda sql: outbox.claim(sql, limit=10, now=NOW))
    await db.write(lambda sql: outbox.again(sql, first.id, at=NOW, error="no answer"))
    await db.write(partial(take_back, topic="a"))
    (again,) = await db.write(lambda sql: outbox.claim(sql, limit=10, now=NOW))
    assert (again.id, again.card, again.remove) == (first.id, '"gone"', False)
    await db.write(lambda sql: outbox.sent(sql, again, sent_id="1.0", address="slack:T/A", now=NOW))
    (last,) = await db.write(lambda sql: outbox.claim(sql, limit=10, now=NOW))
    assert last.remove


async def test_what_was_parked_is_forgotten_when_it_is_taken_back(db: Db) -> None:
    await db.write(partial(say, topic="a"))
    (first,) = await db.write(lambda sql: outbox.claim(sql, limit=10, now=NOW))
    await db.write(lambda sql: outbox.park(sql, first.id, error="gone"))
    await db.write(partial(take_back, topic="a"))
    assert await db.read(outbox.depth) == {}


def say(sql: Sql, topic: str) -> None:
    outbox.put(sql, to="slack:T/A", topic=topic, card='"words"', now=NOW)


def take_back(sql: Sql, topic: str) -> None:
    outbox.take_back(sql, to="slack:T/A", topic=topic, card='"gone"', now=NOW)
