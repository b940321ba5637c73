"""The buttons of a case's card, and the forms that ask why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from handlers.cards import Block, Card, Text
from handlers.context import Context
from handlers.errors import Unfinished
from handlers.feature import Action, Ask, Feature, FormMaker, Handler
from handlers.forms import Choice, Field, Form, Lookup, Words
from handlers.request import Note, Outcome, Reply, Show
from handlers.words import full_stop
from store import channels, people
from store.db import Sql
from store.rows import Platform

from . import announce, cards, flow, precedents, step, terms, words
from . import file as files
from .acts import Act, FourEyes, NotNow, NotYours
from .file import CaseFile
from .relations import relations
from .steps import DUTY, Event


@dataclass(frozen=True, slots=True)
class _Asked:
    """A form: its title before the case's number, what it asks, what its button says."""

    title: str
    label: str
    submit: str
    required: bool = True
    hint: str = ""


_FORMS = {
    Event.UPHOLD: _Asked("Approve", "Why?", "Approve", hint="Both sides read this."),
    Event.DECLINE: _Asked("Decline", "Why?", "Decline", hint="Both sides read this."),
    Event.GRANT: _Asked("Grant", "Why?", "Grant", hint="Services read this."),
    Event.REFUSE: _Asked("Refuse", "Why?", "Refuse", hint="Services read this."),
    Event.REVOKE: _Asked("Revoke", "Why?", "Revoke", hint="Services read this."),
    Event.ASK_INFO: _Asked(
        "Ask about", "What do you need to know?", "Ask", hint="The clock stands still meanwhile."
    ),
    Event.GIVE_INFO: _Asked("Answer", "Your answer", "Answer", hint="The vendor reads this."),
    Event.REASSIGN: _Asked("Reassign", "Anything to add?", "Reassign", required=False),
    Event.WITHDRAW: _Asked("Withdraw", "Anything to add?", "Withdraw", required=False),
    Event.APPEAL: _Asked(
        "Appeal", "What should be looked at anew?", "Appeal", hint="Once, and by someone else."
    ),
}


HELD = Card(
    "Done, and on record.",
    (
        Text(
            "Someone from outside is in this channel, so nothing of the case is posted here."
            " Those who decide have its card in their own chats."
        ),
    ),
)


def act(event: Event) -> Handler:
    """What a press, or a form that was sent, does."""

    async def run(ask: Ask, ctx: Context) -> Outcome:
        return partial(_act, event=event, ask=ask, ctx=ctx)

    return run


def form(event: Event) -> FormMaker:
    """The form of an event, for those who may cause it. Raises PersonError for all others."""

    async def make(ask: Ask, ctx: Context) -> Form:
        told = await ctx.db.read(lambda db: look(db, ask, ctx))
        check(told, ask, event)
        asked, data = _FORMS[event], ask.request.data
        said = Words(
            "words", asked.label, data.get("words", ""), asked.hint, required=asked.required
        )
        fields: tuple[Field, ...] = (said,)
        if event is Event.REASSIGN:
            to = await ctx.db.read(lambda db: _chosen(db, data.get("to", "")))
            fields = (Lookup("to", "To whom?", "managers", to), said)
        elif event is Event.GRANT:
            fields = (said, *terms.fields(data, told.case.terms, ctx.policy))
        past = await precedents.near(told, ctx) if event in cards.OUTCOMES else ()
        return Form(
            f"{asked.title} {told.case.id}",
            asked.submit,
            f"case.{event}",
            fields,
            intro(told, event, past),
            {"case": told.case.id, "seen": str(told.case.revision)},
        )

    return make


def look(db: Sql, ask: Ask, ctx: Context) -> CaseFile:
    """The case of a button as it is now, for who may read it."""
    now = ctx.now()
    ident = ask.request.data.get("case", "")
    case = step.readable(db, ident, ask.person, ctx.policy, now=now)
    return files.read(db, case, ctx.policy, now=now)


