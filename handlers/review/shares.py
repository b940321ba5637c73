"""A district's share of a draft: what it changes there, for the vendor's people and for partners.

Made once when the rows change, and kept, so that no press has to compare editions again.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.cards import Block, Card, Document, Item, Items, to_json
from handlers.importing.compare import Changes, compare
from handlers.news import parts
from handlers.news.parts import Part, Wanted
from handlers.news.telling import TOP, Setting, difference, setting
from handlers.policy import Policy
from handlers.words import counted, full_stop
from store import documents, entries, pairs, people, reviews
from store.db import Sql
from store.reviews import Review, Share
from store.rows import Audience, District, Edition, Entry, Role
from store.sheets.writing import write_csv

SHARED = ("change", "account_id", "account", "tier", "district", "account manager", "parent")
INSIDE = ("domains", "ticker", "PCs", "exception")


@dataclass(frozen=True, slots=True)
class Rows:
    """The district's rows of the draft, and what they change against the list in force."""

    draft: list[Entry]
    changes: Changes

    @property
    def print(self) -> str:
        return hashlib.sha256("\n".join(map(repr, self.draft)).encode()).hexdigest()


def remake(
    db: Sql,
    review: Review,
    edition: Edition,
    policy: Policy,
    *,
    only: Collection[str] = (),
    now: datetime,
) -> dict[str, Share | None]:
    """Every share that is another now, or of some districts `only`, as it was before."""
    changed: dict[str, Share | None] = {}
    settings = {each: setting(db, edition, policy, each, now=now) for each in Audience}
    names = {row.id: row for row in people.districts(db)}
    for ident in sorted(only) or districts(db, review):
        if ident not in names:
            continue
        before, rows = reviews.share(db, edition.id, ident), read(db, review, ident)
        drawn = _drawn(rows, settings[Audience.STAFF])
        if before is None or before.drawn != drawn:
            reviews.put_share(db, _made(db, rows, drawn, names[ident], settings, now=now))
            changed[ident] = before
        elif before.outdated:
            reviews.as_it_was(db, before)
    return changed


def districts(db: Sql, review: Review) -> list[str]:
    """Those of the draft, of the list in force, and those that had a share before."""
    there = reviews.districts_of(db, review.edition_id, review.against_id)
    return sorted({*there, *(share.district_id for share in reviews.shares(db, review.edition_id))})


def awaited(edition_id: str, district_id: str) -> Share:
    """In place of one that is still to be made: nobody can sign it."""
    card = to_json(Card("The share of this district is being put together."))
    return Share(edition_id, district_id, "", "", card, card, 0)


def _made(
    db: Sql,
    rows: Rows,
    drawn: str,
    district: District,
    settings: Mapping[Audience, Setting],
    *,
    now: datetime,
) -> Share:
    whole = parts.named(rows.changes)
    found = {each: parts.of(whole, Wanted(each, (district.id,))) for each in Audience}
    cards = {
        each: to_json(_card(db, rows, found[each], district, at, now=now))
        for each, at in settings.items()
    }
    return Share(
        edition_id=settings[Audience.STAFF].edition.id,
        district_id=district.id,
        print=rows.print,
        drawn=drawn,
        staff=cards[Audience.STAFF],
        partners=cards[Audience.PARTNERS],
        changes=found[Audience.STAFF].size,
    )


def _drawn(rows: Rows, at: Setting) -> str:
    made_of = (rows.draft, rows.changes.settled, at.districts, at.managers)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()


def read(db: Sql, review: Review, district_id: str) -> Rows:
    """Every row that is of the district in one of the two editions, as it is in both."""
    old = {e.account_id: e for e in entries.in_district(db, review.against_id, district_id)}
    draft = entries.in_district(db, review.edition_id, district_id)
    new = {e.account_id: e for e in draft}
    decided = pairs.decided(db, review.edition_id)
    same = [pair for pair in decided if pair.same]
    olds = {*new, *(pair.before_id for pair in same if pair.after_id in new)}
    news = {*old, *(pair.after_id for pair in same if pair.before_id in old)}
    _complete(db, review.against_id, old, olds)
    _complete(db, review.edition_id, new, news)
    return Rows(draft, compare(old.values(), new.values(), decided))


