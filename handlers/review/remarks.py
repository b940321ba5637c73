"""What people of a district say of its share: comments, and disputes of single entries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from handlers import days
from handlers.cards import Buttons, Card, Text
from handlers.cards import Note as Small
from handlers.context import Context
from handlers.errors import OldButton, PersonError, Unfinished
from handlers.feature import Ask
from handlers.forms import Choice, Field, Form, Lookup, Pick, Words
from handlers.questions import clean
from handlers.request import Note, Outcome, Reply, Show
from store import editions, people, reviews
from store.db import Sql
from store.reviews import Remark
from store.rows import Entry, Role

from . import bonds, cards, tell
from . import sheet as sheets
from .bonds import NotInReview, NotYours
from .sheet import Sheet
from .words import CHOICES

SUGGESTED = 15  # Teams shows no more
LINKS = 10
UNLISTED = "new:"  # how the account ids of companies begin that are in neither list
_LINK = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)


class Ended(PersonError):
    """This review has ended, so nothing was recorded. Your account manager can still be told."""


class Twice(PersonError):
    """Your side disputes just this already, and it is not decided yet. Add a comment to it."""


@dataclass(frozen=True, slots=True)
class Found:
    """An account of the share: its row in the draft, and in the list in force."""

    account_id: str
    name: str
    draft: Entry | None
    before: Entry | None


def look(db: Sql, ask: Ask, ctx: Context) -> Sheet:
    """The review of a button, for who takes part in it. Raises PersonError.

    The same refusal for a review of others as for one that does not exist.
    """
    data = ask.request.data
    sheet = sheets.read(db, data.get("edition", ""), data.get("district", ""), now=ctx.now())
    if sheet is None:
        raise NotYours
    manages = ask.person.role is Role.ACCOUNT_MANAGER and any(
        row.manager_email == ask.person.email
        for row in editions.in_district(db, sheet.edition.id, sheet.district.id)
    )
    email = ask.person.email if manages else ""
    if not bonds.takes_part(sheet.district, ask.person, manager_email=email):
        raise NotYours
    if not sheet.under_way:
        raise NotInReview
    if sheet.over and not ask.person.staff:
        raise Ended
    return sheet


async def dispute_form(ask: Ask, ctx: Context) -> Form:
    sheet = await ctx.db.read(lambda db: look(db, ask, ctx))
    places = await ctx.db.read(people.districts)
    typed = ask.request.data
    chosen = await ctx.db.read(lambda db: _chosen(db, sheet, typed.get("account", "")))
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
    chosen = await ctx.db.read(lambda db: _chosen(db, sheet, typed.get("account", "")))
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


async def entries(ask: Ask, ctx: Context) -> tuple[Choice, ...]:
    """Accounts of the share whose name holds what was typed; a dispute may name another one."""
    typed = " ".join(ask.rest.casefold().split())

    def find(db: Sql) -> tuple[Choice, ...]:
        sheet = look(db, ask, ctx)
        rows = _accounts(db, sheet)
        near = [each for each in rows.values() if typed in each.name.casefold()]
        near.sort(key=lambda e: (not e.name.casefold().startswith(typed), e.name.casefold()))
        listed = [_choice(each, ctx) for each in near[: SUGGESTED - 1]]
        exact = any(each.name.casefold() == typed for each in near)
        return (*listed, *(() if exact else (_unlisted(ask.rest),)))

    return await ctx.db.read(find) if typed else ()


def _say(db: Sql, *, ask: Ask, ctx: Context, disputes: bool) -> Reply:
    sheet, typed, by = look(db, ask, ctx), ask.request.data, ask.person
    found = _account(db, sheet, typed.get("account", ""))
    _check(sheet, found, typed, disputes=disputes)
    links, _ = _links(typed.get("evidence", ""))
    remark = Remark(
        edition_id=sheet.edition.id,
        number=reviews.next_number(db, sheet.edition.id),
        district_id=sheet.district.id,
        account_id=found.account_id if found else "",
        account=found.name if found else "",
        wrong=typed.get("wrong", "") if disputes else "",
        wanted=_wanted(db, typed, ctx) if disputes else "",
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


def _check(sheet: Sheet, found: Found | None, typed: Mapping[str, str], *, disputes: bool) -> None:
    """Raises Unfinished, with each problem at its field."""
    errors = {}
    if not typed.get("words", "").strip():
        errors["words"] = "Please write a few words; they are kept with the review."
    if disputes:
        errors |= _wrong(found, typed)
        links, bad = _links(typed.get("evidence", ""))
        if bad or len(links) > LINKS:
            errors["evidence"] = f"Up to {LINKS} links, one a line, each beginning with https://."
    elif typed.get("account") and found is None:
        errors["account"] = "Please pick an account of this district, or leave this empty."
    if errors:
        raise Unfinished(errors)


def _wrong(found: Found | None, typed: Mapping[str, str]) -> dict[str, str]:
    wrong = typed.get("wrong", "")
    if wrong not in {choice.value for choice in CHOICES}:
        return {"wrong": "Please pick what is wrong."}
    if found is None:
        return {"account": "Please pick the account; type a few letters of its name."}
    row = found.draft
    if wrong == "missing":
        named = row is not None and bool(row.tier)
        return {"wrong": "It is on this draft already."} if named else {}
    if row is None:
        return {"wrong": "It is not on this draft."}
    if wrong == "tier" and typed.get("tier", "") in ("", row.tier):
        return {"tier": "Please pick the tier that would be right."}
    if wrong == "district" and typed.get("place", "") in ("", row.district):
        return {"place": "Please pick the district that would be right."}
    return {}


def _wanted(db: Sql, typed: Mapping[str, str], ctx: Context) -> str:
    """The id, and the name as people read it."""
    match typed.get("wrong"):
        case "tier":
            ident = typed["tier"]
            if ident not in {tier.id for tier in ctx.policy.tiers}:
                raise OldButton
            return f"{ident}|{ctx.policy.tier_name(ident)}"
        case "district":
            district = people.district(db, typed["place"])
            if district is None:
                raise OldButton
            return f"{district.id}|{district.name}"
        case _:
            return ""


def _accounts(db: Sql, sheet: Sheet) -> dict[str, Found]:
    """Every account that is of the district in the draft, or in the list in force."""
    found: dict[str, Found] = {}
    for row in editions.in_district(db, sheet.review.against_id, sheet.district.id):
        draft = editions.entry(db, sheet.edition.id, row.account_id)
        found[row.account_id] = Found(row.account_id, row.name, draft, row)
    for row in editions.in_district(db, sheet.edition.id, sheet.district.id):
        before = found[row.account_id].before if row.account_id in found else None
        found[row.account_id] = Found(row.account_id, row.name, row, before)
    return found


def _account(db: Sql, sheet: Sheet, value: str) -> Found | None:
    if value.startswith(UNLISTED):
        name = clean(value.removeprefix(UNLISTED))
        ident = UNLISTED + " ".join(name.casefold().split())
        return Found(ident, name, None, None) if name else None
    return _accounts(db, sheet).get(value) if value else None


def _chosen(db: Sql, sheet: Sheet, value: str) -> Choice | None:
    found = _account(db, sheet, value)
    return Choice(value, found.name) if found else None


def _choice(found: Found, ctx: Context) -> Choice:
    row = found.draft
    if row is None:
        return Choice(found.account_id, found.name, "leaves the list")
    tier = ctx.policy.tier_name(row.tier) if row.tier else "not named itself"
    return Choice(found.account_id, found.name, tier)


def _unlisted(typed: str) -> Choice:
    name = clean(typed)
    return Choice(f"{UNLISTED}{name}"[:150], f"{name} (not in this district)"[:75])


def _links(text: str) -> tuple[tuple[str, ...], bool]:
    """The links, a line each, and whether something was no link."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(dict.fromkeys(lines)), not all(map(_LINK.fullmatch, lines))


def _form(title: str, submit: str, action: str, fields: tuple[Field, ...], sheet: Sheet) -> Form:
    ends = days.say(sheet.review.ends_on)
    intro = Small(f"{sheet.edition.id} in {sheet.district.name}, in review until {ends}.")
    data = {"edition": sheet.edition.id, "district": sheet.district.id}
    return Form(title, submit, action, fields, (intro,), data)
