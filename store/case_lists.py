"""Cases as lines of a list: a page of them in one query, without their timelines."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from . import times
from .case_rows import Rung, State
from .db import Row, Sql

_LINE = """
    select c.id, c.account, c.state, c.opened_at, c.opener_id, c.owner_id, c.rung,
        c.former, d.time_zone,
        (select group_concat(p.person_id, char(31)) from case_parties p
         where p.case_id = c.id) as parties,
        (select min(w.due_at) from due w where w.about = c.id and w.done_at is null
         and w.kind in ('case.acknowledge', 'case.decide')) as limit_at
    from cases c join districts d on d.id = c.district_id
"""
_COUNT = "select count(*) as total from cases c where"
_IDS = "select c.id from cases c where"
_OPEN = "c.closed_at is null"
_ORDER = " order by c.opened_at, c.id"
_PARTY = "c.id in (select case_id from case_parties where person_id = :person)"
_MANAGED = (
    "c.district_id in (select district_id from person_districts where person_id = :person"
    " union select id from districts where manager_email = :email)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """`limit` is when it climbs if nobody acts; None while its clock stands still."""

    id: str
    account: str
    state: State
    opened_at: datetime
    opener_id: str
    owner_id: str
    rung: Rung
    barred: frozenset[str]  # may not decide it
    time_zone: str  # of its district
    limit: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    total: int


def waiting(db: Sql, person_id: str, holders: Iterable[str], *, top: bool) -> list[Line]:
    """What may wait for someone, the oldest first: to be decided by one of `holders`, or at the
    `top` of the ladder by whomever, or to be answered by them as its opener.
    """
    held, params = _any("c.owner_id", holders)
    duties = f"{_OPEN} and c.state in ('open', 'acknowledged', 'appealed')"
    arms = [
        f"{_IDS} {_OPEN} and c.state = 'needs_info' and c.opener_id = :person",
        f"{_IDS} {duties} and {held}",
        *([f"{_IDS} {duties} and c.rung = 'list_owner'"] if top else []),
    ]
    rows = db.query(
        f"{_LINE} where c.id in ({' union '.join(arms)}){_ORDER}", {**params, "person": person_id}
    )
    return [_line(row) for row in rows]


def opened_by(db: Sql, person_id: str, *, limit: int, skip: int = 0) -> Page:
    """Open cases of one opener that don't wait for their answer."""
    where = f"{_OPEN} and c.opener_id = :person and c.state <> 'needs_info'"
    return _page(db, where, {"person": person_id}, limit=limit, skip=skip)


def of_side(db: Sql, side: str, person_id: str, *, limit: int, skip: int = 0) -> Page:
    """Open cases of a firm that others of it opened, or that were opened against it."""
    where = (
        f"{_OPEN} and (c.opener_side = :side or c.other_side = :side) and c.opener_id <> :person"
    )
    return _page(db, where, {"side": side, "person": person_id}, limit=limit, skip=skip)


def with_party(db: Sql, person_id: str, *, limit: int, skip: int = 0) -> Page:
    """Open cases that someone is a party to without having opened them."""
    where = f"{_OPEN} and c.opener_id <> :person and {_PARTY}"
    return _page(db, where, {"person": person_id}, limit=limit, skip=skip)


def owned(db: Sql, person_id: str, *, limit: int, skip: int = 0) -> Page:
    """Open cases whose duty is this person's, while they wait for others."""
    where = (
        f"{_OPEN} and c.owner_id = :person and c.state not in ('open', 'acknowledged', 'appealed')"
    )
    return _page(db, where, {"person": person_id}, limit=limit, skip=skip)


def in_districts(
    db: Sql,
    person_id: str,
    email: str,
    *,
    everywhere: bool,
    beside: Iterable[str] = (),
    limit: int,
    skip: int = 0,
) -> Page:
    """Open cases of the districts that someone manages, or of all; those `beside` left out."""
    seen, params = _any("c.id", beside)
    where = f"{_OPEN} and c.owner_id <> :person and c.opener_id <> :person and not {seen}"
    if not everywhere:
        where += f" and {_MANAGED}"
    ids = {"person": person_id, "email": email}
    return _page(db, where, {**params, **ids}, limit=limit, skip=skip)


def at_accounts(
    db: Sql,
    person_id: str,
    accounts: Iterable[str],
    *,
    beside: Iterable[str] = (),
    limit: int,
    skip: int = 0,
) -> Page:
    """Open cases at these accounts that others decide and opened; those `beside` left out."""
    there, first = _any("c.account_id", accounts, "a")
    seen, second = _any("c.id", beside)
    where = (
        f"{_OPEN} and c.owner_id <> :person and c.opener_id <> :person and {there} and not {seen}"
    )
    params = {**first, **second, "person": person_id}
    return _page(db, where, params, limit=limit, skip=skip)


def _page(db: Sql, where: str, params: Mapping[str, object], *, limit: int, skip: int) -> Page:
    """Two queries: what a line shows is read of the lines of the page alone."""
    total = next(iter(db.query(f"{_COUNT} {where}", params)))["total"]
    ids = f"{_IDS} {where}{_ORDER} limit :limit offset :skip"
    rows = db.query(
        f"{_LINE} where c.id in ({ids}){_ORDER}", {**params, "limit": limit, "skip": skip}
    )
    return Page(tuple(map(_line, rows)), total)


def _any(column: str, values: Iterable[str], name: str = "x") -> tuple[str, dict[str, object]]:
    """SQL for “is one of these”, with its parameters; of none, nothing is."""
    params: dict[str, object] = {f"{name}{n}": each for n, each in enumerate(sorted({*values}))}
    names = ", ".join(f":{each}" for each in params)
    return (f"({column} in ({names}))" if params else "(1 = 0)"), params


def _line(row: Row) -> Line:
    return Line(
        id=row["id"],
        account=row["account"],
        state=State(row["state"]),
        opened_at=times.moment(row["opened_at"]),
        opener_id=row["opener_id"],
        owner_id=row["owner_id"],
        rung=Rung(row["rung"]),
        barred=frozenset(row["parties"].split("\x1f")) | {*json.loads(row["former"])},
        time_zone=row["time_zone"],
        limit=times.moment_if(row["limit_at"]),
    )
