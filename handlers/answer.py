"""The answer cards: verdict first, then the facts, then where it comes from, then the next step."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from store.names import Hit
from store.rows import Audience

from . import days
from .cards import BUTTONS, Alert, Block, Button, Buttons, Card, Contact, Facts, Note, Text, Value
from .escalation.claims import UNLISTED
from .escalation.open import button as opening
from .findings import Finding, phrase, term
from .lists import Listing
from .policy import Lead, Offering, Standing
from .words import full_stop

LEADS = {
    Lead.PARTNER: "partners",
    Lead.SERVICES: "services",
    Lead.EITHER: "either: partners and services may both engage",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What an answer needs to know besides the finding itself."""

    listing: Listing
    audience: Audience
    today: date
    ref: str
    public: bool = False
    day: date | None = None  # asked as of
    offering: Offering | None = None
    opens: bool = False  # whether the reader may open a case

    @property
    def data(self) -> dict[str, str]:
        """What a button carries on, so that the next answer is to the same question."""
        kept = {"day": self.day.isoformat() if self.day else "", "ref": self.ref}
        kept["offering"] = self.offering.id if self.offering else ""
        return {key: value for key, value in kept.items() if value}


def one(finding: Finding, at: Setting, *, manager: Contact | None, verdict: str = "") -> Card:
    """The answer about one name: its standing, who leads and why, whom to talk to."""
    if finding.unsure:
        return which(finding, at)
    if finding.entry is None:
        return unlisted(finding, at, verdict=verdict)
    rules = ", ".join(finding.verdict.rules)
    blocks: list[Block] = [
        Facts(_facts(finding, at, manager)),
        Text(f"{finding.verdict.why} (Rule: {rules}.)"),
        *alerts(at),
        source(at),
    ]
    account_id = finding.entry.account_id
    history = Button("History", "history", {"account": account_id})
    watch = (
        () if at.day or not at.ref else (Button("Watch", "news.watch", {"account": account_id}),)
    )
    buttons = (*_escalate(account_id, at), *watch, history, *rest(finding.asked, at))
    rows = _row((*buttons, *rest(finding.asked, at)))
    return Card(verdict or phrase(finding, day=at.day), (*blocks, *rows))


def which(finding: Finding, at: Setting) -> Card:
    """“Did you mean”: in doubt, ask. Each button is one account; the last is none of them."""
    hits = finding.found.hits[:BUTTONS]
    names = Counter(hit.name for hit in hits)
    buttons = tuple(
        Button(
            hit.name if names[hit.name] == 1 else f"{hit.name} ({_place(hit, at)})",
            "pick",
            {**at.data, "account": hit.account_id, "asked": finding.asked},
        )
        for hit in hits
    )
    none = Button("None of these", "none", {**at.data, "asked": finding.asked})
    known = tuple((hit.name, f"{_place(hit, at)}; {hit.reason}") for hit in hits)
    return Card(
        f"Did you mean one of these by “{finding.asked}”?",
        (
            Text("The name alone doesn't settle it, so please pick the account you mean."),
            Facts(known),
            Buttons(buttons),
            Buttons((none,)),
            source(at),
        ),
    )


def _place(hit: Hit, at: Setting) -> str:
    """What tells accounts of similar names apart: tier and district, or the parent."""
    entry = at.listing.entries[hit.account_id]
    if entry.tier:
        district = at.listing.district(entry.district)
        return ", ".join(filter(None, [at.listing.policy.tier_name(entry.tier), district]))
    parent = at.listing.entries.get(entry.parent_id)
    return f"belongs to {parent.name}" if parent else "a subsidiary"


def unlisted(finding: Finding, at: Setting, *, verdict: str = "") -> Card:
    """“Not named”, saying what was searched, what comes nearest, and what else to try."""
    near = [hit.name for hit in finding.found.hits[:3]]
    searched = (
        f"I searched the names, aliases, web domains and tickers of {at.listing.named:,} named"
        f" accounts for “{finding.found.searched or finding.asked}”."
    )
    nearest = full_stop(f" Nearest on the list: {'; '.join(near)}") if near else ""
    return Card(
        verdict or phrase(finding, day=at.day),
        (
            Facts((("Who leads", LEADS[finding.verdict.lead]),)),
            Text(f"{finding.verdict.why} (Rule: {', '.join(finding.verdict.rules)}.)"),
            Text(
                searched + nearest + " If it goes by another name, try its legal name or its"
                " web domain."
            ),
            *alerts(at),
            source(at),
            *_row(_escalate(UNLISTED + finding.asked, at)),
        ),
    )


