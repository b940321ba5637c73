"""A reply to a question, once it is read: which edition answers, and what a button goes on with."""

from dataclasses import dataclass
from datetime import date

from store import answers

from . import answer, days
from .cards import BUTTONS, Button, Buttons, Card, Contact, Item, Items
from .context import Context
from .errors import OldButton
from .feature import Ask
from .findings import Finding, excepted, find
from .lists import Listing
from .permissions import Doing, allowed
from .policy import Offering, Standing
from .request import Note, Reply, Show
from .words import capital, full_stop


@dataclass(frozen=True, slots=True)
class Choice:
    """What a button carries of the question it belongs to."""

    listing: Listing
    day: date | None
    offering: Offering | None


async def choice(ask: Ask, ctx: Context) -> Choice:
    """Raises OldButton for data that no button of this release carries."""
    data = ask.request.data
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
    finding = with_exception(ctx, listing, finding, day=day, offering=offering)
    if offering and not finding.unsure:
        verdict = answer.bid(
            finding, offering, staff=ask.person.staff, services=listing.policy.vendor.services
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


def again(
    ask: Ask, ctx: Context, chosen: Choice, finding: Finding, *, show: Show = Show.NEW
) -> Reply:
    """The answer to the question that a button belongs to, as of its day and on its offering."""
    return reply(
        ask,
        ctx,
        chosen.listing,
        finding,
        day=chosen.day,
        offering=chosen.offering,
        show=show,
    )


def several(
    ask: Ask, ctx: Context, listing: Listing, names: tuple[str, ...], *, day: date | None
) -> Reply:
    """Several names in one answer, a line each, doubtful ones with a button to settle them."""
    findings = [with_exception(ctx, listing, find(listing, name), day=day) for name in names]
    at = setting(ask, ctx, listing, day=day)
    sure = sum(f.standing in (Standing.NAMED, Standing.COVERED) for f in findings)
    items = Items(tuple(_line(finding, at) for finding in findings))
    verb_, when = ("were", f" on {days.say_asked(day)}") if day else ("are", "")
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
        opens=allowed(Doing.OPEN_CASE, ask.person),
        asks=allowed(Doing.ASK_EXCEPTION, ask.person) and not ask.public,
        exceptions=ctx.policy.exceptions.allowed_for,
    )


def with_exception(
    ctx: Context,
    listing: Listing,
    finding: Finding,
    *,
    day: date | None = None,
    offering: Offering | None = None,
) -> Finding:
    """What was found with an exception that is in force, or was as that day ended."""
    at = min(days.end(day, ctx.policy.vendor.time_zone), ctx.now()) if day else ctx.now()
    return excepted(finding, listing, ctx.lists.exceptions, at=at, offering=offering)


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
    person = ctx.directory.by_email(email)
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
        answer.BRIEFLY[finding.verdict.lead],
    ]
    asked = f"asked as “{finding.asked}”" if finding.entry else ""
    return Item(title, capital(", ".join(filter(None, [*facts, asked]))))
