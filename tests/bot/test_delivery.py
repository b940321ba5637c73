"""The outbox worker: in order, after every refusal, and never for the dead."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from structlog.testing import capture_logs

from bot.circuit import FAILURES
from bot.delivery import AT_ONCE, IDLE_S, Delivery, pause
from bot.sending import Dead, NotYet, TryLater, Unfit
from handlers.cards import Card, to_json
from handlers.parked import retry as retry_parked
from handlers.request import Request, Settled
from store import outbox, people, subscriptions, times
from store.rows import Audience, Identity, Outgoing, Platform
from store.subscriptions import Subscription
from tests.desk import Bench
from tests.patience import until


class Moody:
    """Answers each send with what is next in `moods`, then with success."""

    def __init__(self, *moods: Exception) -> None:
        self.moods = list(moods)
        self.sent: list[tuple[str, str, int]] = []
        self.messages: list[Outgoing] = []
        self.got = asyncio.Condition()

    async def send(self, message: Outgoing, card: Card, address: str) -> str:
        async with self.got:
            self.got.notify_all()
        if self.moods:
            raise self.moods.pop(0)
        self.sent.append((address, card.verdict, message.attempts))
        self.messages.append(message)
        return f"{message.id}.0"

    async def remove(self, message: Outgoing, address: str) -> None:
        self.sent.append((address, f"removed {message.edits}", message.attempts))

    def recall(self, address: str, ago_s: float) -> None:
        """It has no windows."""

    async def personal(self, who: Identity) -> str:
        if who.member == "gone":
            raise Dead("deactivated")
        return f"slack:{who.tenant}/D{who.member}"

    async def private(self, request: Request, settled: Settled) -> None:
        raise AssertionError("private answers never go through the outbox")


OWNER_UNREACHABLE = 1  # the list owner is told of what is parked, and has no platform here


async def put(bench: Bench, to: str, said: str, **more: Any) -> None:
    card = to_json(Card(said))
    await bench.db.write(partial(outbox.put, to=to, card=card, now=bench.time, **more))


@asynccontextmanager
async def delivering(bench: Bench, sender: Moody) -> AsyncIterator[Delivery]:
    delivery = Delivery(bench.db, {Platform.SLACK: sender}, bench.ctx.now)
    task = asyncio.create_task(delivery.run())
    try:
        yield delivery
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def drained(bench: Bench, delivery: Delivery, states: dict[str, int]) -> None:
    """Until the outbox holds just these, moving the clock past every pause."""
    async with asyncio.timeout(10):
        while await bench.db.read(outbox.depth) != states:
            bench.later(seconds=400)
            delivery.wake()
            await asyncio.sleep(0.01)


async def test_messages_for_one_destination_keep_their_order(bench: Bench) -> None:
    sender = Moody(TryLater("429", after_s=3), TryLater("dropped"))
    for said in ("first", "second", "third"):
        await put(bench, "slack:T1/C1", said)
    async with delivering(bench, sender) as delivery:
        await drained(bench, delivery, {})
    assert [said for _, said, _ in sender.sent] == ["first", "second", "third"]
    assert sender.sent[0][2] == 3  # its third try


async def test_a_dead_destination_is_parked_and_the_rest_goes_on(bench: Bench) -> None:
    sender = Moody(Dead("channel_not_found"))
    await put(bench, "slack:T1/C1", "lost")
    await put(bench, "slack:T1/C2", "found")
    async with delivering(bench, sender) as delivery:
        await drained(bench, delivery, {"parked": 1 + OWNER_UNREACHABLE})
    assert [said for _, said, _ in sender.sent] == ["found"]


async def test_a_person_is_reached_where_they_can_be(bench: Bench) -> None:
    for member in ("gone", "pat"):
        bench.later(seconds=1)
        who = Identity(Platform.SLACK, "T1", member)
        tie = partial(people.link, who=who, person_id="p_pat", email="", now=bench.time)
        await bench.db.write(tie)
    sender = Moody()
    await put(bench, "person:p_pat", "hello")
    async with delivering(bench, sender) as delivery:
        await drained(bench, delivery, {})
    assert sender.sent == [("slack:T1/Dpat", "hello", 1)]


async def test_a_person_who_was_removed_gets_nothing_more(bench: Bench) -> None:
    await bench.ask("hi")
    await bench.db.write(lambda db: people.remove(db, "p_pat", now=bench.time))
    await put(bench, "person:p_pat", "secret")
    sender = Moody()
    async with delivering(bench, sender) as delivery:
        await drained(bench, delivery, {"parked": 1 + OWNER_UNREACHABLE})
    assert "secret" not in [said for _, said, _ in sender.sent]


async def test_a_topic_is_posted_once_and_then_edited_where_it_stands(bench: Bench) -> None:
    sender = Moody()
    async with delivering(bench, sender) as delivery:
        for said in ("open", "decided"):
            await put(bench, "slack:T1/C1", said, topic="case:1")
            await drained(bench, delivery, {})
    assert [message.edits for message in sender.messages] == ["", "1.0"]


async def test_what_has_not_left_yet_leaves_with_the_newest_word(bench: Bench) -> None:
    sender = Moody()
    for said in ("open", "decided"):
        await put(bench, "slack:T1/C1", said, topic="case:1")
    async with delivering(bench, sender) as delivery:
        await drained(bench, delivery, {})
    assert [said for _, said, _ in sender.sent] == ["decided"]


async def test_what_belongs_below_a_topic_goes_into_its_thread(bench: Bench) -> None:
    sender = Moody()
    await put(bench, "slack:T1/C1", "open", topic="case:1")
    await put(bench, "slack:T1/C1", "a reply", under="case:1")
    await put(bench, "slack:T1/C2", "nothing to stand below", under="case:1")
    async with delivering(bench, sender) as delivery:
        await drained(bench, delivery, {"parked": 1 + OWNER_UNREACHABLE})
    assert [(m.destination, m.thread) for m in sender.messages] == [
        ("slack:T1/C1", ""),
        ("slack:T1/C1", "1.0"),
    ]


async def test_a_word_that_is_taken_back_is_deleted_where_it_stands(bench: Bench) -> None:
    sender = Moody()
    async with delivering(bench, sender) as delivery:
        await put(bench, "slack:T1/C1", "shared", topic="words:1")
        await drained(bench, delivery, {})
        await put(bench, "slack:T1/C1", "", topic="words:1", remove=True)
        await drained(bench, delivery, {})
    assert [said for _, said, _ in sender.sent] == ["shared", "removed 1.0"]


async def test_what_reaches_nobody_is_told_to_the_list_owners_once_a_day(bench: Bench) -> None:
    who = Identity(Platform.SLACK, "T1", "lena")
    tie = partial(people.link, who=who, person_id="p_lena", email="", now=bench.time)
    await bench.db.write(tie)
    sender = Moody(Dead("is_archived"), Dead("is_archived"))
    for _ in range(2):
        await put(bench, "slack:T1/C1", "lost")
    async with delivering(bench, sender) as delivery:
        await drained(bench, delivery, {"parked": 2})
    assert sender.sent == [
        ("slack:T1/Dlena", "A message for slack:T1/C1 could not be delivered.", 1)
    ]


async def test_parked_messages_are_sent_again_or_dropped_by_hand(bench: Bench) -> None:
    sender = Moody(Dead("is_archived"), Dead("is_archived"))
    await put(bench, "slack:T1/C1", "found again")
    await put(bench, "slack:T1/C2", "given up")
    async with delivering(bench, sender) as delivery:
        await drained(bench, delivery, {"parked": 2 + 2 * OWNER_UNREACHABLE})
        retry = partial(outbox.retry, destination="slack:T1/C1", now=bench.time)
        assert await bench.db.write(retry) == 1
        assert await bench.db.write(partial(outbox.drop, destination="slack:T1/C2")) == 1
        await drained(bench, delivery, {"parked": 2 * OWNER_UNREACHABLE})
    assert [said for _, said, _ in sender.sent] == ["found again"]


async def test_a_platform_that_is_down_is_left_alone_until_one_try_succeeds(bench: Bench) -> None:
    class Down(Moody):
        up, tries = False, 0

        async def send(self, message: Outgoing, card: Card, address: str) -> str:
            self.tries += 1
            if not self.up:
                raise TryLater("connection refused")
            return await super().send(message, card, address)

    sender = Down()
    for number in range(100):
        await put(bench, f"slack:T1/C{number}", "news")
    async with delivering(bench, sender) as delivery:
        await until(lambda: sender.tries >= FAILURES)
        await until(lambda: not bench.db.look(outbox.depth).get("sending"))
        assert sender.tries <= AT_ONCE + FAILURES  # those under way, and no other
        sender.up = True
        await drained(bench, delivery, {})
    assert len(sender.sent) == 100


async def test_a_broadcast_leaves_room_for_what_somebody_waits_for(bench: Bench) -> None:
    class Held(Moody):
        may_end = asyncio.Event()

        async def send(self, message: Outgoing, card: Card, address: str) -> str:
            if message.bulk:
                await self.may_end.wait()
            return await super().send(message, card, address)

    sender = Held()
    for number in range(200):
        await put(bench, f"slack:T1/C{number}", "news", bulk=True)
    async with delivering(bench, sender) as delivery:
        await asyncio.sleep(0)
        await put(bench, "slack:T1/D1", "an answer")
        delivery.wake()
        await until(lambda: bool(sender.sent))
        assert [said for _, said, _ in sender.sent] == ["an answer"]
        sender.may_end.set()
        await drained(bench, delivery, {})
    assert len(sender.sent) == 201


async def test_a_message_for_later_leaves_at_its_time(bench: Bench) -> None:
    sender = Moody()
    await put(bench, "slack:T1/C1", "later", at=bench.time + timedelta(hours=8))
    async with delivering(bench, sender) as delivery:
        await put(bench, "slack:T1/C2", "at once")
        delivery.wake()
        await until(lambda: bool(sender.sent))
        await until(lambda: bench.db.look(outbox.depth) == {"queued": 1})
        bench.later(hours=8)
        delivery.wake()
        await drained(bench, delivery, {})
    assert [said for _, said, _ in sender.sent] == ["at once", "later"]


async def test_what_has_its_turn_later_holds_no_place_and_counts_as_no_try(bench: Bench) -> None:
    class Paced(Moody):
        refused = 0

        async def send(self, message: Outgoing, card: Card, address: str) -> str:
            if message.destination == "slack:T1/C0" and self.refused < 3:
                self.refused += 1
                raise NotYet("its turn comes", after_s=30.0)
            return await super().send(message, card, address)

    sender = Paced()
    await put(bench, "slack:T1/C0", "first", bulk=True)
    await put(bench, "slack:T1/C0", "second", bulk=True)
    for number in range(1, 2 * AT_ONCE):
        await put(bench, f"slack:T1/C{number}", "news", bulk=True)
    async with delivering(bench, sender) as delivery:
        await until(lambda: len(sender.sent) == 2 * AT_ONCE - 1)
        await until(lambda: bench.db.look(outbox.depth) == {"queued": 2})
        assert bench.db.look(lambda db: outbox.next_at(db, now=bench.time)) == (
            bench.time + timedelta(seconds=30)
        )
        await drained(bench, delivery, {})
    assert sender.sent[-2:] == [("slack:T1/C0", "first", 1), ("slack:T1/C0", "second", 1)]


async def test_the_sender_looks_again_the_moment_that_a_turn_comes(bench: Bench) -> None:
    sender = Moody(NotYet("its turn comes", after_s=0.3))
    await put(bench, "slack:T1/C1", "news")
    began = time.monotonic()
    real = Delivery(
        bench.db,
        {Platform.SLACK: sender},
        lambda: bench.time + timedelta(seconds=time.monotonic() - began),
    )
    task = asyncio.create_task(real.run())
    await until(lambda: bool(sender.sent))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert 0.3 <= time.monotonic() - began < IDLE_S


async def test_what_may_leave_later_does_not_hold_up_what_may_leave_now(bench: Bench) -> None:
    sender = Moody()
    morning = bench.time + timedelta(hours=8)
    for said in ("in the morning", "and after it"):
        await put(bench, "slack:T1/C1", said, bulk=True, at=morning)
    await put(bench, "slack:T1/C1", "an answer")
    async with delivering(bench, sender) as delivery:
        await until(lambda: bool(sender.sent))
        bench.later(hours=8)
        delivery.wake()
        await drained(bench, delivery, {})
    assert [said for _, said, _ in sender.sent] == ["an answer", "in the morning", "and after it"]


async def test_the_sender_is_told_what_the_process_before_it_sent(bench: Bench) -> None:
    class Recalling(Moody):
        def __init__(self) -> None:
            super().__init__()
            self.recalled: list[tuple[str, float]] = []

        def recall(self, address: str, ago_s: float) -> None:
            self.recalled.append((address, ago_s))

    before, after = Moody(), Recalling()
    for to in ("slack:T1/C1", "slack:T1/C2"):
        await put(bench, to, "news")
        async with delivering(bench, before) as delivery:
            await drained(bench, delivery, {})
        bench.later(minutes=50)
    await bench.db.write(
        lambda db: db.execute("update outbox set tried_at = :at where id = 2", {"at": ago(bench)})
    )
    await put(bench, "slack:T1/C3", "under way")
    await bench.db.write(lambda db: outbox.claim(db, limit=9, now=bench.time))
    async with delivering(bench, after) as delivery:
        await drained(bench, delivery, {})
    # one may have left a second after it was taken; of an hour ago nothing counts any more
    assert after.recalled == [("slack:T1/C2", 4.0), ("slack:T1/C3", 0.0)]


def ago(bench: Bench) -> str:
    return times.text(bench.time - timedelta(seconds=5))


async def subscribed(bench: Bench, to: str, owner: str, *filters: str) -> None:
    """By someone who can be reached."""
    who = Identity(Platform.SLACK, "T1", owner)
    tie = partial(people.link, who=who, person_id=owner, email="", now=bench.time)
    await bench.db.write(tie)
    for number, district in enumerate(filters):
        row = Subscription(
            f"sub_{to}_{owner}_{number}", owner, to, Audience.STAFF, districts=(district,)
        )
        await bench.db.write(partial(subscriptions.put, row=row, now=bench.time))


async def parked(bench: Bench, to: str) -> int:
    rows = await bench.db.read(lambda db: subscriptions.at(db, to))
    return sum(bool(row.parked) for row in rows)


async def test_a_place_that_a_broadcast_no_longer_reaches_rests_and_its_owners_hear_once(
    bench: Bench,
) -> None:
    await subscribed(bench, "slack:T1/C1", "p_ana", "west", "east")
    await subscribed(bench, "slack:T1/C1", "p_sam", "west")

    class Archived(Moody):
        async def send(self, message: Outgoing, card: Card, address: str) -> str:
            if address == "slack:T1/C1":
                raise Dead("is_archived")
            return await super().send(message, card, address)

    sender = Archived()
    for _ in range(2):
        await put(bench, "slack:T1/C1", "news", bulk=True)
    async with delivering(bench, sender) as delivery:
        await drained(bench, delivery, {"parked": 2 + OWNER_UNREACHABLE})
    assert await parked(bench, "slack:T1/C1") == 3
    told = [
        (to, card.verdict) for to, card in bench.notices() if "news of the list" in card.verdict
    ]
    said = "Your news of the list can't be delivered to a conversation of yours any more."
    assert told == [("person:p_ana", said), ("person:p_sam", said)]


async def test_what_is_sent_again_by_hand_is_subscribed_again(bench: Bench) -> None:
    await subscribed(bench, "slack:T1/C1", "p_ana", "west")
    sender = Moody(Dead("is_archived"))
    await put(bench, "slack:T1/C1", "news", bulk=True)
    async with delivering(bench, sender) as delivery:
        await until(lambda: not sender.moods)
        await drained(bench, delivery, {"parked": 1 + OWNER_UNREACHABLE})
        retry = partial(retry_parked, destination="slack:T1/C1", now=bench.time)
        assert await bench.db.write(retry) == 1
        assert await parked(bench, "slack:T1/C1") == 0
        await drained(bench, delivery, {"parked": OWNER_UNREACHABLE})


async def test_a_message_that_is_not_taken_is_parked_alone(bench: Bench) -> None:
    await subscribed(bench, "slack:T1/C1", "p_ana", "west")
    sender = Moody(Unfit("msg_too_long"))
    await put(bench, "slack:T1/C1", "news", bulk=True)
    async with delivering(bench, sender) as delivery:
        await until(lambda: not sender.moods)
        await drained(bench, delivery, {"parked": 1 + OWNER_UNREACHABLE})
    assert await parked(bench, "slack:T1/C1") == 0


async def test_what_is_on_its_way_at_a_stop_arrives_and_is_written_down(bench: Bench) -> None:
    class Slow(Moody):
        begun, may_end = asyncio.Event(), asyncio.Event()

        async def send(self, message: Outgoing, card: Card, address: str) -> str:
            self.begun.set()
            await self.may_end.wait()
            return await super().send(message, card, address)

    sender = Slow()
    await put(bench, "slack:T1/C1", "last")
    async with delivering(bench, sender):
        await sender.begun.wait()
        asyncio.get_running_loop().call_soon(sender.may_end.set)
    assert await bench.db.read(outbox.depth) == {}


async def test_an_outbox_out_of_reach_is_tried_again(bench: Bench) -> None:
    sender = Moody()
    await put(bench, "slack:T1/C1", "patient")
    await bench.db.write(lambda db: db.execute("alter table outbox rename to away"))
    with capture_logs() as logs:
        async with delivering(bench, sender) as delivery:
            while not logs:
                await asyncio.sleep(0.001)
            await bench.db.write(lambda db: db.execute("alter table away rename to outbox"))
            await drained(bench, delivery, {})
    assert [said for _, said, _ in sender.sent] == ["patient"]


async def test_an_unexpected_error_is_tried_again(bench: Bench) -> None:
    sender = Moody(RuntimeError("a bug"))
    await put(bench, "slack:T1/C1", "patient")
    async with delivering(bench, sender) as delivery:
        await drained(bench, delivery, {})
    assert [said for _, said, _ in sender.sent] == ["patient"]


def test_pauses_double_with_jitter_up_to_five_minutes() -> None:
    assert all(0.5 <= pause(1) <= 1.0 for _ in range(50))
    assert all(150 <= pause(20) <= 300 for _ in range(50))
