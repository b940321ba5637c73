"""A dispute is decided by the district's manager, one of their own by a list owner.

An accepted one changes the draft at once where it says all that is needed: take an account off,
give it another tier or district. The rest is for the list owner to work in.
"""

from dataclasses import replace
from functools import partial

from handlers.cards import Card, Text
from handlers.context import Context
from handlers.errors import OldButton, PersonError, Unfinished
from handlers.feature import Ask
from handlers.forms import Choice, Form, Pick, Words
from handlers.policy import Policy
from handlers.request import Note, Outcome, Reply, Show
from handlers.words import full_stop
from store import entries, people, reviews
from store.db import Sql
from store.reviews import Remark
from store.rows import Entry, Person

from . import bonds, cards, changed, tell
from . import sheet as sheets
from .bonds import NotInReview, NotYours
from .remarks import asked, dispute_topic
from .sheet import Sheet
from .words import wanted

CORPORATE = "corporate"  # the tier with the threshold
ACCEPT, DECLINE = "accepted", "declined"
CHOICES = (Choice(ACCEPT, "Accept"), Choice(DECLINE, "Decline"))


class Own(PersonError):
    """Nobody decides a dispute of their own, so nothing was changed. A list owner decides it."""


class Decided(PersonError):
    """This dispute was decided a moment ago, so nothing was changed."""


def look(db: Sql, ask: Ask, ctx: Context) -> tuple[Sheet, Remark]:
    """The dispute of a button, for who decides on it. Raises PersonError."""
    ident, number = ask.request.data.get("edition", ""), ask.request.data.get("number", "")
    remark = reviews.remark(db, ident, int(number)) if number.isdecimal() else None
    sheet = sheets.read(db, ident, remark.district_id, now=ctx.now()) if remark else None
    if remark is None or sheet is None or not bonds.signs(sheet.district, ask.person):
        raise NotYours
    if not remark.wrong:
        raise OldButton
    if remark.by_id == ask.person.id:
        raise Own
    if not sheet.under_way:
        raise NotInReview
    if remark.state != "open":
        raise Decided
    return sheet, remark


async def form(ask: Ask, ctx: Context) -> Form:
    sheet, remark = await ctx.db.read(lambda db: look(db, ask, ctx))
    intro = (
        Text(cards.line(remark)),
        Text(f"{sheet.who(remark.by_id)}: “{remark.words}”"),
        Text(_meaning(remark)),
    )
    fields = (
        Pick("verdict", "Is it right?", CHOICES),
        Words("words", "Why?", hint="Whoever disputed it reads this."),
    )
    data = {"edition": remark.edition_id, "number": str(remark.number)}
    asked_ = Form("Decide a dispute", "Decide", "review.decide", fields, intro, data)
    return asked_.refilled(ask.request.data, {})


async def submit(ask: Ask, ctx: Context) -> Outcome:
    typed, errors = ask.request.data, {}
    if typed.get("verdict") not in (ACCEPT, DECLINE):
        errors["verdict"] = "Please pick one."
    if not typed.get("words", "").strip():
        errors["words"] = "Please write a few words; they are kept with the review."
    if errors:
        raise Unfinished(errors)
    return partial(_decide, ask=ask, ctx=ctx)


def _decide(db: Sql, *, ask: Ask, ctx: Context) -> Reply:
    remark = look(db, ask, ctx)[1]
    typed, now, by = ask.request.data, ctx.now(), ask.person
    accepted = typed["verdict"] == ACCEPT
    was = entries.get(db, remark.edition_id, remark.account_id)
    applied = accepted and apply(db, remark, ctx.policy)
    row = entries.get(db, remark.edition_id, remark.account_id)
    reviews.decide(
        db,
        remark,
        state=typed["verdict"],
        by=by.id,
        why=typed["words"].strip(),
        row_print=changed.print_of(row),
        settled=applied,
        now=now,
    )
    if applied:
        touched = {each.district for each in (was, row) if each} | {remark.district_id}
        changed.rows(db, remark.edition_id, by=by.id, policy=ctx.policy, only=touched, now=now)
    after = sheets.read(db, remark.edition_id, remark.district_id, now=now)
    told = reviews.remark(db, remark.edition_id, remark.number)
    assert after is not None, "it was there a moment ago"
    assert told is not None, "it was there a moment ago"
    tell.refresh(db, after)
    tell.boards(db, remark.edition_id, now=now)
    _tell(db, after, told, by)
    detail = {
        "district": remark.district_id,
        "number": str(remark.number),
        "applied": "yes" if applied else "no",
    }
    did = f"review.dispute_{typed['verdict']}"
    return Reply(_done(told), Note(did, remark.edition_id, detail), Show.NEW)


def apply(db: Sql, remark: Remark, policy: Policy) -> bool:
    """Change the draft as an accepted dispute says; False where that takes a person."""
    row = entries.get(db, remark.edition_id, remark.account_id)
    if row is None:
        return False
    match remark.wrong:
        case "extra":
            if entries.children(db, remark.edition_id, row.account_id):
                return False  # its subsidiaries would hang in the air
            entries.leave_out(db, remark.edition_id, row.account_id)
        case "tier":
            after = replace(row, tier=wanted(remark))
            if _under_threshold(after, policy):
                return False
            entries.change(db, remark.edition_id, after)
        case "district" if people.district(db, wanted(remark)):
            entries.change(db, remark.edition_id, replace(row, district=wanted(remark)))
        case _:
            return False
    return True


def _under_threshold(row: Entry, policy: Policy) -> bool:
    """As an import would refuse it."""
    under = row.pcs is None or row.pcs <= policy.list.corporate_pcs_over
    return row.tier == CORPORATE and under and not row.exception


def _tell(db: Sql, sheet: Sheet, remark: Remark, by: Person) -> None:
    """Who disputed it, in person; and those who were asked see that it is decided."""
    about = dispute_topic(remark)
    standing = asked(sheet, remark)
    told = Card(f"Decided: {_verdict(sheet, remark)}", standing.blocks[:-1])
    tell.everywhere(db, about, told, now=sheet.now)
    person = people.get(db, remark.by_id)
    if person and person.id != by.id:
        card = Card(_verdict(sheet, remark), (Text(f"“{remark.why}”"), Text(_after(remark))))
        tell.person(db, person, card, once=f"{about}:decided", now=sheet.now)


def _verdict(sheet: Sheet, remark: Remark) -> str:
    by = sheet.name(remark.decided_by)
    return f"{by} has {remark.state} the dispute of {full_stop(remark.account)}"


def _after(remark: Remark) -> str:
    if remark.state == DECLINE:
        return f"{remark.edition_id} stays as it is there."
    if remark.settled:
        return f"The draft of {remark.edition_id} is changed: {cards.line(remark)}"
    return "A list owner works it into the draft."


def _done(remark: Remark) -> Card:
    said = f"You have {remark.state} the dispute of {full_stop(remark.account)}"
    return Card(said, (Text(_after(remark)), Text("Whoever disputed it is told in person.")))


def _meaning(remark: Remark) -> str:
    if remark.wrong in ("extra", "tier", "district"):
        return "If you accept it, the draft is changed at once, where that leaves it whole."
    return "If you accept it, a list owner works it into the draft."
