"""A case with all that is told of it, read in one go: its people, firms, calendar and timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handlers import days
from handlers.cards import Contact
from handlers.policy import Policy
from handlers.words import full_stop
from store import cases, people, relayed
from store.case_rows import Case, Clock, Happened, State
from store.db import Sql
from store.relayed import Relayed
from store.rows import District, Person

from . import clocks, ladder, offices, words
from .acts import Office

LIMITS = (Clock.ACKNOWLEDGE, Clock.DECIDE)


@dataclass(frozen=True, slots=True)
class CaseFile:
    case: Case
    office: Office
    district: District
    policy: Policy
    people: Mapping[str, Person]
    firms: Mapping[str, str]
    timeline: tuple[Happened, ...]
    now: datetime
    shared: tuple[Relayed, ...] = ()  # `shared.seen` says what of it a reader may see

    def name(self, person_id: str) -> str:
        """With the firm, for a partner's people; the clock has no name."""
        person = self.people.get(person_id)
        if person is None:
            return "someone"
        return f"{person.name} ({person.firm})" if person.firm else person.name

    def contact(self, person_id: str, *, notify: bool = False) -> Contact:
        person = self.people.get(person_id)
        if person is None:
            return Contact("someone", "")
        return Contact(self.name(person_id), person.email, person.id, notify)

    @property
    def opener(self) -> str:
        return self.name(self.case.claim.opener_id)

    @property
    def opening_side(self) -> str:
        return words.side(self.case.claim.opener_side, self.policy, self.firms)

    @property
    def other_side(self) -> str:
        side = self.case.claim.other_side
        return words.side(side, self.policy, self.firms) if side else ""

    @property
    def standin(self) -> str:
        """Who stands in for the one who decides today, or ''."""
        return ladder.standin(self.office.directory, self.case.owner_id, self.case.barred)

    @property
    def limit(self) -> datetime | None:
        """When the case climbs, if nobody acts; None while its clock stands still."""
        running = clocks.timers(self.case, self.office.calendar, self.office.levels, now=self.now)
        return next((timer.at for timer in running if timer.clock in LIMITS), None)

    @property
    def awaited(self) -> str:
        """What is to come by that limit."""
        decision = self.case.state is State.ACKNOWLEDGED
        return "Decision by" if decision else "First answer by"

    @property
    def today(self) -> date:
        return days.local(self.now, self.district.time_zone)

    def when(self, moment: datetime) -> str:
        return days.say_moment(moment, self.district.time_zone)

    def briefly(self, moment: datetime) -> str:
        """For a card that says whose clock it is (`clock`)."""
        return days.say_briefly(moment, self.district.time_zone, today=self.today)

    @property
    def clock(self) -> str:
        return days.clock(self.district.time_zone)

    def day(self, moment: datetime) -> str:
        return days.say(days.local(moment, self.district.time_zone))

    @property
    def verdict(self) -> str:
        terms = self.case.terms
        until = self.day(terms.expires_at) if terms and terms.expires_at else ""
        told = words.standing(self.case, opener=self.opener, loser=self.other_side, until=until)
        return full_stop(f"{self.case.id} at {self.case.claim.account} {told}")


def read(db: Sql, case: Case, policy: Policy, *, now: datetime) -> CaseFile:
    """In the transaction that changed it, or on one snapshot."""
    timeline = tuple(cases.timeline(db, case.id))
    ids = {case.claim.opener_id, case.owner_id, case.decided_by, *case.former}
    ids |= {party.person_id for party in case.parties}
    ids |= {who for event in timeline for who in (event.by, event.owner_id)}
    shared = relayed.of(db, case.id)
    ids |= {who for word in shared for who in (word.author_id, word.shared_by)}
    office = offices.of(db, case, policy, now=now)
    standin = ladder.standin(office.directory, case.owner_id, case.barred)
    return CaseFile(
        case=case,
        office=office,
        district=offices.district_of(db, case),
        policy=policy,
        people=people.named(db, ids | {standin}),
        firms=people.firms(db),
        timeline=timeline,
        now=now,
        shared=shared,
    )
