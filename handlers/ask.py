"""The main job: is it named, who leads there, by which rule, and whom to talk to."""

from dataclasses import replace
from datetime import date

from . import questions
from .cards import BUTTONS, Button, Buttons, Card, Text
from .context import Context
from .errors import OldButton, PersonError
from .feature import Action, Ask, Feature, verb
from .findings import Finding, find, phrase
from .intake.take import pasted
from .lists import Listing
from .replies import again, choice, listing_for, manager, reply, several, today
from .request import Note, Outcome, Reply, Show
from .words import capital, full_stop


async def named(ask: Ask, ctx: Context) -> Outcome:
    """Is it named, who leads there, and by which rule; up to 20 names, also as of a day."""
    if (bulk := pasted(ask, ctx)) is not None:
        return bulk
    text = ask.rest or ask.request.text
    question = questions.read(text, today=today(ctx))
    listing = await listing_for(ask, ctx, question.day)
    names = questions.split(question, listing.index)
    limit = ctx.policy.limits.names_in_one_question
    if len(names) > limit:
        raise PersonError(
            f"That is {len(names)} names; I answer up to {limit} at once.\n"
            "In our own chat I answer more, one a line or in a CSV or XLSX file."
        )
    if len(names) > 1:
        return several(ask, ctx, listing, names, day=question.day)
    finding = find(listing, names[0])
    if finding.entry is None and finding.found.status == "none" and questions.chatter(text):
        raise questions.Unclear
    return reply(ask, ctx, listing, finding, day=question.day)


async def bid(ask: Ask, ctx: Context) -> Outcome:
    """Whether you may bid an offering at an account, and who leads there."""
    words, name = _sold_where(ask.rest)
    question = questions.read(name, today=today(ctx))
    listing = await listing_for(ask, ctx, question.day)
    account = questions.single(question, listing.index)
    if not words.strip():
        return reply(ask, ctx, listing, find(listing, account), day=question.day)
    offering = listing.policy.offering_named(questions.clean(words))
    if offering is None:
        return which_offering(account, words, listing, day=question.day)
    finding = find(listing, account, offering=offering)
    return reply(ask, ctx, listing, finding, day=question.day, offering=offering)


async def owner(ask: Ask, ctx: Context) -> Outcome:
    """Who looks after an account, and how to reach them."""
    question = questions.read(ask.rest, today=today(ctx))
    listing = await listing_for(ask, ctx, question.day)
    finding = find(listing, questions.single(question, listing.index))
    contact = manager(ctx, finding)
    verdict = ""
    if finding.entry and contact:
        verdict = full_stop(f"{contact.name} looks after {finding.entry.name}")
    elif finding.entry:
        verdict = full_stop(f"No account manager is on record for {finding.entry.name}")
    return reply(ask, ctx, listing, finding, day=question.day, verdict=verdict)


async def why(ask: Ask, ctx: Context) -> Outcome:
    """What an account's standing rests on: its row in the edition, and the rule."""
    question = questions.read(ask.rest, today=today(ctx))
    listing = await listing_for(ask, ctx, question.day)
    finding = find(listing, questions.single(question, listing.index))
    verdict = ""
    if finding.entry is not None and finding.entry.tier:
        tier = listing.policy.tier_name(finding.entry.tier).lower()
        verdict = (
            f"{phrase(finding, day=question.day)[:-1]}: it is on edition {listing.edition.id}"
            f" as a {tier} account."
        )
    return reply(ask, ctx, listing, finding, day=question.day, verdict=verdict)


async def pick_offering(ask: Ask, ctx: Context) -> Outcome:
    """The offering was picked: the answer to the question as first asked."""
    asked = ask.request.data.get("asked", "")
    chosen = await choice(ask, ctx)
    if chosen.offering is None or not asked:
        raise OldButton
    finding = find(chosen.listing, asked, offering=chosen.offering)
    return again(ask, ctx, chosen, finding, show=Show.UPDATE)


async def none_of_these(ask: Ask, ctx: Context) -> Outcome:
    """None of the candidates was meant: then the company is not on the list."""
    asked = ask.request.data.get("asked", "")
    if not asked:
        raise OldButton
    chosen = await choice(ask, ctx)
    near = find(chosen.listing, asked, offering=chosen.offering)
    denied = replace(near.found, status="none")
    finding = Finding(asked, denied, near.standing, near.verdict)
    return again(ask, ctx, chosen, finding, show=Show.UPDATE)


def _sold_where(text: str) -> tuple[str, str]:
    """The offering and the account in “middleware at Contoso”, or “to”, or “for”."""
    for between in (" at ", " to ", " for "):
        words, found, name = f" {text}".partition(between)
        if found:
            return words, name
    raise questions.Unclear


def which_offering(name: str, words: str, listing: Listing, *, day: date | None) -> Reply:
    """Unknown words for an offering: ask, with buttons."""
    asof = {"day": day.isoformat()} if day else {}
    buttons = tuple(
        Button(capital(item.name), "offering", {**asof, "offering": item.id, "asked": name})
        for item in listing.policy.offerings
    )
    rows = [buttons[i : i + BUTTONS] for i in range(0, len(buttons), BUTTONS)]
    card = Card(
        f"What would you sell at “{name}”?",
        (
            Text(f"I don't know “{words.strip()}” as an offering. Who leads depends on it:"),
            *(Buttons(row) for row in rows),
        ),
    )
    return Reply(card, Note("asked", detail={"status": "offering?"}))


_BID = (
    r"(?:can\s(?:we|i|you|services|partners)|(?:may|are)\s(?:we|i)(?:\sallowed\sto)?)\s"
    r"(?:bid|sell|offer|lead|engage)\s"
    r"(?:on\s+|with\s+)?(?P<rest>.+)"
)
_OWNER = (
    r"who(?:['’]?s|\s+is)?\s+(?:owns|manages|looks\s+after"
    r"|(?:the\s+)?(?:owner|(?:account\s+)?manager)\s+(?:of|for|at))\s+(?P<rest>.+)"
)

FEATURE = Feature(
    commands=(
        verb("can we bid <offering> at <company>?", _BID, bid),
        verb("who owns <company>?", _OWNER, owner),
        verb("why is <company> named?", r"why\s+(?P<rest>.+)", why),
    ),
    actions={"offering": Action(pick_offering), "none": Action(none_of_these)},
)
PLAIN = Feature(commands=(verb("is <company> named?", r"(?P<rest>.*)", named),))
