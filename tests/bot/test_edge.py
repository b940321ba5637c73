"""Acknowledged after the commit, or withdrawn and said so: whatever the store is doing."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from bot.edge import Edge, Later
from handlers.cards import Card
from handlers.request import How, Kind, Place, Request, Settled, Via
from store.db import Ticket, connect
from store.rows import Identity, Outgoing, Platform
from tests.desk import Bench, buttons

PAT = Identity(Platform.SLACK, "T1", "pat")
HOME = Place("slack:T1/D-pat", Kind.PERSONAL)


class Recording:
    """A sender that keeps what it is given."""

    def __init__(self) -> None:
        self.shown: list[Settled] = []

    async def send(self, message: Outgoing, card: Card, address: str) -> str:
        return "1.1"

    async def remove(self, message: Outgoing, address: str) -> None:
        raise AssertionError("nothing is taken back here")

    def recall(self, address: str, ago_s: float) -> None:
        """It has no windows."""

    async def personal(self, who: Identity) -> str:
        return f"slack:{who.tenant}/D{who.member}"

    async def private(self, request: Request, settled: Settled) -> None:
        self.shown.append(settled)


@pytest.fixture
def sender() -> Recording:
    return Recording()


@pytest.fixture
async def edge(bench: Bench, sender: Recording) -> AsyncIterator[Edge]:
    await bench.ask("hi")  # linked from now on
    made = Edge(bench.desk, sender, give_up_s=0.4)
    yield made
    await made.close()


@contextmanager
def locked(bench: Bench) -> Iterator[sqlite3.Connection]:
    """Another process holds the database's write lock."""
    other = connect(bench.db.path)
    other.conn.execute("begin immediate")
    try:
        yield other.conn
    finally:
        if other.conn.in_transaction:
            other.conn.execute("rollback")
        other.conn.close()


def command(text: str, **given: object) -> Request:
    return Request(PAT, Via.COMMAND, HOME, text, private=True, sync=True, **given)  # type: ignore[arg-type]


async def pick(bench: Bench) -> Request:
    card = (await bench.ask("woodgrove")).card
    button = next(each for each in buttons(card) if each.label == "Woodgrove Bank")
    data = dict(button.data)
    return Request(PAT, Via.BUTTON, HOME, action="pick", data=data, private=True, sync=True)


async def test_a_quick_answer_travels_in_the_acknowledgement(edge: Edge) -> None:
    settled = await edge.answer(command("contoso"))
    assert isinstance(settled, Settled)
    assert settled.card.verdict == "Contoso Corporation is named."


async def test_a_question_while_the_store_waits_is_answered_later_once(
    edge: Edge, bench: Bench, sender: Recording
) -> None:
    with locked(bench):
        later = await edge.answer(command("contoso"))
        assert isinstance(later, Later)
        assert sender.shown == []
    await edge.show(command("contoso"), later)
    assert [settled.card.verdict for settled in sender.shown] == ["Contoso Corporation is named."]
    assert bench.audit()[-1] == "asked"


async def test_a_change_that_cannot_be_recorded_in_time_is_withdrawn_and_said_so(
    edge: Edge, bench: Bench
) -> None:
    request = await pick(bench)
    before = bench.audit()
    with locked(bench):
        settled = await edge.answer(request)
    assert isinstance(settled, Settled)
    assert "nothing was recorded" in settled.card.verdict
    await bench.db.write(lambda db: None)  # whatever was queued has been written by now
    assert bench.audit() == before


async def test_what_must_be_answered_in_its_own_response_is_withdrawn_too(
    edge: Edge, bench: Bench
) -> None:
    with locked(bench):
        settled = await edge.answer(command("contoso"), whole=True)
    assert isinstance(settled, Settled)
    assert "nothing was recorded" in settled.card.verdict


async def test_a_message_is_kept_before_it_is_acknowledged(edge: Edge, bench: Bench) -> None:
    message = Request(PAT, Via.MESSAGE, HOME, "contoso", once="ev-a")
    assert await edge.receive(message)
    assert not await edge.receive(message)
    await edge.close()
    assert [card.verdict for _, card in bench.outbox()][-1] == "Contoso Corporation is named."


async def test_a_question_that_needs_no_platform_is_answered_in_the_commit_that_keeps_it(
    edge: Edge, bench: Bench
) -> None:
    assert await edge.receive(Request(PAT, Via.MESSAGE, HOME, "contoso", once="ev-d"))
    assert [card.verdict for _, card in bench.outbox()][-1] == "Contoso Corporation is named."


async def test_a_message_that_could_not_be_answered_is_kept_and_apologised_for(
    edge: Edge, bench: Bench, sender: Recording, capsys: pytest.CaptureFixture[str]
) -> None:
    message = Request(PAT, Via.MESSAGE, HOME, "contoso", once="ev-e")
    await bench.db.write(lambda db: db.execute("drop table answers"))
    assert await edge.receive(message)
    await edge.close()
    assert sender.shown[-1].card.verdict.startswith("Something went wrong")
    assert await bench.desk.pending() == [message]
    capsys.readouterr()


async def test_a_message_that_cannot_be_kept_in_time_is_left_to_be_repeated(
    edge: Edge, bench: Bench
) -> None:
    message = Request(PAT, Via.MESSAGE, HOME, "contoso", once="ev-b")
    with locked(bench), pytest.raises(TimeoutError):
        await edge.receive(message)
    assert await edge.receive(message)


async def test_a_message_kept_before_a_kill_is_answered_after_the_restart(
    edge: Edge, bench: Bench
) -> None:
    message = Request(PAT, Via.MESSAGE, HOME, "contoso", once="ev-c")
    await bench.desk.receive(message, Ticket())
    for request in await bench.desk.pending():
        edge.later(request)
    await edge.close()
    assert [card.verdict for _, card in bench.outbox()][-1] == "Contoso Corporation is named."
    assert await bench.desk.pending() == []


async def test_our_own_fault_is_apologised_for_with_a_reference(
    edge: Edge, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    await bench.db.write(lambda db: db.execute("drop table audit"))
    settled = await edge.answer(command("contoso"))
    assert isinstance(settled, Settled)
    assert settled.how is How.RETURN
    assert settled.card.verdict.startswith("Something went wrong on our side")
    capsys.readouterr()


async def test_many_questions_while_the_store_waits_are_all_acknowledged_at_once(
    edge: Edge, bench: Bench
) -> None:
    loop = asyncio.get_running_loop()
    with locked(bench):
        began = loop.time()
        answers = await asyncio.gather(*(edge.answer(command("contoso")) for _ in range(20)))
        took_s = loop.time() - began
    assert all(isinstance(each, Later) for each in answers)
    assert took_s < 2.0
