"""What an event changes in a case besides its state: the clock, the owner, the decision."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from store.case_rows import Case, Kind, Rung, State

from . import clocks, ladder
from .acts import Act, NotNow, Office
from .ladder import Seat
from .relations import sides_of
from .steps import NEW, Event


def effect(case: Case, act: Act, office: Office) -> Case:
    """Everything that an event changes besides the state."""
    match act.event:
        case Event.ACKNOWLEDGE:
            return replace(case, flagged=False)
        case Event.ASK_INFO:
            return _pause(case, act, office)
        case Event.GIVE_INFO:
            return replace(case, running_since=act.now, asked_at=None)
        case Event.UPHOLD | Event.DECLINE | Event.GRANT | Event.REFUSE:
            return _decide(case, act)
        case Event.REASSIGN:
            return _hand_over(case, act, office)
        case Event.APPEAL:
            return _appeal(case, act, office)
        case Event.ACCEPT:
            assert act.by
            return replace(case, accepted=tuple(sorted({*case.accepted} | sides_of(case, act.by))))
        case Event.CLIMB:
            return _climb(case, act, office)
        case Event.FLAG:
            return replace(case, flagged=True)
        case Event.TAKE_OVER:
            barred = case.barred | {case.owner_id}
            return _seated(case, ladder.successor(office.directory, case.rung, barred))
        case Event.OPEN | Event.WITHDRAW | Event.REVOKE | Event.REMIND | Event.CLOSE | Event.EXPIRE:
            return case
    assert_never(act.event)


def _pause(case: Case, act: Act, office: Office) -> Case:
    return replace(
        case,
        used=clocks.used(case, office.calendar, now=act.now),
        running_since=None,
        asked_at=act.now,
        flagged=case.flagged and case.state not in NEW,
    )


_OUTCOMES = {
    Event.UPHOLD: State.UPHELD,
    Event.DECLINE: State.DECLINED,
    Event.GRANT: State.GRANTED,
    Event.REFUSE: State.REFUSED,
}


def _decide(case: Case, act: Act) -> Case:
    assert act.by
    terms = act.terms or case.terms
    if act.event is Event.GRANT:
        assert terms
        terms = replace(terms, expires_at=act.now + timedelta(days=terms.days))
    return replace(
        case,
        outcome=_OUTCOMES[act.event],
        decided_at=act.now,
        decided_by=act.by.id,
        terms=terms,
        running_since=None,
        asked_at=None,
        flagged=False,
    )


def _hand_over(case: Case, act: Act, office: Office) -> Case:
    """To whom else; the clock runs on, so that handing over wins no time."""
    lowest = case.rung if case.appealed else floor(case.claim.kind)
    barred = case.barred | {case.owner_id}
    seat = ladder.hand_over(office.directory, act.to, case.rung, barred, lowest=lowest)
    return _seated(case, seat)


def _appeal(case: Case, act: Act, office: Office) -> Case:
    """Raises NotNow when the time is over, even if closing the case is still to be worked off."""
    if act.now > clocks.window(case, office.calendar, office.levels):
        raise NotNow
    former = tuple(sorted({case.owner_id, case.decided_by}))
    barred = case.barred | {*former}
    seat = ladder.appeal(office.directory, case.rung, barred)
    appealed = replace(
        case,
        appealed=True,
        former=former,
        outcome=None,
        decided_at=None,
        decided_by="",
        accepted=(),
    )
    return _anew(_seated(appealed, seat), act.now)


def _climb(case: Case, act: Act, office: Office) -> Case:
    seat = above(case, office)
    if seat is None:
        raise NotNow
    return _anew(_seated(case, seat), act.now)


def above(case: Case, office: Office) -> Seat | None:
    return ladder.above(office.directory, case.rung, case.barred | {case.owner_id})


def _seated(case: Case, seat: Seat) -> Case:
    return replace(case, rung=seat.rung, owner_id=seat.holder)


def _anew(case: Case, now: datetime) -> Case:
    return replace(case, used=timedelta(), running_since=now, flagged=False)


def floor(kind: Kind) -> Rung | None:
    """An exception is the district manager's to grant, or of those above."""
    return Rung.DISTRICT_MANAGER if kind is Kind.EXCEPTION else None
