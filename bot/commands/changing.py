"""A change of an edition, by whoever acts, in one transaction."""

from collections.abc import Callable
from typing import TypeVar

import click

from bot.config import Config
from bot.wiring import utc_now
from handlers import calendars
from handlers.policy import Policy
from store.db import Db, Sql
from store.rows import Person

from .common import actor, note_officer, with_database

T = TypeVar("T")
Change = Callable[[Sql, Person, Policy], T]

ident_argument = click.argument("ident", metavar="ID")


def written(change: Change[T], email: str) -> T:
    async def work(db: Db, config: Config) -> T:
        policy = Policy.load(config.policy)
        calendars.load(calendars.of_vendor(policy), now=utc_now())
        await note_officer(db, policy)
        return await db.write(lambda sql: change(sql, actor(sql, email), policy))

    return with_database(work)
