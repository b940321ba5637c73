"""A draft goes to the districts: their shares, an end, and everyone concerned told of it."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial

from handlers import calendars, days
from handlers.cards import Buttons, Card, Text
from handlers.context import Context
from handlers.errors import PersonError, Unfinished
from handlers.feature import Ask
from handlers.forms import Day, Form
from handlers.importing import beside
from handlers.permissions import Doing, require
from handlers.policy import Policy
from handlers.publishing import PublishedAlready, found
from handlers.request import Note, Outcome, Reply, Show
from handlers.words import counted
from store import audit, due, editions, people, reviews
from store.db import Sql
from store.due import Due
from store.reviews import Review
from store.rows import Audience, Edition, Person

from . import buttons, cards, shares, tell, time
from . import sheet as sheets
from .sheet import Sheet

SHARE = "review.share"


class FirstEdition(PersonError):
    """This is the first edition, so there is nothing to review it against. Publish it as it is."""


class Scheduled(PersonError):
    """This edition is scheduled. Take it back first, and then start its review."""


def start(
    db: Sql, ident: str, *, until: date | None = None, by: Person, policy: Policy, now: datetime
) -> Review:
    """Open the review of a draft, or give one that is open another end.

    Runs inside one `Db.write`. Raises PersonError.
    """
    require(Doing.PUBLISH, by, "starts a review")
    edition = found(db, ident)
    force = editions.in_force(db, Audience.STAFF, now=now)
    if edition.published_at is not None:
        raise PublishedAlready
    if edition.state == "scheduled":
        raise Scheduled
    if force is None:
        raise FirstEdition
    ends_on = until or default_end(policy, now=now)
    if ends_on < days.local(now, policy.vendor.time_zone):
        raise PersonError(f"{days.say(ends_on)} is past. Give a day to come.")
    review = Review(
        edition_id=ident,
        against_id=force.id,
        ends_on=ends_on,
        open_to_all=policy.review.disputes_seen_by_all,
        time_zone=policy.vendor.time_zone,
        opened_by=by.id,
        opened_at=now,
    )
    begun = edition.state == "in_review" and reviews.get(db, ident)
    return (
        _go_on(db, replace(begun, ends_on=ends_on), by, policy, now=now)
        if begun
        else (_begin(db, review, edition, by, policy, now=now))
    )


def default_end(policy: Policy, *, now: datetime) -> date:
    calendar = calendars.of_vendor(policy)
    at = calendars.add_business_days(now, policy.review.business_days, calendar)
    return days.local(at, calendar.zone)


def _begin(
    db: Sql, review: Review, edition: Edition, by: Person, policy: Policy, *, now: datetime
) -> Review:
    reviews.put(db, review)
    editions.move(db, edition.id, to="in_review")
    names = {row.id for row in people.districts(db)}
    places = [
        each for each in reviews.districts_of(db, edition.id, review.against_id) if each in names
    ]
    long = beside.long(db, edition.id)
    for place in places:
        reviews.put_share(db, shares.awaited(edition.id, place))
        if long:  # one after the other, so that nobody waits for all of them
            about = f"{edition.id} {place}"
            due.put(db, kind=SHARE, about=about, at=now, once=f"{SHARE}:{about}:{now.isoformat()}")
        else:
            _share(db, review, place, policy, now=now)
    tell.boards(db, edition.id, now=now)
    detail = {"ends_on": review.ends_on.isoformat(), "districts": str(len(places))}
    audit.append(db, who=by.id, did="review.opened", about=edition.id, detail=detail, now=now)
    return review


def work(db: Sql, item: Due, ctx: Context) -> None:
    """A district's share of a long list."""
    ident, place = item.about.split(" ", 1)
    review, edition = reviews.get(db, ident), editions.get(db, ident)
    if review and edition and edition.state == "in_review":
        _share(db, review, place, ctx.policy, now=ctx.now())
        tell.boards(db, ident, now=ctx.now())


