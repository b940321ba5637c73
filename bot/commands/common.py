"""What the commands share: settings, who acts, and errors in words."""

import asyncio
import getpass
import os
import sqlite3
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import click

from bot.config import Config, ConfigError, load
from handlers.duties.deciders import officer_missing
from handlers.errors import PersonError
from handlers.identify import operator
from handlers.policy import Policy, PolicyError
from store import people
from store.db import Db, Sql
from store.migrations import migrate
from store.rows import Person

T = TypeVar("T")

AS = {"metavar": "EMAIL", "default": "", "help": "Act as this person of the directory."}
as_option = click.option("--as", "email", **AS)  # type: ignore[arg-type]
acting_option = click.option("--as", "as_", **AS)  # type: ignore[arg-type]  # beside an e-mail


def settings(**given: object) -> Config:
    """From the environment; ends the command with every problem named."""
    try:
        return load(os.environ, **given)
    except ConfigError as error:
        fail(str(error))


def fail(text: str) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(1)


@contextmanager
def in_words() -> Iterator[None]:
    """What an operator can put right ends the command with its words, not with a traceback."""
    try:
        yield
    except PolicyError as error:
        fail(f"The policy can't be used: {error}.")
    except PersonError as error:
        fail(str(error))
    except sqlite3.Error as error:
        fail(f"The database (HARDLINE_DATABASE) can't be used: {error}.")
    except OSError as error:  # an address in use, a folder that may not be written to
        fail(_said(error))


def _said(error: OSError) -> str:
    """The system's own words, with the file they are about, and without their number."""
    why = error.strerror or str(error)
    return f"{error.filename}: {why}." if error.filename else f"{why[:1].upper()}{why[1:]}."


def user() -> str:
    """The system's user, as the audit log names them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no entry for this uid, as in some containers
        return str(os.getuid())


def actor(db: Sql, email: str) -> Person:
    """Raises PersonError for an e-mail that is not in the directory."""
    if not email:
        return operator(user())
    person = people.by_email(db, email)
    if person is None:
        raise PersonError(f"{email} is not in the directory.")
    return person


async def note_officer(db: Db, policy: Policy) -> None:
    """Told wherever the directory or the policy may just have changed."""
    if missing := await db.read(lambda sql: officer_missing(sql, policy)):
        click.echo(f"Warning: {missing}")


def with_database(work: Callable[[Db, Config], Coroutine[Any, Any, T]]) -> T:
    """Run `work` on the migrated database."""
    config = settings()

    async def run() -> T:
        migrate(config.database)
        db = Db(config.database)
        try:
            return await work(db, config)
        finally:
            db.close()

    with in_words():
        return asyncio.run(run())
