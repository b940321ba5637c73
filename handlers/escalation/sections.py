"""Someone's cases, section by section: what waits for them first, each case in one section only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.lists import Listing
from store import case_lists, delegations, people
from store.case_lists import Line, Page
from store.case_rows import State
from store.db import Sql
from store.rows import Person, Role

from . import ladder
from .ladder import Directory, Seat
from .words import FIRM


class Section(StrEnum):
    """In the order in which they are shown."""

    WAITING = "waiting"
    OPENED = "opened"
    FIRM = "firm"
    PARTY = "party"
    OWNED = "owned"
    ACCOUNTS = "accounts"
    DISTRICTS = "districts"
    EVERYWHERE = "everywhere"


AT_HOME = (Section.WAITING, Section.OPENED)
_OF_ROLE: Mapping[Role, tuple[Section, ...]] = {
    Role.PARTNER_REP: (Section.FIRM,),
    Role.SERVICES_LEAD: (Section.PARTY,),
    Role.ACCOUNT_MANAGER: (Section.OWNED, Section.PARTY, Section.ACCOUNTS),
    Role.DISTRICT_MANAGER: (Section.OWNED, Section.DISTRICTS),
    Role.LIST_OWNER: (Section.OWNED, Section.EVERYWHERE),
    Role.AUDITOR: (Section.OWNED, Section.EVERYWHERE),
    Role.ADMIN: (),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A section as far as it is shown: `lines` follow on `skip` others."""

    section: Section
    lines: tuple[Line, ...]
    total: int
    skip: int = 0

    @property
    def left(self) -> int:
        return self.total - self.skip - len(self.lines)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose cases; `accounts` are those they manage, by the list of today."""

    person: Person
    accounts: tuple[str, ...]
    now: datetime


def reader(person: Person, listing: Listing | None, *, now: datetime) -> Reader:
    manages = person.role is Role.ACCOUNT_MANAGER and listing is not None
    return Reader(person, _managed(listing, person.email) if manages and listing else (), now)


def sections(person: Person) -> tuple[Section, ...]:
    return (*AT_HOME, *_OF_ROLE[person.role])


def read(
    db: Sql, reader: Reader, wanted: Iterable[Section], *, limit: int, skip: int = 0
) -> tuple[Part, ...]:
    """The sections that hold something, on one snapshot."""
    waiting = _waiting(db, reader)
    held = {*sections(reader.person)}
    found = (_part(db, reader, each, waiting, limit, skip) for each in wanted if each in held)
    return tuple(part for part in found if part.total)


def _part(
    db: Sql, reader: Reader, section: Section, waiting: list[Line], limit: int, skip: int
) -> Part:
    if section is Section.WAITING:
        return Part(section, tuple(waiting[skip : skip + limit]), len(waiting), skip)
    me = reader.person.id
    beside = [line.id for line in waiting if me not in (line.owner_id, line.opener_id)]
    page = _page(db, reader, section, beside, limit, skip)
    return Part(section, page.lines, page.total, skip)


def _page(
    db: Sql, reader: Reader, section: Section, beside: list[str], limit: int, skip: int
) -> Page:
    person = reader.person
    match section:
        case Section.FIRM:
            side = f"{FIRM}{person.firm_id}"
            return case_lists.of_side(db, side, person.id, limit=limit, skip=skip)
        case Section.PARTY:
            return case_lists.with_party(db, person.id, limit=limit, skip=skip)
        case Section.OWNED:
            return case_lists.owned(db, person.id, limit=limit, skip=skip)
        case Section.ACCOUNTS:
            return case_lists.at_accounts(
                db, person.id, reader.accounts, beside=beside, limit=limit, skip=skip
            )
        case Section.DISTRICTS | Section.EVERYWHERE:
            return case_lists.in_districts(
                db,
                person.id,
                person.email,
                everywhere=section is Section.EVERYWHERE,
                beside=beside,
                limit=limit,
                skip=skip,
            )
        case _:
            return case_lists.opened_by(db, person.id, limit=limit, skip=skip)


def _waiting(db: Sql, reader: Reader) -> list[Line]:
    """To be answered by them, or to be decided: as its holder, for one who is away, or as one of
    those at the top of the ladder.
    """
    me = reader.person.id
    owners = tuple(person.id for person in people.by_role(db, Role.LIST_OWNER))
    there = Directory("", list_owners=owners, absences=delegations.at(db, reader.now))
    away = {holder for holder, standin in there.absences.items() if standin == me}
    top = me in owners or not away.isdisjoint(owners)
    return [
        line
        for line in case_lists.waiting(db, me, {me, *away}, top=top)
        if line.state is State.NEEDS_INFO or me in _acting(there, line)
    ]


def _acting(office: Directory, line: Line) -> frozenset[str]:
    return ladder.acting(office, Seat(line.rung, line.owner_id), line.barred)


def _managed(listing: Listing, email: str) -> tuple[str, ...]:
    """Accounts of a manager, and their subsidiaries that have none of their own."""
    entries = listing.entries
    own = {ident for ident, entry in entries.items() if entry.manager_email == email}
    below = {
        ident
        for ident, entry in entries.items()
        if not entry.manager_email and entry.parent_id in own
    }
    return tuple(sorted(own | below))
