"""The clock's worker: what must ask a platform first is asked outside of any write."""

from datetime import timedelta

from bot.due import AGAIN, Due
from handlers.context import Context
from handlers.feature import Feature, Record
from store import due
from store.due import Due as Item
from tests.desk import Bench

KIND = "look"


class Looking:
    """A probe that fails as often as it is told to; what it finds is written down."""

    def __init__(self, *, failures: int = 0) -> None:
        self.failures = failures
        self.looked = 0

    async def probe(self, item: Item, ctx: Context) -> Record:
        self.looked += 1
        if self.looked <= self.failures:
            raise OSError("no network")
        await ctx.db.write(lambda db: None)  # a write of others, which waits for no one here
        return lambda db: due.put(db, kind="found", about=item.about, at=ctx.now(), once="found")

    @property
    def feature(self) -> Feature:
        return Feature(due={"found": lambda db, item, ctx: None}, probes={KIND: self.probe})


async def plan(bench: Bench) -> None:
    await bench.db.write(lambda db: due.put(db, kind=KIND, about="x", at=bench.time))


def found(bench: Bench) -> int:
    count = "select count(*) as n from due where kind = 'found'"
    return bench.db.look(lambda db: int(next(iter(db.query(count)))["n"]))


async def test_other_work_does_not_wait_for_a_probe_and_it_is_done_once(bench: Bench) -> None:
    looking = Looking()
    await plan(bench)
    worker = Due(bench.ctx, [looking.feature])
    await worker.tick()  # which would never end, were it to take the probe's row
    assert (looking.looked, found(bench)) == (0, 0)
    for _ in range(2):
        await worker.probe()
    assert (looking.looked, found(bench)) == (1, 1)


async def test_a_probe_that_fails_is_tried_again_a_minute_later(bench: Bench) -> None:
    looking = Looking(failures=1)
    await plan(bench)
    worker = Due(bench.ctx, [looking.feature])
    await worker.probe()
    bench.time += AGAIN - timedelta(seconds=1)
    await worker.probe()
    assert (looking.looked, found(bench)) == (1, 0)
    bench.time += timedelta(seconds=1)
    await worker.probe()
    assert (looking.looked, found(bench)) == (2, 1)


async def test_of_two_processes_that_look_at_once_one_writes(bench: Bench) -> None:
    looking = Looking()
    await plan(bench)
    [item] = await bench.db.read(lambda db: due.ready(db, now=bench.time, only=[KIND]))
    await bench.db.write(lambda db: due.done(db, item, now=bench.time))  # the other was quicker
    await Due(bench.ctx, [looking.feature])._asked(item)
    assert (looking.looked, found(bench)) == (1, 0)
