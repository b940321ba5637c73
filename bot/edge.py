"""What both platforms' edges share: when to acknowledge, and what to say when time runs out."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import structlog
from prometheus_client import CollectorRegistry

from handlers.cards import Card, Text
from handlers.dispatch import Desk
from handlers.request import How, Request, Settled, Via
from store.db import Ticket, Withdrawn

from .metrics import Metrics
from .sending import Dead, Sender, TryLater

# An answer quicker than this travels in the acknowledgement itself, which people are to have within
# 250 ms: the rest is for the requests that were there before theirs.
INLINE_S = 0.15
T = TypeVar("T")
log = structlog.get_logger()


class _Unanswered(Exception):
    """The answer could not be made; nothing was recorded."""


@dataclass(slots=True)
class Later:
    """The answer is still being made: acknowledge now, and show this when it is done."""

    settled: asyncio.Task[Settled | None]


class Edge:
    """One platform's way from a neutral request to an answer; `give_up_s` is that platform's."""

    def __init__(
        self, desk: Desk, sender: Sender, *, give_up_s: float, metrics: Metrics | None = None
    ) -> None:
        self.desk = desk
        self.sender = sender
        self.give_up_s = give_up_s
        self._metrics = metrics or Metrics(CollectorRegistry(), desk.ctx.db, desk.ctx.now)
        self._tasks: set[asyncio.Task[Any]] = set()

    async def answer(self, request: Request, *, whole: bool = False) -> Settled | Later | None:
        """Answer an interactive request within the platform's limit.

        A change is waited for until `give_up_s` and then withdrawn, as is every request with
        `whole` (it must be answered in its own response). A question that takes longer than
        `INLINE_S` comes back as `Later`. None: a repeated delivery with nothing to show.
        """
        ticket = Ticket()
        task: asyncio.Task[Settled | None] = self._start(
            self._guarded(request, ticket, fetch=not whole)
        )
        if whole:  # no time for the platform now: renew what it says of them for the next request
            self._start(self.desk.meet(request.who))
        must_end = whole or self.desk.changes(request)
        await asyncio.wait({task}, timeout=self.give_up_s if must_end else INLINE_S)
        if task.done() or not must_end:
            return task.result() if task.done() else Later(task)
        if ticket.withdraw():
            return busy()
        return await task  # the writer was quicker: what it wrote is what is shown

    async def receive(self, request: Request) -> asyncio.Task[None] | None:
        """Keep a message for good before it is acknowledged, and answer it in the background.

        Where the answer needs no platform it is made at once: its commit, with the message to be
        sent, keeps the question as well as the inbox does. Returns the answering; None for a
        delivery that is known already. Raises TimeoutError when that was not possible in time: let
        the platform repeat it.
        """
        if self.desk.at_hand(request):
            with contextlib.suppress(_Unanswered):
                settled = await self._in_time(partial(self._answered, request))
                return self._start(self._privately(request, settled)) if settled else None
        return self.later(request) if await self.keep(request) else None

    async def keep(self, request: Request) -> bool:
        """Keep a request for good; False for one that is known already. Raises TimeoutError if that
        was not possible in time.
        """
        return await self._in_time(partial(self.desk.receive, request))

    async def settle(self, request: Request) -> Settled | None:
        """The answer, however long it takes: the platform is asked who they are."""
        return await self._guarded(request, Ticket(), fetch=True)

    async def _in_time(self, work: Callable[[Ticket], Coroutine[Any, Any, T]]) -> T:
        """What `work` comes to; withdrawn, with TimeoutError, if the platform won't wait for it."""
        ticket = Ticket()
        task: asyncio.Task[T] = self._start(work(ticket))
        await asyncio.wait({task}, timeout=self.give_up_s)
        if not task.done() and ticket.withdraw():
            task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
            raise TimeoutError  # that it was withdrawn, the task has to tell nobody
        return await task

    def later(self, request: Request) -> asyncio.Task[None]:
        return self._start(self._process(request))

    async def show(self, request: Request, answer: Later | Settled) -> None:
        """Send an answer, or what becomes of it, to the asker."""
        settled = await answer.settled if isinstance(answer, Later) else answer
        await self._privately(request, settled)

    def background(self, work: Coroutine[Any, Any, None]) -> None:
        self._start(work)

    async def close(self) -> None:
        """Let what is being answered end; what is not done is in the inbox or was never acked."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self.give_up_s)
        for task in tuple(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task

    async def _process(self, request: Request) -> None:
        await self._privately(request, await self.settle(request))

    async def _privately(self, request: Request, settled: Settled | None) -> None:
        """At most once: what can't be sent now is not kept, the person asks again."""
        if settled is None or settled.again or settled.how in (How.QUEUED, How.SILENT):
            return
        if request.via is Via.PLACE:  # nobody asked
            return
        try:
            await self.sender.private(request, settled)
        except (TryLater, Dead) as error:
            log.warning("private answer not sent", via=request.via, why=str(error))

    async def _guarded(self, request: Request, ticket: Ticket, *, fetch: bool) -> Settled | None:
        try:
            return await self._measured(request, ticket, fetch=fetch)
        except Withdrawn:
            return busy()
        except Exception:
            ref = secrets.token_hex(4)
            self._metrics.failed()
            log.exception("request failed", ref=ref, via=request.via, action=request.action)
            return _sorry(ref)

    async def _answered(self, request: Request, ticket: Ticket) -> Settled | None:
        try:
            return await self._measured(request, ticket, fetch=False)
        except Withdrawn:
            raise
        except Exception as error:  # kept first, it is tried again, and apologised for
            raise _Unanswered from error

    async def _measured(self, request: Request, ticket: Ticket, *, fetch: bool) -> Settled | None:
        began = time.perf_counter()
        settled = await self.desk.answer(request, ticket, fetch=fetch)
        if settled is not None:
            self._metrics.settled(request, settled, time.perf_counter() - began)
        return settled

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def busy() -> Settled:
    card = Card(
        "Hardline is busy just now, so nothing was recorded.",
        (Text("Please try again in a moment."),),
    )
    return Settled(card, How.RETURN, failed=True)


def _sorry(ref: str) -> Settled:
    card = Card(
        "Something went wrong on our side; nothing was changed.",
        (Text(f"Please try again. If it happens again, tell your administrator: error {ref}."),),
    )
    return Settled(card, How.RETURN, failed=True)