def _share(db: Sql, review: Review, place: str, policy: Policy, *, now: datetime) -> None:
    """Made, shown where it belongs, and told to whoever signs it off."""
    edition = found(db, review.edition_id)
    shares.remake(db, review, edition, policy, only=(place,), now=now)
    sheet = sheets.read(db, edition.id, place, now=now)
    assert sheet is not None, "the district is known, and its share was made a moment ago"
    tell.refresh(db, sheet)
    time.plan(db, sheet, policy)
    _tell(db, sheet)


def _go_on(db: Sql, review: Review, by: Person, policy: Policy, *, now: datetime) -> Review:
    """With another end."""
    reviews.put(db, review)
    tell.everything(db, review.edition_id, now=now)
    for sheet in sheets.every(db, review.edition_id, now=now):
        time.plan(db, sheet, policy)
    detail = {"ends_on": review.ends_on.isoformat()}
    audit.append(db, who=by.id, did="review.moved", about=review.edition_id, detail=detail, now=now)
    return review


def _tell(db: Sql, sheet: Sheet) -> None:
    """Who signs off is told in person as well: a card in a channel is easily overlooked."""
    ident, district = sheet.edition.id, sheet.district.name
    card = Card(
        f"The review of {ident} in {district} is open until {days.say(sheet.review.ends_on)}.",
        (
            Text(cards.of_staff(sheet).verdict),
            Text("The whole of it, with Sign off, is in your district's channel."),
        ),
    )
    for person in tell.deciders(db, sheet, besides=sheet.review.opened_by):
        opened = sheet.review.opened_at.isoformat()
        once = f"review.opened:{ident}:{sheet.district.id}:{opened}:{person.id}"
        tell.person(db, person, card, once=once, now=sheet.now)


async def form(ask: Ask, ctx: Context) -> Form:
    """When it ends. Raises PersonError for whoever may not, or an edition that can't be."""
    require(Doing.PUBLISH, ask.person, "starts a review")
    ident = ask.request.data.get("edition", "") or ask.rest
    await ctx.db.read(lambda db: found(db, ident))
    ends = default_end(ctx.policy, now=ctx.now()).isoformat()
    until = Day("until", "Until", ask.request.data.get("until", ends), "The last day of it.")
    intro = Text(f"Each district gets its share of {ident}, and signs it off.")
    return Form("Start review", "Start", "review.start", (until,), (intro,), {"edition": ident})


async def command(ask: Ask, ctx: Context) -> Outcome:
    """Send a draft to the districts, to be reviewed and signed off."""
    asked = await form(ask, ctx)
    card = Card(
        f"Edition {ask.rest} can go to the districts.", (Buttons((buttons.start(ask.rest),)),)
    )
    note = Note("form.opened", detail={"form": asked.action})
    return Reply(card, note, form=asked, personal=True)


async def submit(ask: Ask, ctx: Context) -> Outcome:
    try:
        until = date.fromisoformat(ask.request.data.get("until", ""))
    except ValueError:
        raise Unfinished({"until": "Please give a day like 2027-01-12."}) from None
    if until < days.local(ctx.now(), ctx.policy.vendor.time_zone):
        raise Unfinished({"until": "That day is past. Please give one to come."})
    return partial(
        _submitted, ident=ask.request.data.get("edition", ""), until=until, ask=ask, ctx=ctx
    )


def _submitted(db: Sql, *, ident: str, until: date, ask: Ask, ctx: Context) -> Reply:
    review = start(db, ident, until=until, by=ask.person, policy=ctx.policy, now=ctx.now())
    return Reply(opened(db, review), Note("review.started", ident), Show.NEW)


def opened(db: Sql, review: Review) -> Card:
    many = len(reviews.shares(db, review.edition_id))
    return Card(
        f"Edition {review.edition_id} is in review until {days.say(review.ends_on)}.",
        (Text(f"{counted(many, 'district')} have their share of it. Your board shows how far."),),
    )