def check(told: CaseFile, ask: Ask, event: Event) -> None:
    """Before a form is shown: whether sending it could do anything. Raises PersonError."""
    if event in flow.may(told.case, ask.person, told.office):
        return
    mine = relations(told.case, ask.person, told.office.directory)
    if ask.person.staff and ask.person.id in told.case.barred and not mine & DUTY:
        raise FourEyes
    raise NotNow if mine else NotYours


def intro(told: CaseFile, event: Event, past: tuple[Block, ...] = ()) -> tuple[Block, ...]:
    """What sending the form means, in full: a button's label may have been cut. Above a decision
    stand those of the `past`, as `precedents.near` has them.
    """
    if outcome := cards.OUTCOMES.get(event):
        meant = words.consequence(told.case, outcome, told.other_side)
        return (Text(full_stop(f"{told.case.id} at {told.case.claim.account}: {meant}")), *past)
    return (Text(told.verdict),)


def shown(db: Sql, told: CaseFile, ask: Ask) -> Card:
    """The card as it stands where it was pressed; where an outsider reads along, no word of the
    case.
    """
    place = ask.request.place.address
    if place == told.district.channel:
        if channels.held(db, place):
            return HELD
        return cards.channel(told, platform=Platform(place.partition(":")[0]))
    if ask.public:
        return HELD
    return cards.personal(told, ask.person)


def _act(db: Sql, *, event: Event, ask: Ask, ctx: Context) -> Reply:
    now, data = ctx.now(), ask.request.data
    case = step.seen(db, ask, ctx.policy, now=now)
    what = Act(event, now, ask.person, data.get("words", "").strip(), data.get("to", ""))
    _complete(what, terms.problems(data, ctx.policy) if event is Event.GRANT else {})
    if event is Event.GRANT and case.terms:
        what = replace(what, terms=terms.read(data, project=case.terms.project))
    told = step.take(db, case, what, ctx.policy)
    card = shown(db, told, ask)
    show = Show.CLOSE if event in _FORMS else Show.NEW if card is HELD else Show.UPDATE
    note = Note(f"case.{event}", case.id, step.proof(told))
    return Reply(card, note, show, reload=event in announce.LEADS)


def _complete(what: Act, wrong: Mapping[str, str]) -> None:
    """Raises Unfinished for a form that lacks something, at its field."""
    asked = _FORMS.get(what.event)
    errors = dict(wrong)
    if asked and asked.required and not what.words:
        errors["words"] = "Please write a few words; they are kept with the case."
    if what.event is Event.REASSIGN and not what.to:
        errors["to"] = "Please pick who takes over."
    if errors:
        raise Unfinished(errors)


def _chosen(db: Sql, person_id: str) -> Choice | None:
    person = people.get(db, person_id) if person_id else None
    return Choice(person.id, person.name) if person else None


async def managers(ask: Ask, ctx: Context) -> tuple[Choice, ...]:
    """Who could take over the case that the form is about, for those who may hand it over."""

    def find(db: Sql) -> tuple[Choice, ...]:
        told = look(db, ask, ctx)
        check(told, ask, Event.REASSIGN)
        directory = told.office.directory
        held = {directory.account_manager, directory.district_manager, *directory.list_owners}
        wanted = (held | directory.others) - told.case.barred - {told.case.owner_id, ""}
        found = [person for each in wanted if (person := people.get(db, each))]
        typed = ask.rest.casefold()
        near = [person for person in found if typed in person.name.casefold()]
        near.sort(key=lambda person: (person.id not in held, person.name))
        return tuple(
            Choice(person.id, person.name, person.role.replace("_", " ")) for person in near[:20]
        )

    return await ctx.db.read(find)


_PRESSED = (Event.ACKNOWLEDGE, Event.ACCEPT)

FEATURE = Feature(
    actions={
        **{f"case.{event}": Action(act(event), changes=True) for event in _PRESSED},
        **{f"case.{event}": Action(act(event), changes=True, form=form(event)) for event in _FORMS},
    },
    lookups={"managers": managers},
)
