"""When scheduled editions come into force."""

from datetime import datetime

from . import times
from .db import Row, Sql
from .rows import Plan


def put(db: Sql, plan: Plan, *, now: datetime) -> None:
    """Make a plan, or replace the one there is."""
    db.execute(
        "insert into edition_plans (edition_id, at, partners_at, reason, former, made_by, made_at)"
        " values (:id, :at, :partners, :reason, :former, :by, :now)"
        " on conflict (edition_id) do update set at = :at, partners_at = :partners,"
        " reason = :reason, former = :former, made_by = :by, made_at = :now",
        {
            "id": plan.edition_id,
            "at": times.text(plan.at),
            "partners": times.text(plan.partners_at),
            "reason": plan.reason,
            "former": plan.former,
            "by": plan.made_by,
            "now": times.text(now),
        },
    )


def get(db: Sql, edition_id: str) -> Plan | None:
    rows = db.query("select * from edition_plans where edition_id = :id", {"id": edition_id})
    return next(map(_plan, rows), None)


def every(db: Sql) -> dict[str, Plan]:
    """By edition."""
    return {row["edition_id"]: _plan(row) for row in db.query("select * from edition_plans")}


def drop(db: Sql, edition_id: str) -> None:
    db.execute("delete from edition_plans where edition_id = :id", {"id": edition_id})


def _plan(row: Row) -> Plan:
    return Plan(
        edition_id=row["edition_id"],
        at=times.moment(row["at"]),
        partners_at=times.moment(row["partners_at"]),
        reason=row["reason"],
        former=row["former"],
        made_by=row["made_by"],
    )
