"""`hardline edition`: which editions there are, and what becomes of a draft."""

from collections.abc import Mapping
from datetime import datetime

import click

from bot import terminal
from bot.config import Config
from bot.wiring import utc_now
from handlers import days, drafts, publishing
from handlers.cards import Card, plain
from handlers.importing.compare import Changes
from handlers.importing.telling import in_words
from handlers.policy import Policy
from handlers.review import board, start
from store import editions, plans
from store.db import Db, Sql
from store.rows import Edition, Person, Plan

from . import force
from .changing import ident_argument, written
from .common import actor, as_option, with_database
from .force import later_for_partners, planned


@click.group()
def edition() -> None:
    """Show editions, or put one in force."""


for command in force.COMMANDS:
    edition.add_command(command)


@edition.command("list")
def list_() -> None:
    """Every edition, the newest import first."""

    async def work(db: Db, config: Config) -> None:
        found, coming = await db.read(lambda sql: (editions.every(sql), plans.every(sql)))
        if not found:
            click.echo(
                "No edition yet. Make a draft with:"
                " hardline import list FILE --edition ID --effective DATE"
            )
        zone = Policy.load(config.policy).vendor.time_zone
        width = max((len(each.id) for each in found), default=0)
        for each in found:
            line = f"{each.id:<{width}}  {each.state:<10}  {_when(each, coming, zone)}"
            click.echo(line.rstrip())

    with_database(work)


@edition.command()
@ident_argument
@click.option("--until", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Its last day.")
@as_option
def review(ident: str, until: datetime | None, email: str) -> None:
    """Send a draft to the districts, or give its review another end."""

    def change(sql: Sql, by: Person, policy: Policy) -> Card:
        day = until.date() if until else None
        begun = start.start(sql, ident, until=day, by=by, policy=policy, now=utc_now())
        return start.opened(sql, begun)

    click.echo(plain(written(change, email)))


@edition.command()
@ident_argument
@as_option
def show(ident: str, email: str) -> None:
    """An edition at a glance: its districts, its moments, its news."""

    async def work(db: Db, config: Config) -> Card:
        zone = Policy.load(config.policy).vendor.time_zone

        def read(sql: Sql) -> Card:
            reader = actor(sql, email)
            publishing.found(sql, ident)
            board.may(reader)
            return board.card(board.read(sql, ident, now=utc_now(), zone=zone), reader)

        return await db.read(read)

    terminal.say(with_database(work))


@edition.command()
@ident_argument
@as_option
def discard(ident: str, email: str) -> None:
    """Throw a draft away."""
    written(lambda sql, by, policy: drafts.discard(sql, ident, by=by, now=utc_now()), email)
    click.echo(f"The draft {ident} is gone. Nothing else was changed.")


@edition.command()
@ident_argument
@click.option(
    "--against", metavar="ID", default="", help="Another edition; by default the one in force."
)
def diff(ident: str, against: str) -> None:
    """What an edition changes: accounts that join, leave or differ."""

    for line in in_words(_difference(ident, against), edition=ident):
        click.echo(line)


@edition.command()
@ident_argument
@click.argument("old")
@click.argument("new")
@as_option
def same(ident: str, old: str, new: str, email: str) -> None:
    """Say that two ids of a diff are one company."""
    _decide(ident, old, new, email, same=True)


@edition.command()
@ident_argument
@click.argument("old")
@click.argument("new")
@as_option
def different(ident: str, old: str, new: str, email: str) -> None:
    """Say that two ids of a diff are two companies."""
    _decide(ident, old, new, email, same=False)


def _decide(ident: str, old: str, new: str, email: str, *, same: bool) -> None:
    written(
        lambda sql, by, policy: drafts.decide(
            sql, ident, old, new, same=same, by=by, now=utc_now()
        ),
        email,
    )
    click.echo(in_words(_difference(ident))[0])


def _difference(ident: str, against: str = "") -> Changes:
    async def work(db: Db, config: Config) -> Changes:
        return await db.read(lambda sql: drafts.difference(sql, ident, against, now=utc_now()))

    return with_database(work)


def _when(edition: Edition, coming: Mapping[str, Plan], zone: str) -> str:
    said = f"in effect from {days.say(edition.effective_from)}"
    if edition.restores:
        said += f", {edition.restores} published anew"
    if later := later_for_partners(edition, zone):
        said += f", for partners from {later}"
    if plan := coming.get(edition.id):
        said += f", to be published {planned(plan, zone)}"
    return said
