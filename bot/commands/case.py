"""`hardline case`: the cases that someone may see, one of them, and one as a document."""

import asyncio
import logging
from pathlib import Path

import click

from bot import logs
from bot.terminal import say
from bot.wiring import build, utc_now
from handlers.cards import plain
from handlers.escalation import export as exporting
from handlers.escalation import mine
from handlers.escalation.export import Exported
from store import audit
from store.db import Db

from .ask import answer
from .common import actor, as_option, fail, in_words, settings


@click.group()
def case() -> None:
    """Show cases, or export one as a document."""
    logs.configure(least=logging.ERROR)


@case.command("list")
@as_option
def list_(email: str) -> None:
    """What waits for someone, what they opened, and what is theirs to see."""
    _said("my cases", email)


@case.command()
@click.argument("ident", metavar="CASE")
@as_option
def show(ident: str, email: str) -> None:
    """One case with its timeline."""
    _said(f"case {_number(ident)}", email)


@case.command()
@click.argument("ident", metavar="CASE")
@click.option(
    "--format", "form", type=click.Choice(("md", "html")), default="md", help="Default: md."
)
@click.option("--out", type=click.Path(path_type=Path), help="A file; by default it is printed.")
@as_option
def export(ident: str, form: str, out: Path | None, email: str) -> None:
    """One case as a document: every event, who, when, the words, and its row of the audit log."""
    with in_words():
        made = asyncio.run(_made(_number(ident), email))
        if out:
            out.write_text(made.texts[form], encoding="utf-8")
            click.echo(f"{made.ident} is in {out}.")
        else:
            click.echo(made.texts[form], nl=False)


def _said(text: str, email: str) -> None:
    with in_words():
        settled = asyncio.run(answer(text, email))
    if settled.refused:
        fail(plain(settled.card))
    say(settled.card)


def _number(ident: str) -> str:
    """Ends the command for what is no number of a case."""
    number = mine.number(ident)
    if not mine.numbered(number):
        fail(f"{ident} is no case number; they look like ESC-0001.")
    return number


async def _made(ident: str, email: str) -> Exported:
    bot = build(settings(), connects=())
    db: Db = bot.ctx.db
    try:
        await bot.ctx.lists.refresh(now=utc_now())
        person = await db.read(lambda sql: actor(sql, email))
        made = await exporting.make(ident, person, bot.ctx)
        await db.write(
            lambda sql: audit.append(
                sql, who=person.id, did="case.exported", about=made.ident, now=utc_now()
            )
        )
        return made
    finally:
        db.close()
