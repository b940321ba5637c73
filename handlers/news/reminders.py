"""The next update is due, or overdue: each reminder once, to those whose job it is."""

from datetime import date, datetime, timedelta

from handlers import calendars, days
from handlers.cards import Buttons, Card, Text, to_json
from handlers.context import Context
from handlers.feature import Feature
from handlers.policy import Policy
from handlers.review.buttons import look
from handlers.words import counted
from store import audit, due, editions, outbox, people, plans, reviews
from store.db import Sql
from store.due import Due
from store.rows import Audience, Edition, Person, Plan, Role

DUE, TOMORROW = "edition.remind", "edition.tomorrow"
AHEAD = (30, 7, 1)  # business days before the next update
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def plan(db: Sql, edition: Edition, policy: Policy, *, now: datetime) -> None:
    """With a publication: what reminds of the next one. What is past by then is left out."""
    calendar = calendars.of_vendor(policy)
    for ahead in AHEAD:
        day = calendars.business_day_before(edition.next_update, ahead, calendar)
        _put(db, f"{edition.id}:{ahead}", calendars.opening(day, calendar), now=now)
    _put_overdue(db, edition, edition.next_update + DAY, policy, now=now)


def plan_tomorrow(db: Sql, plan: Plan, *, now: datetime) -> None:
    """With a schedule: a word to the list owners a day before."""
    at = plan.at - DAY
    if at > now:
        once = f"{TOMORROW}:{plan.edition_id}:{plan.at.isoformat()}"
        due.put(db, kind=TOMORROW, about=plan.edition_id, at=at, once=once)


def work(db: Sql, item: Due, ctx: Context) -> None:
    """A reminder of the next update, unless another edition has come since."""
    ident, _, which = item.about.rpartition(":")
    now, policy = ctx.now(), ctx.policy
    edition = editions.in_force(db, Audience.STAFF, now=now)
    if edition is None or edition.id != ident:
        return
    today = days.local(now, policy.vendor.time_zone)
    late = which.startswith("overdue")
    card = _overdue(edition, today) if late else _ahead(edition, today, _to_do(db, policy))
    for person in _owners(db):
        once = f"{DUE}:{item.about}:{person.id}"
        outbox.put(db, to=f"person:{person.id}", once=once, card=to_json(card), now=now)
    audit.append(db, who="clock", did="edition.reminded", about=item.about, now=now)
    if late:
        _put_overdue(db, edition, today + WEEK, policy, now=now)


def tomorrow(db: Sql, item: Due, ctx: Context) -> None:
    planned, now = plans.get(db, item.about), ctx.now()
    if planned is None or not now < planned.at <= now + DAY:
        return
    when = days.say_moment(planned.at, ctx.policy.vendor.time_zone)
    card = Card(
        f"Edition {planned.edition_id} comes into force tomorrow.",
        (
            Text(f"It is scheduled for {when}."),
            Buttons((look(planned.edition_id),)),
        ),
    )
    for person in people.by_role(db, Role.LIST_OWNER):
        once = f"{TOMORROW}:{planned.edition_id}:{planned.at.isoformat()}:{person.id}"
        outbox.put(db, to=f"person:{person.id}", once=once, card=to_json(card), now=now)


def _put(db: Sql, about: str, at: datetime, *, now: datetime) -> None:
    if at > now:
        due.put(db, kind=DUE, about=about, at=at, once=f"{DUE}:{about}")


def _put_overdue(db: Sql, edition: Edition, day: date, policy: Policy, *, now: datetime) -> None:
    at = calendars.opening(day, calendars.of_vendor(policy))
    _put(db, f"{edition.id}:overdue {day.isoformat()}", max(at, now + DAY), now=now)


def _ahead(edition: Edition, today: date, to_do: tuple[Text, ...]) -> Card:
    left = counted((edition.next_update - today).days, "day")
    due_on = days.say(edition.next_update)
    return Card(f"The list's next update is due in {left}, on {due_on}.", to_do)


def _to_do(db: Sql, policy: Policy) -> tuple[Text, ...]:
    """What is next, by how far the next list has come."""
    on_its_way = {each.state: each.id for each in reversed(editions.every(db))}
    if planned := plans.get(db, on_its_way.get("scheduled", "")):
        when = days.say_moment(planned.at, policy.vendor.time_zone)
        return (Text(f"Edition {planned.edition_id} is scheduled for {when}."),)
    if ident := on_its_way.get("in_review"):
        signed = reviews.signed_off(db, ident)
        waits = "to be published or scheduled" if signed else "for the districts to sign off"
        return (Text(f"Edition {ident} is in review, and waits {waits}."),)
    if ident := on_its_way.get("draft"):
        return (Text(f"Edition {ident} is a draft: open its review with the districts."),)
    return (
        Text("Import the next list as a draft, and open its review with the districts."),
        Text("hardline import list FILE --edition ID --effective DATE"),
    )


def _overdue(edition: Edition, today: date) -> Card:
    late = counted((today - edition.next_update).days, "day")
    return Card(
        f"The list is overdue by {late}: its update was due on {days.say(edition.next_update)}.",
        (Text("Every answer says so until the next edition is published."),),
    )


def _owners(db: Sql) -> list[Person]:
    """Whose job the list is: its owners, and the districts that review it."""
    return people.by_role(db, Role.LIST_OWNER) + people.by_role(db, Role.DISTRICT_MANAGER)


FEATURE = Feature(due={DUE: work, TOMORROW: tomorrow})
