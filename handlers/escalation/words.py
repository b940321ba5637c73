"""What a case's decision means, in words: the same on every card and every button."""

from collections.abc import Mapping
from typing import assert_never

from handlers.policy import Policy
from store.case_rows import SERVICES, Case, State

FIRM = "firm:"


def side(name: str, policy: Policy, firms: Mapping[str, str]) -> str:
    """A side as people know it; `firms` are names by id."""
    if name == SERVICES:
        return policy.vendor.services
    return firms.get(name.removeprefix(FIRM), "a partner")


def consequence(case: Case, outcome: State, loser: str) -> str:
    """What a decision means for the two sides. `loser` is the other side, as people know it."""
    account = case.claim.account
    match outcome:
        case State.UPHELD:
            return f"{loser} steps back at {account}"
        case State.DECLINED:
            return "things stay as they are"
        case State.GRANTED:
            return f"services may engage at {account}"
        case State.REFUSED:
            return f"partners lead at {account}"
        case _:
            raise ValueError(f"{outcome} is no decision")


def standing(case: Case, *, opener: str, loser: str, until: str) -> str:
    """Where a case stands, as the end of a sentence that begins with its number."""
    match case.state:
        case State.OPEN:
            return "waits to be acknowledged"
        case State.ACKNOWLEDGED:
            return "is being decided"
        case State.NEEDS_INFO:
            return f"waits for an answer from {opener}"
        case State.APPEALED:
            return "was appealed and is decided anew"
        case State.UPHELD | State.DECLINED | State.REFUSED:
            return f"is {case.state}: {consequence(case, case.state, loser)}"
        case State.GRANTED:
            return f"is granted until {until}: {consequence(case, case.state, loser)}"
        case State.CLOSED:
            assert case.outcome
            return f"is closed, {case.outcome}: {consequence(case, case.outcome, loser)}"
        case State.EXPIRED:
            return f"has expired: {consequence(case, State.REFUSED, loser)} again"
        case State.REVOKED:
            return f"was revoked: {consequence(case, State.REFUSED, loser)} again"
        case State.WITHDRAWN:
            return "was withdrawn"
    assert_never(case.state)
