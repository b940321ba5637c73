"""What people of a district say of its share: comments, and disputes of single entries."""

from functools import partial

from handlers import days
from handlers.cards import Buttons, Card, Text
from handlers.cards import Note as Small
from handlers.context import Context
from handlers.errors import PersonError
from handlers.feature import Ask
from handlers.forms import Choice, Field, Form, Lookup, Pick, Words
from handlers.request import Note, Outcome, Reply, Show
from store import people, reviews
from store.db import Sql
from store.reviews import Remark

from . import cards, checks, entries, tell
from . import sheet as sheets
from .admission import look
from .sheet import Sheet
from .words import CHOICES


class Twice(PersonError):
    """Your side disputes just this already, and it is not decided yet. Add a comment to it."""


async def dispute_form(ask: Ask, ctx: Context) -> Form:
    sheet = await ctx.db.read(lambda db: look(db, ask, ctx))
    places = await ctx.db.read(people.districts)
    typed = ask.request.data
    chosen = await ctx.db.read(lambda db: entries.chosen(db, sheet, typed.get("account", "")))
    tiers = tuple(Choice(tier.id, tier.name) for tier in ctx.policy.tiers)
    fields: tuple[Field, ...] = (
        Lookup("account", "Entry", "review.entries", chosen, "Type a few letters."),
        Pick("wrong", "What is wrong?", CHOICES),
        Pick("tier", "The right tier", tiers, hint="If the tier is wrong.", required=False),
        Pick(
            "place",
            "The right district",
            tuple(Choice(each.id, each.name) for each in places),
            hint="If the district is wrong.",
            required=False,
        ),
        Words("words", "Why?", hint="Whoever decides reads this."),
        Words("evidence", "Links to evidence", hint="One a line.", required=False),
    )
    return _form("Dispute an entry", "Dispute", "review.dispute", fields, sheet).refilled(typed, {})


async def comment_form(ask: Ask, ctx: Context) -> Form:
    sheet = await ctx.db.read(lambda db: look(db, ask, ctx))
    typed = ask.request.data
    chosen = await ctx.db.read(lambda db: entries.chosen(db, sheet, typed.get("account", "")))
    fields: tuple[Field, ...] = (
        Lookup("account", "Entry", "review.entries", chosen, "None: in general.", required=False),
        Words("words", "Your comment"),
    )
    return _form("Comment", "Comment", "review.comment", fields, sheet).refilled(typed, {})


async def dispute(ask: Ask, ctx: Context) -> Outcome:
    return partial(_say, ask=ask, ctx=ctx, disputes=True)


async def comment(ask: Ask, ctx: Context) -> Outcome:
    return partial(_say, ask=ask, ctx=ctx, disputes=False)


async def mine(ask: Ask, ctx: Context) -> Outcome:
    """What one's own firm has said, for the asker's eyes."""
    sheet = await ctx.db.read(lambda db: look(db, ask, ctx))
    return Reply(
        cards.own(sheet, ask.person), Note("review.words_shown", sheet.edition.id), personal=True
    )


def _say(db: Sql, *, ask: Ask, ctx: Context, disputes: bool) -> Reply:
    sheet, typed, by = look(db, ask, ctx), ask.request.data, ask.person
    found = entries.account(db, sheet, typed.get("account", ""))
    checks.check(found, typed, disputes=disputes)
    checks.own(found, by)
    links, _ = checks.links(typed.get("evidence", ""))
    remark = Remark(
        edition_id=sheet.edition.id,
        number=reviews.next_number(db, sheet.edition.id),
        district_id=sheet.district.id,
        account_id=found.account_id if found else "",
        account=found.name if found else "",
        wrong=typed.get("wrong", "") if disputes else "",
        wanted=checks.wanted(db, typed, ctx) if disputes else "",
        words=typed["words"].strip(),
        evidence=links,
        by_id=by.id,
        firm_id=by.firm_id,
        at=ctx.now(),
        state="open" if disputes else "said",
    )
    if not reviews.say(db, remark):
        raise Twice
    if disputes:
        _reopen(db, sheet)
    after = _seen(db, sheet)
    _tell(db, after, remark)
    did = "review.disputed" if disputes else "review.commented"
    detail = {"district": sheet.district.id, "number": str(remark.number)}
    return Reply(_thanks(after, remark), Note(did, sheet.edition.id, detail), Show.NEW)


def _seen(db: Sql, sheet: Sheet) -> Sheet:
    after = sheets.read(db, sheet.edition.id, sheet.district.id, now=sheet.now)
    assert after is not None, "it was there a moment ago"
    return after


def _reopen(db: Sql, sheet: Sheet) -> None:
    """A district that has signed off has something to decide again."""
    if sheet.share.signed_by:
        reviews.unsign(db, sheet.edition.id, sheet.district.id)


def _tell(db: Sql, sheet: Sheet, remark: Remark) -> None:
    """The cards, and for a dispute those who decide it, the one who made it aside."""
    tell.refresh(db, sheet)
    tell.boards(db, sheet.edition.id, now=sheet.now)
    if not remark.wrong:
        return
    about = dispute_topic(remark)
    for person in tell.deciders(db, sheet, besides=remark.by_id):
        card = asked(sheet, remark)
        tell.person(db, person, card, once=f"{about}:{person.id}", about=about, now=sheet.now)


def dispute_topic(remark: Remark) -> str:
    return f"review.dispute:{remark.edition_id}:{remark.number}"


def asked(sheet: Sheet, remark: Remark) -> Card:
    """For who decides, in person."""
    ident, district = sheet.edition.id, sheet.district.name
    return Card(
        f"{sheet.who(remark.by_id)} disputes an entry of {ident} in {district}.",
        (
            Text(cards.line(remark)),
            Text(f"“{remark.words}”"),
            *((Text("Evidence: " + " ".join(remark.evidence)),) if remark.evidence else ()),
            Buttons((cards.decide_button(remark),)),
        ),
    )


def _thanks(sheet: Sheet, remark: Remark) -> Card:
    if not remark.wrong:
        return Card("Your comment is recorded.", (Text("The district's manager reads it."),))
    deciding = sheet.manager.name if sheet.manager else "A list owner"
    if sheet.manager and sheet.manager.id == remark.by_id:
        deciding = "A list owner, as it is your own,"
    return Card(
        f"Your dispute is recorded. {cards.line(remark)}",
        (Text(f"{deciding} decides on it, and you will be told in person."),),
    )


def _form(title: str, submit: str, action: str, fields: tuple[Field, ...], sheet: Sheet) -> Form:
    ends = days.say(sheet.review.ends_on)
    intro = Small(f"{sheet.edition.id} in {sheet.district.name}, in review until {ends}.")
    data = {"edition": sheet.edition.id, "district": sheet.district.id}
    return Form(title, submit, action, fields, (intro,), data)
