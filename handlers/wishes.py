"""What someone wishes to hear of: one form for all of it, and the subscription that it makes."""

import secrets
from datetime import datetime
from functools import partial

from store import people, subscriptions
from store import places as store_places
from store.db import Sql
from store.rows import Audience, Person
from store.subscriptions import Subscription

from . import names, outsiders, places
from .cards import Button, Buttons, Card
from .context import Context
from .errors import NotAllowed, OldButton, Unfinished
from .feature import Ask
from .forms import Choice, Form, Lookup, Pick, Several
from .identify import internal
from .lists import Listing
from .news import broadcast
from .request import Kind, Note, Outcome, Place, Reply
from .windows import Cadence

MINE, HERE, KEEP = "mine", "here", "keep"
SHARED = (Kind.CHANNEL, Kind.GROUP)
CADENCES = {
    Cadence.AT_ONCE: ("At once", "at once"),
    Cadence.DAILY: ("Once a day, in the morning", "every morning"),
    Cadence.WEEKLY: ("Once a week, on Monday", "every Monday"),
}
QUIETS = {  # what people choose among; anything finer is nobody's wish
    "20:00-08:00": "In the night (20:00 to 08:00)",
    "18:00-09:00": "Outside working hours (18:00 to 09:00)",
}


class NotHere(NotAllowed):
    """Partners subscribe a place only where everyone is of their own firm, so nothing was changed.
    In your own chat with me it always works.
    """


async def form(ask: Ask, ctx: Context) -> Form:
    """Of a subscription that is there, filled with what it is. Raises OldButton, NoList."""
    old = await ctx.db.read(lambda db: own(db, ask, ask.request.data.get("id", "")))
    elsewhere = "" if old is None else await ctx.db.read(lambda db: _elsewhere(db, ask, old))
    listing = ctx.lists.now(ask.audience)
    entry = listing.entries.get(old.accounts[0]) if old and old.accounts else None
    account = Choice(entry.account_id, entry.name) if entry else None
    asked = Form(
        "Subscribe",
        "Save",
        "news.subscribe",
        (
            _where(ask.request.place, ask.request.data.get("thread", ""), elsewhere),
            Several("districts", "Districts", _districts(listing), hint="None picked: all."),
            Several("tiers", "Tiers", _tiers(listing), hint="None picked: all."),
            Lookup("account", "One account alone", "accounts", account, required=False),
            Pick("cadence", "How often?", _CADENCES, Cadence.AT_ONCE),
            Pick("quiet", "Quiet hours", _QUIETS, required=False),
        ),
        data=_kept(ask, old),
    )
    held = _typed(old, elsewhere) if old else {}
    return asked.refilled({**held, **ask.request.data}, {})


async def save(ask: Ask, ctx: Context) -> Outcome:
    """The subscription as it is from now on."""
    typed, listing = ask.request.data, ctx.lists.now(ask.audience)
    where = typed.get("where", MINE)
    audience = ask.person.audience if where == KEEP else await _audience(ask, ctx, where)
    account = typed.get("account", "")
    if account and account not in listing.entries:
        raise Unfinished({"account": "Please pick an account of the list, or leave this empty."})
    return partial(_save, ask=ask, ctx=ctx, audience=audience)


def _save(db: Sql, *, ask: Ask, ctx: Context, audience: Audience) -> Reply:
    old = own(db, ask, ask.request.data.get("id", ""))
    row = _read(ask, ctx, old, audience)
    subscriptions.put(db, row, now=ctx.now())
    if old is not None and old.parked:
        broadcast.catch_up(db, row, now=ctx.now())
    _look_at(db, {row.destination, old.destination if old else ""}, now=ctx.now())
    card = Card(
        f"You will hear of {about(row, ctx.lists.now(ask.audience))}, {when(row)}.",
        (Buttons((Button("My subscriptions", "news.list"),)),),
    )
    return Reply(card, Note("news.subscribed", row.id))


def _read(ask: Ask, ctx: Context, old: Subscription | None, audience: Audience) -> Subscription:
    typed, place = ask.request.data, ask.request.place
    here = typed.get("where") == HERE
    kept = old if typed.get("where") == KEEP else None
    mine = f"person:{ask.person.id}"
    begins, _, ends = typed.get("quiet", "").partition("-")
    return Subscription(
        id=old.id if old else new_id(),
        owner_id=ask.person.id,
        destination=kept.destination if kept else place.address if here else mine,
        thread=kept.thread if kept else typed.get("thread", "") if here else "",
        audience=kept.audience if kept else audience,
        origin=old.origin if old else "own",
        districts=_lines(typed.get("districts", "")),
        tiers=_lines(typed.get("tiers", "")),
        accounts=_lines(typed.get("account", "")),
        cadence=Cadence(typed.get("cadence") or Cadence.AT_ONCE),
        time_zone=zone(ask.person, ctx),
        quiet=(begins, ends) if f"{begins}-{ends}" in QUIETS else None,
    )


