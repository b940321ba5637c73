"""`hardline audit`: the record of who did what, and the proof that no one changed it."""

import json
import sys

import click

from bot.config import Config
from handlers.words import counted
from store import audit as log
from store.db import Db, Sql

from .common import with_database


@click.group()
def audit() -> None:
    """Check or print the audit log."""


@audit.command()
def verify() -> None:
    """Prove that no row was changed.

    Recomputes the hash chain, and exits with 1 at the first row that does not fit.
    """

    async def work(db: Db, config: Config) -> tuple[int, int | None]:
        return await db.read(log.verify)

    rows, broken = with_database(work)
    if broken is not None:
        click.echo(f"Row {broken} of the audit log was changed, removed or inserted.", err=True)
        sys.exit(1)
    click.echo(f"The audit log is whole: {counted(rows, 'row')}.")


@audit.command()
def export() -> None:
    """Every row as a line of JSON, oldest first."""

    async def work(db: Db, config: Config) -> None:
        def lines(sql: Sql) -> None:
            for row in log.export(sql):
                click.echo(json.dumps(row, ensure_ascii=False))

        await db.read(lines)

    with_database(work)
