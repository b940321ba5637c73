"""`hardline demo`: the real bot with a list of real companies, between two simulated platforms."""

import logging
import socket
from pathlib import Path

import click

from bot import logs
from bot.loop import run
from bot.playground.stage import HOST, stage
from bot.playground.visit import mount

from .common import fail, in_words
from .serve import stopped

DATABASE = Path("data/demo.db")
ALSO_LOCAL = "npx @microsoft/m365agentsplayground -e"


@click.command()
@click.option("--port", default=3978, show_default=True, help="Where the page is served.")
@click.option(
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DATABASE,
    show_default=True,
    help="Made anew at each start.",
)
def demo(port: int, database: Path) -> None:
    """Try it: a Slack and a Teams client in a page."""
    if _taken(port):
        fail(f"Port {port} is taken, perhaps by another demo. Stop it, or choose one with --port.")
    with in_words():
        run(_demo(port, database))


def _taken(port: int) -> bool:
    """Asked first of all: another demo's database must not be made anew under its feet."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


async def _demo(port: int, database: Path) -> None:
    for file in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        file.unlink(missing_ok=True)
    logs.configure(least=logging.ERROR)
    async with stage(database, port=port, tokens=False, prepare=mount):
        click.echo(f"Hardline is up. Open http://localhost:{port}/playground")
        click.echo(f"Microsoft's own client: {ALSO_LOCAL} http://localhost:{port}/api/messages")
        click.echo("Stop with Ctrl-C.")
        await stopped()
