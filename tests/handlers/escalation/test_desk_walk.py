"""A long walk over the desk itself: people of every role do whatever they like, in any order.

After each step nothing that must hold is broken; above all, nothing is queued to somebody who may
not see it, and nothing of what the vendor's people write inside is in anything a partner gets.
"""

import asyncio
import json
import re
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from handlers.cards import Card, from_json, plain
from handlers.duties import leaving
from handlers.errors import PersonError
from handlers.escalation import cards, flow, offices, spoken, tell
from handlers.escalation.acts import Office
from handlers.escalation.relations import may
from handlers.escalation.steps import CLOCK, STEPS, Event
from handlers.permissions import Doing
from handlers.request import Kind as Where
from handlers.request import Place, Settled, Via
from store import audit, cases, outbox, people
from store.case_rows import Case, Kind, State
from store.db import Sql
from store.rows import Identity, Person, Platform, Role
from tests.desk import LUIS, PEOPLE, Bench

from .legal import follows
from .relaying import CHANNEL, MORE

INSIDE = "zebra"  # in all that is written inside: no partner may ever get it
BEN = Person("p_ben", "ben@vendor.example", "Ben Holt", Role.ACCOUNT_MANAGER, districts=("west",))
EVERYONE = (*PEOPLE, *MORE, LUIS, BEN)
BY_EMAIL = {person.email: person for person in EVERYONE}
ADA = next(person for person in MORE if person.role is Role.ADMIN)
STAFF = tuple(person for person in EVERYONE if person.staff)
REPS = tuple(person for person in EVERYONE if not person.staff)
LEAVING = tuple(person for person in EVERYONE if person.id != ADA.id)
ACCOUNTS = ("Contoso", "Litware", "Proseware", "Woodgrove Bank", "Zava Widgets")
OTHERS = ("services", "firm:fabrikam", "firm:tailspin", "person:p_sam")
BY_PEOPLE = sorted({step.event for step in STEPS if step.by != CLOCK})
ABOUT = re.compile(r"E(?:SC|XC)-\d{4}")
EXAMPLE = "“case ESC-0001” shows"  # of how to ask, whatever case that is
ANYONE = st.sampled_from(EVERYONE)
WHICH = st.integers(0, 30)
LENGTH = 100  # steps of one walk
WALKS = 32
walked: Counter[str] = Counter()


@dataclass(frozen=True)
class Written:
    """A message somebody wrote below a card, and may still edit or delete."""

    by: str
    under: str
    channel: str
    message: str


@cache
def furnished() -> Path:
    """A database with everyone in it, to begin each walk from."""
    path = Path(tempfile.mkdtemp()) / "furnished.db"

    async def fill() -> None:
        bench = Bench(path)
        await bench.furnish()

        def come(db: Sql) -> None:
            for person in (*MORE, LUIS, BEN):
                people.put(db, person)

        await bench.db.write(come)
        bench.db.close()

    asyncio.run(fill())
    return path


