"""Editions of the list. The database itself refuses to change a published one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from . import batches, times
from .db import Row, Sql
from .entries import entry_from
from .rows import Audience, Edition, Entry


def get(db: Sql, ident: str) -> Edition | None:
    rows = db.query("select * from editions where id = :id", {"id": ident})
    return next(map(_edition, rows), None)


def every(db: Sql) -> list[Edition]:
    """All editions, the newest import first."""
    return [_edition(row) for row in db.query("select * from editions order by imported_at desc")]


def in_force(db: Sql, audience: Audience, *, now: datetime) -> Edition | None:
    """What answers now: of those whose moment for this audience has come, the one published last.

    An older one whose moment for partners comes later is superseded by then, and stays so.
    """
    rows = db.query(
        f"select * from editions where {_moment(audience)} <= :now"  # noqa: S608 - one of two column names
        " order by published_at desc, state limit 1",  # of one moment: published, then superseded
        {"now": times.text(now)},
    )
    return next(map(_edition, rows), None)


def before(db: Sql, ident: str, audience: Audience) -> Edition | None:
    """What answered until this edition came into force for an audience; None for the first one."""
    moment = _moment(audience)
    rows = db.query(
        f"select * from editions where {moment} < (select {moment} from editions where id = :id)"  # noqa: S608 - one of two column names
        f" order by {moment} desc, published_at desc limit 1",
        {"id": ident},
    )
    return next(map(_edition, rows), None)


def as_of(
    db: Sql, audience: Audience, day: date, *, zone: str = "UTC", now: datetime
) -> Edition | None:
    """The edition that answers for a day: the one in force as the day ended, unless one published
    later took effect by then and not before it; of several the latest effective one, and the one
    published last. `zone` tells when the day ends. One that the audience may not see yet is none.
    """
    moment = _moment(audience)
    rows = db.query(
        f"select * from editions where {moment} <= :now order by published_at, state desc",  # noqa: S608 - one of two column names
        {"now": times.text(now)},
    )
    there, seen = ZoneInfo(zone), [(times.moment(row[moment]), _edition(row)) for row in rows]
    answers = [each for at, each in seen if at.astimezone(there).date() <= day][-1:]
    answers += [
        each
        for at, each in seen
        if at.astimezone(there).date() > day and each.effective_from <= day
    ]
    if not answers:
        return None
    latest = max(each.effective_from for each in answers)
    return [each for each in answers if each.effective_from == latest][-1]


def history(
    db: Sql, account_id: str, audience: Audience, *, now: datetime
) -> list[tuple[Edition, Entry | None]]:
    """Every edition that this audience may see, the newest first, with the account's row in it."""
    rows = db.query(
        "select e.*, n.* from editions e left join batch_rows n"  # noqa: S608 - a column's name
        " on n.batch_id = e.batch_id and n.account_id = :account"
        f" where e.{_moment(audience)} <= :now order by e.effective_from desc, published_at desc",
        {"account": account_id, "now": times.text(now)},
    )
    return [(_edition(row), entry_from(row) if row["account_id"] else None) for row in rows]


def put_draft(
    db: Sql,
    ident: str,
    *,
    batch: str,
    effective_from: date,
    next_update: date,
    now: datetime,
) -> None:
    """Make a draft of these rows, or give one other rows. Raises sqlite3.IntegrityError for a
    published one.
    """
    batches.release(db, batches.held(db, ident))
    db.execute(
        "insert into editions (id, state, effective_from, next_update, imported_at, batch_id)"
        " values (:id, 'draft', :effective, :next, :at, :batch) on conflict (id) do update"
        " set effective_from = :effective, next_update = :next, imported_at = :at,"
        " batch_id = :batch",
        {
            "id": ident,
            "effective": effective_from.isoformat(),
            "next": next_update.isoformat(),
            "at": times.text(now),
            "batch": batch,
        },
    )


def put_anew(
    db: Sql, ident: str, *, of: str, effective_from: date, next_update: date, now: datetime
) -> None:
    """A draft of the very rows of another edition: as that one is published, nobody can change
    them.
    """
    batch = batches.held(db, of)
    put_draft(
        db, ident, batch=batch, effective_from=effective_from, next_update=next_update, now=now
    )
    db.execute("update editions set restores = :of where id = :id", {"id": ident, "of": of})


def move(db: Sql, ident: str, *, to: str) -> None:
    """To another state on the way to publication. Raises sqlite3.IntegrityError after it."""
    db.execute("update editions set state = :to where id = :id", {"id": ident, "to": to})


def discard(db: Sql, ident: str) -> None:
    """Its rows are cleared away later. Raises sqlite3.IntegrityError for a published one."""
    batches.release(db, batches.held(db, ident))
    for table, column in (
        ("edition_pairs", "edition_id"),
        ("edition_plans", "edition_id"),
        ("editions", "id"),
    ):
        db.execute(f"delete from {table} where {column} = :id", {"id": ident})  # noqa: S608


def publish(
    db: Sql,
    ident: str,
    *,
    policy: str,
    reason: str = "",
    partners_at: datetime | None = None,
    by: str = "",
    now: datetime,
) -> None:
    """In force from `now` for the vendor, from `partners_at` (default: now) for partners."""
    db.execute("update editions set state = 'superseded' where state = 'published'")
    db.execute(
        "update editions set state = 'published', published_at = :now, partners_at = :partners,"
        " reason = :reason, policy = :policy, published_by = :by where id = :id",
        {
            "id": ident,
            "now": times.text(now),
            "partners": times.text(partners_at or now),
            "reason": reason,
            "policy": policy,
            "by": by,
        },
    )


def _moment(audience: Audience) -> str:
    return "published_at" if audience is Audience.STAFF else "partners_at"


def _edition(row: Row) -> Edition:
    return Edition(
        id=row["id"],
        state=row["state"],
        effective_from=date.fromisoformat(row["effective_from"]),
        next_update=date.fromisoformat(row["next_update"]),
        published_at=times.moment_if(row["published_at"]),
        partners_at=times.moment_if(row["partners_at"]),
        policy=row["policy"],
        restores=row["restores"],
        published_by=row["published_by"],
    )
