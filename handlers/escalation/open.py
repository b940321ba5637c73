"""Opening an escalation: from an answer, a command or a message, in one form."""

from functools import partial

from handlers.cards import Button, Buttons, Card, Facts, Text, Value
from handlers.context import Context
from handlers.errors import NotAllowed
from handlers.feature import Action, Ask, Feature, verb
from handlers.forms import Choice, Form, Line, Lookup, Pick, Words
from handlers.lists import Listing
from handlers.permissions import Doing, allowed
from handlers.questions import clean
from handlers.request import Note, Outcome, Reply, Via
from handlers.words import capital
from store import audit, cases, people
from store.case_rows import SERVICES, UNLISTED, Case, Claim, Kind, Party, Terms
from store.db import Sql
from store.rows import Person, Role

from . import cards, claims, flow, offices, step, tell
from . import file as files
from .file import CaseFile
from .relations import may
from .words import FIRM

SUGGESTED = 15  # Teams shows no more
QUOTED = 1_500  # characters of a message that is taken along as evidence


class MayNotOpen(NotAllowed):
    """Cases are opened by partners, services and managers, so nothing was opened for you."""


async def escalate(ask: Ask, ctx: Context) -> Outcome:
    """Open an escalation: two teams have met at an account, and someone must decide."""
    form = await opening(ask, ctx)
    known = account(ask, ctx.lists.now(ask.audience))
    data = {"account": known.value} if known else {}  # typed as a message, the button opens it
    button = Button("Open escalation", "case.open", data, "primary", form=True)
    card = Card("Tell me what happened, and I take it to who decides.", (Buttons((button,)),))
    return Reply(card, Note("form.opened", detail={"form": "case.open"}), form=form)


async def opening(ask: Ask, ctx: Context) -> Form:
    """The form, with what is known already. Raises NotAllowed, and NoList before the first list."""
    if not allowed(Doing.OPEN_CASE, ask.person):
        raise MayNotOpen
    typed, listing = ask.request.data, ctx.lists.now(ask.audience)
    other = typed.get("other") or ("" if ask.person.staff else SERVICES)
    fields = (
        Lookup("account", "Account", "accounts", account(ask, listing), "Type a few letters."),
        Lookup("other", "Whom have you met there?", "sides", await _side(ctx, other)),
        Words("what", "What happened?", typed.get("what") or _quoted(ask)),
        Pick("offering", "What is being sold?", _offerings(listing), required=False),
        Line("opportunity", "Opportunity", required=False, hint="As both sides would call it."),
        Words("evidence", "Links to evidence", ask.request.link, "One a line.", required=False),
        Pick("urgency", "How urgent is it?", _URGENCY, "normal"),
        Pick(
            "district",
            "District",
            await districts(ctx),
            hint="Only for a company that is not on the list.",
            required=False,
        ),
    )
    form = Form("Open escalation", "Open", "case.open", fields)
    return form.refilled(typed, {})


async def submit(ask: Ask, ctx: Context) -> Outcome:
    """The case is opened, or the open one about the same is shown."""
    if not allowed(Doing.OPEN_CASE, ask.person):
        raise MayNotOpen
    typed = ask.request.data
    listing = ctx.lists.now(ask.audience)
    where = claims.account(listing, typed.get("account", ""), district=typed.get("district", ""))
    return partial(_open, where=where, ask=ask, ctx=ctx)


def _open(db: Sql, *, where: claims.Where | None, ask: Ask, ctx: Context) -> Reply:
    return begin(db, *claims.read(db, ask.request.data, where, ask.person), ask=ask, ctx=ctx)


def begin(
    db: Sql,
    claim: Claim,
    parties: tuple[Party, ...],
    *,
    terms: Terms | None = None,
    ask: Ask,
    ctx: Context,
) -> Reply:
    """A case with its number, or the open one about the same."""
    now = ctx.now()
    office = offices.at(db, claim.account_id, claim.account, claim.district_id, ctx.policy, now=now)
    try:
        ident = cases.number(db, claim)
    except cases.OpenAlready as open_:
        return _there_is_one(db, open_.ident, ask, ctx)
    opened = flow.opened(ident, claim, parties, office, terms=terms, now=now)
    cases.open_(db, opened.case, opened.timers)
    told = files.read(db, opened.case, ctx.policy, now=now)
    tell.event(db, told)
    return Reply(_opened(told), Note("case.opened", ident, step.proof(told)))


def _there_is_one(db: Sql, ident: str, ask: Ask, ctx: Context) -> Reply:
    case = cases.get(db, ident)
    assert case is not None, "it was found in this very transaction"
    case = _joined(db, case, ask.person, ctx)
    told = files.read(db, case, ctx.policy, now=ctx.now())
    audit.append(db, who=ask.person.id, did="case.repeated", about=ident, now=ctx.now())
    card = cards.personal(told, ask.person)
    same = Text("There is an open case about this already, so no second one was opened.")
    return Reply(Card(card.verdict, (same, *card.blocks)), Note("case.shown", ident))


