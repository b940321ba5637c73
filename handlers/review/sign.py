"""A district signs its share off: just the rows that whoever signs has read."""

from functools import partial

from handlers.cards import Buttons, Card, Text
from handlers.context import Context
from handlers.errors import PersonError
from handlers.feature import Ask
from handlers.request import Note, Outcome, Reply, Show
from store import people, reviews
from store.db import Sql
from store.rows import Person, Role

from . import bonds, buttons, cards, tell
from . import sheet as sheets
from .bonds import NotInReview, NotYours
from .sheet import Sheet

NAMED = 5  # open disputes in one refusal


class OtherRows(PersonError):
    """The draft has changed a moment ago, so nothing was signed. Please look at the card again."""


class SignedAlready(PersonError):
    """This district has signed off already."""


async def press(ask: Ask, ctx: Context) -> Outcome:
    return partial(_sign, ask=ask, ctx=ctx)


def off(sheet: Sheet, by: Person, *, seen: str) -> None:
    """Whether they may, now, and just these rows. Raises PersonError."""
    if not bonds.signs(sheet.district, by):
        raise NotYours("Only the district's manager or a list owner signs off.")
    if not sheet.under_way:
        raise NotInReview
    if sheet.open:
        names = [f"{each.account} ({sheet.who(each.by_id)})" for each in sheet.open[:NAMED]]
        more = f" and {len(sheet.open) - NAMED} more" if len(sheet.open) > NAMED else ""
        raise PersonError(
            f"Nothing was signed: disputes are open about {', '.join(names)}{more}. "
            "Decide on them first."
        )
    if sheet.share.outdated or not (seen and sheet.share.print.startswith(seen)):
        raise OtherRows
    if sheet.share.signed_by:
        raise SignedAlready


def _sign(db: Sql, *, ask: Ask, ctx: Context) -> Reply:
    data, now, by = ask.request.data, ctx.now(), ask.person
    sheet = sheets.read(db, data.get("edition", ""), data.get("district", ""), now=now)
    if sheet is None:
        raise NotYours
    off(sheet, by, seen=data.get("print", ""))
    ident, district = sheet.edition.id, sheet.district.id
    reviews.sign(db, ident, district, by=by.id, now=now)
    after = sheets.read(db, ident, district, now=now)
    assert after is not None, "it was there a moment ago"
    tell.refresh(db, after)
    tell.boards(db, ident, now=now)
    tell.aloud(db, after, Card(f"{by.name} has signed off {ident} in {sheet.district.name}."))
    if reviews.signed_off(db, ident):
        _all_signed(db, after, by)
    detail = {"district": district, "print": sheet.share.print}
    here = ask.request.place.address == sheet.district.channel
    card = (
        cards.staff(after)
        if here
        else Card(f"You have signed off {ident} in {sheet.district.name}.")
    )
    show = Show.UPDATE if here else Show.NEW
    return Reply(card, Note("review.signed", ident, detail), show)


def _all_signed(db: Sql, sheet: Sheet, by: Person) -> None:
    """The list owners can go on."""
    ident = sheet.edition.id
    for owner in people.by_role(db, Role.LIST_OWNER):
        row = Buttons(buttons.row(sheet.edition, owner)[:2])
        card = Card(
            f"Every district has signed off {ident}.",
            (Text("It can be published, or scheduled, without anybody else's word."), row),
        )
        once = f"review.signed:{ident}:{sheet.now.isoformat()}:{owner.id}"
        if owner.id != by.id:
            tell.person(db, owner, card, once=once, now=sheet.now)
