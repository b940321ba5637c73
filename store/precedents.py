"""Decided cases, the newest decision first: what the next one can be measured by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from . import times
from .case_rows import Kind, State
from .db import Row, Sql

_PAST = """
    select c.id, c.kind, c.account, c.offering, c.opener_side, c.other_side,
        c.outcome, c.decided_at, d.time_zone, count(*) over () as total,
        (select e.words from case_events e where e.case_id = c.id
         and e.event in ('uphold', 'decline', 'grant', 'refuse')
         order by e.number desc limit 1) as reason
    from cases c join districts d on d.id = c.district_id
"""


@dataclass(frozen=True, slots=True)
class Past:
    """A decision that stands: one under appeal is none."""

    id: str
    kind: Kind
    account: str
    offering: str
    opener_side: str
    other_side: str
    outcome: State
    decided_at: datetime
    reason: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Found:
    rows: tuple[Past, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Within:
    """Which cases someone may be shown decisions of: of one side, of one party, or all."""

    side: str = ""
    party: str = ""


def at(db: Sql, account_id: str, within: Within, *, limit: int, skip: int = 0) -> Found:
    return _find(db, "c.account_id = :account", {"account": account_id}, within, limit, skip)


def on(
    db: Sql,
    offerings: Iterable[str],
    within: Within,
    *,
    beside: str = "",
    limit: int,
    skip: int = 0,
) -> Found:
    """About one of these offerings, at accounts other than `beside`."""
    params: dict[str, object] = {f"o{n}": each for n, each in enumerate(sorted({*offerings}))}
    if not params:
        return Found((), 0)
    names = ", ".join(f":{name}" for name in params)
    where = f"c.offering in ({names}) and c.account_id <> :beside"
    return _find(db, where, {**params, "beside": beside}, within, limit, skip)


def _find(
    db: Sql, where: str, params: Mapping[str, object], within: Within, limit: int, skip: int
) -> Found:
    mine = ""
    if within.side:
        mine = " and (c.opener_side = :side or c.other_side = :side)"
    elif within.party:
        mine = " and c.id in (select case_id from case_parties where person_id = :party)"
    rows = list(
        db.query(
            f"{_PAST} where c.outcome is not null and {where}{mine}"
            " order by c.decided_at desc, c.id desc limit :limit offset :skip",
            {
                **params,
                **({"side": within.side} if within.side else {}),
                **({"party": within.party} if within.party and not within.side else {}),
                "limit": limit,
                "skip": skip,
            },
        )
    )
    return Found(tuple(map(_past, rows)), rows[0]["total"] if rows else 0)


def _past(row: Row) -> Past:
    return Past(
        id=row["id"],
        kind=Kind(row["kind"]),
        account=row["account"],
        offering=row["offering"],
        opener_side=row["opener_side"],
        other_side=row["other_side"],
        outcome=State(row["outcome"]),
        decided_at=times.moment(row["decided_at"]),
        reason=row["reason"] or "",
        time_zone=row["time_zone"],
    )
