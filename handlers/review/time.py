"""What time does to a review: reminders before its end, and climbs after it. Nothing signs itself.

Each is a row that is due; what it is about tells the end that it was made for, so that one for a
former end does nothing.
"""

from datetime import date, timedelta

from handlers import calendars, days
from handlers.calendars import Calendar
from handlers.cards import Card, Text
from handlers.context import Context
from handlers.feature import Feature
from handlers.policy import Policy
from store import audit, due, people
from store.db import Sql
from store.due import Due
from store.rows import Person, Role

from . import board, tell
from . import sheet as sheets
from .sheet import Sheet

NEAR, LAST, OVERDUE = "review.near", "review.last", "review.overdue"
AHEAD = 3  # business days before the last one
DAY = timedelta(days=1)


def plan(db: Sql, sheet: Sheet, policy: Policy) -> None:
    """What is past by now is left out."""
    calendar, ends = calendars.of(sheet.district, policy), sheet.review.ends_on
    last = ends if calendars.is_business_day(ends, calendar) else _before(ends, 1, calendar)
    _put(db, NEAR, sheet, _before(last, AHEAD, calendar), calendar)
    _put(db, LAST, sheet, last, calendar)
    _put(db, OVERDUE, sheet, ends + DAY, calendar)


def work(db: Sql, item: Due, ctx: Context) -> None:
    """Whoever's sign-off is missing is reminded; once it is late, the list owners are, too."""
    ident, ends, district = item.about.split(" ", 2)
    sheet = sheets.read(db, ident, district, now=ctx.now())
    if sheet is None or not sheet.under_way or sheet.review.ends_on.isoformat() != ends:
        return
    if item.kind == OVERDUE:  # and on each business day to come: a sign-off may be withdrawn
        calendar = calendars.of(sheet.district, ctx.policy)
        _put(db, OVERDUE, sheet, sheet.today + DAY, calendar)
    if not sheet.share.signed_by:
        tell.refresh(db, sheet)
        tell.boards(db, ident, now=sheet.now)
        _remind(db, sheet, item.kind)


def _remind(db: Sql, sheet: Sheet, kind: str) -> None:
    """Once a person, district and day."""
    ident, district = sheet.edition.id, sheet.district
    for person in _whom(db, sheet, late=kind == OVERDUE):
        once = f"review.remind:{ident}:{district.id}:{sheet.today.isoformat()}:{person.id}"
        tell.person(db, person, _card(sheet, kind), once=once, now=sheet.now)
    detail = {"district": district.id, "kind": kind}
    audit.append(db, who="clock", did="review.reminded", about=ident, detail=detail, now=sheet.now)


def _whom(db: Sql, sheet: Sheet, *, late: bool) -> list[Person]:
    found = tell.deciders(db, sheet)
    if late:
        found += people.by_role(db, Role.LIST_OWNER)
    return list({person.id: person for person in found}.values())


def _card(sheet: Sheet, kind: str) -> Card:
    ident, district = sheet.edition.id, sheet.district.name
    ends = days.say(sheet.review.ends_on)
    verdict = {
        NEAR: f"The review of {ident} in {district} ends on {ends}.",
        LAST: f"The review of {ident} in {district} ends today.",
        OVERDUE: f"The review of {ident} in {district} is late: it ended on {ends}.",
    }[kind]
    who = sheet.manager.name if sheet.manager else "a list owner"
    standing = "Nothing is disputed." if not sheet.open else f"Now: {board.standing(sheet)}."
    how = Text(f"It waits for {who} to sign off, in the district's channel. {standing}")
    return Card(verdict, (how,))


def _before(day: date, ahead: int, calendar: Calendar) -> date:
    return calendars.business_day_before(day, ahead, calendar)


def _put(db: Sql, kind: str, sheet: Sheet, day: date, calendar: Calendar) -> None:
    at = calendars.opening(day, calendar)
    if at > sheet.now:
        about = f"{sheet.edition.id} {sheet.review.ends_on.isoformat()} {sheet.district.id}"
        opened = sheet.review.opened_at.isoformat()
        once = f"{kind}:{about}:{opened}:{at.date().isoformat()}"
        due.put(db, kind=kind, about=about, at=at, once=once)


FEATURE = Feature(due=dict.fromkeys((NEAR, LAST, OVERDUE), work))
