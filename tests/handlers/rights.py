"""Who may do what, as the domain's words have it, and the people and cases to try it with.

Written from the description of the domain, not from the code's own tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.escalation import flow, offices, step
from handlers.escalation.acts import Act
from handlers.escalation.steps import Event
from handlers.importing.compare import Changes
from handlers.policy import Policy
from handlers.request import Via
from handlers.review import approval, start
from handlers.review.shares import Rows
from store import (
    aliases,
    cases,
    delegations,
    intakes,
    people,
    posts,
    reviews,
    subscriptions,
)  # fmt: skip
from store.case_rows import SERVICES, Claim, Delegation, Kind, Party, Terms
from store.db import Sql
from store.intakes import Intake
from store.reviews import Remark
from store.rows import Audience, Identity, Person, Platform, Role
from store.subscriptions import Subscription
from tests.clock import START
from tests.desk import CONTOSO, LIST, PEOPLE
from tests.drafts import put_draft

NEW = (
    Person("p_pia", "pia@partner.example", "Pia Lund", Role.PARTNER_REP, "fabrikam", "Fabrikam"),
    Person("p_sue", "sue@vendor.example", "Sue Park", Role.SERVICES_LEAD, districts=("east",)),
    Person("p_ben", "ben@vendor.example", "Ben Holt", Role.ACCOUNT_MANAGER),
    Person("p_bea", "bea@vendor.example", "Bea Cole", Role.ACCOUNT_MANAGER),
    Person("p_dan", "dan@vendor.example", "Dan Fox", Role.DISTRICT_MANAGER, districts=("east",)),
    Person("p_luis", "luis@vendor.example", "Luis Mora", Role.LIST_OWNER),
    Person("p_theo", "theo@vendor.example", "Theo Lind", Role.AUDITOR),
    Person("p_yuki", "yuki@vendor.example", "Yuki Arai", Role.ADMIN),
    Person("p_rex", "rex@vendor.example", "Rex Hart", Role.ACCOUNT_MANAGER),
)
WES = Person("p_wes", "wes@wing.example", "Wes Kay", Role.PARTNER_REP, "wingtip", "Wingtip")
OLA = Person("p_ola", "ola@vendor.example", "Ola Berg", Role.ACCOUNT_MANAGER)
BY_ID = {person.id: person for person in (*PEOPLE, *NEW)}
RELATIONS = {
    "p_pat": "the partner's rep who opened it",
    "p_pia": "a rep of the same firm",
    "p_quin": "a rep of another firm",
    "p_sam": "a services lead who is a party",
    "p_sue": "a services lead who is none",
    "p_ana": "the account's manager, who decides",
    "p_ben": "an account manager, her delegate",
    "p_bea": "an account manager of others",
    "p_dora": "the district's manager",
    "p_dan": "the manager of another district",
    "p_lena": "a list owner",
    "p_luis": "another list owner",
    "p_theo": "an auditor",
    "p_yuki": "an admin",
    "p_rex": "an account manager who was removed",
    "nobody": "a stranger",
}
EVERYONE = frozenset(RELATIONS) - {"p_rex", "nobody"}
REPS, SERVICES_ARM = {"p_pat", "p_pia", "p_quin"}, {"p_sam", "p_sue"}
MANAGERS = {"p_ana", "p_ben", "p_bea", "p_dora", "p_dan"}
OWNERS = {"p_lena", "p_luis"}
DECIDING = {"p_ana", "p_ben"}
ABOVE = {"p_dora"} | OWNERS


@dataclass(frozen=True)
class Attempt:
    """What is pressed or sent, in which state of the case, and who may."""

    may: frozenset[str]
    data: Mapping[str, str]
    state: str = "open"
    via: Via = Via.BUTTON
    text: str = ""
    thread: str = ""  # the message of ours below which it happens


def _on(state: str, may: set[str], case: str = "ESC-0001", **data: str) -> Attempt:
    sent = {"case": case, "words": "Because.", **data}
    return Attempt(frozenset(may), sent, state, Via.FORM)


def _of(state: str, may: set[str], **data: str) -> Attempt:
    """Of an edition on its way, in that state."""
    sent = {"edition": "2027-H1", "words": "Because.", "reason": "Because.", **data}
    return Attempt(frozenset(may), sent, state, Via.FORM)


def _ask(**data: str) -> Attempt:
    return Attempt(EVERYONE, data)


_CONTOSO = {"account": "A1", "asked": "contoso"}
_ABSENCE = {"to": "p_ola", "first": "2026-11-23", "last": "2026-11-24"}
_DUTIES = frozenset(MANAGERS | OWNERS)
_COMMENTING = {"p_pat", "p_pia", "p_sam"} | DECIDING | ABOVE
_READING = frozenset(_COMMENTING | {"p_theo"})
_CASE = {"case": "ESC-0001"}
_DRAFT = (replace(CONTOSO, tier="global"), *LIST[1:])  # Contoso moves up
_WEST = [row for row in _DRAFT if row.district == "west"]
_PRINT = Rows(_WEST, Changes((), (), ())).print[:16]
_REVIEWING = {"p_pat", "p_ana", "p_dora"} | OWNERS  # reps of the district, and whose account it is
_SIGNING = {"p_dora"} | OWNERS
_DISPUTE = {"district": "west", "account": "A1", "wrong": "tier", "tier": "strategic"}
_EDITION = {"edition": "2027-H1", "effective": "2027-01-18"}
_PAIR = {"edition": "2027-H1", "before": "A1", "after": "B1"}
EXPECTED: Mapping[str, Attempt] = {
    "check": Attempt(EVERYONE, {}, via=Via.SHORTCUT, text="Contoso Corporation called."),
    "search": _ask(text="contoso"),
    "offering": _ask(offering="middleware", **_CONTOSO),
    "none": _ask(**_CONTOSO),
    "history": _ask(**_CONTOSO),
    "rest": _ask(**_CONTOSO),
    "pick": _ask(**_CONTOSO),
    "alias.confirm": Attempt(frozenset({"p_ana"} | OWNERS), {"alias": "al_1"}),
    "alias.decline": Attempt(frozenset({"p_ana"} | OWNERS), {"alias": "al_1"}),
    "case.open": Attempt(
        frozenset(REPS | SERVICES_ARM | MANAGERS | OWNERS),
        {"account": "A3", "other": "firm:wingtip", "what": "We met."},
        via=Via.FORM,
    ),
    "case.acknowledge": _on("open", DECIDING | ABOVE),
    "case.ask_info": _on("open", DECIDING | ABOVE),
    "case.uphold": _on("open", DECIDING),
    "case.decline": _on("open", DECIDING),
    "case.reassign": _on("open", DECIDING | ABOVE, to="p_bea"),
    "case.withdraw": _on("open", {"p_pat"}),
    "case.give_info": _on("needs_info", {"p_pat", "p_pia"}),
    "case.appeal": _on("upheld", {"p_sam"}),
    "case.accept": _on("upheld", {"p_pat", "p_pia", "p_sam"}),
    "case.reply": _on("open", _COMMENTING),
    "case.share": Attempt(
        frozenset(_COMMENTING), {}, via=Via.SHORTCUT, text="Who was first?", thread="100.1"
    ),
    "case.show": Attempt(_READING, _CASE),
    "case.export": Attempt(_READING, _CASE),
    "cases": _ask(),
    "cases.more": _ask(section="opened", skip="0"),
    "precedents.at": _ask(**_CONTOSO),
    "precedents.on": _ask(offering="middleware"),
    "figures": Attempt(frozenset({"p_dora", "p_theo"} | OWNERS), {"district": "west"}),
    "home": _ask(),
    "exception.ask": Attempt(
        frozenset(SERVICES_ARM),
        {
            "account": "new:Zava",
            "district": "west",
            "project": "A pilot",
            "what": "It is new.",
            "days": "30",
        },
        via=Via.FORM,
    ),
    "news.subscribe": Attempt(EVERYONE, {"where": "mine"}, via=Via.FORM),
    "news.watch": _ask(account="A2"),
    "news.list": _ask(),
    "news.test": _ask(),
    "news.end": Attempt(frozenset({"p_pat"}), {"id": "sub_1"}),
    "case.grant": _on("open", {"p_dora"}, "EXC-0001", days="30"),
    "case.refuse": _on("open", {"p_dora"}, "EXC-0001"),
    "case.revoke": _on("granted", ABOVE, "EXC-0001"),
    "review.start": _of("draft", OWNERS, until="2026-12-07"),
    "review.sign": _of("review", _SIGNING, district="west", print=_PRINT),
    "review.dispute": _of("review", _REVIEWING, **_DISPUTE),
    "review.comment": _of("review", _REVIEWING, district="west"),
    "review.mine": _of("review", _REVIEWING, district="west"),
    "review.decide": _of("disputed", _SIGNING, number="1", verdict="declined"),
    "edition.board": _of("review", OWNERS | {"p_theo"}),
    "edition.publish": _of("review", OWNERS),
    "edition.schedule": _of("review", OWNERS, at="2027-01-18 09:00"),
    "edition.unschedule": _of("scheduled", OWNERS),
    "edition.discard": _of("review", OWNERS),
    "edition.rollback": _of("in_force", OWNERS),
    "approval.approve": _of("asked", {"p_luis"}, ask="1"),
    "approval.decline": _of("asked", {"p_luis"}, ask="1"),
    "intake.plan": Attempt(frozenset(OWNERS | {"p_yuki"}), _EDITION, via=Via.FORM),
    "intake.edition": Attempt(
        frozenset({"p_lena"}), {"intake": "in_lena", **_EDITION}, via=Via.FORM
    ),
    "intake.confirm": Attempt(frozenset({"p_yuki"}), {"intake": "in_yuki"}),
    "intake.column": Attempt(frozenset({"p_pat"}), {"intake": "in_pat", "column": "A"}),
    "intake.answer": Attempt(frozenset({"p_lena"}), {"intake": "in_lena"}),
    "intake.drop": Attempt(frozenset({"p_pat"}), {"intake": "in_pat"}),
    "intake.same": Attempt(frozenset(OWNERS), _PAIR),
    "intake.different": Attempt(frozenset(OWNERS), _PAIR),
    "intake.discard": Attempt(frozenset(OWNERS), _EDITION),
    "duty.mine": _ask(),
    "duty.delegate": Attempt(_DUTIES, _ABSENCE, via=Via.FORM),
    "duty.name": Attempt(_DUTIES, _ABSENCE),
    "duty.end": Attempt(frozenset({"p_ana"}), {"delegation": "dg_000001"}),
}


def identity(person: str, platform: Platform) -> Identity:
    return Identity(platform, "T1", person)


def furnish(db: Sql, state: str, policy: Policy) -> None:
    """Both cases, the escalation or the exception taken on to a state, and all the people."""
    for person in (WES, OLA, *NEW):
        people.put(db, person)
    for ident in BY_ID:
        for platform in (Platform.SLACK, Platform.TEAMS):
            people.link(db, identity(ident, platform), ident, email="", now=START)
    people.remove(db, "p_rex", now=START)
    absence = Delegation("dg_000001", "p_ana", "p_ben", date(2026, 11, 23), date(2026, 11, 27))
    delegations.put(db, absence, by="p_ana", now=START)
    aliases.propose(
        db, ident="al_1", account_id="A1", text="Contso", key="contso", by="p_pat", now=START
    )
    subscriptions.put(
        db, Subscription("sub_1", "p_pat", "person:p_pat", Audience.PARTNERS), now=START
    )
    for platform in (Platform.SLACK, Platform.TEAMS):
        for ident in BY_ID:
            address = f"{platform}:T1/D-{ident}"
            posts.put(
                db, topic="words:ESC-0001#0001", destination=address, address=address, thread="",
                message="100.1", now=START,
            )  # fmt: skip
    _files(db)
    sides = (Party("p_sam", SERVICES),)
    _open(db, "ESC", "p_pat", "firm:fabrikam", SERVICES, sides, policy)
    _open(db, "EXC", "p_sam", SERVICES, "", (), policy)
    _edition(db, state, policy)
    match state:
        case "needs_info":
            _take(db, "ESC-0001", Event.ASK_INFO, "p_ana", policy)
        case "upheld":
            _take(db, "ESC-0001", Event.UPHOLD, "p_ana", policy)
        case "granted":
            _take(db, "EXC-0001", Event.GRANT, "p_dora", policy)


def _edition(db: Sql, state: str, policy: Policy) -> None:
    """On its way, as far as that state; what it takes is done by those who may."""
    states = ("draft", "review", "disputed", "asked", "scheduled", "in_force")
    if state not in states:
        return
    ident, lena, luis = "2027-H1", BY_ID["p_lena"], BY_ID["p_luis"]
    people.put(db, replace(BY_ID["p_pat"], districts=("west",)))
    day = date(2027, 1, 18)
    put_draft(db, ident, _DRAFT, effective_from=day, next_update=day, now=START)
    if state == "draft":
        return
    start.start(db, ident, until=date(2026, 12, 7), by=lena, policy=policy, now=START)
    if state == "disputed":
        said = Remark(
            ident, 1, "west", "A1", "Contoso", "tier", "strategic|Strategic", "It is.", (),
            "p_pat", "fabrikam", START, "open",
        )  # fmt: skip
        reviews.say(db, said)
    at = START + timedelta(days=30)
    if state == "scheduled":
        approval.schedule(db, ident, at=at, by=lena, policy=policy, reason="Now.", now=START)
    elif state in ("asked", "in_force"):
        approval.publish(db, ident, by=lena, policy=policy, reason="Now.", now=START)
    if state in ("scheduled", "in_force"):
        approval.approve(db, ident, by=luis, policy=policy, now=START + timedelta(seconds=1))


def _files(db: Sql) -> None:
    """Each asked about something that they posted; and a draft in which Contoso has a new id."""
    for who in ("pat", "lena", "yuki"):
        asking = Intake(
            f"in_{who}",
            f"p_{who}",
            identity(f"p_{who}", Platform.SLACK),
            f"slack:T1/D-p_{who}",
            state=intakes.ASKING,
        )
        intakes.put(db, asking, body=b"", now=START)
    rows = (replace(CONTOSO, account_id="B1", name="Contoso Corp."), *LIST[1:])
    first, last = date(2027, 1, 18), date(2027, 7, 18)
    put_draft(db, "2027-H1", rows, effective_from=first, next_update=last, now=START)


def _open(
    db: Sql,
    series: str,
    opener: str,
    side: str,
    other: str,
    parties: tuple[Party, ...],
    policy: Policy,
) -> None:
    kind = Kind.ESCALATION if series == "ESC" else Kind.EXCEPTION
    claim = Claim(kind, "A1", "Contoso", "west", opener, side, other, what="We met.")
    office = offices.at(db, "A1", "Contoso", "west", policy, now=START)
    terms = None if other else Terms("early adopters", "", 30)
    ident = cases.number(db, claim)
    moved = flow.opened(ident, claim, parties, office, terms=terms, now=START)
    cases.open_(db, moved.case, moved.timers)


def _take(db: Sql, ident: str, event: Event, by: str, policy: Policy) -> None:
    case = cases.get(db, ident)
    assert case
    step.take(db, case, Act(event, START, BY_ID[by], "Because."), policy)
