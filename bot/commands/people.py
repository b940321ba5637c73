"""`hardline people`: who is in the directory, who leaves it, and which accounts are theirs."""

from collections.abc import Callable

import click

from bot.config import Config
from bot.wiring import utc_now
from handlers.duties import leaving, links
from handlers.policy import Policy
from handlers.words import full_stop
from store import people as directory
from store.db import Db, Sql
from store.rows import Identity, Person

from .common import acting_option, actor, note_officer, with_database

Links = dict[str, list[tuple[Identity, bool]]]
email_argument = click.argument("email")
platform_argument = click.argument("platform", type=click.Choice(["slack", "teams"]))
account_argument = click.argument("account")


@click.group()
def people() -> None:
    """Show the directory, take people out, link their accounts."""


@people.command("list")
def list_() -> None:
    """Everyone in the directory, with their role and accounts."""

    async def work(db: Db, config: Config) -> tuple[list[Person], Links, frozenset[str]]:
        return await db.read(
            lambda sql: (directory.every(sql), directory.links(sql), directory.deactivated(sql))
        )

    everyone, known, gone = with_database(work)
    if not everyone:
        click.echo("Nobody yet. Import them with: hardline import people FILE")
    for person in everyone:
        where = person.firm or ", ".join(person.districts)
        accounts = [
            str(who) if counts else f"{who} (suspended)" for who, counts in known.get(person.id, ())
        ]
        parts = [person.email, person.name, person.role, where, ", ".join(accounts)]
        if person.id in gone:
            parts.append("deactivated")
        click.echo("  ".join(filter(None, parts)))


@people.command()
@email_argument
@acting_option
def remove(email: str, as_: str) -> None:
    """Take someone out; what is theirs to decide passes on at once."""

    async def work(db: Db, config: Config) -> leaving.Passed:
        policy = Policy.load(config.policy)
        done = await db.write(
            lambda sql: leaving.remove(sql, email, by=actor(sql, as_), policy=policy, now=utc_now())
        )
        await note_officer(db, policy)
        return done

    passed = with_database(work)
    click.echo(f"{email} is out of the directory.")
    if passed.cases:
        click.echo(full_stop(passed.words))


@people.command()
@email_argument
@platform_argument
@account_argument
@acting_option
def link(email: str, platform: str, account: str, as_: str) -> None:
    """This account is theirs: TEAM/USER in Slack, TENANT/OBJECT in Teams."""
    person, who = _change(links.link, email, platform, account, as_)
    click.echo(f"{who} is {person.name}'s account.")


@people.command()
@email_argument
@platform_argument
@account_argument
@acting_option
def unlink(email: str, platform: str, account: str, as_: str) -> None:
    """This account is not theirs, whatever its e-mail says."""
    person, who = _change(links.unlink, email, platform, account, as_)
    click.echo(f"{who} is not {person.name}'s account any more.")


def _change(
    change: Callable[..., Person], email: str, platform: str, account: str, by: str
) -> tuple[Person, Identity]:
    async def work(db: Db, config: Config) -> tuple[Person, Identity]:
        who = links.identity(platform, account)

        def run(sql: Sql) -> Person:
            return change(sql, email, who, by=actor(sql, by), now=utc_now())

        return await db.write(run), who

    return with_database(work)
