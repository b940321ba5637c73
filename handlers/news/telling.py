"""An edition's news as a card and as a table: verdict first, the top rows, the whole as a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handlers import days
from handlers.cards import Block, Button, Buttons, Card, Document, Item, Items, Note, Text
from handlers.findings import term
from handlers.importing.renames import Change
from handlers.policy import Policy
from handlers.words import capital, counted, full_stop
from store import people
from store.db import Sql
from store.rows import Audience, Edition, Entry
from store.sheets.writing import write_csv

from .parts import INSIDE, SEEN, Part, Wanted

TOP = 5  # rows of each kind on the card
HEADER = ("change", "account", "tier", "district", "account manager", "before")
_COLUMNS = {
    "name": "name",
    "tier": "tier",
    "district": "district",
    "manager_email": "account manager",
    "parent_id": "parent",
    "pcs": "PCs",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the words need besides the rows."""

    edition: Edition
    policy: Policy
    districts: Mapping[str, str]
    managers: Mapping[str, str]  # names by e-mail
    today: date
    audience: Audience

    def place(self, entry: Entry) -> str:
        tier = self.policy.tier_name(entry.tier) if entry.tier else ""
        return ", ".join(filter(None, [tier, self.districts.get(entry.district, entry.district)]))

    def value(self, entry: Entry, column: str) -> str:
        match column:
            case "tier":
                return self.policy.tier_name(entry.tier)
            case "district":
                return self.districts.get(entry.district, entry.district)
            case "manager_email":
                return self.managers.get(entry.manager_email, entry.manager_email) or "none"
            case _:
                value = getattr(entry, column)
                return f"{value:,}" if isinstance(value, int) else str(value or "none")


def setting(
    db: Sql, edition: Edition, policy: Policy, audience: Audience, *, now: datetime
) -> Setting:
    """With the names that districts and the vendor's people have now."""
    return Setting(
        edition=edition,
        policy=policy,
        districts={each.id: each.name for each in people.districts(db)},
        managers={each.email: each.name for each in people.every(db) if each.staff},
        today=days.local(now, policy.vendor.time_zone),
        audience=audience,
    )


def card(part: Part, wanted: Wanted, at: Setting, *, file: str = "") -> Card:
    """`file` is the id of the document that holds all rows, where the card can't."""
    rows = (*_joined(part, at), *_left(part, at), *_changed(part, at))
    blocks: list[Block] = [Items(rows)]
    if file:
        about = f"all {counted(part.size, 'change')}, as a table"
        blocks.append(Document(file, f"{at.edition.id}.csv", about))
    if at.edition.restores:
        blocks.append(Text(f"The list of edition {at.edition.restores} is in force again."))
    blocks.append(Note(f"Edition {term(at.edition, today=at.today)}."))
    blocks.append(Buttons((Button("My subscriptions", "news.list"),)))
    return Card(verdict(part, wanted, at), tuple(blocks))


def verdict(part: Part, wanted: Wanted, at: Setting) -> str:
    """`12 accounts joined the list in West, 7 left.`"""
    told = []
    if part.joined:
        told.append(f"{counted(len(part.joined), 'account')} joined the list")
    if part.left:
        left = str(len(part.left)) if told else counted(len(part.left), "account")
        told.append(f"{left} left" if told else f"{left} left the list")
    if part.changed:
        changed = f"{len(part.changed):,}" if told else counted(len(part.changed), "account")
        told.append(f"{changed} changed")
    places = " and ".join(at.districts.get(each, each) for each in wanted.districts)
    told[0] += f" in {places}" if places else ""
    return full_stop(", ".join(told))


def needs_file(part: Part) -> bool:
    return any(len(rows) > TOP for rows in (part.joined, part.left, part.changed))


def table(part: Part, at: Setting) -> bytes:
    """Every row, for a spreadsheet."""
    rows = [
        *(("joined", *_row(entry, at), "") for entry in part.joined),
        *(("left", *_row(entry, at), "") for entry in part.left),
        *(("changed", *_row(each.after, at), difference(each, at)) for each in part.changed),
    ]
    return write_csv(HEADER, rows)


def _row(entry: Entry, at: Setting) -> tuple[str, str, str, str]:
    values = (at.value(entry, column) for column in ("tier", "district", "manager_email"))
    tier, district, manager = values
    return entry.name, tier, district, manager


def _joined(part: Part, at: Setting) -> Iterable[Item]:
    yield from _some(
        [Item(full_stop(f"Joined: {each.name}"), at.place(each)) for each in part.joined]
    )


def _left(part: Part, at: Setting) -> Iterable[Item]:
    yield from _some([Item(full_stop(f"Left: {each.name}"), at.place(each)) for each in part.left])


def _changed(part: Part, at: Setting) -> Iterable[Item]:
    rows = [
        Item(full_stop(f"Changed: {each.after.name}"), capital(difference(each, at)))
        for each in part.changed
    ]
    yield from _some(rows)


def _some(rows: list[Item]) -> list[Item]:
    more = len(rows) - TOP
    return [*rows[:TOP], Item("", f"and {more:,} more")] if more > 0 else rows


def difference(change: Change, at: Setting) -> str:
    """`tier Major → Strategic`, as much of it as the audience may know."""
    columns = (*SEEN, *(INSIDE if at.audience is Audience.STAFF else ()))
    told = (
        f"{_COLUMNS[each]} {at.value(change.before, each)} → {at.value(change.after, each)}"
        for each in columns
        if each in change.columns
    )
    return "; ".join(told)
