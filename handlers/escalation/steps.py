"""What may happen to a case: one table, from which the picture in the documents is drawn.

`STEPS` says which event leads from which states to which, and who may cause it. `flow.move` is the
only one that applies it.
"""

from dataclasses import dataclass
from enum import StrEnum

from store.case_rows import Kind, State


class Event(StrEnum):
    OPEN = "open"  # before any state, so it has no row in the table
    ACKNOWLEDGE = "acknowledge"
    ASK_INFO = "ask_info"
    GIVE_INFO = "give_info"
    UPHOLD = "uphold"
    DECLINE = "decline"
    GRANT = "grant"
    REFUSE = "refuse"
    REASSIGN = "reassign"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"
    ACCEPT = "accept"
    REVOKE = "revoke"
    REMIND = "remind"
    CLIMB = "climb"
    FLAG = "flag"
    TAKE_OVER = "take_over"
    CLOSE = "close"
    EXPIRE = "expire"


class Relation(StrEnum):
    """What someone is to a case; the table speaks of these, not of roles."""

    OPENER = "opener"
    OPENING_SIDE = "opening side"
    LOSING_SIDE = "losing side"
    SIDE = "either side"
    DECIDER = "decider"  # holds the duty, or is their delegate
    ABOVE = "above"  # on a higher rung
    CLOCK = "clock"  # nobody: time has passed, or someone has left


class Only(StrEnum):
    """A condition on a step, besides its states."""

    AT_FIRST = "before an appeal"
    APPEALED = "in an appeal"
    ONE_SIDE = "one side, before an appeal"
    BOTH_SIDES = "both sides, before an appeal"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. Without `after` the state stays."""

    event: Event
    before: frozenset[State]
    after: State | None
    by: frozenset[Relation]
    kinds: frozenset[Kind] = frozenset(Kind)
    words: bool = False  # must come with a reason, a question or an answer
    only: Only | None = None


def _states(*states: State) -> frozenset[State]:
    return frozenset(states)


_ESCALATION = frozenset({Kind.ESCALATION})
_EXCEPTION = frozenset({Kind.EXCEPTION})
NEW = _states(State.OPEN, State.APPEALED)  # the one who decides has not said a word yet
TIMED = NEW | {State.ACKNOWLEDGED}
PENDING = TIMED | {State.NEEDS_INFO}
ASKED = PENDING - {State.APPEALED}
DECIDED = _states(State.UPHELD, State.DECLINED)
DECISIONS = frozenset({Event.UPHOLD, Event.DECLINE, Event.GRANT, Event.REFUSE})
_DECIDER = frozenset({Relation.DECIDER})
DUTY = frozenset({Relation.DECIDER, Relation.ABOVE})
CLOCK = frozenset({Relation.CLOCK})

STEPS = (
    Step(Event.ACKNOWLEDGE, NEW, State.ACKNOWLEDGED, DUTY),
    Step(Event.ASK_INFO, TIMED, State.NEEDS_INFO, DUTY, words=True),
    Step(
        Event.GIVE_INFO,
        _states(State.NEEDS_INFO),
        State.ACKNOWLEDGED,
        frozenset({Relation.OPENING_SIDE}),
        words=True,
    ),
    Step(Event.UPHOLD, PENDING, State.UPHELD, _DECIDER, _ESCALATION, words=True),
    Step(Event.DECLINE, PENDING, State.DECLINED, _DECIDER, _ESCALATION, words=True),
    Step(Event.GRANT, ASKED, State.GRANTED, _DECIDER, _EXCEPTION, words=True),
    Step(Event.REFUSE, ASKED, State.REFUSED, _DECIDER, _EXCEPTION, words=True),
    Step(Event.REASSIGN, PENDING, None, DUTY),
    Step(
        Event.WITHDRAW,
        ASKED,
        State.WITHDRAWN,
        frozenset({Relation.OPENER}),
        only=Only.AT_FIRST,
    ),
    Step(
        Event.APPEAL,
        DECIDED,
        State.APPEALED,
        frozenset({Relation.LOSING_SIDE}),
        _ESCALATION,
        words=True,
        only=Only.AT_FIRST,
    ),
    Step(Event.ACCEPT, DECIDED, None, frozenset({Relation.SIDE}), _ESCALATION, only=Only.ONE_SIDE),
    Step(
        Event.ACCEPT,
        DECIDED,
        State.CLOSED,
        frozenset({Relation.SIDE}),
        _ESCALATION,
        only=Only.BOTH_SIDES,
    ),
    Step(Event.REVOKE, _states(State.GRANTED), State.REVOKED, DUTY, _EXCEPTION, words=True),
    Step(Event.REMIND, PENDING | {State.GRANTED}, None, CLOCK),
    Step(Event.CLIMB, TIMED - {State.APPEALED}, State.OPEN, CLOCK, only=Only.AT_FIRST),
    Step(Event.CLIMB, TIMED - {State.OPEN}, State.APPEALED, CLOCK, _ESCALATION, only=Only.APPEALED),
    Step(Event.FLAG, TIMED, None, CLOCK),
    Step(Event.TAKE_OVER, PENDING | DECIDED | {State.GRANTED}, None, CLOCK),
    Step(Event.CLOSE, DECIDED, State.CLOSED, CLOCK, _ESCALATION),
    Step(Event.EXPIRE, _states(State.GRANTED), State.EXPIRED, CLOCK, _EXCEPTION),
)
