"""A case as a card: always the current truth, with the buttons that its reader may press."""

from collections.abc import Iterable, Mapping
from typing import Literal

from handlers.cards import (
    Alert,
    Block,
    Button,
    Buttons,
    Card,
    Contact,
    Facts,
    Link,
    Note,
    Text,
    Value,
)
from handlers.permissions import Doing
from handlers.words import capital, counted, full_stop
from store.case_rows import Case, Kind, State, Terms
from store.rows import Person, Platform

from . import flow, shared, timeline, words
from .file import CaseFile
from .relations import may
from .steps import Event

IN_A_ROW = 6  # buttons; Teams shows no seventh
LABEL = 75  # characters of a button's label that every platform shows
REPLY, EXPORT = "case.reply", "case.export"
URGENT = "high"

# In the order in which they stand on a card. What asks for words, or for more, opens a form.
_BUTTONS = {
    Event.ACKNOWLEDGE: ("Acknowledge", False),
    Event.UPHOLD: ("Approve", True),
    Event.DECLINE: ("Decline", True),
    Event.GRANT: ("Grant", True),
    Event.REFUSE: ("Refuse", True),
    Event.ASK_INFO: ("Ask for information", True),
    Event.GIVE_INFO: ("Answer", True),
    Event.REASSIGN: ("Reassign", True),
    Event.ACCEPT: ("Accept", False),
    Event.APPEAL: ("Appeal", True),
    Event.REVOKE: ("Revoke", True),
    Event.WITHDRAW: ("Withdraw", True),
}
OUTCOMES = {
    Event.UPHOLD: State.UPHELD,
    Event.DECLINE: State.DECLINED,
    Event.GRANT: State.GRANTED,
    Event.REFUSE: State.REFUSED,
}
_STYLES: Mapping[Event, Literal["primary", "danger"]] = {
    Event.UPHOLD: "primary",
    Event.GRANT: "primary",
    Event.DECLINE: "danger",
}


def channel(file: CaseFile, *, platform: Platform) -> Card:
    """For the district's escalation channel, where the vendor's own people read: the one who
    decides is called, and finds there what they can do.
    """
    deciding = _may(file, file.people.get(file.case.owner_id))
    more = () if file.case.final or not shared.firms(file.case) else (reply(file),)
    hint = _how_to_share(file, platform)
    return Card(
        file.verdict, (*_body(file, None, notify=True), *hint, *_rows(file, deciding, more))
    )


def personal(file: CaseFile, reader: Person) -> Card:
    """For one person's own chat: what they may see of it, and do about it."""
    talks = comments(file, reader)
    more: tuple[Button, ...] = (reply(file),) if talks else ()
    hint = (shared.hint(file, reader),) if talks else ()
    more += _exporting(file, reader)
    rows = _rows(file, _may(file, reader), more)
    return Card(file.verdict, (*_body(file, reader), *hint, *rows))


def _exporting(file: CaseFile, reader: Person) -> tuple[Button, ...]:
    if not may(Doing.EXPORT_CASE, file.case, reader, file.office.directory):
        return ()
    return (Button("Export", EXPORT, {"case": file.case.id}),)


def comments(file: CaseFile, reader: Person) -> bool:
    """Whether there is anything to say, and this reader may."""
    may_ = may(Doing.COMMENT, file.case, reader, file.office.directory)
    return may_ and not file.case.final and bool(shared.firms(file.case))


def reply(file: CaseFile) -> Button:
    return Button("Reply", REPLY, _data(file.case), form=True)


def button(file: CaseFile, event: Event) -> Button:
    """Says what pressing it means."""
    label, form = _BUTTONS[event]
    if outcome := OUTCOMES.get(event):
        told = words.consequence(file.case, outcome, file.other_side)
        label = f"{label}: {told}"
    label = label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"
    return Button(label, f"case.{event}", _data(file.case), _STYLES.get(event, "default"), form)


def _data(case: Case) -> dict[str, str]:
    return {"case": case.id, "seen": str(case.revision)}


