"""An absence begins, ends, or is ended: the cards of open cases then show who acts for whom."""

from dataclasses import replace
from datetime import datetime

from handlers import days
from handlers.cards import Card, Contact, Facts, Note, Text, to_json
from handlers.context import Context
from handlers.escalation import file as files
from handlers.escalation import ladder, offices, tell
from handlers.feature import Feature
from handlers.policy import Policy
from handlers.words import counted
from store import audit, cases, delegations, due, outbox, people
from store.case_rows import Case, Delegation
from store.db import Sql
from store.due import Due
from store.rows import Person, Role

from . import places

BEGIN, END = "delegation.begin", "delegation.end"


def made(db: Sql, row: Delegation, ctx: Context) -> None:
    """Told, planned, and in force at once if it begins today."""
    now = ctx.now()
    if row.begins <= now:
        anew(db, row.person_id, ctx.policy, now=ctx.now())
    else:
        due.put(db, kind=BEGIN, about=row.id, at=row.begins, once=f"{row.id}:begin")
    due.put(db, kind=END, about=row.id, at=row.ends, once=f"{row.id}:end")
    say(db, row, ctx)


def ended(db: Sql, row: Delegation, ctx: Context) -> bool:
    """Before its time; False if it was over already."""
    now = ctx.now()
    if row.ends <= now or not delegations.end(db, row.id, now=now):
        return False
    due.clear(db, about=row.id)
    anew(db, row.person_id, ctx.policy, now=ctx.now())
    say(db, replace(row, ended_at=now), ctx)
    return True


def work(db: Sql, item: Due, ctx: Context) -> None:
    """Midnight has come, where the one who is away lives."""
    row = delegations.get(db, item.about)
    if row is None or row.ended_at is not None:
        return
    did = "delegation.begun" if item.kind == BEGIN else "delegation.over"
    audit.append(db, who="clock", did=did, about=row.id, now=ctx.now())
    anew(db, row.person_id, ctx.policy, now=ctx.now())
    say(db, row, ctx)


def anew(db: Sql, person_id: str, policy: Policy, *, now: datetime) -> None:
    """The cards of every open case that is in this person's hands, or in those of someone whose
    duty they have.
    """
    seen = ladder.Directory("", absences=delegations.at(db, now))
    for holder in sorted(ladder.leaning(seen, person_id)):
        for case in cases.owned_by(db, holder):
            tell.anew(db, files.read(db, case, policy, now=now))


def waiting(db: Sql, person_id: str, ctx: Context) -> list[Case]:
    """Open cases that this person may decide now, their own and those they stand in for."""
    now, found = ctx.now(), list[Case]()
    top = (owner.id for owner in people.by_role(db, Role.LIST_OWNER))  # all of them act there
    for holder in sorted({person_id, *delegations.at(db, now), *top}):
        for case in cases.owned_by(db, holder):
            directory = offices.of(db, case, ctx.policy, now=now).directory
            seat = ladder.Seat(case.rung, case.owner_id)
            if case.outcome is None and person_id in ladder.acting(directory, seat, case.barred):
                found.append(case)
    return found


def say(db: Sql, row: Delegation, ctx: Context) -> None:
    """To the delegate, and in the channels of the districts; edited when it ends."""
    person, standin = (people.named(db, [each])[each] for each in (row.person_id, row.delegate_id))
    for to, card in (
        (f"person:{standin.id}", _card(row, person, standin, ctx, you=True)),
        *(
            (district.channel, _card(row, person, standin, ctx, you=False))
            for district in places.districts(db, person)
        ),
    ):
        outbox.put(db, to=to, topic=f"delegation:{row.id}", card=to_json(card), now=ctx.now())


def span(row: Delegation) -> str:
    """Its days, in words."""
    if row.first == row.last:
        return f"on {days.say(row.first)}"
    return f"from {days.say(row.first)} to {days.say(row.last)}"


def _card(row: Delegation, person: Person, standin: Person, ctx: Context, *, you: bool) -> Card:
    who = "You stand" if you else f"{standin.name} stands"
    over = row.ends <= ctx.now() or row.ended_at is not None
    if over:
        who = "You stood" if you else f"{standin.name} stood"
        return Card(f"{who} in for {person.name} {span(row)}: that is over.")
    length = (row.last - row.first).days + 1
    told = (
        "Either of you may then act on those cases; their cards come to this chat."
        if you
        else "Either of the two may then act on the cases."
    )
    return Card(
        f"{who} in for {person.name} {span(row)}.",
        (
            Facts((("Away", Contact(person.name, person.email, person.id)),)),
            Text(told),
            Note(f"{counted(length, 'day')}, from midnight to midnight in {row.zone}."),
        ),
    )


FEATURE = Feature(due={BEGIN: work, END: work})
