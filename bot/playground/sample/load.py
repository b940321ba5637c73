"""The sample files into a fresh database, through the same checks as any customer's files."""

from datetime import date, datetime

from handlers import days, publishing
from handlers.identify import operator
from handlers.importing import accounts, drafting, enter
from handlers.importing import districts as district_file
from handlers.importing import people as people_file
from handlers.importing.accounts import ListLimits
from handlers.policy import Policy
from store import editions, people, sheets
from store.db import Db, Sql
from store.rows import Entry, Role
from store.sheets import Sheet

from . import FOLDER


async def load(db: Db, policy: Policy, *, now: datetime) -> None:
    """Districts, people and the list of 1,000, published as the half-year's edition."""
    by = operator("demo")
    known = await db.read(enter.known)
    found = district_file.check(_sheet("districts.csv"), people=known.people)
    await db.write(lambda sql: enter.districts(sql, found.rows, by=by, policy=policy, now=now))
    known = await db.read(enter.known)
    people = people_file.check(_sheet("people.csv"), districts=known.districts, people=known.people)
    await db.write(lambda sql: enter.directory(sql, people.rows, by=by, policy=policy, now=now))
    rows = await _list(db, policy, "accounts.csv")
    edition, effective = half_year(now.date())

    await drafting.draft(
        db, rows, edition=edition, effective=effective, by=by, policy=policy, now=now
    )
    await db.write(lambda sql: publishing.publish(sql, edition, by=by, policy=policy, now=now))


async def publish_next(db: Db, policy: Policy, *, now: datetime) -> None:
    """The next half-year's list in force from today, put there by its owner. What stands as its
    draft already is what is published. Raises PersonError.
    """
    edition = next_half_year(now.date())
    today = days.local(now, policy.vendor.time_zone)
    by, second, *_ = await db.read(lambda sql: people.by_role(sql, Role.LIST_OWNER))
    if await db.read(lambda sql: editions.get(sql, edition)) is None:
        rows = await _list(db, policy, "accounts-next.csv")
        await drafting.draft(
            db, rows, edition=edition, effective=today, by=by, policy=policy, now=now
        )
    why = "Shown in the demo."
    await db.write(
        lambda sql: publishing.publish(
            sql, edition, by=by, second=second, policy=policy, reason=why, now=now
        )
    )


def waiting(db: Sql, *, now: datetime) -> str:
    """The edition that `publish_next` would put in force; '' when it is in force."""
    ident = next_half_year(now.date())
    edition = editions.get(db, ident)
    return ident if edition is None or edition.published_at is None else ""


async def _list(db: Db, policy: Policy, name: str) -> tuple[Entry, ...]:
    known = await db.read(enter.known)
    checked = accounts.check(
        _sheet(name),
        districts=known.districts,
        managers=known.managers,
        limits=ListLimits.of(policy),
    )
    return tuple(checked.rows)


def half_year(day: date) -> tuple[str, date]:
    """The framework's rhythm: editions take effect on January 18 and July 18."""
    for year, month in ((day.year, 7), (day.year, 1), (day.year - 1, 7)):
        start = date(year, month, 18)
        if start <= day:
            return f"{year}-H{1 if month == 1 else 2}", start
    raise ValueError(day)


def next_half_year(day: date) -> str:
    year, half = half_year(day)[0].split("-H")
    return f"{year}-H2" if half == "1" else f"{int(year) + 1}-H1"


def _sheet(name: str) -> Sheet:
    return sheets.read((FOLDER / name).read_bytes(), filename=name)
