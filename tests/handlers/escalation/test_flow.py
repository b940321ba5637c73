"""What may happen to a case, who may cause it, and what runs from then on."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.errors import PersonError
from handlers.escalation.acts import FourEyes, NotNow, NotYours, WordsNeeded
from handlers.escalation.flow import due, may, opened
from handlers.escalation.steps import STEPS, Event, Relation
from store.case_rows import SERVICES, Case, Clock, Party, Rung, State, Timer
from store.rows import Person

from .people import (
    ANA,
    BEN,
    DIRECTORY,
    DORA,
    FABRIKAM,
    LENA,
    LUIS,
    MONDAY,
    OLGA,
    PAT,
    PIA,
    QUIN,
    SAM,
    SUE,
    act,
    away,
    case,
    claim,
    exception,
    office,
)

E = Event


def local(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo("America/Los_Angeles")).strftime("%a %d %H:%M")


def told(timers: tuple[Timer, ...]) -> dict[str, str]:
    return {timer.clock: local(timer.at) for timer in timers}


def decided(by: Person = ANA, event: Event = E.UPHOLD) -> Case:
    return act(case(), event, by).case


def appealed() -> Case:
    """Ana has upheld, services have appealed: Dora's now."""
    return act(decided(), E.APPEAL, SAM).case


def test_a_new_case_is_the_account_managers_with_half_and_whole_time_to_acknowledge() -> None:
    opened = case()
    assert (opened.owner_id, opened.rung) == ("ana", Rung.ACCOUNT_MANAGER)
    timers = act(opened, E.REASSIGN, ANA, to="ben").timers
    assert told(timers) == {"half_acknowledge": "Mon 23 11:00", "acknowledge": "Mon 23 13:00"}


def test_everyone_is_on_one_side_the_opener_on_their_own() -> None:
    twice = (Party("pat", SERVICES), Party("sam", SERVICES), Party("sam", FABRIKAM))
    made = opened("ESC-0001", claim(), twice, office(), now=MONDAY).case
    assert made.parties == (Party("pat", FABRIKAM), Party("sam", SERVICES))


def test_an_acknowledged_case_has_what_is_left_of_the_time_to_decide() -> None:
    timers = act(case(), E.ACKNOWLEDGE, ANA, hours=3).timers
    assert told(timers) == {"half_decide": "Mon 23 17:00", "decide": "Tue 24 17:00"}


def test_a_question_stops_the_clock_and_the_answer_sets_it_going() -> None:
    asked = act(case(), E.ASK_INFO, ANA, hours=3)
    assert told(asked.timers) == {"ask_opener": "Wed 25 12:00", "tell_decider": "Tue 01 12:00"}
    given = act(asked.case, E.GIVE_INFO, PIA, hours=48)
    # sixteen hours less three, from Wednesday at nine, Thanksgiving being free
    assert told(given.timers) == {"half_decide": "Wed 25 14:00", "decide": "Fri 27 14:00"}


def test_an_unanswered_question_is_told_again_and_again() -> None:
    asked = act(case(), E.ASK_INFO, ANA).case
    later = act(asked, E.REMIND, hours=24 * 8 + 1)
    assert told(later.timers) == {"tell_decider": "Tue 08 09:00"}


@pytest.mark.parametrize(
    ("event", "outcome", "loser"),
    [(E.UPHOLD, State.UPHELD, SAM), (E.DECLINE, State.DECLINED, PAT)],
)
def test_only_the_losing_side_may_appeal(event: Event, outcome: State, loser: Person) -> None:
    after = decided(event=event)
    assert (after.state, after.outcome, after.decided_by) == (outcome, outcome, "ana")
    assert {who.id for who in (PAT, SAM, SUE, QUIN) if E.APPEAL in may(after, who, office())} == {
        loser.id
    }


def test_the_window_to_appeal_is_ten_business_days() -> None:
    timers = act(case(), E.UPHOLD, ANA).timers
    assert told(timers) == {"close": "Tue 08 09:00"}