def _complete(db: Sql, edition_id: str, rows: dict[str, Entry], ids: Iterable[str]) -> None:
    for ident in ids:
        if ident not in rows and (entry := entries.get(db, edition_id, ident)):
            rows[ident] = entry


def _card(
    db: Sql, rows: Rows, part: Part, district: District, at: Setting, *, now: datetime
) -> Card:
    blocks: list[Block] = [Items(_items(part, at))] if part else []
    if rows.draft or part:
        name = f"{at.edition.id}-{district.id}.csv"
        ident = documents.put(
            db,
            name=name,
            mime="text/csv; charset=utf-8",
            body=_table(rows, part, at),
            readers=_readers(db, district, at.audience),
            now=now,
        )
        about = f"every account of {district.name} in this draft, what changes first"
        blocks.append(Document(ident, name, about))
    return Card(verdict(part, district.name), tuple(blocks))


def verdict(part: Part, district: str) -> str:
    """`2 accounts would join the list in West, 1 would leave, 3 would change.`"""
    counts = (
        (len(part.joined), "would join the list"),
        (len(part.left), "would leave it"),
        (len(part.changed), "would change"),
    )
    told = [(number, does) for number, does in counts if number]
    if not told:
        return f"Nothing would change in {district}."
    (first, does), *more = told
    does = does.replace("leave it", "leave the list")
    rest = "".join(f", {number:,} {does}" for number, does in more)
    return f"In {district}, {counted(first, 'account')} {does}{rest}."


def _items(part: Part, at: Setting) -> tuple[Item, ...]:
    kinds = (
        [Item(full_stop(f"Joins: {each.name}"), at.place(each)) for each in part.joined],
        [Item(full_stop(f"Leaves: {each.name}"), at.place(each)) for each in part.left],
        [
            Item(full_stop(f"Changes: {each.after.name}"), difference(each, at))
            for each in part.changed
        ],
    )
    shown: list[Item] = []
    for rows in kinds:
        shown += rows[:TOP]
        if len(rows) > TOP:
            shown.append(Item("", f"and {len(rows) - TOP:,} more, in the file"))
    return tuple(shown)


def _table(rows: Rows, part: Part, at: Setting) -> bytes:
    """What changes, then what stays; for partners without what is the vendor's alone."""
    inside = at.audience is Audience.STAFF
    moved = {each.account_id for each in part.joined} | {
        each.after.account_id for each in part.changed
    }
    stays = [row for row in rows.draft if row.account_id not in moved]
    table = [
        *(("joins", *_row(row, at, inside=inside), "") for row in part.joined),
        *(("leaves", *_row(row, at, inside=inside), "") for row in part.left),
        *(
            ("changes", *_row(each.after, at, inside=inside), difference(each, at))
            for each in part.changed
        ),
        *(("", *_row(row, at, inside=inside), "") for row in stays),
    ]
    return write_csv((*SHARED, *(INSIDE if inside else ()), "before"), table)


def _row(row: Entry, at: Setting, *, inside: bool) -> tuple[str | int | None, ...]:
    seen = (at.value(row, column) for column in ("tier", "district", "manager_email", "parent_id"))
    own = ("; ".join(row.domains), row.ticker, row.pcs, row.exception) if inside else ()
    return (row.account_id, row.name, *seen, *own)


def _readers(db: Sql, district: District, audience: Audience) -> str:
    """Who may have the file."""
    if audience is Audience.STAFF:
        return "staff"
    reps = (p for p in people.by_role(db, Role.PARTNER_REP) if district.id in p.districts)
    return " ".join(["staff", *(f"person:{rep.id}" for rep in reps)])
