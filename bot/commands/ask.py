"""`hardline ask`: the same question and the same answer as in a chat, drawn for a terminal."""

import asyncio
import json
import logging
from pathlib import Path

import click

from bot import logs
from bot.terminal import say
from bot.wiring import build
from handlers.cards import Facts, plain, show
from handlers.request import Request, Settled, Via
from store.db import Ticket
from store.rows import Identity, Platform

from .ask_file import answer_file
from .common import actor, as_option, in_words, settings, user


@click.command()
@click.argument("text", default="")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV or XLSX file of names: each row is answered.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where its answers go, instead of beside it.",
)
@click.option("--column", default="", metavar="HEADER", help="Which column holds the companies.")
@click.option(
    "--as-of", "day", metavar="DAY", default="", help="Answer as of a day, such as 2026-03-01."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
@as_option
def ask(
    text: str,
    file: Path | None,
    out: Path | None,
    column: str,
    day: str,
    email: str,
    as_json: bool,
) -> None:
    """Ask as in a chat: "is Contoso named?"."""
    logs.configure(least=logging.ERROR)
    if bool(text) == bool(file):
        raise click.UsageError("Give a question, or --file with a file of names.")
    if file is not None:
        if day:
            raise click.UsageError("--as-of is for a question alone.")
        answer_file(file, out, column, email, as_json=as_json)
        return
    asked = f"{text.rstrip('?. ')} as of {day}" if day else text
    with in_words():
        settled = asyncio.run(answer(asked, email))
    if as_json:
        click.echo(json.dumps(_facts(settled), ensure_ascii=False))
    else:
        say(settled.card)


async def answer(text: str, email: str) -> Settled:
    """What a person of the directory, or whoever works here, is told. Raises PersonError."""
    bot = build(settings(), connects=())
    try:
        bot.ctx.db.look(lambda db: actor(db, email))  # refuses who is not in the directory
        await bot.ctx.lists.refresh(now=bot.ctx.now())
        request = Request(
            Identity(Platform.CLI, "local", email or user()),
            Via.COMMAND,
            text=text,
            private=True,
            sync=True,
        )
        settled = await bot.desk.answer(request, Ticket())
        assert settled is not None  # no once-key: never a repeat
        return settled
    finally:
        bot.ctx.db.close()


def _facts(settled: Settled) -> dict[str, object]:
    rows = [row for block in settled.card.blocks if isinstance(block, Facts) for row in block.rows]
    note = settled.note
    return {
        "verdict": settled.card.verdict,
        **({"account_id": note.about, **note.detail} if note else {}),
        "facts": {label: show(value) for label, value in rows},
        "text": plain(settled.card),
    }
