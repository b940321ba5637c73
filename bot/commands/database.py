"""`hardline migrate` and `hardline backup`: the database file itself."""

import sqlite3
from contextlib import closing
from pathlib import Path

import click

from store.migrations import migrate as migrate_file

from .common import fail, in_words, settings


@click.command()
def migrate() -> None:
    """Make the database, or bring it up to date."""
    config = settings()
    with in_words():
        migrate_file(config.database)
    click.echo(f"{config.database} is up to date.")


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> None:
    """Copy the database to TARGET while the bot goes on."""
    config = settings()
    if not config.database.exists():
        fail(f"There is no database at {config.database}.")
    if target.exists():
        fail(f"{target} exists already; choose another name.")
    if not target.parent.is_dir():
        fail(f"There is no folder {target.parent}; make it first.")
    with (
        in_words(),
        closing(sqlite3.connect(config.database)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
    click.echo(f"{config.database} was copied to {target}.")
