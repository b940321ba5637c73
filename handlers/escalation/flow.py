"""The life of a case: pure functions over the table of `steps`.

`move` applies one event and gives the case afterwards, with every timer that runs from then on;
`may` says which events someone could cause, `due` which event a timer is. Nothing here reads a
clock, a database or a platform.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from store.case_rows import (
    Case,
    Claim,
    Clock,
    Party,
    Rung,
    State,
    Terms,
    Timer,
)
from store.rows import Person

from . import clocks, ladder
from .acts import Act, FourEyes, Moved, NotNow, NotYours, Office, WordsNeeded
from .effects import above, effect, floor
from .relations import relations, sides_of
from .steps import DUTY, STEPS, Event, Only, Step


def opened(
    ident: str,
    claim: Claim,
    parties: Iterable[Party],
    office: Office,
    *,
    terms: Terms | None = None,
    now: datetime,
) -> Moved:
    """A new case, with who decides it. Raises NoOneDecides."""
    everyone = {claim.opener_id: Party(claim.opener_id, claim.opener_side)}
    for party in parties:
        everyone.setdefault(party.person_id, party)
    lowest = floor(claim.kind) or Rung.ACCOUNT_MANAGER
    seat = ladder.first(office.directory, frozenset(everyone), lowest=lowest)
    case = Case(
        id=ident,
        revision=1,
        claim=claim,
        parties=tuple(everyone.values()),
        state=State.OPEN,
        rung=seat.rung,
        owner_id=seat.holder,
        opened_at=now,
        running_since=now,
        terms=terms,
    )
    return Moved(case, Act(Event.OPEN, now), _timers(case, office, now))


def move(case: Case, act: Act, office: Office) -> Moved:
    """Apply one event. Raises PersonError: NotNow, NotYours, FourEyes, WordsNeeded, and from the
    ladder NoOneDecides and CannotTake.
    """
    step = _step(case, act, office)
    _allow(case, step, act, office)
    if step.words and not act.words.strip():
        raise WordsNeeded
    after = effect(case, act, office)
    if step.after is not None:
        after = replace(after, state=step.after)
    if after.final:
        after = replace(after, closed_at=act.now, running_since=None, flagged=False)
    return Moved(after, act, _timers(after, office, act.now))


def may(case: Case, by: Person, office: Office) -> frozenset[Event]:
    """Every event that this person may cause now: the buttons of their card."""
    mine = relations(case, by, office.directory)
    return frozenset(
        step.event
        for step in STEPS
        if _fits(step, case) and _only(step, case, by) and mine & step.by
    )


def due(case: Case, clock: Clock, office: Office) -> Event:
    """The event that a timer is."""
    match clock:
        case Clock.ACKNOWLEDGE | Clock.DECIDE:
            return Event.CLIMB if above(case, office) else Event.FLAG
        case Clock.CLOSE:
            return Event.CLOSE
        case Clock.EXPIRY:
            return Event.EXPIRE
        case (
            Clock.HALF_ACKNOWLEDGE
            | Clock.HALF_DECIDE
            | Clock.ASK_OPENER
            | Clock.TELL_DECIDER
            | Clock.TOP
            | Clock.EXPIRY_NOTICE
        ):
            return Event.REMIND
    assert_never(clock)


def _step(case: Case, act: Act, office: Office) -> Step:
    """The row that applies. Whoever has nothing to do with the case learns nothing of it."""
    for step in STEPS:
        if step.event is act.event and _fits(step, case) and _only(step, case, act.by):
            return step
    raise NotNow if relations(case, act.by, office.directory) else NotYours


def _fits(step: Step, case: Case) -> bool:
    return case.state in step.before and case.claim.kind in step.kinds


def _only(step: Step, case: Case, by: Person | None) -> bool:
    match step.only:
        case None:
            return True
        case Only.AT_FIRST:
            return not case.appealed
        case Only.APPEALED:
            return case.appealed
        case Only.ONE_SIDE:
            said = not _agreed(case, by) and not _said(case, by) <= {*case.accepted}
            return said and not case.appealed
        case Only.BOTH_SIDES:
            return _agreed(case, by) and not case.appealed
    assert_never(step.only)


def _agreed(case: Case, by: Person | None) -> bool:
    """Whether, with this person's word, both sides accept the decision."""
    sides = {case.claim.opener_side, case.claim.other_side}
    return sides <= _said(case, by) | {*case.accepted}


def _said(case: Case, by: Person | None) -> frozenset[str]:
    return sides_of(case, by) if by else frozenset()


def _allow(case: Case, step: Step, act: Act, office: Office) -> None:
    if relations(case, act.by, office.directory) & step.by:
        return
    if act.by and act.by.staff and act.by.id in case.barred and step.by & DUTY:
        raise FourEyes
    raise NotYours


def _timers(case: Case, office: Office, now: datetime) -> tuple[Timer, ...]:
    return clocks.timers(case, office.calendar, office.levels, now=now)
