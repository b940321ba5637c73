"""A list that has become a draft: what it changes, what is to be decided, and the next step."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers import days
from handlers.cards import Block, Button, Buttons, Card, Document, Item, Items, Text
from handlers.drafts import against, difference
from handlers.importing import beside, telling
from handlers.importing.compare import Changes
from handlers.policy import Policy
from handlers.review.buttons import look, start
from handlers.words import counted
from store import documents, editions, entries, people, sheets
from store.db import Db, Sql
from store.rows import Audience, Edition, Entry, Person

SHOWN = 10  # accounts that a card tells of
PAIRS = 2  # to be decided at a time: with what stands below, six buttons
HEADER = ("Change", "Account", "Name", "Tier", "District", "Account manager", "PCs", "What")
HALF = re.compile(r"(\d{4})-H([12])(?:\.\w+)?")


@dataclass(frozen=True, slots=True)
class Drafted:
    edition: Edition
    named: int
    against: str
    changes: Changes


def read(db: Sql, ident: str, *, now: datetime) -> Drafted | None:
    """None for one that was discarded meanwhile."""
    edition = editions.get(db, ident)
    if edition is None:
        return None
    changes = difference(db, ident, now=now)
    return Drafted(edition, entries.named(db, ident), against(db, now=now), changes)


async def difference_of(db: Db, ident: str, *, now: datetime) -> Drafted | None:
    """The same beside the answers."""
    former = await db.read(lambda sql: against(sql, now=now))
    changes = await beside.difference(db, former, ident)

    def told(sql: Sql) -> Drafted | None:
        edition = editions.get(sql, ident)
        if edition is None:
            return None
        return Drafted(edition, entries.named(sql, ident), former, changes)

    return await db.read(told)


def card(
    db: Sql,
    told: Drafted,
    by: Person,
    extra: tuple[Block, ...] = (),
    *,
    policy: Policy,
    whole: bool = True,
    now: datetime,
) -> Card:
    """With the `whole` difference kept as a file; runs inside a `Db.write`."""
    edition, changes = told.edition, told.changes
    verdict = (
        f"Edition {edition.id} is a draft: {counted(told.named, 'named account')},"
        f" in effect from {days.say(edition.effective_from)}."
    )
    if not told.against:
        nothing = Text("No edition is in force yet: there is nothing to compare with.")
        return Card(verdict, (nothing, *extra, *_next(edition)))
    lines = tuple(_lines(changes, _names(db, policy)))
    blocks: list[Block] = [Text(f"Against edition {told.against}: {telling.summary(changes)}")]
    if lines:
        blocks.append(Items(lines[:SHOWN]))
    if lines and whole:
        blocks.append(_document(db, told, by, len(lines), now=now))
    return Card(verdict, (*blocks, *extra, *_pairs(told), *_next(edition)))


def following(edition: Edition | None) -> str:
    """The id after one that is named by half-years: 2026-H2, 2027-H1."""
    found = HALF.fullmatch(edition.id) if edition else None
    if found is None:
        return ""
    year, half = int(found[1]), int(found[2])
    return f"{year}-H2" if half == 1 else f"{year + 1}-H1"


def in_force(db: Sql, *, now: datetime) -> Edition | None:
    return editions.in_force(db, Audience.STAFF, now=now)


def _names(db: Sql, policy: Policy) -> telling.Names:
    tiers = {tier.id: tier.name for tier in policy.tiers}
    return {**tiers, **{each.id: each.name for each in people.districts(db)}}


def _lines(changes: Changes, names: telling.Names) -> Iterator[Item]:
    for row in changes.joined:
        yield Item("Joins:", telling.account(row, names))
    for row in changes.left:
        yield Item("Leaves:", telling.account(row, names))
    for change in changes.changed:
        yield Item(f"{change.after.name}:", telling.told(change, names))
    for pair in changes.pairs:
        yield Item("To decide:", telling.pair_told(pair))


def _document(db: Sql, told: Drafted, by: Person, rows: int, *, now: datetime) -> Document:
    name = f"{told.edition.id}-changes.csv"
    body = sheets.write_csv(HEADER, list(_rows(told.changes)))
    ident = documents.put(
        db, name=name, mime="text/csv", body=body, readers=f"person:{by.id}", now=now
    )
    return Document(ident, name, f"all of it, {counted(rows, 'row')}")


def _rows(changes: Changes) -> Iterator[tuple[sheets.Value, ...]]:
    for row in changes.joined:
        yield ("joins", *_cells(row), "")
    for row in changes.left:
        yield ("leaves", *_cells(row), "")
    for change in changes.changed:
        yield ("changes", *_cells(change.after), telling.told(change))
    for pair in changes.pairs:
        yield ("to decide", *_cells(pair.after), telling.pair_told(pair))


def _cells(row: Entry) -> tuple[sheets.Value, ...]:
    return row.account_id, row.name, row.tier, row.district, row.manager_email, row.pcs


def _pairs(told: Drafted) -> Iterator[Block]:
    """The next few, each with its two buttons."""
    pairs = told.changes.pairs
    for number, pair in enumerate(pairs[:PAIRS], start=1):
        data = {
            "edition": told.edition.id,
            "before": pair.before.account_id,
            "after": pair.after.account_id,
        }
        yield Text(f"{number} of {len(pairs)} to decide: {telling.pair_told(pair)}")
        yield Buttons(
            (
                Button("Same company", "intake.same", data),
                Button("Different", "intake.different", data),
            )
        )


def _next(edition: Edition) -> tuple[Block, ...]:
    data = {"edition": edition.id}
    return (
        Text("To correct it, post the file again under the same id."),
        Buttons(
            (
                start(edition.id) if edition.state == "draft" else look(edition.id),
                Button("Discard", "intake.discard", data, "danger"),
            )
        ),
    )
