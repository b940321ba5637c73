"""Exceptions: services ask to engage where a rule keeps them out; the district's manager decides.

Deciding, reminding and ending are those of every case, see `escalation`.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from store import cases
from store.case_rows import SERVICES, UNLISTED, Claim, Kind
from store.db import Sql
from store.rows import Person

from . import questions
from .cards import Button, Buttons, Card, Text
from .context import Context
from .errors import NotAllowed, PersonError, Unfinished
from .escalation import claims, terms
from .escalation import open as opening
from .escalation.terms import ASK
from .excepted import alike
from .feature import Action, Ask, Feature, verb
from .forms import Choice, Field, Form, Line, Lookup, Pick, Words
from .lists import Listing
from .permissions import Doing, allowed
from .policy import ELSEWHERE
from .request import Note, Outcome, Reply, Via


class MayNotAsk(NotAllowed):
    """Only the services arm asks for exceptions, so nothing was asked for you."""


class NoExceptions(PersonError):
    """The policy allows no exception to this rule, so nothing was asked."""


async def ask_for(ask: Ask, ctx: Context) -> Outcome:
    """For services: ask to engage where partners lead; the district's manager decides."""
    form = await asking(ask, ctx)
    button = Button(form.title, ASK, form.data, "primary", form=True)
    card = Card("Tell me why, and I take it to the district's manager.", (Buttons((button,)),))
    return Reply(card, Note("form.opened", detail={"form": ASK}), form=form)


async def asking(ask: Ask, ctx: Context) -> Form:
    """The form, with what is known already. Raises MayNotAsk, NoExceptions and NoList, and
    PersonError for an account that needs none.
    """
    typed, listing = ask.request.data, ctx.lists.now(ask.audience)
    rule = _allow(ask, ctx, listing)
    account = opening.account(ask, listing)
    needless = _needless(listing, account.value, rule) if account else ""
    if needless and ask.request.via is not Via.FORM:  # of a form it is told at the field
        raise PersonError(needless)
    data = {key: typed[key] for key in ("offering",) if typed.get(key)}
    if account:  # for where no form can be shown: a button opens this one
        data["account"] = account.value
    form = Form(
        "Ask for an exception",
        "Ask",
        ASK,
        await _fields(account, ask, ctx),
        (Text(_about(listing, account, rule)),),
        data,
    )
    return form.refilled(typed, {})


async def _fields(account: Choice | None, ask: Ask, ctx: Context) -> tuple[Field, ...]:
    return (
        Lookup("account", "Account", "accounts", account, "Type a few letters."),
        Line("project", "Early-adopter project"),
        Words("what", "Why?", hint="Who decides reads this; partners don't."),
        *terms.fields(ask.request.data, None, ctx.policy),
        Words("evidence", "Links to evidence", hint="One a line.", required=False),
        Pick(
            "district",
            "District",
            await opening.districts(ctx),
            hint="Only for a company that is not on the list.",
            required=False,
        ),
    )


def _about(listing: Listing, account: Choice | None, rule: str) -> str:
    """What the exception is to, above the form."""
    where = claims.account(listing, account.value) if account else None
    return f"To this rule: {listing.policy.sentence(rule, account=where.name if where else 'It')}"


async def submit(ask: Ask, ctx: Context) -> Outcome:
    """The request is on its way to who decides, or the open one at the account is shown."""
    listing, typed = ctx.lists.now(ask.audience), ask.request.data
    rule = _allow(ask, ctx, listing)
    value = typed.get("account", "")
    where = claims.account(listing, value, district=typed.get("district", ""))
    errors = {"account": needless} if (needless := _needless(listing, value, rule)) else {}
    return partial(_ask, where=where, errors=errors, ask=ask, ctx=ctx)


def _ask(
    db: Sql, *, where: claims.Where | None, errors: Mapping[str, str], ask: Ask, ctx: Context
) -> Reply:
    typed = ask.request.data
    project = questions.clean(typed.get("project", ""))
    claim, wrong = _claim(db, typed, where, ask.person)
    wrong |= {**terms.problems(typed, ctx.policy), **errors}
    if not project:
        wrong["project"] = "Please name the project that this is for."
    if wrong or claim is None:
        raise Unfinished(wrong)
    wanted = terms.read(typed, project=project)
    return opening.begin(db, _as_open(db, claim), (), terms=wanted, ask=ask, ctx=ctx)


def _claim(
    db: Sql, typed: Mapping[str, str], where: claims.Where | None, by: Person
) -> tuple[Claim | None, dict[str, str]]:
    wrong = claims.missing(db, typed, where, what="Please tell in a few words why.")
    links = claims.evidence(typed, wrong)
    if where is None:
        return None, wrong
    claim = Claim(
        kind=Kind.EXCEPTION,
        account_id=where.account_id,
        account=where.name,
        district_id=where.district,
        opener_id=by.id,
        opener_side=SERVICES,
        other_side="",
        offering=typed.get("offering", ""),
        what=typed.get("what", "").strip(),
        evidence=links,
    )
    return claim, wrong


def _as_open(db: Sql, claim: Claim) -> Claim:
    """A company that is not on the list goes by the name under which it is asked for already."""
    if not claim.account_id.startswith(UNLISTED):
        return claim
    same = (each for each in cases.open_exceptions(db) if alike(each.claim.account, claim.account))
    known = next((each for each in same if each.claim.account_id.startswith(UNLISTED)), None)
    return replace(claim, account_id=known.claim.account_id) if known else claim


def _allow(ask: Ask, ctx: Context, listing: Listing) -> str:
    """The rule that the exception is to. Raises MayNotAsk, NoExceptions."""
    if not allowed(Doing.ASK_EXCEPTION, ask.person):
        raise MayNotAsk
    rule = listing.policy.rule_against(ask.request.data.get("offering", ""))
    if rule not in ctx.policy.exceptions.allowed_for:
        raise NoExceptions
    return rule


def _needless(listing: Listing, value: str, rule: str) -> str:
    """Why no exception can be asked for there, or ''."""
    if value.startswith(UNLISTED):
        found = listing.index.search(value.removeprefix(UNLISTED))
        name = found.hits[0].name if found.status == "match" else ""
        return f"That is {name}, which is on the list. Please pick it there." if name else ""
    entry = listing.entries.get(value)
    if entry is None or rule != ELSEWHERE or not listing.policy.counts(listing.standing(entry)[0]):
        return ""
    services = listing.policy.vendor.services
    return f"{entry.name} needs no exception: it counts as named, so {services} may engage there."


FEATURE = Feature(
    commands=(
        verb(
            "ask for an exception at <company>",
            r"(?:(?:ask|request|apply)\s+(?:for\s+)?(?:an\s+)?)?exception"
            r"(?:\s+(?:at|for|to)(?=\s))?(?:\s+(?P<rest>.+))?",
            ask_for,
            Doing.ASK_EXCEPTION,
        ),
    ),
    actions={ASK: Action(submit, changes=True, form=asking)},
)
