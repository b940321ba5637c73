"""Conversations that the bot has been in, with what is needed to speak there first."""

from datetime import datetime

from . import times
from .db import Row, Sql
from .rows import Identity, Platform, Spot


def seen(db: Sql, spot: Spot, *, now: datetime) -> None:
    """Keep or renew a conversation; Teams' service URLs change, so every turn renews them."""
    db.execute(
        "insert into places"
        " (address, platform, tenant, kind, service_url, bot_id, member, name, seen_at)"
        " values (:address, :platform, :tenant, :kind, :url, :bot, :member, :name, :at)"
        " on conflict (address) do update set tenant = :tenant, kind = :kind,"
        " service_url = :url, bot_id = :bot, member = :member, seen_at = :at",
        {
            "address": spot.address,
            "platform": spot.platform,
            "tenant": spot.tenant,
            "kind": spot.kind,
            "url": spot.service_url,
            "bot": spot.bot_id,
            "member": spot.member,
            "name": spot.name,
            "at": times.text(now),
        },
    )


def get(db: Sql, address: str) -> Spot | None:
    rows = db.query("select * from places where address = :address", {"address": address})
    return next(map(_from_row, rows), None)


def personal(db: Sql, who: Identity) -> Spot | None:
    """Where the bot and this person talk alone, if they have."""
    rows = db.query(
        "select * from places where platform = :platform and tenant = :tenant"
        " and member = :member and kind = 'personal' order by seen_at desc limit 1",
        {"platform": who.platform, "tenant": who.tenant, "member": who.member},
    )
    return next(map(_from_row, rows), None)


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
    )
