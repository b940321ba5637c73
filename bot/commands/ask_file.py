"""`hardline ask --file`: every row of a file answered, and the whole written beside it."""

import asyncio
import json
import sys
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from bot.terminal import say
from bot.wiring import build
from handlers import replies
from handlers.cards import plain, to_json
from handlers.context import Context
from handlers.feature import Ask
from handlers.intake import bulk
from handlers.intake.kinds import Asked, asked
from handlers.record import record
from handlers.request import Reply, Request, Via
from handlers.words import counted
from store import audit, people, sheets
from store.db import Sql
from store.rows import Identity, Platform
from store.sheets import SheetError

from .common import actor, fail, in_words, settings, user


def answer_file(file: Path, out: Path | None, column: str, email: str, *, as_json: bool) -> None:
    try:
        sheets.check_size(file.stat().st_size)
        sheet = sheets.read(file.read_bytes(), filename=file.name)
    except SheetError as error:
        fail(str(error))
    rows = _rows(asked(sheet, column), column)
    target = out or file.with_name(f"{file.stem}-answered{_kind(file, sheet.form)}")
    xlsx = target.suffix.casefold() == ".xlsx"
    with in_words():
        reply, body = asyncio.run(_answered(rows, file.name, email, xlsx=xlsx))
        target.write_bytes(body)
    if as_json:
        facts = {"verdict": reply.card.verdict, **reply.note.detail, "file": str(target)}
        click.echo(json.dumps({**facts, "text": plain(reply.card)}, ensure_ascii=False))
        return
    say(reply.card)
    click.echo(f"{counted(len(rows.body), 'row')} written to {target}.")


def _kind(file: Path, form: str) -> str:
    return ".xlsx" if form.startswith("XLSX") or file.suffix.casefold() == ".xlsx" else ".csv"


def _rows(found: Asked, column: str) -> Asked:
    if found.choose or (column and found.name < 0):
        headers = ", ".join(found.header)
        fail(f"Which column holds the companies? Say it with --column. The file has: {headers}.")
    if not found.body:
        fail("There are only headers, and no row below them.")
    return found


async def _answered(rows: Asked, name: str, email: str, *, xlsx: bool) -> tuple[Reply, bytes]:
    bot = build(settings(), connects=())
    ctx = bot.ctx
    try:
        by = ctx.db.look(lambda db: actor(db, email))  # refuses who is not in the directory
        await ctx.lists.refresh(now=ctx.now())
        listing = ctx.lists.now(by.audience)
        also = partial(replies.with_exception, ctx, listing)
        with Progress(
            console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
        ) as bar:
            task = bar.add_task("Looking up", total=len(rows.body))

            async def tell(done: int) -> None:
                bar.update(task, completed=done)

            lines = await bulk.work_off(listing, rows, also, tell, per_s=0)
        done = bulk.Answered(listing, rows, lines)
        managers = bulk.managers(await ctx.db.read(people.every))
        body = bulk.written(done, managers, xlsx=xlsx)
        ask = Ask(_request(email), by, by.audience)
        return await ctx.db.write(lambda db: _recorded(db, ask, ctx, done, body, name)), body
    finally:
        ctx.db.close()


def _request(email: str) -> Request:
    who = Identity(Platform.CLI, "local", email or user())
    return Request(who, Via.COMMAND, private=True, sync=True)


def _recorded(
    db: Sql, ask: Ask, ctx: Context, done: bulk.Answered, body: bytes, name: str
) -> Reply:
    """The answer as anywhere else: under its reference, with its audit row."""
    reply = bulk.settle(db, ask, ctx, done, body, name=name, now=ctx.now())
    record(db, reply, to_json(reply.card), ask.person, now=ctx.now())
    detail = {"via": "command", "ref": reply.ref, **reply.note.detail}
    audit.append(db, who=ask.person.id, did=reply.note.did, detail=detail, now=ctx.now())
    return reply
