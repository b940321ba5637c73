"""The answer cards: verdict first, then the facts, then where it comes from, then the next step."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from store.case_rows import UNLISTED
from store.names import Hit
from store.rows import Audience

from . import days
from .cards import BUTTONS, Alert, Block, Button, Buttons, Card, Contact, Facts, Note, Text, Value
from .escalation.open import button as opening
from .escalation.terms import button as excepting
from .findings import Finding, last_day, phrase, term
from .lists import Listing
from .policy import Lead, Offering, Standing
from .words import full_stop

LEADS = {
    Lead.PARTNER: "partners",
    Lead.SERVICES: "services",
    Lead.EITHER: "either: partners and services may both engage",
}
BRIEFLY = {
    Lead.PARTNER: "partners lead",
    Lead.SERVICES: "services lead",
    Lead.EITHER: "either may lead",
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
    asks: bool = False  # whether the reader may ask for an exception
    exceptions: tuple[str, ...] = ()  # the rules to which one may be made

    @property
    def data(self) -> dict[str, str]:
        """What a button carries on, so that the next answer is to the same question."""
        kept = {"day": self.day.isoformat() if self.day else "", "ref": self.ref}
        kept["offering"] = self.offering.id if self.offering else ""
        return {key: value for key, value in kept.items() if value}

    @property
    def inside(self) -> bool:
        """Whether the vendor's own people alone read it."""
        return self.audience is Audience.STAFF and not self.public


def one(finding: Finding, at: Setting, *, manager: Contact | None, verdict: str = "") -> Card:
    """The answer about one name: its standing, who leads and why, whom to talk to."""
    if finding.unsure:
        return which(finding, at)
    if finding.entry is None:
        return unlisted(finding, at, verdict=verdict)
    blocks: list[Block] = [
        *_judged(finding, at, _facts(finding, at, manager)),
        *alerts(at),
        source(at),
    ]
    account_id = finding.entry.account_id
    history = Button("History", "history", {"account": account_id})
    watch = _watch(account_id, at)
    buttons = (*_steps(finding, account_id, at), *watch, history, *rest(finding.asked, at))
    return Card(verdict or phrase(finding, day=at.day), (*blocks, *_row(buttons)))


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
            *_judged(
                finding, at, (("Who leads", LEADS[finding.verdict.lead]), *_term(finding, at))
            ),
            Text(
                searched + nearest + " If it goes by another name, try its legal name or its"
                " web domain."
            ),
            *alerts(at),
            source(at),
            *_row(_steps(finding, UNLISTED + finding.asked, at)),
        ),
    )


def _watch(account_id: str, at: Setting) -> tuple[Button, ...]:
    """Of what holds now, and where a press comes back to us."""
    data = {"account": account_id}
    return () if at.day or not at.ref else (Button("Watch", "news.watch", data),)


def _row(buttons: tuple[Button, ...]) -> tuple[Buttons, ...]:
    return (Buttons(buttons),) if buttons else ()


def _judged(
    finding: Finding, at: Setting, facts: tuple[tuple[str, Value], ...]
) -> tuple[Block, ...]:
    """The facts and the rule; who asks what they may bid, and may not, gets the rule first."""
    rule = Text(f"{finding.verdict.why} (Rule: {', '.join(finding.verdict.rules)}.)")
    if not (at.offering and at.asks and finding.verdict.lead is Lead.PARTNER):
        return (Facts(facts), rule)
    never = () if _may_ask(finding, at) else (Text("The policy allows no exception to this rule."),)
    return (rule, *never, Facts(facts))


def _may_ask(finding: Finding, at: Setting) -> bool:
    partners_lead = finding.verdict.lead is Lead.PARTNER
    return at.asks and partners_lead and finding.verdict.rules[0] in at.exceptions


def _steps(finding: Finding, account_id: str, at: Setting) -> tuple[Button, ...]:
    """The next step where services must stay out, or two teams have met: about today, not about
    a day long past.
    """
    if at.day:
        return ()
    offering = at.offering.id if at.offering else ""
    ask = (excepting(account_id, offering=offering),) if _may_ask(finding, at) else ()
    return (*ask, *((opening(account_id, offering=offering),) if at.opens else ()))


def source(at: Setting) -> Note:
    """Where an answer comes from: edition, day and reference."""
    asof = f" as of {days.say_asked(at.day)}" if at.day else ""
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
    rows += _term(finding, at)
    if manager:
        rows.append(("Account manager", manager))
    if finding.entry.pcs is not None and at.inside:
        rows.append(("PCs", f"{finding.entry.pcs:,}"))
    return tuple(rows)


def _term(finding: Finding, at: Setting) -> list[tuple[str, Value]]:
    """Of the exception in force; its number and project are for the vendor's own people."""
    held = finding.exception
    if held is None:
        return []
    until = f"until {last_day(held)}"
    rows: list[tuple[str, Value]] = [
        ("Exception", f"{held.case_id}, {until}" if at.inside else until)
    ]
    if finding.entry is None and held.account != finding.asked:
        rows.append(("Granted for", held.account))
    if held.conditions:
        rows.append(("Conditions", held.conditions))
    if at.inside:
        rows.append(("Project", held.project))
    return rows


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
        by = f"by an exception until {last_day(finding.exception)}" if finding.exception else ""
        if staff:
            return f"Yes, {by} you may bid {at}; partners may too.".replace("  ", " ")
        return f"Yes, you may bid {at}; {services} may too{by and f', {by}'}."
    if staff:
        return f"No, {services} doesn't bid {at}: partners lead."
    return f"Yes, you may bid {at}: partners lead."


def standing_word(finding: Finding) -> str:
    """A finding in a few words, for one line of several."""
    if finding.unsure:
        return "which one"
    if finding.standing is Standing.COVERED and finding.parent:
        return f"covered by {finding.parent.name}"
    if finding.exception:
        return f"not named; exception until {last_day(finding.exception)}"
    return str(finding.standing)
