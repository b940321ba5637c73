"""`hardline outbox`: what waits to go out, and what could not."""

import click

from bot.config import Config
from bot.wiring import utc_now
from handlers import parked
from handlers.errors import PersonError
from handlers.permissions import Doing, require
from handlers.words import counted
from store import audit, outbox, people
from store.db import Db, Sql
from store.rows import Person

from .common import actor, as_option, with_database


@click.group("outbox", invoke_without_command=True)
@click.pass_context
def outbox_(ctx: click.Context) -> None:
    """Show what waits to go out; send parked messages again, or drop them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@outbox_.command("list")
def list_() -> None:
    """What waits to go out, and what could not, by destination."""

    async def work(db: Db, config: Config) -> tuple[list[outbox.Waiting], dict[str, Person]]:
        return await db.read(lambda sql: (outbox.waits(sql), _people(sql)))

    found, persons = with_database(work)
    if not found:
        click.echo("Nothing waits: everything has gone out.")
    for each in found:
        age = utc_now() - each.since
        who = persons.get(each.destination)
        name = f" ({who.name})" if who else ""
        error = f"  {each.error}" if each.error else ""
        click.echo(
            f"{each.state:<7}  {each.number:>6,}  oldest {_age(age.total_seconds()):>7}"
            f"  {each.destination}{name}{error}"
        )


@outbox_.command()
@click.argument("destination", required=False, default="")
@as_option
def retry(destination: str, email: str) -> None:
    """Send parked messages again: for DESTINATION, or all."""

    async def work(db: Db, config: Config) -> int:
        def again(sql: Sql) -> int:
            by = _admin(sql, email)
            number = parked.retry(sql, destination=destination, now=utc_now())
            _known(destination, number)
            _record(sql, "outbox.retried", destination, number, by)
            return number

        return await db.write(again)

    click.echo(f"{counted(with_database(work), 'parked message')} will be sent again.")


@outbox_.command()
@click.argument("destination")
@as_option
def drop(destination: str, email: str) -> None:
    """Give up what is parked for DESTINATION."""

    async def work(db: Db, config: Config) -> int:
        def give_up(sql: Sql) -> int:
            by = _admin(sql, email)
            number = outbox.drop(sql, destination=destination)
            _known(destination, number)
            _record(sql, "outbox.dropped", destination, number, by)
            return number

        return await db.write(give_up)

    click.echo(f"{counted(with_database(work), 'parked message')} dropped.")


def _admin(sql: Sql, email: str) -> Person:
    """Who acts. Raises PersonError for those whose affair it is not."""
    by = actor(sql, email)
    require(Doing.MANAGE_OUTBOX, by, "sees to messages that could not be sent")
    return by


def _people(sql: Sql) -> dict[str, Person]:
    return {f"person:{each.id}": each for each in people.every(sql)}


def _known(destination: str, number: int) -> None:
    """Raises PersonError, so that nothing is recorded of a name that was mistyped."""
    if destination and not number:
        raise PersonError(
            f"Nothing is parked for {destination}. `hardline outbox list` shows what is, and where."
        )


def _record(sql: Sql, did: str, destination: str, number: int, by: Person) -> None:
    detail = {"messages": str(number)}
    audit.append(sql, who=by.id, did=did, about=destination, detail=detail, now=utc_now())


def _age(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
