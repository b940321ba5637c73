"""What is due in a case, and when: pure, from where the case stands now.

The service levels count on each rung anew; a question to the opener stops them. They are told
wholly anew after every move, so what ran before never outlives the state that it belonged to.
"""

from datetime import datetime, timedelta
from typing import assert_never

from handlers.calendars import Calendar, add_business, add_business_days, business_between
from handlers.policy import ServiceLevels
from store.case_rows import Case, Clock, State, Timer

NONE = timedelta()
INFO_ASK_DAYS = 2  # business days until the opener is reminded of a question
INFO_TELL_DAYS = 5  # until the decider is told that it is unanswered; then again and again
EXPIRY_NOTICE = timedelta(days=14)


def timers(
    case: Case, calendar: Calendar, levels: ServiceLevels, *, now: datetime
) -> tuple[Timer, ...]:
    """All that run from `now` on; none only for a case that is over."""
    match case.state:
        case State.OPEN | State.APPEALED | State.ACKNOWLEDGED:
            return _level(case, calendar, levels, now)
        case State.NEEDS_INFO:
            return _question(case, calendar, now)
        case State.UPHELD | State.DECLINED:
            return (Timer(Clock.CLOSE, window(case, calendar, levels)),)
        case State.GRANTED:
            return _term(case, now)
        case State.REFUSED | State.WITHDRAWN | State.CLOSED | State.EXPIRED | State.REVOKED:
            return ()
    assert_never(case.state)


def used(case: Case, calendar: Calendar, *, now: datetime) -> timedelta:
    """Business time that the case has spent on its rung, questions to the opener left out."""
    running = case.running_since
    return case.used + (business_between(running, now, calendar) if running else NONE)


def window(case: Case, calendar: Calendar, levels: ServiceLevels) -> datetime:
    """The end of the time to appeal; a decision on an appeal is the last, so there is none."""
    assert case.decided_at
    days = 0 if case.appealed else levels.appeal_business_days
    return add_business_days(case.decided_at, days, calendar) if days else case.decided_at


def _level(
    case: Case, calendar: Calendar, levels: ServiceLevels, now: datetime
) -> tuple[Timer, ...]:
    if case.flagged:
        return (Timer(Clock.TOP, add_business_days(now, 1, calendar)),)
    if case.state is State.ACKNOWLEDGED:
        half, end, hours = Clock.HALF_DECIDE, Clock.DECIDE, levels.decide_hours
    else:
        half, end, hours = Clock.HALF_ACKNOWLEDGE, Clock.ACKNOWLEDGE, levels.acknowledge_hours
    assert case.running_since
    limit = timedelta(hours=hours)
    at = {
        clock: add_business(case.running_since, max(span - case.used, NONE), calendar)
        for clock, span in ((half, limit / 2), (end, limit))
    }
    return tuple(Timer(clock, at[clock]) for clock in at if clock is end or at[clock] > now)


def _question(case: Case, calendar: Calendar, now: datetime) -> tuple[Timer, ...]:
    assert case.asked_at
    ask = Timer(Clock.ASK_OPENER, add_business_days(case.asked_at, INFO_ASK_DAYS, calendar))
    days = INFO_TELL_DAYS
    while (at := add_business_days(case.asked_at, days, calendar)) <= now:
        days += INFO_TELL_DAYS
    tell = Timer(Clock.TELL_DECIDER, at)
    return (ask, tell) if ask.at > now else (tell,)


def _term(case: Case, now: datetime) -> tuple[Timer, ...]:
    assert case.terms
    assert case.terms.expires_at
    notice = Timer(Clock.EXPIRY_NOTICE, case.terms.expires_at - EXPIRY_NOTICE)
    expiry = Timer(Clock.EXPIRY, case.terms.expires_at)
    return (notice, expiry) if notice.at > now else (expiry,)
