"""Where a person's duties lie: their districts, accounts, and the zone in which their days go."""

from handlers.context import Context
from handlers.errors import NoList
from handlers.policy import Policy
from store import people
from store.db import Sql
from store.rows import Audience, District, Person, Role

MANAGERS = (Role.ACCOUNT_MANAGER, Role.DISTRICT_MANAGER)


def districts(db: Sql, person: Person) -> list[District]:
    """Those that they manage, or that have accounts of theirs."""
    return [
        each
        for each in people.districts(db)
        if each.manager_email == person.email
        or (person.role in MANAGERS and each.id in person.districts)
    ]


def zone(db: Sql, person: Person, policy: Policy) -> str:
    """Their own, else their district's, else the vendor's."""
    places = districts(db, person)
    return person.time_zone or (places[0].time_zone if places else policy.vendor.time_zone)


def accounts(ctx: Context, person: Person) -> int:
    """How many of the list in force are theirs."""
    try:
        entries = ctx.lists.now(Audience.STAFF).entries
    except NoList:
        return 0
    return sum(entry.manager_email == person.email for entry in entries.values())
