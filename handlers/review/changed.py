"""The rows of a draft are others now: what was said yes to before holds for what was read then."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from handlers import days
from handlers.cards import Button, Buttons, Card, Text
from handlers.context import Context
from handlers.importing import beside
from handlers.policy import Policy
from store import approvals, audit, due, editions, entries, people, reviews
from store.db import Sql
from store.due import Due
from store.reviews import Review, Share
from store.rows import Entry

from . import shares, tell, time
from . import sheet as sheets
from .sheet import Sheet

CHANGED = "review.changed"


def rows(
    db: Sql,
    ident: str,
    *,
    by: str,
    policy: Policy,
    only: Collection[str] = (),
    now: datetime,
) -> None:
    """After an import, or a change in some districts `only`: sign-offs of other rows and a second
    person's word that is awaited are off, and those concerned look again.
    """
    _approval(db, ident, policy, now=now)
    edition, review = editions.get(db, ident), reviews.get(db, ident)
    if edition is None or review is None or edition.state != "in_review":
        return
    if not only and beside.long(db, ident):
        _later(db, review, by=by, now=now)
        return
    changed = shares.remake(db, review, edition, policy, only=only, now=now)
    settled = _settle(db, ident)
    for sheet in sheets.every(db, ident, now=now):
        district = sheet.district.id
        before = changed.get(district)
        if before and before.signed_by and not sheet.share.signed_by:
            _look_again(db, sheet, before, by=by)
        elif district in changed and before is None:
            time.plan(db, sheet, policy)
        if district in changed or district in settled:
            tell.refresh(db, sheet)
    tell.boards(db, ident, now=now)


def _later(db: Sql, review: Review, *, by: str, now: datetime) -> None:
    """Of a long list one district after the other, so that nobody waits for all of them; none
    counts as signed off until then.
    """
    ident = review.edition_id
    reviews.outdate(db, ident)
    for district in shares.districts(db, review):
        about = f"{ident} {district} {by}"
        due.put(db, kind=CHANGED, about=about, at=now, once=f"{CHANGED}:{about}:{now.isoformat()}")
    tell.boards(db, ident, now=now)


def work(db: Sql, item: Due, ctx: Context) -> None:
    """A district of a long list that has changed."""
    ident, district, by = item.about.split(" ")
    rows(db, ident, by=by, policy=ctx.policy, only=(district,), now=ctx.now())


def print_of(row: Entry | None) -> str:
    return hashlib.sha256(repr(row).encode()).hexdigest()


def _settle(db: Sql, ident: str) -> set[str]:
    """An accepted dispute is worked in once its account's row is another than it was then;
    returns the districts concerned.
    """
    found = set()
    for remark in reviews.remarks(db, ident):
        if remark.state == "accepted" and not remark.settled:
            row = entries.get(db, ident, remark.account_id)
            if print_of(row) != remark.row_print:
                reviews.settle(db, remark)
                found.add(remark.district_id)
    return found


def _look_again(db: Sql, sheet: Sheet, before: Share, *, by: str) -> None:
    ident, district, now = sheet.edition.id, sheet.district, sheet.now
    card = Card(
        f"{ident} has changed in {district.name}: please look again.",
        (Text("The sign-off was of other rows, so it holds no longer."),),
    )
    tell.aloud(db, sheet, card)
    once = f"review.again:{ident}:{district.id}:{now.isoformat()}"
    signer = people.get(db, before.signed_by)
    told = {person.id: person for person in [*tell.deciders(db, sheet), *filter(None, [signer])]}
    for person in told.values():
        if person.id != by:
            tell.person(db, person, card, once=f"{once}:{person.id}", now=now)
    detail = {"district": district.id, "signed_by": before.signed_by}
    audit.append(db, who=by, did="review.sign_off_withdrawn", about=ident, detail=detail, now=now)


def _approval(db: Sql, ident: str, policy: Policy, *, now: datetime) -> None:
    """A second person says yes to the rows that they have seen."""
    gone = approvals.overtake(db, ident, now=now)
    if gone is None:
        return
    when = f" on {days.say_moment(gone.at, policy.vendor.time_zone)}" if gone.at else ""
    card = Card(
        f"{ident} has changed, so publishing it{when} waits for nobody's word any more.",
        (
            Text("Ask again once you have looked at what it changes now."),
            Buttons((Button("See the edition", "edition.board", {"edition": ident}),)),
        ),
    )
    audit.append(db, who="clock", did="edition.approval_overtaken", about=ident, now=now)
    if asker := people.get(db, gone.asked_by):
        once = f"edition.approval_overtaken:{gone.id}"
        tell.person(db, asker, card, once=once, now=now)
    tell.asked(db, gone, now=now)
