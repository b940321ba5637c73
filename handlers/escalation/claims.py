"""What the form for opening a case holds, read and checked: each problem at its field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from handlers.errors import Unfinished
from handlers.lists import Listing
from handlers.questions import NAME_LENGTH, clean
from store import people
from store.case_rows import SERVICES, UNLISTED, Claim, Kind, Party
from store.db import Sql
from store.rows import Entry, Person, Role

from .words import FIRM

LINKS = 10
PARTIES = 20  # of one side; more would be a mailing list
_LINK = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Where:
    """The account of a case, on the list or not."""

    account_id: str
    name: str
    district: str


def account(listing: Listing, value: str, *, district: str = "") -> Where | None:
    """What an account field holds; `district` is for one that is not on the list."""
    if value.startswith(UNLISTED):
        name = clean(value.removeprefix(UNLISTED))
        return Where(unlisted(name), name, district) if 0 < len(name) <= NAME_LENGTH else None
    entry: Entry | None = listing.entries.get(value)
    if entry is None:
        return None
    place, parent = entry.district, listing.entries.get(entry.parent_id)
    return Where(entry.account_id, entry.name, place or (parent.district if parent else district))


def unlisted(name: str) -> str:
    """One id for a company that is not on the list, however its name is spaced or cased."""
    return UNLISTED + " ".join(clean(name).casefold().split())


def side_of(person: Person) -> str:
    return f"{FIRM}{person.firm_id}" if person.firm_id else SERVICES


def read(
    db: Sql, typed: Mapping[str, str], where: Where | None, by: Person
) -> tuple[Claim, tuple[Party, ...]]:
    """Raises Unfinished."""
    errors = missing(db, typed, where, what="Please tell in a few words what happened.")
    other, parties = _other_side(db, typed.get("other", ""), where, by)
    if not other:
        errors["other"] = "Please pick whom you have met there."
    elif other == side_of(by):
        errors["other"] = "That is your own side. Please pick the other one."
    links = evidence(typed, errors)
    if errors or where is None:
        raise Unfinished(errors)
    claim = Claim(
        kind=Kind.ESCALATION,
        account_id=where.account_id,
        account=where.name,
        district_id=where.district,
        opener_id=by.id,
        opener_side=side_of(by),
        other_side=other,
        offering=typed.get("offering", ""),
        opportunity=clean(typed.get("opportunity", "")),
        what=typed.get("what", "").strip(),
        evidence=links,
        urgency="high" if typed.get("urgency") == "high" else "normal",
    )
    return claim, parties


def missing(db: Sql, typed: Mapping[str, str], where: Where | None, *, what: str) -> dict[str, str]:
    """What any case needs and lacks, by field."""
    found = {}
    if where is None:
        found["account"] = "Please pick the account; type a few letters of its name."
    elif not where.district or people.district(db, where.district) is None:
        found["district"] = "It is not on the list, so please pick the district it is in."
    if not typed.get("what", "").strip():
        found["what"] = what
    return found


def evidence(typed: Mapping[str, str], errors: dict[str, str]) -> tuple[str, ...]:
    """The links; what is none is added to the errors."""
    links, bad = _links(typed.get("evidence", ""))
    if bad or len(links) > LINKS:
        errors["evidence"] = f"Up to {LINKS} links, one a line, each beginning with https://."
    return links


def _other_side(
    db: Sql, value: str, where: Where | None, by: Person
) -> tuple[str, tuple[Party, ...]]:
    """The side, and its people whom the case is about."""
    kind, _, ident = value.partition(":")
    if kind == "person":
        person = people.get(db, ident)
        lead = person is not None and person.role is Role.SERVICES_LEAD
        return (SERVICES, (Party(ident, SERVICES),)) if lead else ("", ())
    if value == SERVICES:
        found, side = people.by_role(db, Role.SERVICES_LEAD), SERVICES
    elif value.startswith(FIRM) and ident in people.firms(db):
        found, side = people.of_firm(db, ident), value
    else:
        return "", ()
    district = where.district if where else ""
    near = [one for one in found if not one.districts or district in one.districts]
    return side, tuple(Party(one.id, side) for one in near[:PARTIES] if one.id != by.id)


def _links(text: str) -> tuple[tuple[str, ...], bool]:
    """The links, a line each, and whether something was no link."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(dict.fromkeys(lines)), not all(map(_LINK.fullmatch, lines))
