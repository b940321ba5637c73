"""What is due: time lives in rows, so that a restart loses nothing and a jump doubles nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from . import times
from .db import Sql


@dataclass(frozen=True, slots=True)
class Due:
    id: int
    kind: str
    about: str
    due_at: datetime


def put(db: Sql, *, kind: str, about: str, at: datetime, once: str = "") -> None:
    """The same `once` a second time is a no-op."""
    db.execute(
        "insert into due (kind, about, due_at, once) values (:kind, :about, :at, :once)"
        " on conflict do nothing",
        {"kind": kind, "about": about, "at": times.text(at), "once": once},
    )


def ready(
    db: Sql,
    *,
    now: datetime,
    limit: int = 100,
    only: Collection[str] = (),
    but: Collection[str] = (),
) -> list[Due]:
    """What is due and not done yet, the longest due first; `only` some kinds, or all `but` some."""
    kinds = {f"kind{number}": kind for number, kind in enumerate((*only, *but))}
    names = ", ".join(f":{name}" for name in kinds)
    among = f" and kind {'in' if only else 'not in'} ({names})" if kinds else ""
    rows = db.query(
        "select id, kind, about, due_at from due"  # noqa: S608
        f" where done_at is null and due_at <= :now{among} order by due_at, id limit :limit",
        {"now": times.text(now), "limit": limit, **kinds},
    )
    return [Due(r["id"], r["kind"], r["about"], times.moment(r["due_at"])) for r in rows]


def done(db: Sql, item: Due, *, now: datetime) -> bool:
    """Claim one, in the transaction of what it causes; False if another did before, or if what it
    was read as is off meanwhile: a new row may have the id of one that was deleted.
    """
    rows = db.query(
        "update due set done_at = :now where id = :id and done_at is null"
        " and kind = :kind and about = :about and due_at = :at returning id",
        {
            "id": item.id,
            "kind": item.kind,
            "about": item.about,
            "at": times.text(item.due_at),
            "now": times.text(now),
        },
    )
    return bool(list(rows))


def later(db: Sql, ident: int, *, at: datetime) -> None:
    """Not done: try again then."""
    db.execute(
        "update due set due_at = :at where id = :id and done_at is null",
        {"id": ident, "at": times.text(at)},
    )


def planned(db: Sql, kind: str) -> set[str]:
    """What work of a kind is about that is still to be done."""
    rows = db.query(
        "select distinct about from due where done_at is null and kind = :kind", {"kind": kind}
    )
    return {str(row["about"]) for row in rows}


def clear(db: Sql, *, about: str) -> None:
    """What was to happen about this, and has not yet, is off."""
    db.execute("delete from due where about = :about and done_at is null", {"about": about})
