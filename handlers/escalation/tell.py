"""Who hears of what: the cards brought up to date, and a word in person where somebody must know.

Runs in the transaction of the event; everything leaves by the outbox.
"""

from collections.abc import Iterable

from handlers.cards import Card, to_json
from handlers.permissions import Doing
from store import cases, outbox, people, posts
from store.case_rows import Happened
from store.db import Sql
from store.rows import Person, Platform, Role

from . import cards, carry, notices
from .file import CaseFile
from .relations import may
from .steps import DECISIONS, Event
from .topics import topic

# Told in the thread of the district's channel too; the rest shows on the card alone.
_ALOUD = DECISIONS | {
    Event.GIVE_INFO, Event.REASSIGN, Event.CLIMB, Event.APPEAL, Event.WITHDRAW, Event.TAKE_OVER,
    Event.REVOKE, Event.EXPIRE,
}  # fmt: skip
_TO_ALL = DECISIONS | {
    Event.CLIMB, Event.APPEAL, Event.WITHDRAW, Event.TAKE_OVER, Event.REVOKE, Event.EXPIRE
}  # fmt: skip


def event(db: Sql, file: CaseFile) -> None:
    """All that the newest event causes to be said."""
    happened = file.timeline[-1]
    refresh(db, file)
    _retell(db, file, before=happened.number)
    if Event(happened.event) in _ALOUD:
        aloud(db, file, notices.channel(file, happened))
    for person in _hearers(db, file, happened):
        notify(db, file, happened, person)
    if file.case.final:
        carry.close(db, file)


def anew(db: Sql, file: CaseFile) -> None:
    """Who may act has changed, and nothing else: all that has buttons is brought up to date."""
    refresh(db, file)
    _retell(db, file, before=file.timeline[-1].number + 1)


def refresh(db: Sql, file: CaseFile) -> None:
    """The card wherever it stands, and wherever it must; taken away from who may no longer read
    it, as a delegate when the absence is over.
    """
    about = topic(file.case.id)
    deciding = {file.case.owner_id, file.standin} - {""}
    parties = {party.person_id for party in file.case.parties}
    places = {file.district.channel, *(f"person:{each}" for each in deciding | parties)}
    for to in sorted(places | {*posts.destinations(db, about)}):
        card = _card(db, file, to)
        if card is not None:
            gone = not card.verdict
            outbox.put(db, to=to, topic=about, card=to_json(card), remove=gone, now=file.now)


def aloud(db: Sql, file: CaseFile, card: Card) -> None:
    """A word in the thread of the district's own channel."""
    outbox.put(
        db,
        to=file.district.channel,
        under=topic(file.case.id),
        card=to_json(card),
        now=file.now,
    )


def notify(db: Sql, file: CaseFile, happened: Happened, person: Person) -> None:
    card = notices.personal(file, happened, person)
    about = f"{topic(file.case.id)}#{happened.number:04d}"
    to = f"person:{person.id}"
    once = f"{about}:{person.id}"
    outbox.put(db, to=to, topic=about, once=once, card=to_json(card), now=file.now)


def remind(db: Sql, file: CaseFile, who: Iterable[str]) -> None:
    """At most one reminder a person, case and business day."""
    happened, day = file.timeline[-1], file.today.isoformat()
    for person_id in sorted({*who} - {""}):
        person = people.get(db, person_id)
        if person and _reads(file, person) and cases.reminded(db, file.case.id, person_id, day):
            notify(db, file, happened, person)


def _card(db: Sql, file: CaseFile, to: str) -> Card | None:
    """For whoever reads there, an empty one for who may not; None for someone who is gone. In a
    channel that was the district's before, nobody looks any more whether an outsider reads along.
    """
    kind, _, rest = to.partition(":")
    if kind != "person":
        current = to == file.district.channel
        return cards.channel(file, platform=Platform(kind)) if current else Card("")
    person = people.get(db, rest)
    if person is None:
        return None
    return cards.personal(file, person) if _reads(file, person) else Card("")


def _reads(file: CaseFile, person: Person) -> bool:
    return may(Doing.READ_CASE, file.case, person, file.office.directory)


def _retell(db: Sql, file: CaseFile, *, before: int) -> None:
    """The notices of the event before this one lose the buttons that no longer fit, and go from
    who may no longer read the case.
    """
    prefix = f"{topic(file.case.id)}#"
    standing = posts.below(db, prefix)
    newest = max((about for about, _ in standing), default="")
    told = {event.number: event for event in file.timeline}
    for about, to in standing:
        happened = told.get(int(about.removeprefix(prefix)))
        person = people.get(db, to.removeprefix("person:"))
        if about == newest and person and happened and happened.number < before:
            gone = not _reads(file, person)
            card = Card("") if gone else notices.personal(file, happened, person)
            outbox.put(db, to=to, topic=about, card=to_json(card), remove=gone, now=file.now)


def _hearers(db: Sql, file: CaseFile, happened: Happened) -> list[Person]:
    """Those who must know in person, without whoever did it."""
    did, case = Event(happened.event), file.case
    deciding = {case.owner_id, file.standin}
    match did:
        case Event.ASK_INFO:
            wanted = {case.claim.opener_id}
        case Event.GIVE_INFO | Event.REASSIGN:
            wanted = deciding
        case Event.FLAG:
            wanted = {person.id for person in people.by_role(db, Role.LIST_OWNER)}
        case _ if did in _TO_ALL:
            wanted = {party.person_id for party in case.parties}
            wanted |= set() if did in DECISIONS else deciding | {*case.former}
        case _:
            wanted = set()
    found = (people.get(db, each) for each in sorted(wanted - {happened.by, ""}))
    return [person for person in found if person and _reads(file, person)]
