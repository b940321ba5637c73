"""Delegating one's own duty for an absence: typed, or in a form; on record, and told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from handlers import days
from handlers.cards import Button, Buttons, Card, Text
from handlers.context import Context
from handlers.errors import NotAllowed, Unfinished
from handlers.feature import Action, Ask, Feature, verb
from handlers.forms import Choice, Day, Form, Lookup
from handlers.permissions import Doing
from handlers.questions import clean
from handlers.request import Note, Outcome, Reply, Show
from store import delegations, people
from store.case_rows import Delegation
from store.db import Sql
from store.rows import Person

from . import names, places, turns

LONGEST = timedelta(days=366)
OFFERED = 5  # buttons, when a name fits several people
SUGGESTED = 15  # Teams shows no more
_TYPED = re.compile(
    r"(?:my\s+dut(?:y|ies)\s+)?(?:to\s+)?(?P<to>.+?)"
    r"(?:\s+from\s+(?P<first>.+?))?(?:\s+(?:to|until|till)\s+(?P<last>.+?))?[.!]?",
    re.IGNORECASE | re.DOTALL,
)
NOBODY = "Nobody who decides cases is called that. Please type a name or e-mail of one who does."


class NothingToDelegate(NotAllowed):
    """You have no duty to decide cases, so there is nothing to delegate. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, as it was typed: who, the first day, the last."""

    to: str
    first: str
    last: str


async def typed(ask: Ask, ctx: Context) -> Outcome:
    """Someone stands in for you on these days, and decides your cases meanwhile."""
    found = _TYPED.fullmatch(ask.rest) if ask.rest else None
    said = found.groupdict(default="") if found else {}
    today = await ctx.db.read(lambda db: _today(db, ask.person, ctx))
    first, last = (_iso(said.get(key, ""), today) for key in ("first", "last"))
    wanted = Wanted(said.get("to", ""), first, last or first)
    if not wanted.to or not first:
        return await _offer(ask, ctx, wanted)
    return partial(_typed, wanted=wanted, ask=ask, ctx=ctx)


def _typed(db: Sql, *, wanted: Wanted, ask: Ask, ctx: Context) -> Reply:
    _allow(db, ask.person, ctx)
    found = names.meant(db, wanted.to, ask.request.who, ctx.policy)
    if len(found) == 1:
        try:
            return _make(db, Wanted(found[0].id, wanted.first, wanted.last), ask, ctx)
        except Unfinished as error:
            return _back(wanted, found[0], " ".join(error.errors.values()))
    if not found or len(found) > OFFERED:
        return _back(wanted, None, NOBODY if not found else "That could be several people.")
    buttons = tuple(
        Button(f"{each.name}, {each.email}"[:75], "duty.name", {**_days(wanted), "to": each.id})
        for each in found
    )
    card = Card("Whom do you mean?", (Buttons(buttons),))
    return Reply(card, Note("duty.asked"), personal=True)


def _back(wanted: Wanted, person: Person | None, why: str) -> Reply:
    """What was typed, in the form's button, with what is wrong with it."""
    data = {**_days(wanted), **({"to": person.id} if person else {})}
    return Reply(Card(why, (_button(data),)), Note("refused"), personal=True)


async def _offer(ask: Ask, ctx: Context, wanted: Wanted) -> Reply:
    """The form, with what was understood."""

    def find(db: Sql) -> str:
        found = names.meant(db, wanted.to, ask.request.who, ctx.policy) if wanted.to else []
        return found[0].id if len(found) == 1 else ""

    data = {**_days(wanted), "to": await ctx.db.read(find)}
    form = await _form(ask, ctx, data)
    text = Text("Or type, for example: escalate delegate Ana Silva from 2027-01-18 to 2027-01-22")
    card = Card("Who stands in for you, and on which days?", (text, _button(data)))
    return Reply(card, Note("form.opened", detail={"form": form.action}), form=form, personal=True)


async def opening(ask: Ask, ctx: Context) -> Form:
    """Raises NotAllowed for who has no duty."""
    return await _form(ask, ctx, ask.request.data)


async def _form(ask: Ask, ctx: Context, data: Mapping[str, str]) -> Form:
    def find(db: Sql) -> tuple[Choice | None, date]:
        _allow(db, ask.person, ctx)
        to = people.get(db, data.get("to", ""))
        fits = to and to.id in {each.id for each in names.deciders(db, ctx.policy)}
        return (_choice(to) if to and fits else None), _today(db, ask.person, ctx)

    chosen, today = await ctx.db.read(find)
    first = data.get("first") or today.isoformat()
    return Form(
        "Delegate my duty",
        "Delegate",
        "duty.delegate",
        (
            Lookup("to", "Who stands in for you?", "deciders", chosen, "Someone who decides."),
            Day("first", "From", first),
            Day("last", "To", data.get("last") or first, "This day included."),
        ),
        (Text("Either of you may act on your cases meanwhile. They and the district are told."),),
    )


async def submit(ask: Ask, ctx: Context) -> Outcome:
    """From the form: what is wrong is told at its field."""
    data = ask.request.data
    wanted = Wanted(data.get("to", ""), data.get("first", ""), data.get("last", ""))
    return partial(_sent, wanted=wanted, ask=ask, ctx=ctx)


