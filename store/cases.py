"""Cases: numbered without gaps, moved only from the revision that was seen, never without timers
while they are open. The database itself holds what must always be true of them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from . import case_reading, due, times
from .case_rows import Case, Claim, Happened, Kind, Party, Timer
from .db import Sql

SERIES = {Kind.ESCALATION: "ESC", Kind.EXCEPTION: "EXC"}
_CASE = (
    "select c.*, x.project, x.conditions, x.days, x.expires_at"
    " from cases c left join case_terms x on x.case_id = c.id"
)
_PARTIES = (
    "select p.case_id, p.person_id, p.side from case_parties p join cases c on c.id = p.case_id"
    " left join case_terms x on x.case_id = c.id"
)


class StaleCase(Exception):
    """The case has moved since it was seen."""


class OpenAlready(Exception):
    """There is an open case about the same; `ident` is its number."""

    def __init__(self, ident: str) -> None:
        super().__init__(ident)
        self.ident = ident


def number(db: Sql, claim: Claim) -> str:
    """The next number of its series. Raises OpenAlready, and takes none, if there is an open case
    at this account between these sides about this opportunity.

    In the transaction that opens the case: numbers taken back are given again.
    """
    if found := same(db, claim):
        raise OpenAlready(found.id)
    series = SERIES[claim.kind]
    rows = db.query(
        "update case_numbers set last = last + 1 where series = :series returning last",
        {"series": series},
    )
    return f"{series}-{next(iter(rows))['last']:04d}"


def open_(db: Sql, case: Case, timers: Iterable[Timer]) -> None:
    """Keep a new case with its parties and timers. Raises sqlite3.IntegrityError."""
    claim = case.claim
    db.execute(
        "insert into cases (id, kind, account_id, account, district_id, opener_id, opener_side,"
        " other_side, offering, opportunity, opportunity_key, what, evidence, urgency, opened_at,"
        " revision, state, rung, owner_id, running_since)"
        " values (:id, :kind, :account_id, :account, :district, :opener, :opener_side, :other_side,"
        " :offering, :opportunity, :key, :what, :evidence, :urgency, :opened_at,"
        " :revision, :state, :rung, :owner, :running)",
        _opened(case),
    )
    for party in case.parties:
        join(db, case.id, party, now=case.opened_at)
    _put_terms(db, case)
    _record(db, case, "open", by=claim.opener_id, now=case.opened_at)
    _retime(db, case, timers)


def move(
    db: Sql,
    case: Case,
    timers: Iterable[Timer],
    *,
    event: str,
    by: str = "",
    words: str = "",
    detail: Mapping[str, str] | None = None,
    now: datetime,
) -> Case:
    """Keep a case as it is after an event, and its timers instead of those before.

    `case.revision` is the one that was seen; the case that comes back has the next. Raises
    StaleCase if someone else was quicker, and keeps nothing.
    """
    rows = db.query(
        "update cases set revision = revision + 1, state = :state, rung = :rung,"
        " owner_id = :owner, used_us = :used, running_since = :running, asked_at = :asked,"
        " flagged = :flagged, appealed = :appealed, former = :former, outcome = :outcome,"
        " decided_at = :decided_at, decided_by = :decided_by, accepted = :accepted,"
        " closed_at = :closed where id = :id and revision = :seen returning id",
        _moved(case),
    )
    if not list(rows):
        raise StaleCase(case.id)
    after = replace(case, revision=case.revision + 1)
    _put_terms(db, after)
    _record(db, after, event, by=by, words=words, detail=detail, now=now)
    _retime(db, after, timers)
    return after


def remind(db: Sql, case: Case, timers: Iterable[Timer], *, event: str, now: datetime) -> None:
    """Keep that a reminder was due. The revision stays: a form that is open now can be sent.

    Raises StaleCase.
    """
    current = get(db, case.id)
    if current is None or current.revision != case.revision:
        raise StaleCase(case.id)
    _record(db, case, event, now=now)
    _retime(db, case, timers)


def join(db: Sql, ident: str, party: Party, *, now: datetime) -> None:
    """Once a party, always a party. Raises sqlite3.IntegrityError for the one who decides."""
    db.execute(
        "insert into case_parties (case_id, person_id, side, joined_at, joined)"
        " values (:case, :person, :side, :at,"
        " (select count(*) from case_parties where case_id = :case))"
        " on conflict (case_id, person_id) do nothing",
        {"case": ident, "person": party.person_id, "side": party.side, "at": times.text(now)},
    )


def reminded(db: Sql, ident: str, person_id: str, day: str) -> bool:
    """Note a reminder; False if this person had one about this case on this day."""
    rows = db.query(
        "insert into case_reminders (case_id, person_id, day) values (:case, :person, :day)"
        " on conflict do nothing returning day",
        {"case": ident, "person": person_id, "day": day},
    )
    return bool(list(rows))


def get(db: Sql, ident: str) -> Case | None:
    return next(iter(_cases(db, "c.id = :id", {"id": ident})), None)


def same(db: Sql, claim: Claim) -> Case | None:
    """The open case between these sides at this account about this opportunity."""
    found = _cases(
        db,
        "c.kind = :kind and c.account_id = :account and c.opportunity_key = :key"
        " and c.closed_at is null and c.state <> 'granted'"
        " and ((c.opener_side = :one and c.other_side = :two)"
        " or (c.opener_side = :two and c.other_side = :one))",
        {
            "kind": claim.kind,
            "account": claim.account_id,
            "key": key(claim.opportunity),
            "one": claim.opener_side,
            "two": claim.other_side,
        },
    )
    return next(iter(found), None)


def owned_by(db: Sql, person_id: str) -> list[Case]:
    """Open cases that are this person's to decide, the oldest first."""
    return _cases(db, "c.owner_id = :id and c.closed_at is null", {"id": person_id})