def test_an_appeal_comes_in_time_or_not_at_all() -> None:
    last_moment = act(decided(), E.APPEAL, SAM, hours=15 * 24)
    assert last_moment.case.state is State.APPEALED
    with pytest.raises(NotNow):
        act(decided(), E.APPEAL, SAM, hours=15 * 24 + 1)


def test_an_appeal_goes_a_step_up_with_its_own_clock() -> None:
    moved = act(decided(), E.APPEAL, SAM, hours=24)
    assert (moved.case.owner_id, moved.case.former) == ("dora", ("ana",))
    assert told(moved.timers) == {"half_acknowledge": "Tue 24 11:00", "acknowledge": "Tue 24 13:00"}


def test_a_decision_on_an_appeal_is_the_last() -> None:
    last = act(appealed(), E.DECLINE, DORA, hours=1)
    assert told(last.timers) == {"close": "Mon 23 10:00"}
    for event in (E.APPEAL, E.ACCEPT):
        assert event not in may(last.case, PAT, office())
        with pytest.raises(NotNow):
            act(last.case, event, PAT)


def test_a_decision_closes_when_both_sides_accept() -> None:
    one = act(decided(), E.ACCEPT, SAM).case
    assert one.state is State.UPHELD
    with pytest.raises(NotNow):
        act(one, E.ACCEPT, SAM)
    both = act(one, E.ACCEPT, PIA)
    assert (both.case.state, both.case.outcome, both.timers) == (State.CLOSED, State.UPHELD, ())


def test_silence_climbs_and_the_next_has_the_whole_time() -> None:
    acknowledged = act(case(), E.ACKNOWLEDGE, ANA).case
    assert due(acknowledged, Clock.DECIDE, office()) is E.CLIMB
    climbed = act(acknowledged, E.CLIMB, hours=24)
    assert (climbed.case.state, climbed.case.owner_id) == (State.OPEN, "dora")
    assert told(climbed.timers)["acknowledge"] == "Tue 24 13:00"


def test_an_appeal_climbs_as_an_appeal() -> None:
    climbed = act(act(appealed(), E.ACKNOWLEDGE, DORA).case, E.CLIMB).case
    assert (climbed.state, climbed.owner_id) == (State.APPEALED, "lena")


def top() -> Case:
    return act(act(case(), E.CLIMB).case, E.CLIMB).case


def test_at_the_top_silence_flags_the_case_each_business_day() -> None:
    assert due(top(), Clock.ACKNOWLEDGE, office()) is E.FLAG
    flagged = act(top(), E.FLAG, hours=4)
    assert flagged.case.flagged
    assert told(flagged.timers) == {"top": "Tue 24 13:00"}
    assert told(act(flagged.case, E.REMIND, hours=28).timers) == {"top": "Wed 25 13:00"}


def test_a_flagged_case_that_is_acknowledged_has_its_time_to_decide() -> None:
    flagged = act(top(), E.FLAG, hours=4).case
    after = act(flagged, E.ACKNOWLEDGE, LUIS, hours=5)
    assert not after.case.flagged
    assert told(after.timers) == {"half_decide": "Mon 23 17:00", "decide": "Tue 24 17:00"}


def test_duties_of_someone_gone_pass_up_and_the_clock_runs_on() -> None:
    moved = act(case(), E.TAKE_OVER, hours=3)
    assert (moved.case.owner_id, moved.case.state) == ("dora", State.OPEN)
    assert told(moved.timers) == {"acknowledge": "Mon 23 13:00"}


def test_handing_over_wins_no_time() -> None:
    moved = act(case(), E.REASSIGN, DORA, hours=3, to="ben")
    assert moved.case.owner_id == "ben"
    assert told(moved.timers) == {"acknowledge": "Mon 23 13:00"}


@pytest.mark.parametrize(
    ("opener", "against", "who"),
    [
        # the account's manager has opened it, so the district's decides
        (ANA, PAT, ANA),
        (DORA, PAT, DORA),
        # a party, though it would be theirs
        (PAT, ANA, ANA),
    ],
)
def test_nobody_decides_a_case_of_their_own(opener: Person, against: Person, who: Person) -> None:
    theirs = case(opener, against=against)
    assert theirs.owner_id != who.id
    with pytest.raises(FourEyes):
        act(theirs, E.UPHOLD, who)


