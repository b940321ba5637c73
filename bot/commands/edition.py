"""`hardline edition`: which editions there are, and putting one in force."""

import click

from bot.config import Config
from bot.wiring import utc_now
from handlers import publishing
from handlers.days import say
from handlers.policy import Policy
from handlers.words import counted
from store import editions
from store.db import Db

from .common import actor, as_option, note_officer, with_database


@click.group()
def edition() -> None:
    """Show editions, or put one in force."""


@edition.command("list")
def list_() -> None:
    """Every edition, the newest import first."""

    async def work(db: Db, config: Config) -> None:
        found = await db.read(editions.every)
        if not found:
            click.echo(
                "No edition yet. Make a draft with:"
                " hardline import list FILE --edition ID --effective DATE"
            )
        width = max((len(each.id) for each in found), default=0)
        for each in found:
            click.echo(
                f"{each.id:<{width}}  {each.state:<10}  in effect from {say(each.effective_from)}"
            )

    with_database(work)


@edition.command()
@click.argument("ident", metavar="ID")
@click.option("--reason", default="", help="Why it is published without every sign-off.")
@as_option
def publish(ident: str, reason: str, email: str) -> None:
    """Put an edition in force, at once."""

    async def work(db: Db, config: Config) -> publishing.Published:
        policy, now = Policy.load(config.policy), utc_now()
        await note_officer(db, policy)
        return await db.write(
            lambda sql: publishing.publish(
                sql, ident, by=actor(sql, email), policy=policy, reason=reason, now=now
            )
        )

    done = with_database(work)
    click.echo(
        f"Edition {done.edition.id} is in force: {counted(done.named, 'named account')},"
        f" next update {say(done.edition.next_update)}."
    )
    if done.edition.effective_from > utc_now().date():
        click.echo(
            f"Note: its own date is {say(done.edition.effective_from)},"
            " but it answers from this moment on."
        )


@edition.command()
@click.argument("ident", metavar="ID")
@click.option(
    "--against", metavar="ID", default="", help="Another edition; by default the one in force."
)
def diff(ident: str, against: str) -> None:
    """What an edition changes: accounts that join, leave or differ."""

    async def work(db: Db, config: Config) -> list[str]:
        return await db.read(lambda sql: publishing.difference(sql, ident, against, now=utc_now()))

    for line in with_database(work):
        click.echo(line)
