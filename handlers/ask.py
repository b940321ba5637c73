"""The main job: is it named, who leads there, by which rule, and whom to talk to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from store import answers, people

from . import answer, days, questions
from .cards import BUTTONS, Button, Buttons, Card, Contact, Item, Items, Text
from .context import Context
from .errors import OldButton, PersonError
from .feature import Action, Ask, Feature, verb
from .findings import Finding, find, full_stop, phrase
from .lists import Listing
from .policy import Offering
from .request import Note, Outcome, Reply, Show


async def named(ask: Ask, ctx: Context) -> Outcome:
    """Is it named, who leads there, and by which rule; up to 20 names, also as of a day."""
    text = ask.rest or ask.request.text
    question = questions.read(text, today=today(ctx))
    listing = await listing_for(ask, ctx, question.day)
    names = questions.split(question, listing.index)
    limit = ctx.policy.limits.names_in_one_question
    if len(names) > limit:
        raise PersonError(
            f"That is {len(names)} names; I answer up to {limit} at once.\n"
            "Please send them in smaller portions: what you typed is still in your message."
        )
    if len(names) > 1:
        return several(ask, ctx, listing, names, day=question.day)
    finding = find(listing, names[0])
    if finding.entry is None and finding.found.status == "none" and questions.chatter(text):
        raise questions.Unclear
    return reply(ask, ctx, listing, finding, day=question.day)


async def bid(ask: Ask, ctx: Context) -> Outcome:
    """Whether you may bid an offering at an account, and who leads there."""
    words, _, name = f" {ask.rest}".partition(" at ")
    if not name:
        raise questions.Unclear
    question = questions.read(name, today=today(ctx))
    listing = await listing_for(ask, ctx, question.day)
    if not words.strip():
        return reply(ask, ctx, listing, find(listing, question.names), day=question.day)
    offering = listing.policy.offering_named(questions.clean(words))
    if offering is None:
        return which_offering(question.names, words, listing)
    finding = find(listing, question.names, offering=offering)
    return reply(ask, ctx, listing, finding, day=question.day, offering=offering)


async def owner(ask: Ask, ctx: Context) -> Outcome:
    """Who looks after an account, and how to reach them."""
    question = questions.read(ask.rest, today=today(ctx))
    listing = await listing_for(ask, ctx, question.day)
    finding = find(listing, question.names)
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
    finding = find(listing, question.names)
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
    offering = ctx.policy.offering(ask.request.data.get("offering", ""))
    asked = ask.request.data.get("asked", "")
    if offering is None or not asked:
        raise OldButton
    listing = await listing_for(ask, ctx, None)
    finding = find(listing, asked, offering=offering)
    return reply(ask, ctx, listing, finding, offering=offering, show=Show.UPDATE)


async def none_of_these(ask: Ask, ctx: Context) -> Outcome:
    """None of the candidates was meant: then the company is not on the list."""
    asked = ask.request.data.get("asked", "")
    if not asked:
        raise OldButton
    chosen = await choice(ask, ctx)
    near = find(chosen.listing, asked, offering=chosen.offering)
    denied = replace(near.found, status="none")
    finding = Finding(asked, denied, near.standing, near.verdict)
    return reply(
        ask,
        ctx,
        chosen.listing,
        finding,
        day=chosen.day,
        offering=chosen.offering,
        show=Show.UPDATE,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """What a button carries of the question it belongs to."""

    listing: Listing
    day: date | None
    offering: Offering | None


async def choice(ask: Ask, ctx: Context) -> Choice:
    """Raises OldButton for data that no button of this release carries."""
    data: Mapping[str, str] = ask.request.data
    try:
        day = date.fromisoformat(data["day"]) if data.get("day") else None
    except ValueError:
        raise OldButton from None
    listing = await listing_for(ask, ctx, day)
    return Choice(listing, day, listing.policy.offering(data.get("offering", "")))


def reply(
    ask: Ask,
    ctx: Context,
    listing: Listing,
    finding: Finding,
    *,
    day: date | None = None,
    offering: Offering | None = None,
    verdict: str = "",
    show: Show = Show.NEW,
) -> Reply:
    """The answer about one name, with a reference of its own."""
    at = setting(ask, ctx, listing, day=day, offering=offering)
    if offering and not finding.unsure:
        verdict = answer.bid(
            finding, offering, staff=ask.person.staff, services=ctx.policy.vendor.services
        )
    card = answer.one(finding, at, manager=manager(ctx, finding), verdict=verdict)
    about = finding.entry.account_id if finding.entry else ""
    detail = {"status": finding.found.status, "standing": str(finding.standing)}
    return Reply(
        card,
        Note("asked", about, {**detail, "edition": listing.edition.id}),
        show,
        ref=at.ref,
        edition_id=listing.edition.id,
        asked=finding.asked,
    )


def several(
    ask: Ask, ctx: Context, listing: Listing, names: tuple[str, ...], *, day: date | None
) -> Reply:
    """Several names in one answer, a line each, doubtful ones with a button to settle them."""
    findings = [find(listing, name) for name in names]
    at = setting(ask, ctx, listing, day=day)
    sure = sum(bool(f.entry) and f.standing != "not named" for f in findings)
    items = Items(tuple(_line(finding, at) for finding in findings))
    verb_, when = ("were", f" on {days.say(day)}") if day else ("are", "")
    verdict = f"{sure} of {len(findings)} {verb_} named or covered{when}."
    buttons = answer.rest("\n".join(names), at)
    more = (Buttons(buttons),) if buttons else ()
    card = Card(verdict, (items, answer.source(at), *more))
    return Reply(
        card,
        Note("asked", detail={"names": str(len(names)), "edition": listing.edition.id}),
        ref=at.ref,
        edition_id=listing.edition.id,
        asked="\n".join(names),
    )


def which_offering(name: str, words: str, listing: Listing) -> Reply:
    """Unknown words for an offering: ask, with buttons."""
    buttons = tuple(
        Button(item.name, "offering", {"offering": item.id, "asked": name})
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


def setting(
    ask: Ask,
    ctx: Context,
    listing: Listing,
    *,
    day: date | None = None,
    offering: Offering | None = None,
) -> answer.Setting:
    return answer.Setting(
        listing=listing,
        audience=ask.audience,
        today=today(ctx),
        ref=answers.new_ref(),
        public=ask.public,
        day=day,
        offering=offering,
    )


async def listing_for(ask: Ask, ctx: Context, day: date | None) -> Listing:
    """The one edition that answers this question, for this audience."""
    if day is None:
        return ctx.lists.now(ask.audience)
    return await ctx.lists.as_of(ask.audience, day, now=ctx.now())


def manager(ctx: Context, finding: Finding) -> Contact | None:
    """The account's manager as kept with the edition, with the name the directory has now."""
    if finding.entry is None:
        return None
    email = finding.entry.manager_email or (finding.parent.manager_email if finding.parent else "")
    if not email:
        return None
    person = ctx.db.look(lambda db: people.by_email(db, email))
    return Contact(person.name, person.email, person.id) if person else Contact(email, email)


def today(ctx: Context) -> date:
    return days.local(ctx.now(), ctx.policy.vendor.time_zone)


def _line(finding: Finding, at: answer.Setting) -> Item:
    title = full_stop(f"{finding.name}: {answer.standing_word(finding)}")
    if finding.unsure:
        hit = finding.found.hits[0]
        data = {**at.data, "account": hit.account_id, "asked": finding.asked}
        names = "; ".join(hit.name for hit in finding.found.hits[:BUTTONS])
        return Item(
            title, full_stop(f"Could be: {names}"), Button(f"It is {hit.name}", "pick", data)
        )
    entry = finding.parent or finding.entry
    tier = at.listing.policy.tier_name(entry.tier) if entry and entry.tier else ""
    facts = [
        tier,
        at.listing.district(entry.district) if entry else "",
        f"lead: {finding.verdict.lead}",
    ]
    asked = f"asked as “{finding.asked}”" if finding.entry else ""
    return Item(title, ", ".join(filter(None, [*facts, asked])))


_BID = (
    r"can\s+(?:we|i|you|services|partners)\s+(?:bid|sell|offer|lead|engage)\s+"
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
