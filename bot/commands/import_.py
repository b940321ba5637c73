"""`hardline import`: the three files. All problems are told, and all goes in or nothing."""

import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import track

from bot.config import Config
from bot.wiring import utc_now
from handlers.days import say
from handlers.importing import accounts, drafting, enter, telling
from handlers.importing import districts as district_file
from handlers.importing import people as people_file
from handlers.importing.checked import Checked
from handlers.policy import Policy
from handlers.words import counted, full_stop
from store import sheets
from store.db import Db, Sql

from .common import actor, as_option, fail, note_officer, with_database

T = TypeVar("T")

LONG = 2_000  # rows from which on it takes long enough for a progress bar

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
dry_option = click.option("--dry-run", is_flag=True, help="Check and compare; change nothing.")


@click.group("import")
def import_() -> None:
    """Take in districts, people, then a list."""


@import_.command()
@file_argument
@dry_option
@as_option
def districts(file: Path, dry_run: bool, email: str) -> None:
    """Sales districts, their managers and channels."""
    sheet = _read(file)

    async def work(db: Db, config: Config) -> enter.Entered:
        policy = Policy.load(config.policy)
        known = await db.read(enter.known)
        found = _told(sheet, district_file.check(sheet, people=known.people, watch=_bar))
        return await _write(
            db,
            lambda sql: enter.districts(
                sql, found.rows, by=actor(sql, email), policy=policy, now=utc_now()
            ),
            dry_run=dry_run,
        )

    _conclude(with_database(work), "district", "districts", dry_run=dry_run)


@import_.command()
@file_argument
@click.option("--remove-missing", is_flag=True, help="Who is not in the file has left.")
@dry_option
@as_option
def people(file: Path, remove_missing: bool, dry_run: bool, email: str) -> None:
    """The directory: who they are, and their roles."""
    sheet = _read(file)

    async def work(db: Db, config: Config) -> enter.Entered:
        policy = Policy.load(config.policy)
        known = await db.read(enter.known)
        _in_order(districts=known.districts)
        found = _told(
            sheet,
            people_file.check(sheet, districts=known.districts, people=known.people, watch=_bar),
        )
        done = await _write(
            db,
            lambda sql: enter.directory(
                sql,
                found.rows,
                by=actor(sql, email),
                policy=policy,
                now=utc_now(),
                watch=_bar,
                remove_missing=remove_missing,
            ),
            dry_run=dry_run,
        )
        await note_officer(db, policy)
        return done

    _conclude(with_database(work), "person", "people", dry_run=dry_run)


@import_.command("list")
@file_argument
@click.option("--edition", required=True, metavar="ID", help="Its name, like 2027-H1.")
@click.option(
    "--effective",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day from which on it holds, like 2027-01-18.",
)
@dry_option
@as_option
def list_(file: Path, edition: str, effective: datetime, dry_run: bool, email: str) -> None:
    """The named accounts, as a draft edition.

    `edition publish` puts it in force.
    """
    sheet = _read(file)

    async def work(db: Db, config: Config) -> drafting.Draft:
        policy = Policy.load(config.policy)
        known = await db.read(enter.known)
        _in_order(districts=known.districts, people=known.people)
        found = _told(
            sheet,
            accounts.check(
                sheet,
                districts=known.districts,
                managers=known.managers,
                limits=accounts.ListLimits.of(policy),
                watch=_bar,
            ),
        )
        return await drafting.draft(
            db,
            found.rows,
            edition=edition,
            effective=effective.date(),
            by=await db.read(lambda sql: actor(sql, email)),
            policy=policy,
            now=utc_now(),
            watch=_bar,
            dry_run=dry_run,
        )

    _drafted(with_database(work), effective.date(), dry_run=dry_run)


def _in_order(**needed: Collection[str]) -> None:
    """Said once, where otherwise each row would say that it names something unknown."""
    for what, known in needed.items():
        if not known:
            fail(f"There are no {what} yet. Import districts first, then people, then the list.")


def _read(file: Path) -> sheets.Sheet:
    try:
        sheets.check_size(file.stat().st_size)
        return sheets.read(file.read_bytes(), filename=file.name)
    except sheets.SheetError as error:
        fail(str(error))


def _told(sheet: sheets.Sheet, found: Checked[T]) -> Checked[T]:
    """Says how the file was understood and what is wrong with it; ends here if it can't go in."""
    click.echo(f"{sheet.form}, {counted(len(sheet.body), 'row')} below the header.")
    columns = (
        theirs if theirs == ours else f"{theirs} (as {ours})" for theirs, ours in found.recognised
    )
    click.echo(f"Columns: {', '.join(columns) or 'none that is known'}.")
    if found.ignored:
        click.echo(f"Left out: {', '.join(found.ignored)}.")
    for warning in found.warnings:
        click.echo(f"Warning: {warning}")
    for problem in found.problems:
        click.echo(str(problem), err=True)
    if count := len(found.problems):
        fail(f"Nothing was imported: {counted(count, 'problem')}, told above.")
    return found


async def _write(db: Db, change: Callable[[Sql], T], *, dry_run: bool) -> T:
    """A dry run does all that the import does, and takes it back."""
    return await (db.rehearse(change) if dry_run else db.write(change))


def _conclude(done: enter.Entered, one: str, many: str, *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    click.echo(
        f"{counted(done.added, one, many)} {would}added, {done.changed:,} {would}changed, "
        f"{done.same:,} as before."
    )
    if done.removed:
        click.echo(f"{counted(done.removed, one, many)} {would}removed: not in the file.")
    if done.passed:
        click.echo(full_stop(done.passed))


def _drafted(done: drafting.Draft, effective: date, *, dry_run: bool) -> None:
    if done.against:
        first, *more = telling.in_words(done.changes, edition=done.edition)
        click.echo(f"Against edition {done.against}: {first}")
        for line in more if dry_run else ():
            click.echo(line)
    else:
        click.echo("No edition is in force yet: there is nothing to compare with.")
    if dry_run:
        click.echo(f"Edition {done.edition} would have {counted(done.named, 'named account')}.")
        return
    click.echo(
        f"Edition {done.edition} is a draft: {counted(done.named, 'named account')}, in effect "
        f"from {say(effective)}. Put it in force with: hardline edition publish {done.edition}"
    )


def _bar(rows: Sequence[T], doing: str, /) -> Iterable[T]:
    """On a terminal, and only where there is something to wait for."""
    quick = len(rows) < LONG or not sys.stderr.isatty()
    return track(
        rows, description=doing, console=Console(stderr=True), transient=True, disable=quick
    )
