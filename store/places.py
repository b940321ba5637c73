"""Conversations that the bot has been in or is to speak in, with what is needed to speak there
first, what people call them, and why nothing can be said there just now.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from . import times
from .db import Row, Sql
from .rows import Identity, Platform, Spot


@dataclass(frozen=True, slots=True)
class Lost:
    """Since when nothing can be said in a place, and why."""

    at: datetime
    why: str


def seen(db: Sql, spot: Spot, *, now: datetime) -> None:
    """Keep or renew a conversation; Teams' service URLs change, so every turn renews them."""
    db.execute(
        "insert into places"
        " (address, platform, tenant, kind, service_url, bot_id, member, name, team, seen_at)"
        " values (:address, :platform, :tenant, :kind, :url, :bot, :member, :name, :team, :at)"
        " on conflict (address) do update set tenant = :tenant, kind = :kind,"
        " service_url = :url, bot_id = :bot, member = :member, seen_at = :at,"
        " name = iif(name = '', :name, name), team = iif(:team = '', team, :team)",
        {
            "address": spot.address,
            "platform": spot.platform,
            "tenant": spot.tenant,
            "kind": spot.kind,
            "url": spot.service_url,
            "bot": spot.bot_id,
            "member": spot.member,
            "name": spot.name,
            "team": spot.team,
            "at": times.text(now),
        },
    )


def get(db: Sql, address: str) -> Spot | None:
    rows = db.query("select * from places where address = :address", {"address": address})
    return next(map(_from_row, rows), None)


def personal(db: Sql, who: Identity) -> Spot | None:
    """Where the bot and this person talk alone, if they have and still can."""
    rows = db.query(
        "select * from places where platform = :platform and tenant = :tenant and lost_at is null"
        " and member = :member and kind = 'personal' order by seen_at desc limit 1",
        {"platform": who.platform, "tenant": who.tenant, "member": who.member},
    )
    return next(map(_from_row, rows), None)


def name(db: Sql, address: str, *, name: str, team: str = "", team_name: str = "") -> None:
    """What people call a channel, and the team it belongs to; what is '' stays as it was. One that
    is not known yet is known from now on, and is spoken to as its team's others are.
    """
    platform, _, rest = address.partition(":")
    tenant = rest.partition("/")[0] if "/" in rest else ""
    db.execute(
        "insert into places (address, platform, tenant, kind, service_url, bot_id, name, team,"
        " team_name, seen_at) select :address, :platform, coalesce(max(tenant), :tenant),"
        " 'channel', coalesce(max(service_url), ''), coalesce(max(bot_id), ''), :name, :team,"
        " :team_name, coalesce(max(seen_at), '') from places where team = :team and :team <> ''"
        " on conflict (address) do update set name = iif(:name = '', name, :name),"
        " team = iif(:team = '', team, :team),"
        " team_name = iif(:team_name = '', team_name, :team_name)",
        {
            "address": address,
            "platform": platform,
            "tenant": tenant,
            "name": name,
            "team": team,
            "team_name": team_name,
        },
    )


def name_team(db: Sql, team: str, name: str) -> None:
    db.execute(
        "update places set team_name = :name where team = :team", {"team": team, "name": name}
    )


def names(db: Sql, addresses: Collection[str]) -> dict[str, str]:
    """What people call these places; those of which that is not known are left out."""
    found: dict[str, str] = {}
    for address in addresses:
        rows = db.query(
            "select name, team_name from places where address = :address and name <> ''",
            {"address": address},
        )
        for row in rows:
            within = f" ({row['team_name']})" if row["team_name"] else ""
            found[address] = f"{row['name']}{within}"
    return found


def of_team(db: Sql, team: str) -> list[str]:
    rows = db.query(
        "select address from places where team = :team order by address", {"team": team}
    )
    return [str(row["address"]) for row in rows]


def lost(db: Sql, address: str) -> Lost | None:
    rows = db.query(
        "select lost_at, lost_why from places where address = :address and lost_at is not null",
        {"address": address},
    )
    return next((Lost(times.moment(row["lost_at"]), row["lost_why"]) for row in rows), None)


def lose(db: Sql, address: str, *, why: str, now: datetime) -> Lost:
    """From now on nothing can be said there; a place that is lost already keeps since when."""
    name(db, address, name="")
    db.execute(
        "update places set lost_at = coalesce(lost_at, :at), lost_why = :why"
        " where address = :address",
        {"address": address, "at": times.text(now), "why": why},
    )
    found = lost(db, address)
    assert found is not None
    return found


def find(db: Sql, address: str) -> None:
    """Something can be said there again."""
    db.execute(
        "update places set lost_at = null, lost_why = '' where address = :address",
        {"address": address},
    )


def move(db: Sql, old: str, new: str) -> None:
    """A place has another address now; what may have been kept under that is replaced."""
    if get(db, old) is not None:
        db.execute("delete from places where address = :new", {"new": new})
        db.execute(
            "update places set address = :new where address = :old", {"old": old, "new": new}
        )


def _from_row(row: Row) -> Spot:
    return Spot(
        address=row["address"],
        platform=Platform(row["platform"]),
        tenant=row["tenant"],
        kind=row["kind"],
        service_url=row["service_url"],
        bot_id=row["bot_id"],
        member=row["member"],
        name=row["name"],
        team=row["team"],
    )