def _joined(db: Sql, case: Case, by: Person, ctx: Context) -> Case:
    """A colleague who asks for the same reads along, and hears of it from now on: always of an
    exception, and of an escalation who could not read it otherwise.
    """
    directory = offices.of(db, case, ctx.policy, now=ctx.now()).directory
    reads = may(Doing.READ_CASE, case, by, directory)
    if by.id == case.owner_id or (reads and case.claim.kind is not Kind.EXCEPTION):
        return case
    cases.join(db, case.id, Party(by.id, claims.side_of(by)), now=ctx.now())
    after = cases.get(db, case.id) or case
    if after != case:
        tell.refresh(db, files.read(db, after, ctx.policy, now=ctx.now()))
    return after


def _opened(told: CaseFile) -> Card:
    """What the one who opened it sees at once: the number, who decides, by when."""
    rows: list[tuple[str, Value]] = [("Decides", told.contact(told.case.owner_id))]
    if limit := told.limit:
        rows.append((told.awaited, told.when(limit)))
    return Card(
        f"{told.case.id} is open, and {told.name(told.case.owner_id)} has it.",
        (Facts(tuple(rows)), Text("Its card is in our own chat, and always up to date.")),
    )


def account(ask: Ask, listing: Listing) -> Choice | None:
    """Picked before, on the answer's button, or named after the command."""
    value = ask.request.data.get("account", "")
    if value and (where := claims.account(listing, value)):
        label = where.name if not value.startswith(UNLISTED) else f"{where.name} (not on the list)"
        return Choice(value, label)
    if ask.rest and ask.request.via in (Via.COMMAND, Via.MESSAGE):
        found = listing.index.search(clean(ask.rest))
        if found.status == "match":
            return Choice(found.hits[0].account_id, found.hits[0].name)
        return _not_listed(ask.rest) if found.status == "none" else None
    return None


def _not_listed(name: str) -> Choice:
    shown = clean(name)
    return Choice(f"{UNLISTED}{shown}"[:150], f"{shown} (not on the list)")


def _quoted(ask: Ask) -> str:
    text = clean(ask.request.text)[:QUOTED] if ask.request.via is Via.SHORTCUT else ""
    return f"“{text}”" if text else ""


def _offerings(listing: Listing) -> tuple[Choice, ...]:
    return tuple(Choice(item.id, capital(item.name)) for item in listing.policy.offerings)


_URGENCY = (Choice("normal", "Normal"), Choice("high", "Urgent: a customer is waiting"))


async def districts(ctx: Context) -> tuple[Choice, ...]:
    found = await ctx.db.read(people.districts)
    return tuple(Choice(each.id, each.name) for each in found)


async def _side(ctx: Context, value: str) -> Choice | None:
    def find(db: Sql) -> Choice | None:
        if value == SERVICES:
            return Choice(SERVICES, ctx.policy.vendor.services)
        kind, _, ident = value.partition(":")
        if kind == "person" and (person := people.get(db, ident)):
            return Choice(value, person.name)
        name = people.firms(db).get(ident) if kind == "firm" else None
        return Choice(value, name) if name else None

    return await ctx.db.read(find) if value else None


async def accounts(ask: Ask, ctx: Context) -> tuple[Choice, ...]:
    """Accounts of the list, the likeliest first, and what was typed as one that is not on it."""
    listing, typed = ctx.lists.now(ask.audience), ask.rest
    if not typed:
        return ()
    found = [hit.account_id for hit in listing.index.search(typed).hits]
    found += listing.starting(typed, limit=SUGGESTED)
    listed = [_listed(listing, each) for each in dict.fromkeys(found)][: SUGGESTED - 1]
    return (*listed, _not_listed(typed))


def _listed(listing: Listing, account_id: str) -> Choice:
    entry = listing.entries[account_id]
    parts = [listing.policy.tier_name(entry.tier), listing.district(entry.district)]
    return Choice(account_id, entry.name, ", ".join(filter(None, parts)))


async def sides(ask: Ask, ctx: Context) -> tuple[Choice, ...]:
    """The services arm, its leads, and firms. A partner must name another firm in full: who else
    is a partner is not theirs to browse.
    """
    typed = " ".join(ask.rest.casefold().split())

    def find(db: Sql) -> tuple[Choice, ...]:
        services = Choice(SERVICES, ctx.policy.vendor.services, "the services arm")
        leads = [
            Choice(f"person:{lead.id}", lead.name, ctx.policy.vendor.services)
            for lead in people.by_role(db, Role.SERVICES_LEAD)
        ]
        firms = [Choice(f"{FIRM}{ident}", name) for ident, name in people.firms(db).items()]
        if not ask.person.staff:
            firms = [firm for firm in firms if firm.label.casefold() == typed]
        own = claims.side_of(ask.person)
        offered = [each for each in (services, *leads, *firms) if each.value != own]
        return tuple(each for each in offered if typed in each.label.casefold())

    return (await ctx.db.read(find))[:SUGGESTED]


FEATURE = Feature(
    commands=(
        verb(
            "escalate <company>",
            r"escalate(?:\s+(?P<rest>.+))?",
            escalate,
            Doing.OPEN_CASE,
            opens=True,
        ),
    ),
    actions={"case.open": Action(submit, changes=True, form=opening)},
    lookups={"accounts": accounts, "sides": sides},
)


def button(account_id: str, offering: str = "") -> Button:
    """*Open escalation* on an answer."""
    data = {"account": account_id, "offering": offering}
    kept = {key: value for key, value in data.items() if value}
    return Button("Open escalation", "case.open", kept, form=True)
