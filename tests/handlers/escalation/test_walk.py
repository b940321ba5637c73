"""A long walk through the life of cases, on a real database: nothing that must hold ever breaks."""

import itertools
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from handlers.errors import PersonError
from handlers.escalation.acts import Act, Moved, Office
from handlers.escalation.flow import due as event_of
from handlers.escalation.flow import may, move, opened
from handlers.escalation.ladder import CannotTake, Directory, NoOneDecides
from handlers.escalation.steps import CLOCK, DECISIONS, STEPS, Event
from store import cases, due, people, times
from store.case_rows import SERVICES, Case, Clock, Kind, Party, State
from store.db import Handle, connect
from store.migrations import migrations
from store.rows import Person
from tests.desk import WEST

from .legal import follows
from .people import BY_ID, DIRECTORY, EVERYONE, MONDAY, TERMS, claim, office

T = TypeVar("T")

BY_PEOPLE = sorted({step.event for step in STEPS if step.by != CLOCK})
DIRECTORIES = (
    DIRECTORY,
    replace(DIRECTORY, account_manager=""),
    replace(DIRECTORY, district_manager=""),
    replace(DIRECTORY, account_manager="dora"),
    replace(DIRECTORY, list_owners=("luis",)),
    replace(DIRECTORY, list_owners=("lena",), appeal_officer=""),
    replace(DIRECTORY, account_manager="", others=frozenset()),
)
OPENINGS = tuple(itertools.product(Kind, EVERYONE, ("", "pilot"), EVERYONE))
ATTEMPTS = tuple(itertools.product(BY_PEOPLE, EVERYONE, EVERYONE, ("because", " ")))
LENGTH = 100  # steps of one walk
WALKS = 220
walked: Counter[str] = Counter()


@cache
def furnished() -> bytes:
    """A database with the people in it, to begin each walk from."""
    db = connect(":memory:")
    migrations.apply(db)
    handle = Handle(db.conn)
    people.put_district(handle, WEST)
    for person in EVERYONE:
        people.put(handle, person)
    return db.conn.serialize()


