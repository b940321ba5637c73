"""`hardline`, ending itself by SIGKILL at one chosen instant.

    python -m tests.kill.runner POINT COMMAND...

The points wrap what the program does anyway, in a process of its own: nothing in it knows of them.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NoReturn

from bot.cli import main
from store.db import Handle, Row, Ticket

if TYPE_CHECKING:  # a point imports what it needs, so that commands start as fast as they do
    from bot.slack.outbound import SlackSender
    from bot.teams.outbound import TeamsSender
    from handlers.cards import Card
    from handlers.dispatch import Desk
    from handlers.request import Request, Settled
    from store.rows import Outgoing

ROWS = 2  # of a list, before the import is killed


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def once_kept() -> None:
    """The request is in the inbox; it is neither acknowledged nor answered."""
    from handlers.dispatch import Desk

    receive = Desk.receive

    async def then_die(self: Desk, request: Request, ticket: Ticket) -> bool:
        await receive(self, request, ticket)
        die()

    Desk.receive = then_die  # type: ignore[method-assign]


def once_answered() -> None:
    """The answer is committed, and claimed for sending; nothing has left."""
    from bot.slack.outbound import SlackSender
    from bot.teams.outbound import TeamsSender

    async def die_first(self: object, message: Outgoing, card: Card, address: str) -> str:
        die()

    SlackSender.send = die_first  # type: ignore[method-assign]
    TeamsSender.send = die_first  # type: ignore[method-assign]


def once_sent() -> None:
    """The platform has the answer; that it was sent is not written down."""
    from bot.slack.outbound import SlackSender
    from bot.teams.outbound import TeamsSender

    slack, teams = SlackSender.send, TeamsSender.send

    async def from_slack(self: SlackSender, message: Outgoing, card: Card, address: str) -> str:
        await slack(self, message, card, address)
        die()

    async def from_teams(self: TeamsSender, message: Outgoing, card: Card, address: str) -> str:
        await teams(self, message, card, address)
        die()

    SlackSender.send = from_slack  # type: ignore[method-assign]
    TeamsSender.send = from_teams  # type: ignore[method-assign]


def importing() -> None:
    """Some rows of a list are written, others are not."""
    _after("insert into batch_rows", ROWS)


def taking() -> None:
    """All rows of a list are in; the edition has just taken them, and the rest is not written."""
    _after("insert into editions", 1)


def publishing() -> None:
    """The edition's state is changed; the former one's, and the audit row, are not."""
    _after("update editions", 1)


def half_told() -> None:
    """An event of a case is written down; who is to hear of it is not."""
    _after("insert into case_events", 1)


def half_shared() -> None:
    """Words for the other side are kept; they are on their way to nobody."""
    _after("insert into relayed", 1)


def once_changed() -> None:
    """What a form or a message in a thread changes is committed; nobody has been told."""
    from handlers.dispatch import Desk
    from handlers.request import Via

    answer = Desk.answer

    async def then_die(
        self: Desk, request: Request, ticket: Ticket, *, fetch: bool = True
    ) -> Settled | None:
        settled = await answer(self, request, ticket, fetch=fetch)
        if request.via in (Via.FORM, Via.THREAD):
            die()
        return settled

    Desk.answer = then_die  # type: ignore[method-assign]


def _after(statement: str, times: int) -> None:
    execute, query = Handle.execute, Handle.query
    seen = 0

    def count(sql: str) -> None:
        nonlocal seen
        seen += sql.lstrip().startswith(statement)
        if seen == times:
            die()

    def executed(self: Handle, sql: str, params: Mapping[str, object] | None = None, /) -> None:
        execute(self, sql, params)
        count(sql)

    def queried(self: Handle, sql: str, params: Mapping[str, object] | None = None, /) -> list[Row]:
        rows = query(self, sql, params)
        count(sql)
        return rows

    Handle.execute = executed  # type: ignore[method-assign]
    Handle.query = queried  # type: ignore[method-assign]


def nowhere() -> None:
    """Run to the end."""


_SENDING = (once_kept, once_changed, once_answered, once_sent)
_WRITING = (half_told, half_shared, importing, taking, publishing)
POINTS: Mapping[str, Callable[[], None]] = {
    point.__name__: point for point in (*_SENDING, *_WRITING, nowhere)
}

if __name__ == "__main__":
    POINTS[sys.argv[1]]()
    main(sys.argv[2:])
