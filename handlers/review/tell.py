"""Who hears of a review: its cards brought up to date, and a word where somebody must know."""

from collections.abc import Iterable
from datetime import datetime

from handlers.cards import Card, to_json
from store import approvals, outbox, people, posts, reviews
from store.approvals import Approval
from store.db import Sql
from store.rows import District, Person, Role

from . import board, cards
from . import sheet as sheets
from .sheet import Sheet, topic


def refresh(db: Sql, sheet: Sheet) -> None:
    """The district's card wherever it stands, and wherever it must; then the boards."""
    about = topic(sheet.edition.id, sheet.district.id)
    wanted = {*places(db, sheet.district)} if sheet.under_way else set()
    for to in sorted(wanted | {*posts.destinations(db, about)}):
        card = _card(db, sheet, to)
        outbox.put(db, to=to, topic=about, card=to_json(card), now=sheet.now)


def everything(db: Sql, edition_id: str, *, now: datetime) -> None:
    """Every district's card, and the boards."""
    for sheet in sheets.every(db, edition_id, now=now):
        refresh(db, sheet)
    boards(db, edition_id, now=now)


def boards(db: Sql, edition_id: str, *, now: datetime) -> None:
    """The list owners' own; each as far as they may do something there."""
    review = reviews.get(db, edition_id)
    if review is None:
        return
    seen, about = (
        board.read(db, edition_id, now=now, zone=review.time_zone),
        board.topic(edition_id),
    )
    for owner in people.by_role(db, Role.LIST_OWNER):
        card = board.card(seen, owner)
        outbox.put(db, to=f"person:{owner.id}", topic=about, card=to_json(card), now=now)


def places(db: Sql, district: District) -> Iterable[str]:
    """The vendor's channel, and where the district's partners are."""
    yield district.channel
    if district.partner_channel:
        yield district.partner_channel
    else:
        yield from (f"person:{rep.id}" for rep in reps(db, district))


def reps(db: Sql, district: District) -> list[Person]:
    return [p for p in people.by_role(db, Role.PARTNER_REP) if district.id in p.districts]


def aloud(db: Sql, sheet: Sheet, card: Card) -> None:
    """A word in the thread of the vendor's own channel."""
    about = topic(sheet.edition.id, sheet.district.id)
    outbox.put(db, to=sheet.district.channel, under=about, card=to_json(card), now=sheet.now)


def person(db: Sql, to: Person, card: Card, *, once: str, now: datetime, about: str = "") -> None:
    outbox.put(db, to=f"person:{to.id}", topic=about, once=once, card=to_json(card), now=now)


def deciders(db: Sql, sheet: Sheet, *, besides: str = "") -> list[Person]:
    """The district's manager; where there is none, or it is about them, the list owners."""
    manager = sheet.manager
    if manager and manager.role is Role.DISTRICT_MANAGER and manager.id != besides:
        return [manager]
    return [owner for owner in people.by_role(db, Role.LIST_OWNER) if owner.id != besides]


def discarded(db: Sql, edition_id: str, *, now: datetime) -> None:
    """Before its rows go: the cards say so, and lose their buttons."""
    if waiting := approvals.overtake(db, edition_id, now=now):
        asked(db, waiting, now=now)
    for sheet in sheets.every(db, edition_id, now=now):
        card = cards.over(edition_id, sheet.district.name)
        everywhere(db, topic(edition_id, sheet.district.id), card, now=now)
    gone = Card(f"Edition {edition_id} was discarded.")
    everywhere(db, board.topic(edition_id), gone, now=now)


def _card(db: Sql, sheet: Sheet, to: str) -> Card:
    """For whoever reads there. Who is no partner of the district any more reads nothing of it."""
    kind, _, ident = to.partition(":")
    if to == sheet.district.channel:
        return cards.staff(sheet)
    if kind != "person":
        return cards.partners(sheet, None)
    reader = people.get(db, ident)
    if reader is None or sheet.district.id not in reader.districts:
        return Card(f"The review of {sheet.edition.id} is not open to you any more.")
    return cards.partners(sheet, reader)


def everywhere(db: Sql, about: str, card: Card, *, now: datetime) -> None:
    """What stands about a topic, or is on its way, says this instead."""
    for to in posts.destinations(db, about):
        outbox.put(db, to=to, topic=about, card=to_json(card), now=now)


def asked(db: Sql, approval: Approval, *, now: datetime) -> None:
    """The question to the second person says that it is answered."""
    card = Card(f"{approval.edition_id} no longer waits for a second person.")
    everywhere(db, f"approval:{approval.id}", card, now=now)
