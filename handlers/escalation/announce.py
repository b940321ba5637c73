"""Who leads has changed: what the partners of a district are told when an exception is granted,
and when it ends.

In their channel, without one each in their own chat; never why. The card that told of it is kept
true, and its end is a message of its own, since an edit calls nobody.
"""

from handlers.cards import Card, Facts, Note, Text, to_json
from handlers.policy import ELSEWHERE, EXCEPTION
from handlers.words import full_stop
from store import granted, outbox, people, posts
from store.db import Sql
from store.rows import Role

from .file import CaseFile
from .steps import Event

LEADS = frozenset({Event.GRANT, Event.REVOKE, Event.EXPIRE})  # what changes who leads somewhere


def topic(case_id: str) -> str:
    return f"exception:{case_id}"


def event(db: Sql, file: CaseFile) -> None:
    did, about = Event(file.timeline[-1].event), topic(file.case.id)
    if did not in LEADS:
        return
    places = _partners(db, file)
    if did is Event.GRANT:
        card = to_json(_begun(file))
        for to in sorted(places):
            outbox.put(db, to=to, topic=about, once=f"{about}:{to}", card=card, now=file.now)
        return
    told = {to for to in posts.destinations(db, about) if _there(db, to)}
    card = to_json(_ended(file, did, goes_on=_goes_on(db, file)))
    for to in sorted(told):
        outbox.put(db, to=to, topic=about, card=card, now=file.now)
    for to in sorted(places | told):
        once = f"{about}:{did}:{to}"
        outbox.put(db, to=to, topic=f"{about}:end", once=once, card=card, now=file.now)


def _partners(db: Sql, file: CaseFile) -> set[str]:
    """Where the partners of the district read."""
    if channel := file.district.partner_channel:
        return {channel}
    reps = people.by_role(db, Role.PARTNER_REP)
    near = (rep for rep in reps if not rep.districts or file.district.id in rep.districts)
    return {f"person:{rep.id}" for rep in near}


def _there(db: Sql, to: str) -> bool:
    """Whether they are still in the directory, for a person."""
    kind, _, ident = to.partition(":")
    return kind != "person" or people.get(db, ident) is not None


def _begun(file: CaseFile) -> Card:
    claim, held = file.case.claim, file.case.terms
    assert held
    assert held.expires_at
    services, until = file.policy.vendor.services, file.day(held.expires_at)
    offering = file.policy.offering(claim.offering)
    rows = [("District", file.district.name), ("Until", until)]
    if offering:
        rows.append(("For", offering.name))
    rows.append(("Conditions", held.conditions or "none"))
    sentence = file.policy.sentence(EXCEPTION, account=claim.account)
    return Card(
        f"By an exception, {services} may engage at {claim.account} until {until}.",
        (
            Facts(tuple(rows)),
            Text(f"{sentence} (Rule: {EXCEPTION}.) Partners may go on there as before."),
            Note(f"Granted {file.when(file.now)}."),
        ),
    )


def _ended(file: CaseFile, did: Event, *, goes_on: bool) -> Card:
    account = file.case.claim.account
    how = "was revoked" if did is Event.REVOKE else "has ended: its term is over"
    rule = file.policy.rule_against(file.case.claim.offering)
    if goes_on:
        then = "Another exception is in force there, so services may still engage."
    elif rule == ELSEWHERE:
        then = full_stop(f"Unless {account} is named by now, partners lead there again")
    else:
        then = f"{file.policy.sentence(rule, account=account)} (Rule: {rule}.)"
    return Card(
        full_stop(f"The exception at {account} {how}"),
        (Facts((("District", file.district.name),)), Text(then), Note(f"{file.when(file.now)}.")),
    )


def _goes_on(db: Sql, file: CaseFile) -> bool:
    """Whether another one to the same rule is in force at the account."""
    rule, claim = file.policy.rule_against, file.case.claim
    return any(
        each.account_id == claim.account_id
        and each.case_id != file.case.id
        and rule(each.offering) == rule(claim.offering)
        and each.holds(file.now)
        for each in granted.every(db)
    )
