"""A case as one document: the claim, the parties, every event with its proof, the shared words.

Neutral, as much of it as its reader may see; `dossier_markdown` and `dossier_html` draw it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.words import capital, counted
from store.audit import Link
from store.case_rows import Case, Kind
from store.rows import Person

from . import terms, timeline, words
from .file import CaseFile
from .relations import sides_of
from .steps import Event

_QUIET = {Event.REMIND}  # of the vendor's own concern
_ROLES = {
    "partner_rep": "partner",
    "services_lead": "services lead",
    "account_manager": "account manager",
    "district_manager": "district manager",
    "list_owner": "list owner",
    "auditor": "auditor",
    "admin": "administrator",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """A row of the audit chain."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words that were shared between the sides, as they are now; `state` tells a later change, and
    `earlier` what they were before: until when, and the text.
    """

    at: datetime
    by: str  # with their role or firm
    words: str
    state: str = ""  # like “edited”, “taken back”
    files: tuple[tuple[str, str], ...] = ()  # name and address
    earlier: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    number: int
    local: str
    utc: str
    told: str
    words: str
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class Word:
    local: str
    utc: str
    by: str
    words: str
    state: str
    files: tuple[tuple[str, str], ...]
    earlier: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    title: str
    verdict: str
    made: str
    scope: str  # whose view it is
    facts: tuple[tuple[str, str], ...]
    what: str
    evidence: tuple[str, ...]
    parties: tuple[tuple[str, str], ...]  # name with role, side
    terms: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    shared: tuple[Word, ...]
    check: str


def make(
    file: CaseFile,
    reader: Person,
    proofs: Mapping[int, Proof],
    shared: Iterable[Said] = (),
) -> Dossier:
    """`proofs` are by the number of the event; `shared` what the relay took to the other side,
    the oldest first, which both sides may read.
    """
    case = file.case
    return Dossier(
        title=f"{case.id} at {case.claim.account}",
        verdict=file.verdict,
        made=f"{file.when(file.now)}, for {reader.name or reader.id}",
        scope=_scope(reader),
        facts=tuple(_facts(file)),
        what=case.claim.what,
        evidence=case.claim.evidence,
        parties=tuple(_parties(file, reader)),
        terms=tuple(_terms(file)),
        entries=tuple(_entries(file, reader, proofs)),
        shared=tuple(_word(file, said) for said in shared),
        check=_CHECK,
    )


def proofs(links: Iterable[Link]) -> dict[int, Proof]:
    """The rows of the chain by the event that each records."""
    found: dict[int, Proof] = {}
    for link in links:
        number = link.detail.get("event", "")
        if link.did.startswith("case.") and number.isdecimal():
            found.setdefault(int(number), Proof(link.seq, link.hash))
    return found


_CHECK = (
    "Each event is a row of the audit log. “hardline audit export” prints that row with the number"
    " and the hash given here; “hardline audit verify” proves that no row was changed, removed or"
    " inserted."
)


def _scope(reader: Person) -> str:
    if reader.staff:
        return (
            "Everything on record, for the vendor's own people. Not to be passed on to a partner."
        )
    return f"What {reader.firm} may see."


def _facts(file: CaseFile) -> Iterator[tuple[str, str]]:
    case, claim = file.case, file.case.claim
    yield "Account", claim.account
    yield "District", file.district.name
    yield "Opened by", f"{file.opener}, for {file.opening_side}"
    yield "Opened", _both(file, case.opened_at)
    if file.other_side:
        yield "Other side", file.other_side
    if claim.offering:
        offering = file.policy.offering(claim.offering)
        yield "Offering", capital(offering.name) if offering else claim.offering
    if claim.opportunity:
        yield "Opportunity", claim.opportunity
    yield "Urgency", "urgent" if claim.urgency == "high" else "normal"
    yield from _decision(file, case)


def _decision(file: CaseFile, case: Case) -> Iterator[tuple[str, str]]:
    if case.outcome and case.decided_at:
        yield "Decision", capital(case.outcome)
        yield "Which means", words.consequence(case, case.outcome, file.other_side)
        yield "Decided by", _person(file, case.decided_by)
        yield "Decided", _both(file, case.decided_at)
    elif not case.final:
        yield "Decides", _person(file, case.owner_id)
    if case.appealed:
        yield "Appeal", "Yes: this was decided anew" if case.outcome else "Yes: is decided anew"
    if case.closed_at:
        yield "Over since", _both(file, case.closed_at)


def _parties(file: CaseFile, reader: Person) -> Iterator[tuple[str, str]]:
    """A partner knows the own side's people, and who has opened the case against them; whoever
    else the other side has is its own affair.
    """
    own = sides_of(file.case, reader)
    for party in file.case.parties:
        known = party.side in own or party.person_id == file.case.claim.opener_id
        if not (reader.staff or known):
            continue
        side = words.side(party.side, file.policy, file.firms)
        opened = ", opened the case" if party.person_id == file.case.claim.opener_id else ""
        yield _person(file, party.person_id), f"{side}{opened}"


def _terms(file: CaseFile) -> Iterator[tuple[str, str]]:
    held = file.case.terms
    if file.case.claim.kind is not Kind.EXCEPTION or held is None:
        return
    yield "Project", held.project
    yield "Conditions", held.conditions or "none"
    yield "Term", f"{counted(held.days, 'day')} from the day it is granted"
    if asked := next(filter(None, (terms.asked(each.detail) for each in file.timeline)), ""):
        yield "Asked for", asked
    if held.expires_at:
        yield "Until", _both(file, held.expires_at)


def _entries(file: CaseFile, reader: Person, proofs: Mapping[int, Proof]) -> Iterator[Entry]:
    for event in file.timeline:
        if not reader.staff and Event(event.event) in _QUIET:
            continue
        yield Entry(
            number=event.number,
            local=file.when(event.at),
            utc=_utc(event.at),
            told=f"{timeline.line(file, event)}.",
            words=timeline.spoken(file, event, reader),
            proof=proofs.get(event.number),
        )


def _word(file: CaseFile, said: Said) -> Word:
    return Word(
        local=file.when(said.at),
        utc=_utc(said.at),
        by=said.by,
        words=said.words,
        state=said.state,
        files=said.files,
        earlier=tuple((f"Until {_both(file, at)}", text) for at, text in said.earlier),
    )


def _person(file: CaseFile, person_id: str) -> str:
    person = file.people.get(person_id)
    role = f", {_ROLES[person.role]}" if person and person.staff else ""
    return f"{file.name(person_id)}{role}"


def _both(file: CaseFile, moment: datetime) -> str:
    return f"{file.when(moment)}; {_utc(moment)}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
