"""The sample files into a fresh database, through the same checks as any customer's files."""

from datetime import date, datetime

from handlers import publishing
from handlers.identify import operator
from handlers.importing import accounts, enter
from handlers.importing import districts as district_file
from handlers.importing import people as people_file
from handlers.importing.accounts import ListLimits
from handlers.policy import Policy
from store import sheets
from store.db import Db, Sql
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
    known = await db.read(enter.known)
    rows = accounts.check(
        _sheet("accounts.csv"),
        districts=known.districts,
        managers=known.managers,
        limits=ListLimits.of(policy),
    )
    edition, effective = half_year(now.date())

    def enter_and_publish(sql: Sql) -> None:
        enter.draft(
            sql, rows.rows, edition=edition, effective=effective, by=by, policy=policy, now=now
        )
        publishing.publish(sql, edition, by=by, policy=policy, now=now)

    await db.write(enter_and_publish)


def half_year(day: date) -> tuple[str, date]:
    """The framework's rhythm: editions take effect on January 18 and July 18."""
    for year, month in ((day.year, 7), (day.year, 1), (day.year - 1, 7)):
        start = date(year, month, 18)
        if start <= day:
            return f"{year}-H{1 if month == 1 else 2}", start
    raise ValueError(day)


def _sheet(name: str) -> Sheet:
    return sheets.read((FOLDER / name).read_bytes(), filename=name)