class DeskWalk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "a.db"
        shutil.copy(furnished(), path)
        self.runner = asyncio.Runner()
        self.bench = Bench(path)
        self.runner.run(self.bench.ctx.lists.refresh(now=self.bench.time))
        for person in EVERYONE:
            self.bench.meet(person.email)
        self.written: list[Written] = []
        self.wrong: list[str] = []  # what was queued, and should not have been
        self.said = 0
        self.put = outbox.put
        outbox.put = self.watched

    def teardown(self) -> None:
        try:
            self.all_is_on_record()
        finally:
            outbox.put = self.put
            self.bench.db.close()
            self.runner.close()
            self.folder.cleanup()

    # What people do

    @initialize()
    def there_is_a_case(self) -> None:
        self.opens(PEOPLE[4], "Contoso", "services", "")
        self.run(self.bench.deliver())

    @rule(
        by=ANYONE,
        account=st.sampled_from(ACCOUNTS),
        other=st.sampled_from(OTHERS),
        deal=st.sampled_from(["", "Pilot"]),
    )
    def someone_opens(self, by: Person, account: str, other: str, deal: str) -> None:
        self.opens(by, account, other, deal)

    @rule(by=ANYONE, account=st.sampled_from(ACCOUNTS))
    def someone_asks_for_an_exception(self, by: Person, account: str) -> None:
        shown = self.press(by, "exception.ask", {"account": f"new:{account}"})
        typed = {"project": INSIDE, "what": INSIDE, "days": "40", "district": "west"}
        self.fill(shown, by, **typed)

    @rule(by=ANYONE, event=st.sampled_from(BY_PEOPLE), which=WHICH, stale=st.booleans())
    def someone_presses(self, by: Person, event: Event, which: int, stale: bool) -> None:
        for case in self.one(which):
            seen = case.revision - 1 if stale else case.revision
            self.act(by, event, replace(case, revision=max(1, seen)))

    @rule(event=st.sampled_from(BY_PEOPLE), last=st.booleans())
    def whoever_may_does(self, event: Event, last: bool) -> None:
        """So that no event is left to chance."""
        found = self.cases()
        for case in reversed(found) if last else found:
            for by in self.present():
                office = self.bench.db.look(partial(self.office, case=case))
                if event in flow.may(case, by, office):
                    self.act(by, event, case)
                    return

    @rule(by=ANYONE, which=WHICH, shared=st.booleans(), own=st.booleans())
    def someone_writes_below_a_card(self, by: Person, which: int, shared: bool, own: bool) -> None:
        for case in self.one(which):
            channel = "" if own or not by.staff else CHANNEL
            self.said += 1
            mine = Written(by.email, f"case:{case.id}", channel, f"w{self.said}")
            self.written.append(mine)
            self.write(mine, self.words(by, shared=shared))

    @rule(which=WHICH, shared=st.booleans())
    def someone_edits_what_they_wrote(self, which: int, shared: bool) -> None:
        for mine in self.written[which % len(self.written) :][:1] if self.written else ():
            self.write(mine, self.words(BY_EMAIL[mine.by], shared=shared), via=Via.EDITED)

    @rule(which=WHICH)
    def someone_deletes_what_they_wrote(self, which: int) -> None:
        if self.written:
            self.write(self.written.pop(which % len(self.written)), "", via=Via.DELETED)

    @rule(by=ANYONE, which=WHICH)
    def someone_replies(self, by: Person, which: int) -> None:
        for case in self.one(which):
            shown = self.press(by, cards.REPLY, {"case": case.id})
            self.fill(shown, by, words="We can meet.")

    @rule(by=ANYONE, author=ANYONE, which=WHICH)
    def someone_shares_what_stands_there(self, by: Person, author: Person, which: int) -> None:
        for case in self.one(which):
            self.said += 1
            place = Place(CHANNEL, Where.CHANNEL, self.root(case.id))
            author_ = Identity(Platform.SLACK, "T1", author.email.split("@")[0])
            told = {"place": place, "author": author_, "message": f"s{self.said}"}
            self.ask(by, "They may know this.", via=Via.SHORTCUT, action="case.share", **told)

    @rule(by=st.sampled_from(STAFF), to=st.sampled_from(STAFF), days=st.sampled_from([0, 3]))
    def someone_goes_away(self, by: Person, to: Person, days: int) -> None:
        end = (self.bench.time + timedelta(days=days)).date()
        self.ask(by, f"escalate delegate {to.email} from today to {end.isoformat()}")

    @rule(last=st.booleans())
    def who_decides_is_away_for_a_day(self, last: bool) -> None:
        """A delegate reads the cases, and when the day is over reads them no more."""
        found = [case for case in self.cases() if not case.final]
        for case in found[-1:] if last else found[:1]:
            for owner in self.present():
                if owner.id == case.owner_id and owner.id != BEN.id:
                    self.ask(owner, f"escalate delegate {BEN.email} from today to today")
            self.time_passes(30)

    @rule(who=st.sampled_from(LEAVING))
    def someone_leaves_or_comes_back(self, who: Person) -> None:
        bench = self.bench
        policy, now = bench.ctx.policy, bench.time
        here = {person.id for person in self.present()}
        with suppress(PersonError):
            if who.id in here:
                change: Any = lambda db: leaving.remove(  # noqa: E731
                    db, who.email, by=ADA, policy=policy, now=now
                )
            else:
                change = lambda db: people.put(db, who)  # noqa: E731
            self.run(bench.db.write(change))

    @rule(by=ANYONE, which=WHICH, verb=st.sampled_from(["my cases", "case", "export", "home"]))
    def someone_reads(self, by: Person, which: int, verb: str) -> None:
        for case in self.one(which):
            self.ask(by, f"{verb} {case.id}" if verb in ("case", "export") else verb)

    @rule(hours=st.sampled_from([1, 3, 30, 200]))
    def time_passes(self, hours: int) -> None:
        self.bench.later(hours=hours)
        self.run(self.bench.tick())

    @rule()
    def everything_leaves(self) -> None:
        self.run(self.bench.deliver())

    # What must hold

    @invariant()
    def every_open_case_has_an_owner_and_a_next_timer(self) -> None:
        walked["steps"] += 1
        rows = self.query("select distinct about from due where done_at is null")
        waiting = {row["about"] for row in rows if ABOUT.fullmatch(str(row["about"]))}
        found = self.cases()
        going_on = {case.id for case in found if not case.final}
        assert waiting == going_on, (waiting, going_on)
        assert [case for case in found if not case.owner_id] == []

    @invariant()
    def no_case_is_in_a_state_that_may_not_follow_its_last(self) -> None:
        kinds = {case.id: case.claim.kind for case in self.cases()}
        before: dict[str, State] = {}
        rows = "select case_id, event, state from case_events order by case_id, number"
        for row in self.query(rows):
            ident, event, state = row["case_id"], Event(row["event"]), State(row["state"])
            if ident in before:
                assert state in follows(before[ident], event, kinds[ident])
            before[ident] = state

    @invariant()
    def nothing_is_queued_to_somebody_who_may_not_see_it(self) -> None:
        assert self.wrong == [], self.wrong

    def all_is_on_record(self) -> None:
        """The chain is whole, and each event of a case has its row, with the proof of its words."""
        _, broken = self.run(self.bench.db.read(audit.verify))
        assert broken is None
        events = self.query("select case_id, number, words from case_events")
        kept = [
            (row["case_id"], str(row["number"]), sha256(row["words"].encode()).hexdigest())
            for row in events
        ]
        rows = self.query("select about, detail from audit where about like 'E%'")
        details = [(row["about"], json.loads(row["detail"])) for row in rows]
        proofs = [(about, d["event"], d["words"]) for about, d in details if "event" in d]
        assert sorted(proofs) == sorted(kept)

    # How it is done

    def opens(self, by: Person, account: str, other: str, deal: str) -> None:
        form = self.ask(by, f"escalate {account}")
        typed = {"other": other, "what": "We both promised it.", "opportunity": deal}
        self.fill(form, by, **typed, district="west")

    def act(self, by: Person, event: Event, case: Case) -> None:
        data = {"case": case.id, "seen": str(case.revision)}
        shown = self.press(by, f"case.{event}", data)
        if shown.form is None:
            return
        inside = case.claim.kind is Kind.EXCEPTION or event is Event.REASSIGN
        typed = {"words": f"{INSIDE}, because" if inside else "because"}
        if event is Event.REASSIGN:
            others = [each.id for each in self.present() if each.id not in case.barred]
            typed["to"] = next((each for each in others if each != case.owner_id), "")
        self.fill(shown, by, **typed)

    def words(self, by: Person, *, shared: bool) -> str:
        if not by.staff:
            return "We were there first."
        return "share: You may." if shared else f"{INSIDE}, between us"

    def write(self, mine: Written, text: str, *, via: Via = Via.THREAD) -> None:
        where = Place(mine.channel, Where.CHANNEL, "1.0") if mine.channel else None
        place = {"place": where} if where else {}
        told = {"under": mine.under, "message": mine.message, **place}
        self.ask(BY_EMAIL[mine.by], text, via=via, **told)

    def press(self, by: Person, action: str, data: dict[str, str]) -> Settled:
        return self.ask(by, "", via=Via.BUTTON, action=action, data=data)

    def fill(self, shown: Settled, by: Person, **typed: str) -> None:
        if shown.form is not None:
            self.later()
            self.shown(by, self.run(self.bench.fill(shown.form, by=by.email, **typed)))

    def ask(self, by: Person, text: str, **given: Any) -> Settled:
        self.later()
        told = {"private": True, "sync": True} if given.get("via") is Via.BUTTON else {}
        settled: Settled = self.run(self.bench.ask(text, by=by.email, **told, **given))
        self.shown(by, settled)
        return settled

    def shown(self, by: Person, settled: Settled) -> None:
        """What comes back at once is seen by whoever asked."""
        walked[settled.note.did if settled.note else "nothing"] += 1
        if settled.card.verdict:
            look = partial(self.problems, to=f"person:{by.id}", card=settled.card)
            assert self.bench.db.look(look) == []

    def watched(self, db: Sql, *, to: str, card: str, remove: bool = False, **given: Any) -> None:
        """Looked at in the transaction that queues it: a moment later others may read the case."""
        self.put(db, to=to, card=card, remove=remove, **given)
        walked["messages"] += 1
        if not remove:
            self.wrong += self.problems(db, to=to, card=from_json(card))

    def problems(self, db: Sql, *, to: str, card: Card) -> list[str]:
        """Why whoever reads there should not get this; for who is gone it stays here."""
        person, text = reader(db, to), plain(card)
        if person is None:
            return []
        found = [] if person.staff or INSIDE not in text else [f"inside words, to {to}: {text}"]
        for ident in sorted({*ABOUT.findall(text.replace(EXAMPLE, ""))}):
            case = cases.get(db, ident)
            assert case is not None
            if not may(Doing.READ_CASE, case, person, self.office(db, case).directory):
                found.append(f"not theirs to read, to {to}: {text}")
        return found

    def later(self) -> None:
        self.bench.later(seconds=20)  # nobody asks thirty times a minute

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def query(self, sql: str) -> list[dict[str, Any]]:
        return self.bench.db.look(lambda db: list(db.query(sql)))

    def present(self) -> tuple[Person, ...]:
        return tuple(self.bench.db.look(people.every))

    def cases(self) -> list[Case]:
        idents = [row["id"] for row in self.query("select id from cases order by id")]
        found = self.bench.db.look(lambda db: [cases.get(db, each) for each in idents])
        return [case for case in found if case]

    def one(self, which: int) -> list[Case]:
        found = self.cases()
        return [found[which % len(found)]] if found else []

    def root(self, ident: str) -> str:
        found = self.query(
            f"select message from posts where topic = 'case:{ident}' and destination = '{CHANNEL}'"
        )
        return str(found[0]["message"]) if found else "9.9"

    def office(self, db: Sql, case: Case) -> Office:
        return offices.of(db, case, self.bench.ctx.policy, now=self.bench.time)


