"""`hardline document`: a file that the bot made, for whoever keeps the database."""

import sys
from pathlib import Path

import click

from bot.config import Config
from store import documents
from store.db import Db

from .common import with_database


@click.command()
@click.argument("ident", metavar="ID")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file."
)
def document(ident: str, out: Path | None) -> None:
    """Print a file that Hardline made."""

    async def work(db: Db, config: Config) -> documents.Document | None:
        return await db.read(lambda sql: documents.get(sql, ident))

    found = with_database(work)
    if found is None:
        raise click.ClickException(f"There is no document {ident}.")
    if out is not None:
        out.write_bytes(found.body)
        click.echo(f"{found.name} is in {out}.")
        return
    sys.stdout.buffer.write(found.body)
