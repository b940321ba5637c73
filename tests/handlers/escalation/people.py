"""The people of one account, and cases about it: what the tests of escalations share."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from handlers.calendars import Calendar
from handlers.escalation.acts import Act, Moved, Office
from handlers.escalation.flow import move, opened
from handlers.escalation.ladder import Directory
from handlers.escalation.steps import Event
from handlers.policy import Policy
from store.case_rows import SERVICES, Case, Claim, Kind, Party, Terms
from store.rows import Person, Role

MONDAY = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # nine o'clock in Los Angeles
CALENDAR = Calendar("America/Los_Angeles", "US", time(9), time(17))
FABRIKAM = "firm:fabrikam"

ANA = Person("ana", "ana@vendor.example", "Ana Silva", Role.ACCOUNT_MANAGER)
BEN = Person("ben", "ben@vendor.example", "Ben Holt", Role.ACCOUNT_MANAGER)
DORA = Person("dora", "dora@vendor.example", "Dora Weiss", Role.DISTRICT_MANAGER)
LENA = Person("lena", "lena@vendor.example", "Lena Ott", Role.LIST_OWNER)
LUIS = Person("luis", "luis@vendor.example", "Luis Mora", Role.LIST_OWNER)
OLGA = Person("olga", "olga@vendor.example", "Olga Kern", Role.AUDITOR)
SAM = Person("sam", "sam@vendor.example", "Sam Reed", Role.SERVICES_LEAD)
SUE = Person("sue", "sue@vendor.example", "Sue Park", Role.SERVICES_LEAD)
PAT = Person("pat", "pat@partner.example", "Pat Moss", Role.PARTNER_REP, "fabrikam", "Fabrikam")
PIA = Person("pia", "pia@partner.example", "Pia Lund", Role.PARTNER_REP, "fabrikam", "Fabrikam")
QUIN = Person("quin", "quin@other.example", "Quin Ray", Role.PARTNER_REP, "tailspin", "Tailspin")
EVERYONE = (ANA, BEN, DORA, LENA, LUIS, OLGA, SAM, SUE, PAT, PIA, QUIN)
BY_ID = {person.id: person for person in EVERYONE}

DIRECTORY = Directory(
    "Contoso",
    account_manager="ana",
    district_manager="dora",
    list_owners=("lena", "luis"),
    appeal_officer="olga",
    others=frozenset({"ben"}),
)
LEVELS = Policy.load().service_levels
TERMS = Terms("early adopters", "two architects at most", 30)


def office(directory: Directory = DIRECTORY) -> Office:
    return Office(directory, CALENDAR, LEVELS)


def away(absences: Mapping[str, str]) -> Office:
    return office(
        Directory("Contoso", "ana", "dora", ("lena", "luis"), "olga", DIRECTORY.others, absences)
    )


def claim(opener: Person = PAT, *, kind: Kind = Kind.ESCALATION, opportunity: str = "") -> Claim:
    side = f"firm:{opener.firm_id}" if opener.firm_id else SERVICES
    other = SERVICES if opener.firm_id else FABRIKAM
    return Claim(
        kind=kind,
        account_id="A1",
        account="Contoso",
        district_id="west",
        opener_id=opener.id,
        opener_side=side,
        other_side=other if kind is Kind.ESCALATION else "",
        opportunity=opportunity,
        what="Both of us have promised the same pilot.",
    )


def case(opener: Person = PAT, *, against: Person = SAM) -> Case:
    """An escalation, opened on Monday at nine."""
    parties = (Party(against.id, FABRIKAM if against.firm_id else SERVICES),)
    return opened("ESC-0001", claim(opener), parties, office(), now=MONDAY).case


def exception() -> Case:
    asked = claim(SAM, kind=Kind.EXCEPTION)
    return opened("EXC-0001", asked, (), office(), terms=TERMS, now=MONDAY).case


def act(
    where: Case,
    event: Event,
    by: Person | None = None,
    *,
    hours: float = 0,
    to: str = "",
    words: str = "because",
    within: Office | None = None,
) -> Moved:
    """`hours` after Monday at nine."""
    now = MONDAY + timedelta(hours=hours)
    return move(where, Act(event, now, by, words, to), within or office())