def _watch(account_id: str, at: Setting) -> tuple[Button, ...]:
    """Of what holds now, and where a press comes back to us."""
    data = {"account": account_id}
    return () if at.day or not at.ref else (Button("Watch", "news.watch", data),)


def _row(buttons: tuple[Button, ...]) -> tuple[Buttons, ...]:
    return (Buttons(buttons),) if buttons else ()


def _escalate(account_id: str, at: Setting) -> tuple[Button, ...]:
    """The next step where two teams have met: about today, not about a day long past."""
    if not at.opens or at.day:
        return ()
    return (opening(account_id, offering=at.offering.id if at.offering else ""),)


def source(at: Setting) -> Note:
    """Where an answer comes from: edition, day and reference."""
    asof = f" as of {days.say(at.day)}" if at.day else ""
    given = f"Answer {at.ref}{asof}, given" if at.ref else "Given"
    return Note(
        f"Edition {term(at.listing.edition, today=at.today)}. {given} {days.say(at.today)}."
    )


def _facts(finding: Finding, at: Setting, manager: Contact | None) -> tuple[tuple[str, Value], ...]:
    entry = finding.parent or finding.entry
    if entry is None or finding.entry is None:
        return ()
    rows: list[tuple[str, Value]] = []
    if finding.hit:
        rows.append(("Found by", _found_by(finding.hit, at)))
    if finding.parent:
        rows.append(("Named parent", finding.parent.name))
    if entry.tier:
        rows.append(("Tier", at.listing.policy.tier_name(entry.tier)))
    if district := finding.entry.district or entry.district:
        rows.append(("District", at.listing.district(district)))
    rows.append(("Who leads", LEADS[finding.verdict.lead]))
    if manager:
        rows.append(("Account manager", manager))
    if finding.entry.pcs is not None and at.audience is Audience.STAFF and not at.public:
        rows.append(("PCs", f"{finding.entry.pcs:,}"))
    return tuple(rows)


def _found_by(hit: Hit, at: Setting) -> str:
    """How the name led to the account; since when, for a name that was learned."""
    alias = at.listing.learned.get((hit.account_id, hit.via))
    if alias and alias.decided_at:
        since = days.local(alias.decided_at, at.listing.policy.vendor.time_zone)
        return f"{hit.reason}, confirmed {days.say(since)}"
    return hit.reason


def alerts(at: Setting) -> list[Alert]:
    alerts: list[Alert] = []
    edition = at.listing.edition
    if at.day is None and at.listing.overdue(at.today):
        alerts.append(
            Alert(f"The list is overdue: its update was due on {days.say(edition.next_update)}.")
        )
    if at.day and edition.published_at:
        published = days.local(edition.published_at, at.listing.policy.vendor.time_zone)
        if published > at.day:
            alerts.append(Alert(f"That edition was published later, on {days.say(published)}."))
    return alerts


def rest(asked: str, at: Setting) -> tuple[Button, ...]:
    """In a place where others read along, the asker's own view goes to their own chat."""
    data = {**at.data, "asked": asked}
    return (Button("Send me the rest", "rest", data),) if at.public and at.ref else ()


def bid(finding: Finding, offering: Offering, *, staff: bool, services: str) -> str:
    """The verdict on “can we bid …?”: we are partners, unless the vendor's own people ask."""
    at = f"on {offering.name} at {finding.name}"
    if finding.verdict.lead is Lead.EITHER:
        both = "partners may too" if staff else f"{services} may too"
        return f"Yes, you may bid {at}; {both}."
    if staff:
        return f"No, {services} doesn't bid {at}: partners lead."
    return f"Yes, you may bid {at}: partners lead."


def standing_word(finding: Finding) -> str:
    """A finding in a few words, for one line of several."""
    if finding.unsure:
        return "which one"
    if finding.standing is Standing.COVERED and finding.parent:
        return f"covered by {finding.parent.name}"
    return str(finding.standing)
