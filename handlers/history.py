"""An account through the editions, and an answer by its reference, as it was given."""

from dataclasses import replace

from store import answers, editions
from store.granted import Granted
from store.rows import Answer, Audience, Edition, Entry, Person, Role

from . import days, questions, replies
from .cards import Card, Item, Items, from_json
from .cards import Note as Small
from .context import Context
from .errors import OldButton, PersonError
from .feature import Action, Ask, Feature, verb
from .findings import find, last_day
from .lists import Listing
from .request import Note, Outcome, Reply
from .words import capital, counted

SHOWN = 10  # editions: five years of them
READERS = {Role.AUDITOR, Role.LIST_OWNER}


class NoSuchAnswer(PersonError):
    """No answer that you may see has this reference.
    It looks like 7KQ2-M4XD and stands at the foot of every answer.
    """


async def history(ask: Ask, ctx: Context) -> Outcome:
    """An account through the editions: when it was named, in which tier, in whose district."""
    question = questions.read(ask.rest, today=replies.today(ctx))
    listing = ctx.lists.now(ask.audience)
    finding = find(listing, questions.single(question, listing.index))
    if finding.entry is None:
        kept = () if finding.unsure else ctx.lists.exceptions.of("", finding.asked)
        if not kept:
            return replies.reply(ask, ctx, listing, finding)
        items = tuple(_exception(each, ask) for each in kept[-SHOWN:])
        card = Card(f"{finding.name} is on no edition.", (Items(items[::-1]),))
        return Reply(card, Note("history.shown"))
    return await _history(ask, ctx, finding.entry.account_id)


async def pressed(ask: Ask, ctx: Context) -> Outcome:
    """The *History* button of an answer."""
    if not (account_id := ask.request.data.get("account")):
        raise OldButton
    return await _history(ask, ctx, account_id)


async def verify(ask: Ask, ctx: Context) -> Outcome:
    """An earlier answer, shown again exactly as it was given."""
    ref = ask.rest.upper()
    ref = ref if "-" in ref else f"{ref[:4]}-{ref[4:]}"
    answer = await ctx.db.read(lambda db: answers.get(db, ref))
    if answer is None or ask.public or not may_see(ask.person, answer):
        raise NoSuchAnswer
    given = days.local(answer.at, ctx.policy.vendor.time_zone)
    card = from_json(answer.card)
    proof = Small(f"This is answer {ref}, exactly as it was given on {days.say(given)}.")
    return Reply(
        replace(card, blocks=(*card.blocks, proof)), Note("answer.verified", detail={"shown": ref})
    )


def may_see(person: Person, answer: Answer) -> bool:
    """One's own answers, one's firm's, and for the readers of everything all of them.

    Vendor staff may also see what partners were told: it never holds more than they may know.
    """
    if person.id == answer.person_id or person.role in READERS:
        return True
    if person.staff:
        return bool(answer.firm_id)
    return person.firm_id == answer.firm_id


async def _history(ask: Ask, ctx: Context, account_id: str) -> Reply:
    rows = await ctx.db.read(
        lambda db: editions.history(db, account_id, ask.audience, now=ctx.now())
    )
    name = next((entry.name for _, entry in rows if entry), "")
    if not name:
        raise OldButton
    listing = ctx.lists.now(ask.audience)
    items = tuple(_line(edition, entry, listing) for edition, entry in rows[:SHOWN])
    kept = ctx.lists.exceptions.of(account_id, name)[-SHOWN:]
    items += tuple(_exception(each, ask) for each in reversed(kept))
    named = sum(entry is not None and bool(entry.tier) for _, entry in rows)
    verdict = f"{name} is named in {named} of {counted(len(rows), 'edition')}."
    card = Card(verdict, (Items(items),))
    return Reply(card, Note("history.shown", account_id))


def _line(edition: Edition, entry: Entry | None, listing: Listing) -> Item:
    since = f"in effect from {days.say(edition.effective_from)}"
    if edition.restores:
        since += f", {edition.restores} published anew"
    if entry is None:
        return Item(f"{edition.id}: not listed.", since)
    if not entry.tier:
        return Item(f"{edition.id}: known as a subsidiary.", since)
    facts = [listing.policy.tier_name(entry.tier), listing.district(entry.district), since]
    return Item(f"{edition.id}: named.", ", ".join(filter(None, facts)))


def _exception(each: Granted, ask: Ask) -> Item:
    """Its number is for the vendor's own people."""
    number = f"{each.case_id}: " if ask.audience is Audience.STAFF and not ask.public else ""
    since = days.say(days.local(each.since, each.time_zone))
    end = f"; revoked on {days.say(days.local(each.ended, each.time_zone))}" if each.revoked else ""
    title = capital(f"{number}exception, from {since} until {last_day(each)}{end}.")
    return Item(title, f"Conditions: {each.conditions}" if each.conditions else "")


FEATURE = Feature(
    commands=(
        verb("history of <company>", r"history\s+(?:of\s+)?(?P<rest>.+)", history),
        verb("verify <reference>", r"verify\s+(?P<rest>[0-9a-z]{4}-?[0-9a-z]{4})[.?!]*", verify),
    ),
    actions={"history": Action(pressed)},
)
