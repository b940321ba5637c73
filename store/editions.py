"""Editions of the list and their entries. The database itself refuses to change a published one."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from . import times
from .db import Row, Sql
from .rows import Audience, Edition, Entry

COLUMNS = (
    "account_id, name, aliases, domains, ticker, parent_id, tier, district_id, pcs,"
    " manager_email, exception"
)


@dataclass(frozen=True, slots=True, order=True)
class Duty:
    """To decide at the named accounts of an edition that have this manager and district."""

    edition_id: str
    manager_email: str
    district_id: str


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


def size(db: Sql, edition_id: str) -> int:
    """How many rows it has."""
    rows = db.query("select count(*) as n from entries where edition_id = :id", {"id": edition_id})
    return next(int(row["n"]) for row in rows)


def named(db: Sql, edition_id: str) -> int:
    """How many of its accounts are named themselves."""
    rows = db.query(
        "select count(*) as number from entries where edition_id = :id and tier <> ''",
        {"id": edition_id},
    )
    return next(int(row["number"]) for row in rows)


def entries(db: Sql, edition_id: str) -> list[Entry]:
    rows = db.query(
        "select * from entries where edition_id = :id order by account_id", {"id": edition_id}
    )
    return [entry_from(row) for row in rows]


def duties(db: Sql, edition_id: str) -> list[Duty]:
    """A row for each manager and district, however many accounts they share."""
    rows = db.query(
        "select manager_email, district_id from entries"
        " where edition_id = :id and tier <> '' group by manager_email, district_id",
        {"id": edition_id},
    )
    return [Duty(edition_id, row["manager_email"], row["district_id"]) for row in rows]


def accounts_of(db: Sql, wanted: Iterable[Duty]) -> list[str]:
    """The names of the accounts that these duties are about, each once."""
    names: set[str] = set()
    for duty in wanted:
        rows = db.query(
            "select name from entries where edition_id = :id and tier <> ''"
            " and manager_email = :manager and district_id = :district",
            {
                "id": duty.edition_id,
                "manager": duty.manager_email,
                "district": duty.district_id,
            },
        )
        names.update(str(row["name"]) for row in rows)
    return sorted(names)


def entry(db: Sql, edition_id: str, account_id: str) -> Entry | None:
    rows = db.query(
        "select * from entries where edition_id = :edition and account_id = :account",
        {"edition": edition_id, "account": account_id},
    )
    return next(map(entry_from, rows), None)


def in_district(db: Sql, edition_id: str, district_id: str) -> list[Entry]:
    rows = db.query(
        "select * from entries where edition_id = :edition and district_id = :district"
        " order by account_id",
        {"edition": edition_id, "district": district_id},
    )
    return [entry_from(row) for row in rows]


def children(db: Sql, edition_id: str, account_id: str) -> int:
    """How many rows name this account as their parent."""
    rows = db.query(
        "select count(*) as n from entries where edition_id = :edition and parent_id = :id",
        {"edition": edition_id, "id": account_id},
    )
    return next(int(row["n"]) for row in rows)


def change(db: Sql, edition_id: str, row: Entry) -> None:
    """One row of a draft instead of the one it has. Raises sqlite3.IntegrityError for others."""
    leave_out(db, edition_id, row.account_id)
    _put_entry(db, edition_id, row)


def leave_out(db: Sql, edition_id: str, account_id: str) -> None:
    """Raises sqlite3.IntegrityError for a published one."""
    db.execute(
        "delete from entries where edition_id = :edition and account_id = :id",
        {"edition": edition_id, "id": account_id},
    )


def history(
    db: Sql, account_id: str, audience: Audience, *, now: datetime
) -> list[tuple[Edition, Entry | None]]:
    """Every edition that this audience may see, the newest first, with the account's row in it."""
    rows = db.query(
        "select e.*, n.* from editions e left join entries n"  # noqa: S608 - a column's name
        " on n.edition_id = e.id and n.account_id = :account"
        f" where e.{_moment(audience)} <= :now order by e.effective_from desc, published_at desc",
        {"account": account_id, "now": times.text(now)},
    )
    return [(_edition(row), entry_from(row) if row["account_id"] else None) for row in rows]


