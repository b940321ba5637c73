"""What a list owner does with an edition from its board, each in one form."""

from datetime import datetime

from handlers import days, drafts, moments, publishing, scheduling
from handlers.cards import Buttons, Card, Text
from handlers.context import Context
from handlers.errors import OldButton, PersonError, Unfinished
from handlers.feature import Action, Ask, FormMaker
from handlers.forms import Field, Form, Line, Words
from handlers.moments import UnclearMoment
from handlers.permissions import Doing, require
from handlers.publishing import Published
from handlers.request import Change, Note, Outcome, Reply, Show
from handlers.words import counted
from store.db import Sql
from store.rows import Plan

from . import approval, board, buttons
from .approval import Asked

_REASON = Words("reason", "Why without every sign-off?")  # where one is missing


def form(title: str, submit: str, action: str, *fields: Field, says: str) -> FormMaker:
    async def make(ask: Ask, ctx: Context) -> Form:
        ident = ask.request.data.get("edition", "")
        require(Doing.PUBLISH, ask.person, "does this with an edition")
        await ctx.db.read(lambda db: publishing.found(db, ident))
        signed = await ctx.db.read(lambda db: publishing.signed_off(db, ident))
        intro = [Text(says.replace("{id}", ident))]
        asked = tuple(each for each in fields if each is not _REASON or not signed)
        if _REASON in asked:
            intro.append(
                Text(
                    "Not every district has signed off: it takes a reason, and the word "
                    "of a second person, who is asked."
                )
            )
        made = Form(title, submit, action, asked, tuple(intro), {"edition": ident})
        return made.refilled(ask.request.data, {})

    return make


async def publish(ask: Ask, ctx: Context) -> Outcome:
    def change(db: Sql) -> Reply:
        outcome = approval.publish(
            db,
            _ident(ask),
            by=ask.person,
            policy=ctx.policy,
            reason=ask.request.data.get("reason", ""),
            now=ctx.now(),
        )
        return done(outcome, ctx)

    return _at_field(change, "reason")


async def schedule(ask: Ask, ctx: Context) -> Outcome:
    at, partners_at = _moments(ask, ctx)

    def change(db: Sql) -> Reply:
        outcome = approval.schedule(
            db,
            _ident(ask),
            at=at,
            partners_at=partners_at,
            by=ask.person,
            policy=ctx.policy,
            reason=ask.request.data.get("reason", ""),
            now=ctx.now(),
        )
        return done(outcome, ctx)

    return _at_field(change, "reason")


async def unschedule(ask: Ask, ctx: Context) -> Outcome:
    def change(db: Sql) -> Reply:
        scheduling.unschedule(db, _ident(ask), by=ask.person, now=ctx.now())
        seen = board.read(db, _ident(ask), now=ctx.now(), zone=ctx.policy.vendor.time_zone)
        card = board.card(seen, ask.person)
        return Reply(card, Note("edition.taken_back", _ident(ask)), Show.UPDATE)

    return change


async def discard(ask: Ask, ctx: Context) -> Outcome:
    def change(db: Sql) -> Reply:
        drafts.discard(db, _ident(ask), by=ask.person, now=ctx.now())
        card = Card(f"The draft {_ident(ask)} is gone. Nothing else was changed.")
        return Reply(card, Note("edition.thrown_away", _ident(ask)))

    return change


async def rollback(ask: Ask, ctx: Context) -> Outcome:
    reason = ask.request.data.get("reason", "")
    if not reason.strip():
        raise Unfinished({"reason": "Please say why: everyone concerned is told."})

    def change(db: Sql) -> Reply:
        require(Doing.PUBLISH, ask.person, "rolls an edition back")
        edition_ = publishing.found(db, _ident(ask))
        if edition_.state != "published":
            raise OldButton  # another edition is in force by now
        done = publishing.rollback(
            db, by=ask.person, policy=ctx.policy, reason=reason, now=ctx.now()
        )
        said = f"Edition {done.edition.restores} is in force again, as {done.edition.id}."
        return Reply(Card(said), Note("edition.went_back", done.edition.id), reload=True)

    return change


def done(outcome: Published | Plan | Asked, ctx: Context, *, show: Show = Show.NEW) -> Reply:
    zone = ctx.policy.vendor.time_zone
    match outcome:
        case Published():
            ident = outcome.edition.id
            card = Card(
                f"Edition {ident} is in force: {counted(outcome.named, 'named account')}.",
                (Buttons((buttons.look(outcome.edition.id),)),),
            )
            return Reply(card, Note("edition.put_in_force", ident), show, reload=True)
        case Plan():
            ident = outcome.edition_id
            said = f"Edition {ident} is scheduled for {days.say_moment(outcome.at, zone)}."
            return Reply(Card(said), Note("edition.planned", ident), show)
        case Asked():
            ident = outcome.approval.edition_id
            card = Card(waits(outcome), (Text("You are told as soon as it is decided."),))
            return Reply(card, Note("edition.asked", ident), show)


def waits(asked: Asked) -> str:
    names = " or ".join(person.name for person in asked.second[:5])
    return f"Edition {asked.approval.edition_id} waits for a second person: {names}."


def _at_field(change: Change, name: str) -> Outcome:
    """A reason that is missing is told at its field."""

    def run(db: Sql) -> Reply:
        try:
            return change(db)
        except publishing.ReasonNeeded as error:
            raise Unfinished({name: str(error)}) from None

    return run


def _moments(ask: Ask, ctx: Context) -> tuple[datetime, datetime | None]:
    """Raises Unfinished, with each problem at its field."""
    data, zone = ask.request.data, ctx.policy.vendor.time_zone
    read: dict[str, datetime] = {}
    errors = {}
    for name in ("at", "partners_at"):
        text = data.get(name, "").strip()
        if not text and name == "partners_at":
            continue
        try:
            read[name] = moments.read(text, zone=zone)
        except UnclearMoment as error:
            errors[name] = str(error)
    if errors:
        raise Unfinished(errors)
    at, partners_at = read["at"], read.get("partners_at")
    try:
        scheduling.in_time(at, partners_at, ctx.policy, now=ctx.now())
    except PersonError as error:
        raise Unfinished({"at" if at <= ctx.now() else "partners_at": str(error)}) from None
    return at, partners_at


def _ident(ask: Ask) -> str:
    return ask.request.data.get("edition", "")


_PUBLISH = form(
    "Publish", "Publish", "edition.publish", _REASON, says="{id} comes into force at once."
)
_SCHEDULE = form(
    "Schedule",
    "Schedule",
    "edition.schedule",
    Line("at", "When?", hint="On the vendor's clock, like 2027-01-18 09:00."),
    Line("partners_at", "For partners", hint="If later.", required=False),
    _REASON,
    says="{id} comes into force at a moment to come.",
)
_DISCARD = form(
    "Discard", "Discard", "edition.discard", says="{id} is thrown away, with its review."
)
_ROLLBACK = form(
    "Roll back",
    "Roll back",
    "edition.rollback",
    Words("reason", "Why?", hint="Everyone concerned is told."),
    says="The edition before {id} comes into force anew.",
)

ACTIONS = {
    "edition.publish": Action(publish, changes=True, form=_PUBLISH),
    "edition.schedule": Action(schedule, changes=True, form=_SCHEDULE),
    "edition.unschedule": Action(unschedule, changes=True),
    "edition.discard": Action(discard, changes=True, form=_DISCARD),
    "edition.rollback": Action(rollback, changes=True, form=_ROLLBACK),
}