def _sent(db: Sql, *, wanted: Wanted, ask: Ask, ctx: Context) -> Reply:
    _allow(db, ask.person, ctx)
    return _make(db, wanted, ask, ctx)


async def named(ask: Ask, ctx: Context) -> Outcome:
    """The one who was meant, of several with that name."""
    return await submit(ask, ctx)


def _make(db: Sql, wanted: Wanted, ask: Ask, ctx: Context) -> Reply:
    """Raises Unfinished."""
    person, today = ask.person, _today(db, ask.person, ctx)
    errors, to = dict(_wrong_days(wanted, today)), people.get(db, wanted.to)
    if why := _wrong_person(db, to, person, ctx):
        errors["to"] = why
    if errors or to is None:
        raise Unfinished(errors)
    row = Delegation(
        id=delegations.number(db),
        person_id=person.id,
        delegate_id=to.id,
        first=date.fromisoformat(wanted.first),
        last=date.fromisoformat(wanted.last),
        zone=places.zone(db, person, ctx.policy),
    )
    delegations.put(db, row, by=person.id, now=ctx.now())
    turns.made(db, row, ctx)
    also = _away_too(db, row, to, ctx)
    card = Card(
        f"{to.name} stands in for you {turns.span(row)}.",
        (Text(f"{to.name} and your district are told.{also}"), Buttons((MINE,))),
    )
    detail = {"to": to.id, "first": wanted.first, "last": wanted.last}
    return Reply(card, Note("delegation.made", row.id, detail), Show.NEW, personal=True)


def _wrong_days(wanted: Wanted, today: date) -> list[tuple[str, str]]:
    """At their fields."""
    found, both = [], {"first": wanted.first, "last": wanted.last}
    for name, text in both.items():
        try:
            date.fromisoformat(text)
        except ValueError:
            found.append((name, "Please pick a day, like 2027-01-18."))
    if found:
        return found
    first, last = date.fromisoformat(wanted.first), date.fromisoformat(wanted.last)
    if first < today:
        found.append(("first", f"That day is over. Today is {days.say(today)}."))
    if last < first:
        found.append(("last", "It would end before it begins. Please pick the same day or later."))
    elif last - first > LONGEST:
        found.append(("last", "An absence lasts a year at most. Please pick an earlier day."))
    return found


def _wrong_person(db: Sql, to: Person | None, by: Person, ctx: Context) -> str:
    if to is not None and to.id == by.id:
        return "That is yourself. Please pick someone else."
    if to is None or to.id not in {each.id for each in names.deciders(db, ctx.policy)}:
        return NOBODY
    return ""


def _away_too(db: Sql, row: Delegation, to: Person, ctx: Context) -> str:
    """A delegate's own absence is no error: whoever stands in for them acts."""
    for other in delegations.of(db, to.id, now=ctx.now()):
        if other.first <= row.last and row.first <= other.last:
            return f" {to.name} is away {turns.span(other)}; whoever stands in for them acts then."
    return ""


def _allow(db: Sql, person: Person, ctx: Context) -> None:
    if not names.decides(db, person, ctx.policy):
        raise NothingToDelegate


def _today(db: Sql, person: Person, ctx: Context) -> date:
    return days.local(ctx.now(), places.zone(db, person, ctx.policy))


def _iso(typed: str, today: date) -> str:
    """A day as it was typed. Raises UnclearDay."""
    if not typed:
        return ""
    if typed.strip().casefold() == "tomorrow":
        return (today + timedelta(days=1)).isoformat()
    return days.read(typed, today=today).isoformat()


def _days(wanted: Wanted) -> dict[str, str]:
    return {key: day for key, day in (("first", wanted.first), ("last", wanted.last)) if day}


def _choice(person: Person) -> Choice:
    return Choice(person.id, person.name, person.role.replace("_", " "))


def _button(data: Mapping[str, str]) -> Buttons:
    kept = {key: value for key, value in data.items() if value}
    return Buttons((Button("Delegate my duty", "duty.delegate", kept, "primary", form=True),))


async def deciders(ask: Ask, ctx: Context) -> tuple[Choice, ...]:
    """Who could stand in for the one who types."""

    def find(db: Sql) -> tuple[Choice, ...]:
        if not names.decides(db, ask.person, ctx.policy):
            return ()
        word = clean(ask.rest)
        found = (
            names.meant(db, word, ask.request.who, ctx.policy)
            if word
            else names.deciders(db, ctx.policy)
        )
        return tuple(_choice(each) for each in found if each.id != ask.person.id)[:SUGGESTED]

    return await ctx.db.read(find)


MINE = Button("My duties", "duty.mine")
FEATURE = Feature(
    commands=(
        verb(
            "escalate delegate <person> from <day> to <day>",
            r"escalate\s+delegate(?:\s+(?P<rest>.+))?",
            typed,
            Doing.DELEGATE,
            changes=True,
        ),
    ),
    actions={
        "duty.delegate": Action(submit, changes=True, form=opening),
        "duty.name": Action(named, changes=True),
    },
    lookups={"deciders": deciders},
)
