"""What time does to a case: reminders, climbs, flags, its end. Silence decides nothing."""

from handlers.context import Context
from handlers.feature import Feature
from store import audit, cases, people
from store.case_rows import Case, Clock
from store.db import Sql
from store.due import Due
from store.rows import Role

from . import file as files
from . import flow, ladder, offices, step, tell
from .acts import Act, Moved, Office
from .ladder import Seat
from .steps import Event


def work(db: Sql, item: Due, ctx: Context) -> None:
    """One timer that has run out, in the transaction that claims it."""
    case = cases.get(db, item.about)
    if case is None or case.final:
        return
    now, clock = ctx.now(), Clock(item.kind.removeprefix("case."))
    office = offices.of(db, case, ctx.policy, now=now)
    act = Act(flow.due(case, clock, office), now)
    if act.event is Event.REMIND:
        _remind(db, flow.move(case, act, office), clock, office, ctx)
    else:
        step.take(db, case, act, ctx.policy)


def _remind(db: Sql, moved: Moved, clock: Clock, office: Office, ctx: Context) -> None:
    now, case = ctx.now(), moved.case
    cases.remind(db, case, moved.timers, event=Event.REMIND, now=now)
    told = files.read(db, case, ctx.policy, now=now)
    detail = {"clock": str(clock), **step.proof(told)}
    audit.append(db, who="clock", did="case.remind", about=case.id, detail=detail, now=now)
    tell.remind(db, told, _whom(db, case, clock, office))


def _whom(db: Sql, case: Case, clock: Clock, office: Office) -> frozenset[str]:
    """Who is reminded by which clock."""
    acting = ladder.acting(office.directory, Seat(case.rung, case.owner_id), case.barred)
    match clock:
        case Clock.ASK_OPENER:
            return frozenset({case.claim.opener_id})
        case Clock.TOP:
            return frozenset(person.id for person in people.by_role(db, Role.LIST_OWNER)) | acting
        case Clock.EXPIRY_NOTICE:
            parties = {party.person_id for party in case.parties}
            return acting | parties | {office.directory.district_manager}
        case _:
            return acting


FEATURE = Feature(due={f"case.{clock}": work for clock in Clock})