def open_exceptions(db: Sql) -> list[Case]:
    """Asked for and not decided yet, the oldest first."""
    return _cases(db, "c.kind = 'exception' and c.closed_at is null and c.state <> 'granted'", {})


def open_at(db: Sql, account_id: str) -> list[Case]:
    """Those at an account that are not over, exceptions in force among them."""
    return _cases(db, "c.account_id = :id and c.closed_at is null", {"id": account_id})


def accounts_with_open(db: Sql) -> set[str]:
    """The ids of the accounts at which `open_at` finds any."""
    rows = db.query("select distinct account_id from cases where closed_at is null")
    return {str(row["account_id"]) for row in rows}


def timeline(db: Sql, ident: str) -> list[Happened]:
    rows = db.query("select * from case_events where case_id = :id order by number", {"id": ident})
    return [case_reading.happened(row) for row in rows]


def key(opportunity: str) -> str:
    """The same opportunity typed twice is one."""
    return " ".join(opportunity.casefold().split())


def _cases(db: Sql, where: str, params: Mapping[str, object]) -> list[Case]:
    parties = defaultdict(list)
    for row in db.query(f"{_PARTIES} where {where} order by p.joined", params):
        parties[row["case_id"]].append(Party(row["person_id"], row["side"]))
    rows = db.query(f"{_CASE} where {where} order by c.opened_at, c.id", params)
    return [case_reading.case(row, parties[row["id"]]) for row in rows]


def _opened(case: Case) -> dict[str, object]:
    claim = case.claim
    return {
        "id": case.id,
        "kind": claim.kind,
        "account_id": claim.account_id,
        "account": claim.account,
        "district": claim.district_id,
        "opener": claim.opener_id,
        "opener_side": claim.opener_side,
        "other_side": claim.other_side,
        "offering": claim.offering,
        "opportunity": claim.opportunity,
        "key": key(claim.opportunity),
        "what": claim.what,
        "evidence": json.dumps(claim.evidence, ensure_ascii=False),
        "urgency": claim.urgency,
        "opened_at": times.text(case.opened_at),
        "revision": case.revision,
        "state": case.state,
        "rung": case.rung,
        "owner": case.owner_id,
        "running": times.text_if(case.running_since),
    }


def _moved(case: Case) -> dict[str, object]:
    return {
        "id": case.id,
        "seen": case.revision,
        "state": case.state,
        "rung": case.rung,
        "owner": case.owner_id,
        "used": case.used // timedelta(microseconds=1),
        "running": times.text_if(case.running_since),
        "asked": times.text_if(case.asked_at),
        "flagged": int(case.flagged),
        "appealed": int(case.appealed),
        "former": json.dumps(case.former),
        "outcome": case.outcome,
        "decided_at": times.text_if(case.decided_at),
        "decided_by": case.decided_by or None,
        "accepted": json.dumps(case.accepted),
        "closed": times.text_if(case.closed_at),
    }


def _put_terms(db: Sql, case: Case) -> None:
    if case.terms is None:
        return
    db.execute(
        "insert into case_terms (case_id, project, conditions, days, expires_at)"
        " values (:id, :project, :conditions, :days, :expires) on conflict (case_id) do update"
        " set project = :project, conditions = :conditions, days = :days, expires_at = :expires",
        {
            "id": case.id,
            "project": case.terms.project,
            "conditions": case.terms.conditions,
            "days": case.terms.days,
            "expires": times.text_if(case.terms.expires_at),
        },
    )


def _record(
    db: Sql,
    case: Case,
    event: str,
    *,
    by: str = "",
    words: str = "",
    detail: Mapping[str, str] | None = None,
    now: datetime,
) -> None:
    db.execute(
        "insert into case_events (case_id, number, at, event, who, state, owner_id, words, detail)"
        " values (:id, (select count(*) + 1 from case_events where case_id = :id), :at, :event,"
        " :who, :state, :owner, :words, :detail)",
        {
            "id": case.id,
            "at": times.text(now),
            "event": event,
            "who": by,
            "state": case.state,
            "owner": case.owner_id,
            "words": words,
            "detail": json.dumps(dict(detail or {}), sort_keys=True, ensure_ascii=False),
        },
    )


def _retime(db: Sql, case: Case, timers: Iterable[Timer]) -> None:
    due.clear(db, about=case.id)
    for timer in timers:
        at = times.text(timer.at)
        once = f"{case.id}:{case.revision}:{timer.clock}:{at}"
        due.put(db, kind=f"case.{timer.clock}", about=case.id, at=timer.at, once=once)
