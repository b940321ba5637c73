"""An edition at a glance, for list owners: its districts, when it comes into force, its news."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import days
from handlers.cards import (
    Alert,
    Block,
    Buttons,
    Card,
    Document,
    Facts,
    Item,
    Items,
    Note,
    Text,
    Value,
)
from handlers.errors import NotAllowed
from handlers.permissions import Doing, allowed
from handlers.words import capital, counted, full_stop
from store import approvals, editions, entries, outbox, people, pictures, plans, reviews
from store.approvals import Approval
from store.db import Sql
from store.outbox import Tally
from store.pictures import Picture
from store.reviews import Review
from store.rows import Edition, Person, Plan

from . import buttons
from . import sheet as sheets
from .cards import line
from .sheet import Sheet

SHOWN = 20  # districts on the card; those that need somebody come first
LATE = timedelta(minutes=15)  # a message that has been due for longer is late


class NoBoard(NotAllowed):
    """Editions are looked after by list owners. Your district's part is in its own channel."""


@dataclass(frozen=True, slots=True)
class Board:
    edition: Edition
    named: int
    review: Review | None
    districts: tuple[Sheet, ...]
    plan: Plan | None
    approval: Approval | None
    asked_by: str
    news: Tally
    picture: Picture | None
    zone: str  # the clock that moments are told by
    now: datetime

    @property
    def unsigned(self) -> list[Sheet]:
        return [each for each in self.districts if not each.share.signed_by]

    @property
    def signed_off(self) -> bool:
        return bool(self.districts) and not self.unsigned


def may(reader: Person) -> None:
    """Raises NoBoard."""
    if not allowed(Doing.READ_BOARD, reader):
        raise NoBoard


def topic(edition_id: str) -> str:
    return f"board:{edition_id}"


def read(db: Sql, edition_id: str, *, now: datetime, zone: str = "UTC") -> Board:
    edition = editions.get(db, edition_id)
    assert edition is not None, "whoever asks has found it"
    approval = approvals.waiting(db, edition_id)
    asker = people.named(db, [approval.asked_by]) if approval else {}
    return Board(
        edition=edition,
        named=entries.named(db, edition_id),
        review=reviews.get(db, edition_id),
        districts=tuple(sheets.every(db, edition_id, now=now)),
        plan=plans.get(db, edition_id),
        approval=approval,
        asked_by=next((p.name for p in asker.values()), approval.asked_by if approval else ""),
        news=outbox.tally(db, once=f"news:{edition_id}:", late_since=now - LATE),
        picture=pictures.get(db, edition_id),
        zone=zone,
        now=now,
    )


def card(board: Board, reader: Person) -> Card:
    blocks: list[Block] = [*_alerts(board), Facts(tuple(_facts(board)))]
    blocks += _districts(board)
    blocks += _todo(board)
    if board.picture:
        name = f"{board.edition.id}.png"
        picture = board.picture
        blocks.append(Document(picture.document_id, name, picture.about, picture=True))
    if row := buttons.row(board.edition, reader):
        blocks.append(Buttons(row))
    return Card(verdict(board), tuple(blocks))


def verdict(board: Board) -> str:
    ident = board.edition.id
    match board.edition.state:
        case "draft":
            return f"Edition {ident} is a draft."
        case "in_review" if board.signed_off:
            return f"Edition {ident} is signed off by every district."
        case "in_review":
            missing, all_ = len(board.unsigned), len(board.districts)
            have = "has" if missing == 1 else "have"
            return (
                f"Edition {ident} is in review: {missing} of {all_} districts {have} yet to sign."
            )
        case "scheduled":
            return f"Edition {ident} is scheduled."
        case "published":
            return f"Edition {ident} is in force."
        case _:
            return f"Edition {ident} was in force before."


def standing(sheet: Sheet) -> str:
    """`signed off`, `2 disputes are open`, `late`, `waiting`; `not signed off` once it is over."""
    if not sheet.under_way:
        return "signed off" if sheet.share.signed_by else "not signed off"
    if sheet.open:
        many = len(sheet.open)
        said = f"{counted(many, 'dispute')} {'is' if many == 1 else 'are'} open"
        return f"{said}, and late" if sheet.over else said
    if sheet.share.signed_by:
        return "signed off"
    return "late" if sheet.over else "waiting"


def _alerts(board: Board) -> Iterable[Alert]:
    if asked := board.approval:
        what = "schedule" if asked.at else "publish"
        yield Alert(
            f"{board.asked_by} asked to {what} it without every sign-off: “{asked.reason}” "
            "It waits for a second person."
        )


def _facts(board: Board) -> Iterable[tuple[str, Value]]:
    edition = board.edition
    yield "Accounts", f"{counted(board.named, 'named account')}"
    yield "In effect from", days.say(edition.effective_from)
    if board.review and edition.state == "in_review":
        yield "Review until", days.say(board.review.ends_on)
    staff = edition.published_at or (board.plan.at if board.plan else None)
    partners = edition.partners_at or (board.plan.partners_at if board.plan else None)
    if staff and partners:
        yield "In force for staff", days.say_moment(staff, board.zone)
        yield "In force for partners", days.say_moment(partners, board.zone)
    if edition.published_at:
        yield "News", _news(board.news)


def _news(news: Tally) -> str:
    told = [
        f"{news.delivered:,} delivered",
        f"{news.waiting:,} waiting",
        f"{news.late:,} late",
        f"{news.parked:,} parked",
    ]
    if news.dropped:
        told.append(f"{news.dropped:,} dropped")
    return ", ".join(told)


def _districts(board: Board) -> list[Block]:
    """Those that need somebody first."""
    if not board.districts:
        return []
    rows = sorted(
        board.districts,
        key=lambda s: (
            bool(s.share.signed_by and not s.open),
            not s.over,
            not s.open,
            s.district.name,
        ),
    )
    items = [_district(each) for each in rows[:SHOWN]]
    if len(rows) > SHOWN:
        items.append(Item("", f"and {len(rows) - SHOWN:,} more"))
    return [Items(tuple(items))]


def _district(sheet: Sheet) -> Item:
    who = ""
    if sheet.share.signed_by:
        who = f"by {sheet.name(sheet.share.signed_by)}"
    elif sheet.manager:
        who = f"with {sheet.manager.name}"
    many = sheet.share.changes
    return Item(
        f"{sheet.district.name}: {standing(sheet)}.",
        capital(", ".join(filter(None, [who, counted(many, "change")]))),
    )


def _todo(board: Board) -> list[Block]:
    """Accepted disputes that a person has to work in."""
    todo = [each for sheet in board.districts for each in sheet.todo]
    if not todo or board.edition.published_at:
        return []
    said = f"{counted(len(todo), 'accepted dispute')} to work into the draft:"
    rows = [Item(line(each), full_stop(each.why)) for each in todo[:SHOWN]]
    how = Note("Import the corrected list under the same id; the districts concerned look again.")
    return [Text(said), Items(tuple(rows)), how]
