"""The directory: people, firms, districts, and the platform identities linked to them."""

from collections.abc import Iterable
from datetime import datetime

from . import times
from .db import Row, Sql
from .rows import District, Identity, Person, Platform, Role

_COLUMNS = """
    p.*, coalesce(f.name, '') as firm,
    (select coalesce(group_concat(d.district_id, char(31)), '')
     from person_districts d where d.person_id = p.id) as districts
"""
_PERSON = f"select {_COLUMNS} from people p left join firms f on f.id = p.firm_id"  # noqa: S608
_LINKED = f"""
    select {_COLUMNS}, i.email as seen from identities i
    join people p on p.id = i.person_id left join firms f on f.id = p.firm_id
    where i.platform = :platform and i.tenant = :tenant and i.member = :member
    and i.suspended_at is null and p.removed_at is null
"""  # noqa: S608


def changes(db: Sql) -> int:
    """How often the directory was changed so far, by whomever."""
    rows = db.query("select changes from directory_changes")
    return next(int(row["changes"]) for row in rows)


def get(db: Sql, ident: str) -> Person | None:
    return _one(db.query(_PERSON + " where p.id = :id and p.removed_at is null", {"id": ident}))


def named(db: Sql, ids: Iterable[str]) -> dict[str, Person]:
    """By id; those who have left are still called what they were called."""
    found = {}
    for ident in {*ids}:
        person = _one(db.query(_PERSON + " where p.id = :id", {"id": ident}))
        if person is not None:
            found[ident] = person
    return found


def of_firm(db: Sql, firm_id: str) -> list[Person]:
    """Everyone in the directory who works there, by e-mail."""
    rows = db.query(
        _PERSON + " where p.firm_id = :firm and p.removed_at is null order by p.email",
        {"firm": firm_id},
    )
    return [_person(row) for row in rows]


def by_email(db: Sql, email: str) -> Person | None:
    return _one(
        db.query(
            _PERSON + " where p.email = :email and p.removed_at is null",
            {"email": email.strip().casefold()},
        )
    )


def by_role(db: Sql, role: Role) -> list[Person]:
    """Everyone in the directory with this role, by e-mail."""
    rows = db.query(
        _PERSON + " where p.role = :role and p.removed_at is null order by p.email", {"role": role}
    )
    return [_person(row) for row in rows]


def every(db: Sql) -> list[Person]:
    """Everyone in the directory, by e-mail."""
    return [
        _person(row) for row in db.query(_PERSON + " where p.removed_at is null order by email")
    ]


def firms(db: Sql) -> dict[str, str]:
    """Names by id."""
    return {row["id"]: row["name"] for row in db.query("select id, name from firms order by name")}


def linked(db: Sql, who: Identity) -> tuple[Person, str] | None:
    """The person behind an identity and the e-mail it had when linked ('' if not seen yet).

    None for someone unknown, removed from the directory, or whose link is suspended.
    """
    rows = db.query(_LINKED, _key(who))
    return next(((_person(row), str(row["seen"])) for row in rows), None)


def known(db: Sql, who: Identity) -> bool:
    """Whether there is a link at all, a suspended one too: such a one is not made anew."""
    rows = db.query(
        "select 1 from identities where platform = :platform"
        " and tenant = :tenant and member = :member",
        _key(who),
    )
    return bool(list(rows))


def link(db: Sql, who: Identity, person_id: str, *, email: str, now: datetime) -> None:
    """Tie an identity to a row of the directory, or note the e-mail of one tied before."""
    db.execute(
        "insert into identities (platform, tenant, member, person_id, email, linked_at)"
        " values (:platform, :tenant, :member, :person, :email, :at)"
        " on conflict (platform, tenant, member) do update"
        " set person_id = :person, email = :email, suspended_at = null",
        {**_key(who), "person": person_id, "email": email.casefold(), "at": times.text(now)},
    )
    db.execute(
        "update people set deactivated_at = null where id = :person and deactivated_at is not null",
        {"person": person_id},
    )


def suspend(db: Sql, who: Identity, *, now: datetime) -> None:
    db.execute(
        "update identities set suspended_at = :at where platform = :platform"
        " and tenant = :tenant and member = :member",
        {**_key(who), "at": times.text(now)},
    )


def used(db: Sql, who: Identity, *, now: datetime) -> None:
    """They did something there: what comes of it is to reach them there as well."""
    db.execute(
        "update identities set used_at = :at where platform = :platform"
        " and tenant = :tenant and member = :member",
        {**_key(who), "at": times.text(now)},
    )


