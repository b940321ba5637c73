"""What may follow what in the life of a case, told a second time, from the domain's own words."""

from handlers.escalation.steps import DECISIONS, Event
from store.case_rows import Kind, State

NEXT: dict[State, set[State]] = {
    State.OPEN: {State.ACKNOWLEDGED, State.NEEDS_INFO, State.WITHDRAWN},
    State.ACKNOWLEDGED: {State.OPEN, State.APPEALED, State.NEEDS_INFO, State.WITHDRAWN},
    State.NEEDS_INFO: {State.ACKNOWLEDGED, State.WITHDRAWN},
    State.UPHELD: {State.APPEALED, State.CLOSED},
    State.DECLINED: {State.APPEALED, State.CLOSED},
    State.APPEALED: {State.ACKNOWLEDGED, State.NEEDS_INFO},
    State.GRANTED: {State.EXPIRED, State.REVOKED},
}
OUTCOMES = {
    Kind.ESCALATION: {State.UPHELD, State.DECLINED},
    Kind.EXCEPTION: {State.GRANTED, State.REFUSED},
}
UNDECIDED = {State.OPEN, State.ACKNOWLEDGED, State.NEEDS_INFO, State.APPEALED}


def follows(before: State, event: Event, kind: Kind) -> set[State]:
    """The states that an event may leave a case in."""
    found = NEXT.get(before, set()) | (set() if event in DECISIONS else {before})
    return found | OUTCOMES[kind] if before in UNDECIDED else found
