"""One event in the life of a case, whoever caused it: everything it changes, in one transaction."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from handlers.errors import OldButton, PersonError
from handlers.feature import Ask
from handlers.permissions import Doing
from handlers.policy import Policy
from store import audit, cases
from store.case_rows import Case
from store.db import Sql
from store.rows import Person

from . import announce, flow, offices, tell, terms, timeline
from . import file as files
from .acts import Act, NotYours
from .file import CaseFile
from .relations import may
from .steps import Event


class Overtaken(PersonError):
    """This case has moved on a moment ago, so nothing was changed."""


def take(db: Sql, case: Case, act: Act, policy: Policy) -> CaseFile:
    """Raises PersonError; the audit row of what a person does is that of their request."""
    office = offices.of(db, case, policy, now=act.now)
    moved = flow.move(case, act, office)
    after = cases.move(
        db,
        moved.case,
        moved.timers,
        event=act.event,
        by=act.by.id if act.by else "",
        words=act.words,
        detail=terms.changed(case, moved.case) if act.terms else None,
        now=act.now,
    )
    told = files.read(db, after, policy, now=act.now)
    if act.by is None:
        audit.append(
            db,
            who="clock",
            did=f"case.{act.event}",
            about=case.id,
            detail=proof(told),
            now=act.now,
        )
    tell.event(db, told)
    announce.event(db, told)
    return told


def seen(db: Sql, ask: Ask, policy: Policy, *, now: datetime) -> Case:
    """The case that a button or form is about, if it is still as it was when that was drawn.

    Raises OldButton, NotYours for a case that is none of theirs (or not there), and Overtaken.
    """
    data = ask.request.data
    ident, revision = data.get("case", ""), data.get("seen", "")
    if not ident or not revision.isdecimal():
        raise OldButton
    case = readable(db, ident, ask.person, policy, now=now)
    if case.revision != int(revision):
        raise overtaken(db, case, policy, typed=data.get("words", ""), now=now)
    return case


def readable(db: Sql, ident: str, person: Person, policy: Policy, *, now: datetime) -> Case:
    """Raises NotYours, the same for a case of others as for one that does not exist."""
    case = cases.get(db, ident)
    if case is None:
        raise NotYours
    directory = offices.of(db, case, policy, now=now).directory
    if not may(Doing.READ_CASE, case, person, directory):
        raise NotYours
    return case


def overtaken(db: Sql, case: Case, policy: Policy, *, typed: str = "", now: datetime) -> Overtaken:
    """Says who was quicker, and keeps what was typed."""
    told = files.read(db, case, policy, now=now)
    last = next(each for each in reversed(told.timeline) if each.event != Event.REMIND)
    return Overtaken(
        f"{timeline.line(told, last)} a moment ago, so nothing was changed.\n"
        "The card now shows where the case stands."
        + (f"\nYou had typed: “{typed}”" if typed else "")
    )


def proof(file: CaseFile) -> Mapping[str, str]:
    """Ties a line of the timeline to the audit chain, which holds no words."""
    last = file.timeline[-1]
    words = hashlib.sha256(last.words.encode()).hexdigest()
    return {"event": str(last.number), "state": last.state, "words": words}
