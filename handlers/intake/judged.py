"""One row of many: what its name, its web domain and its ticker say together."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from handlers.findings import Finding, find
from handlers.listing import Listing
from handlers.questions import NAME_LENGTH, clean
from store.names import Hit
from store.sheets import Row

from .kinds import Asked

Also = Callable[[Finding], Finding]  # with the exception that is in force, if there is one
CHECK, EMPTY = "to check", "nothing to look up"
CANDIDATES = 5
ANSWERS = (
    "Standing",
    "Matched name",
    "Account",
    "Lead",
    "Rules",
    "Why",
    "Tier",
    "District",
    "Account manager",
    "Edition",
    "Found by",
    "Candidates",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its answer; `standing` is what it counts as."""

    row: Row
    standing: str
    finding: Finding | None = None
    hits: tuple[Hit, ...] = ()


def judge(listing: Listing, asked: Asked, row: Row, also: Also) -> Line:
    """Sure only where nothing in the row says otherwise; in doubt, it is to be checked. What is
    found may be changed by what is not on the list, which `also` knows.
    """
    name, *codes = (
        _first(asked.text(row, place), whole=place == asked.name)
        for place in (asked.name, asked.domain, asked.ticker)
    )
    by_name = find(listing, name) if name else None
    others = [find(listing, code) for code in codes if code]
    findings = [each for each in (by_name, *others) if each is not None]
    if not findings:
        return Line(row, EMPTY)
    sure = {each.entry.account_id: each for each in reversed(findings) if each.entry}
    if len(sure) == 1:
        [(ident, one)] = sure.items()
        if by_name is None or ident in {hit.account_id for hit in _near(by_name)} | _id(by_name):
            return _line(row, also(one))
    if sure:
        hits = tuple(hit for each in findings for hit in _near(each))
        return Line(row, CHECK, hits=_distinct(hits))
    doubtful = next((each for each in findings if each.unsure), None)
    if doubtful is not None:
        return Line(row, CHECK, hits=doubtful.found.hits[:CANDIDATES])
    return _line(row, also(findings[0]))


def cells(line: Line, listing: Listing, managers: dict[str, str]) -> list[str]:
    """What is answered, in the order of `ANSWERS`."""
    finding, edition = line.finding, listing.edition.id
    if finding is None:
        near = "; ".join(f"{hit.name} ({hit.reason})" for hit in line.hits)
        return [line.standing, *[""] * 8, edition if line.hits else "", "", near]
    entry = finding.entry
    placed = finding.parent or entry
    email = (entry.manager_email if entry else "") or (placed.manager_email if placed else "")
    standing = line.standing
    if finding.parent:
        standing = f"{standing} by {finding.parent.name}"
    return [
        standing,
        entry.name if entry else "",
        entry.account_id if entry else "",
        str(finding.verdict.lead),
        ", ".join(finding.verdict.rules),
        finding.verdict.why,
        listing.policy.tier_name(placed.tier) if placed and placed.tier else "",
        listing.district(entry.district or (placed.district if placed else "")) if entry else "",
        managers.get(email, email),
        edition,
        finding.hit.reason if finding.hit else "",
        "",
    ]


def _line(row: Row, finding: Finding) -> Line:
    return Line(row, str(finding.standing), finding)


def _first(text: str, *, whole: bool) -> str:
    """A name as it is, the first of several web domains or tickers."""
    tidy = " ".join(clean(text).split())[:NAME_LENGTH]
    return tidy if whole else next(iter(re.split(r"[;,| ]+", tidy)), "")


def _near(finding: Finding) -> tuple[Hit, ...]:
    """What it could be; nothing where it is surely none of the list."""
    if finding.hit:
        return (finding.hit,)
    return finding.found.hits[:CANDIDATES] if finding.unsure else ()


def _id(finding: Finding) -> set[str]:
    return {finding.entry.account_id} if finding.entry else set()


def _distinct(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    return tuple({hit.account_id: hit for hit in reversed(hits)}.values())[::-1][:CANDIDATES]
