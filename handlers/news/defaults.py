"""Who hears of the list's news without having asked: the districts' own channels and their reps.

Each is made once, and follows its district to another channel; one that was ended stays ended, and
one that somebody has changed stays as they want it.
"""

from datetime import datetime

from handlers.policy import Policy
from store import people, subscriptions
from store.db import Sql
from store.rows import Audience, District, Role
from store.subscriptions import Subscription


def ensure(db: Sql, audience: Audience, policy: Policy, *, now: datetime) -> None:
    """A district's escalation channel hears what staff may know; its partner channel, or without
    one each of its partners' people, what partners may.
    """
    districts = people.districts(db)
    if audience is Audience.STAFF:
        wanted = [_of(each, each.channel, audience) for each in districts if each.channel]
    else:
        wanted = [
            _of(each, each.partner_channel, audience) for each in districts if each.partner_channel
        ]
        wanted += _reps(db, [each for each in districts if not each.partner_channel], policy)
    for row in wanted:
        if not subscriptions.known(db, row.id) or _left_behind(db, row):
            subscriptions.put(db, row, now=now)


def _left_behind(db: Sql, row: Subscription) -> bool:
    """Whether it still goes where the district's channel was before."""
    held = subscriptions.get(db, row.id)
    return held is not None and not held.owner_id and held.destination != row.destination


def _of(district: District, channel: str, audience: Audience) -> Subscription:
    return Subscription(
        id=f"sub_{audience}_{district.id}",
        owner_id="",
        destination=channel,
        audience=audience,
        origin="district",
        districts=(district.id,),
        time_zone=district.time_zone,
    )


def _reps(db: Sql, districts: list[District], policy: Policy) -> list[Subscription]:
    return [
        Subscription(
            id=f"sub_partners_{district.id}_{rep.id}",
            owner_id=rep.id,
            destination=f"person:{rep.id}",
            audience=Audience.PARTNERS,
            origin="district",
            districts=(district.id,),
            time_zone=rep.time_zone or policy.vendor.time_zone,
        )
        for district in districts
        for rep in people.by_role(db, Role.PARTNER_REP)
        if district.id in rep.districts
    ]
