"""`hardline edition`: which editions there are, what they change, and what puts them in force."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

import click

from bot import terminal
from bot.config import Config
from bot.wiring import utc_now
from handlers import calendars, days, drafts, moments, publishing, scheduling
from handlers.cards import Card, plain
from handlers.importing.compare import Changes
from handlers.importing.telling import in_words
from handlers.policy import Policy
from handlers.review import approval, board, owning, start
from handlers.words import counted
from store import editions, plans
from store.db import Db, Sql
from store.rows import Edition, Person, Plan

from .common import actor, as_option, fail, note_officer, with_database

T = TypeVar("T")
Done = publishing.Published | Plan | approval.Asked
Change = Callable[[Sql, Person, Policy], T]

ident_argument = click.argument("ident", metavar="ID")
reason_option = click.option(
    "--reason", default="", help="Why it is published without every sign-off."
)
partners_option = click.option(
    "--partners-at",
    "partners_at",
    metavar="WHEN",
    default="",
    help="When partners get to see it; by default at the same moment.",
)


@click.group()
def edition() -> None:
    """Show editions, or put one in force."""


@edition.command("list")
def list_() -> None:
    """Every edition, the newest import first."""

    async def work(db: Db, config: Config) -> None:
        found, planned = await db.read(lambda sql: (editions.every(sql), plans.every(sql)))
        if not found:
            click.echo(
                "No edition yet. Make a draft with:"
                " hardline import list FILE --edition ID --effective DATE"
            )
        zone = Policy.load(config.policy).vendor.time_zone
        width = max((len(each.id) for each in found), default=0)
        for each in found:
            line = f"{each.id:<{width}}  {each.state:<10}  {_when(each, planned, zone)}"
            click.echo(line.rstrip())

    with_database(work)


@edition.command()
@ident_argument
@click.option(
    "--at",
    metavar="WHEN",
    default="",
    help="Later, such as 2027-01-18 09:00 on the vendor's clock.",
)
@partners_option
@reason_option
@as_option
def publish(ident: str, at: str, partners_at: str, reason: str, email: str) -> None:
    """Put an edition in force, at once or later."""
    if at:
        _schedule(ident, at, partners_at, reason, email)
        return

    def change(sql: Sql, by: Person, policy: Policy) -> tuple[Done, str]:
        done = approval.publish(
            sql,
            ident,
            by=by,
            policy=policy,
            reason=reason,
            partners_at=_moment(partners_at, policy),
            now=utc_now(),
        )
        return done, policy.vendor.time_zone

    _concluded(*_written(change, email))


@edition.command()
@ident_argument
@as_option
def approve(ident: str, email: str) -> None:
    """Be the second person whose word a publication waits for."""

    def change(sql: Sql, by: Person, policy: Policy) -> tuple[Done, str]:
        done = approval.approve(sql, ident, by=by, policy=policy, now=utc_now())
        return done, policy.vendor.time_zone

    _named(email)
    _concluded(*_written(change, email))


@edition.command()
@ident_argument
@click.option("--reason", required=True, help="Why not; whoever asked is told.")
@as_option
def decline(ident: str, reason: str, email: str) -> None:
    """Say no where a publication waits for a second person."""
    _named(email)
    _written(
        lambda sql, by, policy: approval.decline(
            sql, ident, by=by, why=reason, policy=policy, now=utc_now()
        ),
        email,
    )
    click.echo(f"Edition {ident} stays as it is, and whoever asked is told why.")


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

    click.echo(plain(_written(change, email)))


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
@click.option(
    "--at",
    metavar="WHEN",
    required=True,
    help="Such as 2027-01-18 09:00, on the vendor's clock.",
)
@partners_option
@reason_option
@as_option
def schedule(ident: str, at: str, partners_at: str, reason: str, email: str) -> None:
    """Let `hardline serve` put an edition in force, at a moment to come."""
    _schedule(ident, at, partners_at, reason, email)


@edition.command()
@ident_argument
@as_option
def unschedule(ident: str, email: str) -> None:
    """Take a scheduled edition back."""
    done = _written(
        lambda sql, by, policy: scheduling.unschedule(sql, ident, by=by, now=utc_now()), email
    )
    click.echo(f"Edition {ident} is not scheduled any more: it is {_a(done.state)}.")


@edition.command()
@click.argument("ident", metavar="[ID]", default="")
@partners_option
@click.option("--reason", required=True, help="Why; it is on record.")
@as_option
def rollback(ident: str, partners_at: str, reason: str, email: str) -> None:
    """Put the former edition (or ID) in force anew, under an id of its own."""

    def change(sql: Sql, by: Person, policy: Policy) -> tuple[publishing.Published, str]:
        done = publishing.rollback(
            sql,
            ident,
            by=by,
            policy=policy,
            reason=reason,
            partners_at=_moment(partners_at, policy),
            now=utc_now(),
        )
        return done, policy.vendor.time_zone

    done, zone = _written(change, email)
    _told(done, zone)
    click.echo(f"It is {done.edition.restores} published anew, instead of {done.instead_of}.")


@edition.command()
@ident_argument
@as_option
def discard(ident: str, email: str) -> None:
    """Throw a draft away."""
    _written(lambda sql, by, policy: drafts.discard(sql, ident, by=by, now=utc_now()), email)
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


def _written(change: Change[T], email: str) -> T:
    async def work(db: Db, config: Config) -> T:
        policy = Policy.load(config.policy)
        calendars.load(calendars.of_vendor(policy), now=utc_now())
        await note_officer(db, policy)
        return await db.write(lambda sql: change(sql, actor(sql, email), policy))

    return with_database(work)


def _schedule(ident: str, at: str, partners_at: str, reason: str, email: str) -> None:
    def change(sql: Sql, by: Person, policy: Policy) -> tuple[Done, str]:
        zone = policy.vendor.time_zone
        plan = approval.schedule(
            sql,
            ident,
            at=moments.read(at, zone=zone),
            partners_at=_moment(partners_at, policy),
            by=by,
            policy=policy,
            reason=reason,
            now=utc_now(),
        )
        return plan, zone

    _concluded(*_written(change, email))


def _concluded(done: Done, zone: str) -> None:
    match done:
        case publishing.Published():
            _told(done, zone)
        case Plan(edition_id=ident):
            click.echo(
                f"Edition {ident} is scheduled for {_planned(done, zone)}. `hardline serve` puts it"
                f" in force then. To take it back: hardline edition unschedule {ident}"
            )
        case approval.Asked():
            ident = done.approval.edition_id
            click.echo(
                f"{owning.waits(done)} They are asked in person; on the command line it is: "
                f"hardline edition approve {ident} --as EMAIL"
            )


def _named(email: str) -> None:
    """Nobody is the second person for themselves, and a system's user might be."""
    if not email:
        fail("Say who you are with --as EMAIL: a second person is someone of the directory.")