def _may(file: CaseFile, person: Person | None) -> list[Event]:
    allowed = flow.may(file.case, person, file.office) if person else frozenset()
    return [event for event in _BUTTONS if event in allowed]


def _rows(file: CaseFile, events: Iterable[Event], more: tuple[Button, ...]) -> list[Buttons]:
    buttons = (*(button(file, event) for event in events), *more)
    rows = (buttons[:IN_A_ROW], buttons[IN_A_ROW:])
    return [Buttons(row) for row in rows if row]


def _body(file: CaseFile, reader: Person | None, *, notify: bool = False) -> list[Block]:
    case = file.case
    facts = (*_facts(file, notify=notify), *shared.facts(file, reader))
    blocks: list[Block] = [*_alerts(case), Facts(facts)]
    blocks.append(Text(full_stop(case.claim.what)))
    if case.claim.evidence:
        links = ((f"Evidence {n}", Link(url, url)) for n, url in enumerate(case.claim.evidence, 1))
        blocks.append(Facts(tuple(links)))
    blocks.append(timeline.block(file, reader))
    cut = len(file.timeline) > timeline.SHOWN  # else it is told there
    opened = f"Opened {file.briefly(case.opened_at)}. " if cut else ""
    blocks.append(Note(f"{opened}Times are {file.clock}."))
    return blocks


def _alerts(case: Case) -> list[Alert]:
    alerts = []
    if case.claim.urgency == URGENT and not case.final:
        alerts.append(Alert("This is urgent for the side that opened it."))
    if case.flagged:
        alerts.append(Alert("It is late, and nobody is further up the ladder."))
    return alerts


def _facts(file: CaseFile, *, notify: bool) -> Iterable[tuple[str, Value]]:
    case, claim = file.case, file.case.claim
    yield "Asked for by" if claim.kind is Kind.EXCEPTION else "Opened by", file.opener
    if file.other_side:
        yield "Other side", file.other_side
    if not case.outcome and not case.final:
        yield from _who_decides(file, notify=notify)
    if case.decided_by:
        yield f"{capital(str(case.outcome))} by", file.name(case.decided_by)
    if claim.offering:
        offering = file.policy.offering(claim.offering)
        yield "Offering", capital(offering.name) if offering else claim.offering
    if claim.opportunity:
        yield "Opportunity", claim.opportunity
    if case.terms:
        yield from _terms(file, case.terms)
    yield "District", file.district.name


def _terms(file: CaseFile, asked: Terms) -> Iterable[tuple[str, Value]]:
    """Of an exception, as asked for or as granted."""
    rule = file.policy.rule_against(file.case.claim.offering)
    yield "Exception to", f"{file.policy.sentence(rule, account=file.case.claim.account)} ({rule})"
    yield "Project", asked.project
    days = counted(asked.days, "day")
    if asked.expires_at:
        yield "Term", f"{days}, until {file.day(asked.expires_at)}"
    else:
        yield "Term", f"{days} from the day it is granted"
    yield "Conditions", asked.conditions or "none"


def _who_decides(file: CaseFile, *, notify: bool) -> Iterable[tuple[str, Contact | str]]:
    yield "Decides", file.contact(file.case.owner_id, notify=notify)
    if file.standin:
        yield "Stands in", file.contact(file.standin, notify=notify)
    if limit := file.limit:
        yield file.awaited, file.briefly(limit)


def _how_to_share(file: CaseFile, platform: Platform) -> tuple[Note, ...]:
    """Teams gives us only what mentions us, unless its administrator consents to more."""
    if file.case.final or not shared.firms(file.case):
        return ()
    how = (
        "with “share:” in front" if platform is Platform.SLACK else "that mentions me with “share:”"
    )
    exception = file.case.claim.kind is Kind.EXCEPTION
    to = "those who asked for it" if exception else "the other side"
    return (Note(f"What is written here stays inside. A reply {how}, or Reply, goes to {to}."),)
