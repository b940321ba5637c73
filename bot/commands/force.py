"""`hardline edition`: what puts an edition in force, at once or later, and what takes it back."""

from datetime import datetime

import click

from bot.wiring import utc_now
from handlers import days, moments, publishing, scheduling
from handlers.policy import Policy
from handlers.review import approval, owning
from handlers.words import counted
from store.db import Sql
from store.rows import Edition, Person, Plan

from .changing import ident_argument, written
from .common import as_option, fail

Done = publishing.Published | Plan | approval.Asked

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


@click.command()
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

    _concluded(*written(change, email))


@click.command()
@ident_argument
@as_option
def approve(ident: str, email: str) -> None:
    """Be the second person whose word a publication waits for."""

    def change(sql: Sql, by: Person, policy: Policy) -> tuple[Done, str]:
        done = approval.approve(sql, ident, by=by, policy=policy, now=utc_now())
        return done, policy.vendor.time_zone

    _named(email)
    _concluded(*written(change, email))


@click.command()
@ident_argument
@click.option("--reason", required=True, help="Why not; whoever asked is told.")
@as_option
def decline(ident: str, reason: str, email: str) -> None:
    """Say no where a publication waits for a second person."""
    _named(email)
    written(
        lambda sql, by, policy: approval.decline(
            sql, ident, by=by, why=reason, policy=policy, now=utc_now()
        ),
        email,
    )
    click.echo(f"Edition {ident} stays as it is, and whoever asked is told why.")


@click.command()
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


@click.command()
@ident_argument
@as_option
def unschedule(ident: str, email: str) -> None:
    """Take a scheduled edition back."""
    done = written(
        lambda sql, by, policy: scheduling.unschedule(sql, ident, by=by, now=utc_now()), email
    )
    click.echo(f"Edition {ident} is not scheduled any more: it is {_a(done.state)}.")


@click.command()
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

    done, zone = written(change, email)
    _told(done, zone)
    click.echo(f"It is {done.edition.restores} published anew, instead of {done.instead_of}.")


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

    _concluded(*written(change, email))


def _concluded(done: Done, zone: str) -> None:
    match done:
        case publishing.Published():
            _told(done, zone)
        case Plan(edition_id=ident):
            click.echo(
                f"Edition {ident} is scheduled for {planned(done, zone)}. `hardline serve` puts it"
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


def _told(done: publishing.Published, zone: str) -> None:
    edition = done.edition
    click.echo(
        f"Edition {edition.id} is in force: {counted(done.named, 'named account')},"
        f" next update {days.say(edition.next_update)}."
    )
    if later := later_for_partners(edition, zone):
        click.echo(f"Partners see it from {later} on.")
    if edition.effective_from > utc_now().date():
        click.echo(
            f"Note: its own date is {days.say(edition.effective_from)},"
            " but it answers from this moment on."
        )


def planned(plan: Plan, zone: str) -> str:
    said = days.say_moment(plan.at, zone)
    if plan.partners_at > plan.at:
        said += f", for partners {days.say_moment(plan.partners_at, zone)}"
    return said


def later_for_partners(edition: Edition, zone: str) -> str:
    staff, partners = edition.published_at, edition.partners_at
    if staff is None or partners is None or partners == staff:
        return ""
    return days.say_moment(partners, zone)


def _moment(text: str, policy: Policy) -> datetime | None:
    return moments.read(text, zone=policy.vendor.time_zone) if text else None


def _a(state: str) -> str:
    return {"draft": "a draft", "in_review": "in review"}.get(state, state)


COMMANDS = (publish, approve, decline, schedule, unschedule, rollback)
