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
    from handlers.request import Request
    from store.rows import Outgoing

ENTRIES = 2  # of a list, before the import is killed


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
    """Some entries of a list are written, others are not."""
    _after("insert into entries", ENTRIES)


def publishing() -> None:
    """The edition's state is changed; the former one's, and the audit row, are not."""
    _after("update editions", 1)


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


POINTS: Mapping[str, Callable[[], None]] = {
    point.__name__: point
    for point in (once_kept, once_answered, once_sent, importing, publishing, nowhere)
}

if __name__ == "__main__":
    POINTS[sys.argv[1]]()
    main(sys.argv[2:])