def _decide(ident: str, old: str, new: str, email: str, *, same: bool) -> None:
    _written(
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


def _moment(text: str, policy: Policy) -> datetime | None:
    return moments.read(text, zone=policy.vendor.time_zone) if text else None


def _told(done: publishing.Published, zone: str) -> None:
    edition = done.edition
    click.echo(
        f"Edition {edition.id} is in force: {counted(done.named, 'named account')},"
        f" next update {days.say(edition.next_update)}."
    )
    if later := _later_for_partners(edition, zone):
        click.echo(f"Partners see it from {later} on.")
    if edition.effective_from > utc_now().date():
        click.echo(
            f"Note: its own date is {days.say(edition.effective_from)},"
            " but it answers from this moment on."
        )


def _when(edition: Edition, planned: Mapping[str, Plan], zone: str) -> str:
    said = f"in effect from {days.say(edition.effective_from)}"
    if edition.restores:
        said += f", {edition.restores} published anew"
    if later := _later_for_partners(edition, zone):
        said += f", for partners from {later}"
    if plan := planned.get(edition.id):
        said += f", to be published {_planned(plan, zone)}"
    return said


def _planned(plan: Plan, zone: str) -> str:
    said = days.say_moment(plan.at, zone)
    if plan.partners_at > plan.at:
        said += f", for partners {days.say_moment(plan.partners_at, zone)}"
    return said


def _later_for_partners(edition: Edition, zone: str) -> str:
    staff, partners = edition.published_at, edition.partners_at
    if staff is None or partners is None or partners == staff:
        return ""
    return days.say_moment(partners, zone)


def _a(state: str) -> str:
    return {"draft": "a draft", "in_review": "in review"}.get(state, state)