class Walk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.conn = sqlite3.connect(":memory:", isolation_level=None)
        self.conn.deserialize(furnished())
        self.conn.execute("pragma foreign_keys = on")
        self.db = Handle(self.conn)
        self.time = MONDAY
        self.directory = DIRECTORY
        self.open: list[str] = []
        self.numbers = {kind: itertools.count(1) for kind in Kind}

    def teardown(self) -> None:
        self.conn.close()

    @property
    def place(self) -> Office:
        return office(self.directory)

    @rule(opening=st.sampled_from(OPENINGS))
    def someone_opens(self, opening: tuple[Kind, Person, str, Person]) -> None:
        kind, opener, opportunity, party = opening
        told = claim(opener, kind=kind, opportunity=opportunity)
        side = f"firm:{party.firm_id}" if party.firm_id else SERVICES
        sides = {told.opener_side, told.other_side}
        parties = [Party(party.id, side)] if side in sides else []
        terms = TERMS if kind is Kind.EXCEPTION else None

        def change() -> Moved:
            ident = cases.number(self.db, told)
            made = opened(ident, told, parties, self.place, terms=terms, now=self.time)
            cases.open_(self.db, made.case, made.timers)
            return made

        try:
            made = self.write(change)
        except (cases.OpenAlready, NoOneDecides):
            return
        assert int(made.case.id[4:]) == next(self.numbers[kind])
        self.open.append(made.case.id)
        self.look(made.case)

    @rule(attempt=st.sampled_from(ATTEMPTS), which=st.integers(0, 7))
    def someone_tries(self, attempt: tuple[Event, Person, Person, str], which: int) -> None:
        event, by, to, words = attempt
        if self.open:
            with suppress(PersonError):
                act = Act(event, self.time, by, words, to.id)
                self.act(self.case(self.open[which % len(self.open)]), act)

    @rule(press=st.integers(0, 1_000))
    def someone_presses_a_button_of_theirs(self, press: int) -> None:
        """Offered means possible: what may stop it is in the form, not in the button."""
        for seen in map(self.case, self.open[-3:]):
            by = EVERYONE[press % len(EVERYONE)]
            if offered := sorted(may(seen, by, self.place)):
                act = Act(offered[press % len(offered)], self.time, by, "because", "ben")
                with suppress(NoOneDecides, CannotTake):
                    self.act(seen, act)
                return

    @rule(last=st.booleans(), yes=st.booleans())
    def who_decides_decides(self, last: bool, yes: bool) -> None:
        for seen in map(self.case, self.open[-1:] if last else self.open[:1]):
            by = BY_ID[seen.owner_id]
            offered = sorted(may(seen, by, self.place) & DECISIONS)
            if offered:
                self.act(seen, Act(offered[yes], self.time, by, "because"))

    @rule(to=st.sampled_from(EVERYONE))
    def who_decides_hands_over(self, to: Person) -> None:
        for seen in map(self.case, self.open[-1:]):
            with suppress(PersonError):
                self.act(seen, Act(Event.REASSIGN, self.time, BY_ID[seen.owner_id], "", to.id))

    @rule()
    def an_exception_runs_its_term(self) -> None:
        """Left to chance it would be far in the future, for a walk of some weeks."""
        for seen in map(self.case, self.open[:]):
            if seen.state is State.GRANTED and seen.terms and seen.terms.expires_at:
                self.time = max(self.time, seen.terms.expires_at)
                self.what_is_due_happens()
                return

    @rule(event=st.sampled_from(BY_PEOPLE))
    def whoever_may_does(self, event: Event) -> None:
        """So that no event is left to chance: what is drawn depends on which modules are loaded."""
        for seen, by in itertools.product(map(self.case, self.open[:]), EVERYONE):
            if event in may(seen, by, self.place):
                with suppress(NoOneDecides, CannotTake):
                    self.act(seen, Act(event, self.time, by, "because", "ben"))
                return

    @rule(hours=st.sampled_from([1, 3, 30]))
    def time_passes(self, hours: int) -> None:
        self.time += timedelta(hours=hours)
        self.what_is_due_happens()

    @rule()
    def the_next_thing_becomes_due(self) -> None:
        rows = list(self.db.query("select min(due_at) as at from due where done_at is null"))
        if rows[0]["at"]:
            self.time = max(self.time, times.moment(rows[0]["at"]))
        self.what_is_due_happens()

    @rule(who=st.sampled_from(EVERYONE), delegate=st.sampled_from(EVERYONE))
    def someone_goes_away(self, who: Person, delegate: Person) -> None:
        absences = dict(self.directory.absences) | {who.id: delegate.id}
        self.directory = replace(self.directory, absences=absences if who != delegate else {})

    @rule(there=st.sampled_from(DIRECTORIES))
    def someone_leaves_or_comes(self, there: Directory) -> None:
        self.directory = replace(there, absences=self.directory.absences)
        gone = {*BY_ID} - self.present()
        for seen in map(self.case, tuple(self.open)):
            if seen.owner_id in gone:
                with suppress(NoOneDecides):
                    self.act(seen, Act(Event.TAKE_OVER, self.time))
                    assert self.case(seen.id).owner_id not in gone

    @invariant()
    def an_open_case_has_a_timer_and_one_that_is_over_has_none(self) -> None:
        walked["steps"] += 1
        waiting = self.db.query("select distinct about from due where done_at is null")
        assert {row["about"] for row in waiting} == {*self.open}

    def what_is_due_happens(self) -> None:
        for row in due.ready(self.db, now=self.time):
            if not due.done(self.db, row, now=self.time):
                continue  # an earlier one has replaced it
            seen = self.case(row.about)
            event = event_of(seen, Clock(row.kind.removeprefix("case.")), self.place)
            self.act(seen, Act(event, self.time))

    def act(self, seen: Case, act: Act) -> None:
        """As a handler will do it: judged, then kept, in one transaction."""

        def change() -> Case:
            moved = move(seen, act, self.place)
            if act.event is Event.REMIND:
                cases.remind(self.db, moved.case, moved.timers, event="remind", now=act.now)
                return moved.case
            by = act.by.id if act.by else ""
            return cases.move(
                self.db, moved.case, moved.timers, event=act.event, by=by, now=act.now
            )

        self.after(seen, act, self.write(change))

    def after(self, seen: Case, act: Act, now: Case) -> None:
        walked[act.event] += 1
        self.look(now)
        assert now.state in follows(seen.state, act.event, seen.claim.kind)
        if now.decided_by != seen.decided_by and now.decided_by:
            assert now.decided_by not in seen.barred
        if act.by is None:
            assert now.outcome == seen.outcome  # silence decides nothing
        if act.event is not Event.REMIND:
            with pytest.raises(cases.StaleCase):
                cases.move(self.db, seen, (), event="late", now=act.now)
        if now.final:
            self.open.remove(now.id)

    def look(self, case: Case) -> None:
        """What holds of every case always."""
        kept = self.case(case.id)
        assert kept == case
        assert case.owner_id
        assert case.decided_by or case.owner_id not in case.barred

    def write(self, change: Callable[[], T]) -> T:
        self.db.execute("begin")
        try:
            done = change()
        except BaseException:
            self.db.execute("rollback")
            raise
        self.db.execute("commit")
        return done

    def present(self) -> set[str]:
        there = self.directory
        held = {there.account_manager, there.district_manager, there.appeal_officer}
        return held | {*there.list_owners} | there.others

    def case(self, ident: str) -> Case:
        found = cases.get(self.db, ident)
        assert found
        return found


def walk(
    examples: int = WALKS, *, rounds: int = 1, phases: tuple[Phase, ...] = (Phase.generate,)
) -> None:
    """Each round is other walks; hypothesis keeps a round's in memory, to do none of them twice."""
    walked.clear()
    for number in range(rounds):
        run_state_machine_as_test(
            seed(number)(Walk),
            settings=settings(
                max_examples=examples,
                stateful_step_count=LENGTH,
                phases=phases,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_twenty_thousand_steps() -> None:
    walk()
    assert walked["steps"] >= 20_000
    assert {step.event for step in STEPS} <= walked.keys()


@pytest.mark.soak
def test_a_million_steps() -> None:
    walk(rounds=50)
    assert walked["steps"] >= 1_000_000