def put_draft(
    db: Sql,
    ident: str,
    rows: Iterable[Entry],
    *,
    effective_from: date,
    next_update: date,
    now: datetime,
) -> None:
    """Make a draft or replace its rows. Raises sqlite3.IntegrityError for a published one."""
    db.execute("delete from entries where edition_id = :id", {"id": ident})
    db.execute(
        "insert into editions (id, state, effective_from, next_update, imported_at)"
        " values (:id, 'draft', :effective, :next, :at) on conflict (id) do update"
        " set effective_from = :effective, next_update = :next, imported_at = :at",
        {
            "id": ident,
            "effective": effective_from.isoformat(),
            "next": next_update.isoformat(),
            "at": times.text(now),
        },
    )
    for row in rows:
        _put_entry(db, ident, row)


def put_anew(
    db: Sql, ident: str, *, of: str, effective_from: date, next_update: date, now: datetime
) -> None:
    """A draft with the very rows of another edition."""
    put_draft(db, ident, (), effective_from=effective_from, next_update=next_update, now=now)
    db.execute("update editions set restores = :of where id = :id", {"id": ident, "of": of})
    db.execute(
        f"insert into entries (edition_id, {COLUMNS})"  # noqa: S608 - columns' names
        f" select :id, {COLUMNS} from entries where edition_id = :of",
        {"id": ident, "of": of},
    )


def move(db: Sql, ident: str, *, to: str) -> None:
    """To another state on the way to publication. Raises sqlite3.IntegrityError after it."""
    db.execute("update editions set state = :to where id = :id", {"id": ident, "to": to})


def discard(db: Sql, ident: str) -> None:
    """Raises sqlite3.IntegrityError for a published one."""
    for table, column in (
        ("edition_pairs", "edition_id"),
        ("edition_plans", "edition_id"),
        ("entries", "edition_id"),
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


def _put_entry(db: Sql, edition_id: str, row: Entry) -> None:
    db.execute(
        "insert into accounts (id, name) values (:id, :name)"
        " on conflict (id) do update set name = :name where accounts.name <> :name",
        {"id": row.account_id, "name": row.name},
    )
    db.execute(
        f"insert into entries (edition_id, {COLUMNS}) values (:edition, :id, :name, :aliases,"  # noqa: S608 - columns' names
        " :domains, :ticker, :parent, :tier, :district, :pcs, :manager, :exception)",
        {
            "edition": edition_id,
            "id": row.account_id,
            "name": row.name,
            "aliases": json.dumps(row.aliases, ensure_ascii=False),
            "domains": json.dumps(row.domains),
            "ticker": row.ticker,
            "parent": row.parent_id,
            "tier": row.tier,
            "district": row.district,
            "pcs": row.pcs,
            "manager": row.manager_email.casefold(),
            "exception": row.exception,
        },
    )


def _edition(row: Row) -> Edition:
    published, partners = row["published_at"], row["partners_at"]
    return Edition(
        id=row["id"],
        state=row["state"],
        effective_from=date.fromisoformat(row["effective_from"]),
        next_update=date.fromisoformat(row["next_update"]),
        published_at=times.moment(published) if published else None,
        partners_at=times.moment(partners) if partners else None,
        policy=row["policy"],
        restores=row["restores"],
        published_by=row["published_by"],
    )


def entry_from(row: Row) -> Entry:
    return Entry(
        account_id=row["account_id"],
        name=row["name"],
        aliases=tuple(json.loads(row["aliases"])),
        domains=tuple(json.loads(row["domains"])),
        ticker=row["ticker"],
        parent_id=row["parent_id"],
        tier=row["tier"],
        district=row["district_id"],
        pcs=row["pcs"],
        manager_email=row["manager_email"],
        exception=row["exception"],
    )