def test_who_decided_first_does_not_decide_the_appeal() -> None:
    with pytest.raises(FourEyes):
        act(replace(appealed(), owner_id="ana"), E.UPHOLD, ANA)


def test_a_delegate_decides_for_who_is_away_and_neither_decides_the_appeal() -> None:
    within = away({"ana": "ben"})
    upheld = act(case(), E.UPHOLD, BEN, within=within).case
    assert (upheld.decided_by, upheld.owner_id) == ("ben", "ana")
    assert act(upheld, E.APPEAL, SAM, within=within).case.former == ("ana", "ben")


def test_a_list_owners_decision_is_appealed_to_another_one_or_to_the_officer() -> None:
    by_lena = act(top(), E.UPHOLD, LENA).case
    assert act(by_lena, E.APPEAL, SAM).case.owner_id == "luis"
    alone = office(replace(DIRECTORY, list_owners=("lena",)))
    officers = act(by_lena, E.APPEAL, SAM, within=alone).case
    assert (officers.owner_id, officers.rung) == ("olga", Rung.APPEAL_OFFICER)
    assert E.UPHOLD in may(officers, OLGA, alone)


@pytest.mark.parametrize(
    ("who", "events"),
    [
        (ANA, {E.ACKNOWLEDGE, E.ASK_INFO, E.UPHOLD, E.DECLINE, E.REASSIGN}),
        (DORA, {E.ACKNOWLEDGE, E.ASK_INFO, E.REASSIGN}),
        (LENA, {E.ACKNOWLEDGE, E.ASK_INFO, E.REASSIGN}),
        (PAT, {E.WITHDRAW}),
        (PIA, set()),
        (SAM, set()),
        (QUIN, set()),
        (BEN, set()),
        (OLGA, set()),
    ],
)
def test_a_new_case_offers_each_what_is_theirs(who: Person, events: set[Event]) -> None:
    assert may(case(), who, office()) == events


@pytest.mark.parametrize("event", [event for event in Event if event is not E.OPEN])
def test_a_stranger_can_do_nothing_and_learns_nothing(event: Event) -> None:
    for where in (case(), decided(), appealed(), exception()):
        with pytest.raises(NotYours):
            act(where, event, QUIN)


def test_a_decision_without_words_is_refused() -> None:
    with pytest.raises(WordsNeeded):
        act(case(), E.UPHOLD, ANA, words="  ")


def test_withdrawing_is_final_and_ends_with_the_decision() -> None:
    gone = act(case(), E.WITHDRAW, PAT, words="")
    assert (gone.case.final, gone.timers) == (True, ())
    for later in (decided(), appealed()):
        with pytest.raises(NotNow):
            act(later, E.WITHDRAW, PAT)


def test_an_exception_is_the_district_managers_and_its_term_starts_when_granted() -> None:
    assert exception().owner_id == "dora"
    granted = act(exception(), E.GRANT, DORA, hours=2)
    assert told(granted.timers) == {"expiry_notice": "Wed 09 11:00", "expiry": "Wed 23 11:00"}


def test_an_exception_expires_by_itself_or_is_revoked() -> None:
    granted = act(exception(), E.GRANT, DORA).case
    assert due(granted, Clock.EXPIRY, office()) is E.EXPIRE
    assert act(granted, E.EXPIRE, hours=24 * 30).case.state is State.EXPIRED
    assert act(granted, E.REVOKE, LENA).case.state is State.REVOKED


def test_an_exception_is_neither_upheld_nor_appealed() -> None:
    for event in (E.UPHOLD, E.DECLINE, E.APPEAL):
        with pytest.raises(PersonError):
            act(exception(), event, DORA)


def test_every_event_has_a_step_and_every_relation_is_used() -> None:
    assert {step.event for step in STEPS} == {*Event} - {E.OPEN}
    assert {relation for step in STEPS for relation in step.by} == {*Relation}
