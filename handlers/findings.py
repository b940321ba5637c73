"""What the list says of one name: pure, from one Listing."""

from dataclasses import dataclass
from datetime import date

from store.names import Found, Hit
from store.rows import Edition, Entry

from . import days
from .lists import Listing
from .policy import Offering, Standing, Verdict, judge


@dataclass(frozen=True, slots=True)
class Finding:
    """`entry` is set when the name is surely this account's; without one, ask or deny."""

    asked: str
    found: Found
    standing: Standing
    verdict: Verdict
    entry: Entry | None = None
    parent: Entry | None = None
    hit: Hit | None = None

    @property
    def unsure(self) -> bool:
        return self.entry is None and self.found.status == "candidates"

    @property
    def name(self) -> str:
        return self.entry.name if self.entry else f"“{self.asked}”"


def find(listing: Listing, asked: str, *, offering: Offering | None = None) -> Finding:
    found = listing.index.search(asked)
    if found.status == "match":
        hit = found.hits[0]
        return known(listing, hit.account_id, asked=asked, found=found, hit=hit, offering=offering)
    verdict = judge(listing.policy, Standing.NOT_NAMED, account=f"“{asked}”", offering=offering)
    return Finding(asked, found, Standing.NOT_NAMED, verdict)


def known(
    listing: Listing,
    account_id: str,
    *,
    asked: str,
    found: Found | None = None,
    hit: Hit | None = None,
    offering: Offering | None = None,
) -> Finding:
    """What the list says of an account that is already sure. Raises KeyError if it isn't on it."""
    entry = listing.entries[account_id]
    standing, parent = listing.standing(entry)
    verdict = judge(
        listing.policy,
        standing,
        account=entry.name,
        parent=parent.name if parent else "",
        offering=offering,
    )
    found = found or Found("match", (), asked)
    return Finding(asked, found, standing, verdict, entry, parent, hit)


def phrase(finding: Finding, *, day: date | None = None) -> str:
    """The verdict in one sentence, the first thing that anyone reads."""
    be, when = ("was", f" on {days.say(day)}") if day else ("is", "")
    match finding.standing:
        case Standing.NAMED:
            return f"{finding.name} {be} named{when}."
        case Standing.COVERED if finding.parent:
            parent = finding.parent.name
            return f"{finding.name} {be} covered{when}: it belongs to {parent}, which {be} named."
        case Standing.EXCEPTED:
            return f"{finding.name} {be} not named{when}, but an exception {be} in force."
        case _:
            return f"{finding.name} {be} not named{when}."


def term(edition: Edition, *, today: date) -> str:
    """An edition with the days it speaks for; it may have been put in force ahead of them."""
    return (
        f"{edition.id}, in effect {since(edition, today=today)} {days.say(edition.effective_from)},"
        f" next update {days.say(edition.next_update)}"
    )


def since(edition: Edition, *, today: date) -> str:
    return "since" if edition.effective_from <= today else "from"