def deactivate(db: Sql, person_id: str, *, now: datetime) -> None:
    """No account of theirs is left: no duty comes to them until one is linked anew."""
    db.execute(
        "update people set deactivated_at = :at where id = :id",
        {"id": person_id, "at": times.text(now)},
    )


def deactivated(db: Sql) -> frozenset[str]:
    """By id: everyone to whom no duty comes for now."""
    rows = db.query("select id from people where deactivated_at is not null")
    return frozenset(str(row["id"]) for row in rows)


def identities(db: Sql, person_id: str) -> list[Identity]:
    """Where a person can be reached: where they were last active, else the one linked first."""
    rows = db.query(
        "select platform, tenant, member from identities"
        " where person_id = :id and suspended_at is null"
        " order by used_at desc, linked_at, platform",
        {"id": person_id},
    )
    return [Identity(Platform(row["platform"]), row["tenant"], row["member"]) for row in rows]


def links(db: Sql) -> dict[str, list[tuple[Identity, bool]]]:
    """Every link by the person's id, and whether it counts: a suspended one does not."""
    found: dict[str, list[tuple[Identity, bool]]] = {}
    rows = db.query("select * from identities order by platform, tenant, member")
    for row in rows:
        who = Identity(Platform(row["platform"]), row["tenant"], row["member"])
        found.setdefault(row["person_id"], []).append((who, row["suspended_at"] is None))
    return found


def districts(db: Sql) -> list[District]:
    return [District(**row) for row in db.query("select * from districts order by id")]


def district(db: Sql, ident: str) -> District | None:
    rows = db.query("select * from districts where id = :id", {"id": ident})
    return next((District(**row) for row in rows), None)


def put_district(db: Sql, row: District) -> None:
    db.execute(
        "insert into districts"
        " (id, name, manager_email, time_zone, country, channel, partner_channel)"
        " values (:id, :name, :manager, :zone, :country, :channel, :partners)"
        " on conflict (id) do update set name = :name, manager_email = :manager,"
        " time_zone = :zone, country = :country, channel = :channel, partner_channel = :partners",
        {
            "id": row.id,
            "name": row.name,
            "manager": row.manager_email.casefold(),
            "zone": row.time_zone,
            "country": row.country,
            "channel": row.channel,
            "partners": row.partner_channel,
        },
    )


def move_channel(db: Sql, old: str, new: str) -> None:
    """A channel has another address now: the districts that it belongs to follow."""
    for column in ("channel", "partner_channel"):
        db.execute(
            f"update districts set {column} = :new where {column} = :old",  # noqa: S608
            {"old": old, "new": new},
        )


def put(db: Sql, row: Person) -> None:
    """Add a person, or change the one with this id; makes the firm of a partner."""
    if row.firm_id:
        db.execute(
            "insert into firms (id, name) values (:id, :name) on conflict (id) do nothing",
            {"id": row.firm_id, "name": row.firm},
        )
    db.execute(
        "insert into people (id, email, name, role, firm_id, manager_email, time_zone)"
        " values (:id, :email, :name, :role, :firm, :manager, :zone)"
        " on conflict (id) do update set email = :email, name = :name, role = :role,"
        " firm_id = :firm, manager_email = :manager, time_zone = :zone, removed_at = null",
        {
            "id": row.id,
            "email": row.email.casefold(),
            "name": row.name,
            "role": row.role,
            "firm": row.firm_id or None,
            "manager": row.manager_email.casefold(),
            "zone": row.time_zone,
        },
    )
    db.execute("delete from person_districts where person_id = :id", {"id": row.id})
    for place in row.districts:
        db.execute(
            "insert into person_districts (person_id, district_id) values (:id, :district)",
            {"id": row.id, "district": place},
        )


def remove(db: Sql, person_id: str, *, now: datetime) -> None:
    """They lose access at their next click; what they did stays on record."""
    db.execute(
        "update people set removed_at = :at where id = :id and removed_at is null",
        {"id": person_id, "at": times.text(now)},
    )


def _key(who: Identity) -> dict[str, object]:
    return {"platform": who.platform, "tenant": who.tenant, "member": who.member}


def _one(rows: Iterable[Row]) -> Person | None:
    return next(map(_person, rows), None)


def _person(row: Row) -> Person:
    return Person(
        id=row["id"],
        email=row["email"],
        name=row["name"],
        role=Role(row["role"]),
        firm_id=row["firm_id"] or "",
        firm=row["firm"],
        districts=tuple(sorted(filter(None, row["districts"].split("\x1f")))),
        manager_email=row["manager_email"],
        time_zone=row["time_zone"],
    )