def _look_at(db: Sql, addresses: set[str], *, now: datetime) -> None:
    """Who is in these places is looked at, and what they are called."""
    for address in sorted(addresses):
        if address and not address.startswith("person:"):
            outsiders.plan(db, address, at=now)
            if address not in store_places.names(db, [address]):
                places.look(db, address, at=now)


def about(row: Subscription, listing: Listing) -> str:
    """What a subscription is about, as the end of “you hear of …”."""
    if row.accounts:
        names = (listing.entries[each].name for each in row.accounts if each in listing.entries)
        return ", ".join(names) or "an account that is no longer listed"
    tiers = " and ".join(listing.policy.tier_name(each) for each in row.tiers)
    places = " and ".join(map(listing.district, row.districts))
    what = f"{tiers} accounts" if tiers else "all news of the list"
    return f"{what} in {places}" if places else what


def when(row: Subscription) -> str:
    quiet = f", quiet from {row.quiet[0]} to {row.quiet[1]}" if row.quiet else ""
    return CADENCES[Cadence(row.cadence)][1] + quiet


def own(db: Sql, ask: Ask, ident: str) -> Subscription | None:
    """One that this person may change: their own, and for staff those of the place they are in.

    Raises OldButton for any other.
    """
    if not ident:
        return None
    row = subscriptions.get(db, ident)
    mine = row is not None and ask.person.id in (row.owner_id, row.destination.partition(":")[2])
    here = row is not None and ask.person.staff and row.destination == ask.request.place.address
    if not (mine or here):
        raise OldButton
    return row


async def _audience(ask: Ask, ctx: Context, where: str) -> Audience:
    """Whose news a place gets: where anybody else reads along, what partners may know."""
    place = ask.request.place
    if where != HERE:
        return ask.person.audience
    if place.kind not in SHARED:
        raise Unfinished({"where": "This conversation can't be subscribed; pick your own chat."})
    if ask.person.staff:
        partners = ctx.db.look(lambda db: _of_partners(db, place.address))
        within = not partners and await internal(ctx, place.address)
        return Audience.STAFF if within else Audience.PARTNERS
    if not await _all_of_one_firm(ask.person.firm_id, place.address, ctx):
        raise NotHere
    return Audience.PARTNERS


def _of_partners(db: Sql, address: str) -> bool:
    """A district's partner channel, even while no partner is in it."""
    return any(each.partner_channel == address for each in people.districts(db))


async def _all_of_one_firm(firm_id: str, address: str, ctx: Context) -> bool:
    roster = await ctx.platforms.roster(address)
    humans = [member for member in roster or () if member.human]

    def own(db: Sql) -> bool:
        known = (people.linked(db, member.who) for member in humans)
        return all(found is not None and found[0].firm_id == firm_id for found in known)

    return bool(humans) and ctx.db.look(own)


def _typed(row: Subscription, elsewhere: str) -> dict[str, str]:
    mine = row.destination.startswith("person:")
    return {
        "where": MINE if mine else KEEP if elsewhere else HERE,
        "districts": "\n".join(row.districts),
        "tiers": "\n".join(row.tiers),
        "cadence": row.cadence,
        "quiet": "-".join(row.quiet) if row.quiet else "",
    }


def _kept(ask: Ask, old: Subscription | None) -> dict[str, str]:
    """What a form brings along: which one it changes, and the thread that it is for."""
    thread = old.thread if old else ask.request.data.get("thread", "")
    found = {"id": old.id if old else "", "thread": thread}
    return {key: value for key, value in found.items() if value}


def _elsewhere(db: Sql, ask: Ask, row: Subscription) -> str:
    """Where it sends, if that is neither here nor in person."""
    here = ask.request.place
    if row.destination.startswith("person:") or (
        row.destination == here.address and here.kind in SHARED
    ):
        return ""
    return names.say(db, row.destination)


def _where(place: Place, thread: str, elsewhere: str) -> Pick:
    choices = [Choice(MINE, "In my own chat with Hardline")]
    if elsewhere:
        choices.append(Choice(KEEP, f"As now, in {elsewhere}"))
    if place.kind in SHARED:
        said = "Here, in this thread" if thread else "Here, for everyone in this conversation"
        choices.append(Choice(HERE, said))
    return Pick("where", "Where?", tuple(choices), choices[-1].value)


def thread(place: Place, message: str) -> str:
    """The thread that something was said in; what begins one, stands in none."""
    return "" if place.thread == message else place.thread


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("\n")))


def _districts(listing: Listing) -> tuple[Choice, ...]:
    return tuple(Choice(ident, name) for ident, name in listing.districts.items())


def _tiers(listing: Listing) -> tuple[Choice, ...]:
    return tuple(Choice(tier.id, tier.name) for tier in listing.policy.tiers)


def zone(person: Person, ctx: Context) -> str:
    return person.time_zone or ctx.policy.vendor.time_zone


def new_id() -> str:
    return f"sub_{secrets.token_hex(6)}"


_CADENCES = tuple(Choice(value, label) for value, (label, _) in CADENCES.items())
_QUIETS = tuple(Choice(value, label) for value, label in QUIETS.items())