def reader(db: Sql, to: str) -> Person | None:
    """Whoever reads there alone; None for the district's channel, and for who is gone."""
    kind, _, ident = to.partition(":")
    own = ident.removeprefix("T1/D-")
    if kind == "person":
        return people.get(db, ident)
    return people.get(db, f"p_{own}") if own != ident else None


def walk(*, rounds: int = 1) -> None:
    """Each round is other walks; hypothesis keeps a round's in memory, to do none of them twice."""
    walked.clear()
    for number in range(rounds):
        run_state_machine_as_test(
            seed(number)(DeskWalk),
            settings=settings(
                max_examples=WALKS,
                stateful_step_count=LENGTH,
                phases=(Phase.generate,),
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_whatever_people_do_nobody_gets_what_is_not_theirs() -> None:
    walk()
    assert walked["steps"] >= 2_000
    assert walked["messages"] >= 2_000


@pytest.mark.soak
def test_fifty_thousand_steps() -> None:
    walk(rounds=17)
    assert walked["steps"] >= 50_000


@pytest.mark.parametrize("guard", [(spoken, "meant"), (tell, "_reads")], ids=["words", "cards"])
def test_without_a_guard_the_walk_ends(
    guard: tuple[object, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, name = guard
    monkeypatch.setattr(place, name, lambda *_: True)
    with pytest.raises(AssertionError):
        walk()
