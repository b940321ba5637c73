"""Editions of the list and their entries. The database itself refuses to change a published one."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from . import times
from .db import Row, Sql
from .rows import Audience, Edition, Entry


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
    """What answers now: the edition whose moment for this audience came last."""
    moment = _moment(audience)
    rows = db.query(
        f"select * from editions where {moment} <= :now"  # noqa: S608 - one of two column names
        f" order by {moment} desc, published_at desc limit 1",
        {"now": times.text(now)},
    )
    return next(map(_edition, rows), None)


def as_of(db: Sql, audience: Audience, day: date, *, now: datetime) -> Edition | None:
    """The edition that answers for a day: the latest effective one, of several the one
    published last; one that the audience may not see yet is left out.
    """
    rows = db.query(
        f"select * from editions where effective_from <= :day and {_moment(audience)} <= :now"  # noqa: S608 - one of two column names
        " order by effective_from desc, published_at desc limit 1",
        {"day": day.isoformat(), "now": times.text(now)},
    )
    return next(map(_edition, rows), None)


def entries(db: Sql, edition_id: str) -> list[Entry]:
    rows = db.query(
        "select * from entries where edition_id = :id order by account_id", {"id": edition_id}
    )
    return [_entry(row) for row in rows]


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
    return next(map(_entry, rows), None)


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
    return [(_edition(row), _entry(row) if row["account_id"] else None) for row in rows]


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


def publish(
    db: Sql,
    ident: str,
    *,
    policy: str,
    reason: str = "",
    partners_at: datetime | None = None,
    now: datetime,
) -> None:
    """In force from `now` for the vendor, from `partners_at` (default: now) for partners."""
    db.execute("update editions set state = 'superseded' where state = 'published'")
    db.execute(
        "update editions set state = 'published', published_at = :now, partners_at = :partners,"
        " reason = :reason, policy = :policy where id = :id",
        {
            "id": ident,
            "now": times.text(now),
            "partners": times.text(partners_at or now),
            "reason": reason,
            "policy": policy,
        },
    )


def _moment(audience: Audience) -> str:
    return "published_at" if audience is Audience.STAFF else "partners_at"


def _put_entry(db: Sql, edition_id: str, row: Entry) -> None:
    db.execute(
        "insert into accounts (id, name) values (:id, :name)"
        " on conflict (id) do update set name = :name",
        {"id": row.account_id, "name": row.name},
    )
    db.execute(
        "insert into entries (edition_id, account_id, name, aliases, domains, ticker, parent_id,"
        " tier, district_id, pcs, manager_email, exception) values (:edition, :id, :name, :aliases,"
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
    )


def _entry(row: Row) -> Entry:
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
