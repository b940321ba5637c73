"""What the list says of one name: pure, from one Listing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from store.granted import Granted
from store.names import Found, Hit
from store.rows import Edition, Entry

from . import days
from .excepted import Excepted
from .lists import Listing
from .policy import ELSEWHERE, EXCEPTION, Lead, Offering, Standing, Verdict, judge


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
    exception: Granted | None = None  # in force, and what the verdict rests on

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


def excepted(
    finding: Finding,
    listing: Listing,
    kept: Excepted,
    *,
    at: datetime,
    offering: Offering | None = None,
) -> Finding:
    """The same finding with the exception that was in force at a moment, if one changes it."""
    if finding.unsure or finding.verdict.lead is not Lead.PARTNER:
        return finding
    entry, policy = finding.entry, listing.policy
    found = kept.of(entry.account_id, entry.name) if entry else kept.of("", finding.asked)
    lifted = {policy.rule_against(each.offering): each for each in _longest(found, at)}
    if not lifted:
        return finding
    elsewhere = ELSEWHERE in lifted and not policy.counts(finding.standing)
    standing = Standing.EXCEPTED if elsewhere else finding.standing
    verdict = judge(policy, standing, account=finding.name, offering=offering, lifted=lifted)
    held = lifted.get(finding.verdict.rules[0]) if verdict.rules == (EXCEPTION,) else None
    return replace(finding, standing=standing, verdict=verdict, exception=held)


def _longest(found: Sequence[Granted], at: datetime) -> list[Granted]:
    """Of several to the same rule, the one that lasts longest comes last."""
    return sorted((each for each in found if each.holds(at)), key=lambda each: each.until)


def phrase(finding: Finding, *, day: date | None = None) -> str:
    """The verdict in one sentence, the first thing that anyone reads."""
    be, when = ("was", f" on {days.say_asked(day)}") if day else ("is", "")
    match finding.standing:
        case Standing.NAMED:
            return f"{finding.name} {be} named{when}."
        case Standing.COVERED if finding.parent:
            parent = finding.parent.name
            return f"{finding.name} {be} covered{when}: it belongs to {parent}, which {be} named."
        case Standing.EXCEPTED:
            until = f" until {last_day(finding.exception)}" if finding.exception else ""
            return f"{finding.name} {be} not named{when}; an exception {be} in force{until}."
        case _:
            return f"{finding.name} {be} not named{when}."


def last_day(exception: Granted) -> str:
    return days.say(days.local(exception.until, exception.time_zone))


def term(edition: Edition, *, today: date) -> str:
    """An edition with the days it speaks for; it may have been put in force ahead of them."""
    return (
        f"{edition.id}, in effect {since(edition, today=today)} {days.say(edition.effective_from)},"
        f" next update {days.say(edition.next_update)}"
    )


def since(edition: Edition, *, today: date) -> str:
    return "since" if edition.effective_from <= today else "from"
