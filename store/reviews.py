"""Editions with the districts: each one's share, what people say of it, and who signed it off."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from . import times
from .db import Row, Sql


@dataclass(frozen=True, slots=True)
class Review:
    """`against_id` was in force when it began; with `open_to_all` firms read each other's words;
    `time_zone` is the vendor's.
    """

    edition_id: str
    against_id: str
    ends_on: date
    open_to_all: bool
    time_zone: str
    opened_by: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """A district's part as it is read: cards (JSON) for the vendor's people and for partners.

    `print` is that of the draft's rows: another one, and there is something else to sign off.
    `drawn` is that of all that the cards are made of.
    """

    edition_id: str
    district_id: str
    print: str
    drawn: str
    staff: str
    partners: str
    changes: int
    signed_by: str = ""
    signed_at: datetime | None = None
    outdated: bool = False  # made of former rows of the draft


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, or with `wrong` a dispute, and what was decided about it.

    `wanted` is the right tier or district; `row_print` the draft's row when it was decided, by
    which is seen that an accepted one was worked in: then it is `settled`.
    """

    edition_id: str
    number: int
    district_id: str
    account_id: str
    account: str
    wrong: str
    wanted: str
    words: str
    evidence: tuple[str, ...]
    by_id: str
    firm_id: str
    at: datetime
    state: str
    decided_by: str = ""
    decided_at: datetime | None = None
    why: str = ""
    row_print: str = ""
    settled: bool = False


def get(db: Sql, edition_id: str) -> Review | None:
    rows = db.query("select * from reviews where edition_id = :id", {"id": edition_id})
    return next(map(_review, rows), None)


def put(db: Sql, row: Review) -> None:
    """Open one, or give it another end."""
    db.execute(
        "insert into reviews (edition_id, against_id, ends_on, open_to_all, time_zone,"
        " opened_by, opened_at) values (:id, :against, :ends, :all, :zone, :by, :at)"
        " on conflict (edition_id) do update set ends_on = :ends",
        {
            "id": row.edition_id,
            "against": row.against_id,
            "ends": row.ends_on.isoformat(),
            "all": int(row.open_to_all),
            "zone": row.time_zone,
            "by": row.opened_by,
            "at": times.text(row.opened_at),
        },
    )


def drop(db: Sql, edition_id: str) -> None:
    """With an edition that is thrown away."""
    for table in (
        "review_remarks",
        "review_districts",
        "reviews",
        "edition_approvals",
        "edition_pictures",
    ):
        db.execute(f"delete from {table} where edition_id = :id", {"id": edition_id})  # noqa: S608


def districts_of(db: Sql, *edition_ids: str) -> list[str]:
    """Which districts have accounts in one of these editions."""
    found = {
        str(row["district_id"])
        for ident in edition_ids
        for row in db.query(
            "select distinct district_id from entries where edition_id = :id and district_id <> ''",
            {"id": ident},
        )
    }
    return sorted(found)


def shares(db: Sql, edition_id: str) -> list[Share]:
    rows = db.query(
        "select * from review_districts where edition_id = :id order by district_id",
        {"id": edition_id},
    )
    return list(map(_share, rows))


def share(db: Sql, edition_id: str, district_id: str) -> Share | None:
    rows = db.query(
        "select * from review_districts where edition_id = :edition and district_id = :district",
        {"edition": edition_id, "district": district_id},
    )
    return next(map(_share, rows), None)


def put_share(db: Sql, row: Share) -> None:
    """A sign-off holds for the rows that were signed, not for others."""
    db.execute(
        "insert into review_districts (edition_id, district_id, print, drawn, staff, partners,"
        " changes) values (:edition, :district, :print, :drawn, :staff, :partners, :changes)"
        " on conflict (edition_id, district_id) do update set"
        " signed_by = case print when :print then signed_by else '' end,"
        " signed_at = case print when :print then signed_at end,"
        " print = :print, drawn = :drawn, staff = :staff, partners = :partners, changes = :changes,"
        " outdated = 0",
        {
            "edition": row.edition_id,
            "district": row.district_id,
            "print": row.print,
            "drawn": row.drawn,
            "staff": row.staff,
            "partners": row.partners,
            "changes": row.changes,
        },
    )


def outdate(db: Sql, edition_id: str) -> None:
    """The draft has other rows: each share is to be made anew, or found to be as it was."""
    db.execute(
        "update review_districts set outdated = 1 where edition_id = :id", {"id": edition_id}
    )


def as_it_was(db: Sql, row: Share) -> None:
    db.execute(
        "update review_districts set outdated = 0"
        " where edition_id = :edition and district_id = :district",
        {"edition": row.edition_id, "district": row.district_id},
    )


def sign(db: Sql, edition_id: str, district_id: str, *, by: str, now: datetime) -> None:
    """Raises sqlite3.IntegrityError while a dispute is open."""
    db.execute(
        "update review_districts set signed_by = :by, signed_at = :now"
        " where edition_id = :edition and district_id = :district",
        {"edition": edition_id, "district": district_id, "by": by, "now": times.text(now)},
    )


def unsign(db: Sql, edition_id: str, district_id: str) -> None:
    db.execute(
        "update review_districts set signed_by = '', signed_at = null"
        " where edition_id = :edition and district_id = :district",
        {"edition": edition_id, "district": district_id},
    )


def signed_off(db: Sql, edition_id: str) -> bool:
    """Whether every district has signed off just these rows."""
    rows = db.query(
        "select count(*) as n, count(case outdated when 0 then signed_at end) as signed"
        " from review_districts where edition_id = :id",
        {"id": edition_id},
    )
    row = next(iter(rows))
    return bool(row["n"]) and row["n"] == row["signed"]


def remarks(db: Sql, edition_id: str, district_id: str = "") -> list[Remark]:
    """In the order in which they were made; of one district, or all."""
    rows = db.query(
        "select * from review_remarks where edition_id = :edition"
        " and (:district = '' or district_id = :district) order by number",
        {"edition": edition_id, "district": district_id},
    )
    return list(map(_remark, rows))


def remark(db: Sql, edition_id: str, number: int) -> Remark | None:
    rows = db.query(
        "select * from review_remarks where edition_id = :edition and number = :number",
        {"edition": edition_id, "number": number},
    )
    return next(map(_remark, rows), None)


def next_number(db: Sql, edition_id: str) -> int:
    rows = db.query(
        "select coalesce(max(number), 0) + 1 as n from review_remarks where edition_id = :id",
        {"id": edition_id},
    )
    return next(int(row["n"]) for row in rows)


def say(db: Sql, row: Remark) -> bool:
    """False for a dispute that is open already for this side."""
    rows = db.query(
        "insert into review_remarks (edition_id, number, district_id, account_id, account, wrong,"
        " wanted, words, evidence, by_id, firm_id, at, state) values (:edition, :number,"
        " :district, :id, :account, :wrong, :wanted, :words, :evidence, :by, :firm, :at, :state)"
        " on conflict do nothing returning number",
        {
            "edition": row.edition_id,
            "number": row.number,
            "district": row.district_id,
            "id": row.account_id,
            "account": row.account,
            "wrong": row.wrong,
            "wanted": row.wanted,
            "words": row.words,
            "evidence": json.dumps(row.evidence),
            "by": row.by_id,
            "firm": row.firm_id,
            "at": times.text(row.at),
            "state": row.state,
        },
    )
    return bool(list(rows))


def decide(
    db: Sql,
    row: Remark,
    *,
    state: str,
    by: str,
    why: str,
    row_print: str,
    settled: bool,
    now: datetime,
) -> bool:
    """False if somebody else was quicker."""
    rows = db.query(
        "update review_remarks set state = :state, decided_by = :by, decided_at = :now, why = :why,"
        " row_print = :print, settled = :settled where edition_id = :edition and number = :number"
        " and state = 'open' returning number",
        {
            "state": state,
            "by": by,
            "now": times.text(now),
            "why": why,
            "print": row_print,
            "settled": int(settled),
            "edition": row.edition_id,
            "number": row.number,
        },
    )
    return bool(list(rows))


def settle(db: Sql, row: Remark) -> None:
    """An accepted dispute was worked into the draft."""
    db.execute(
        "update review_remarks set settled = 1 where edition_id = :edition and number = :number"
        " and state = 'accepted'",
        {"edition": row.edition_id, "number": row.number},
    )


def _review(row: Row) -> Review:
    return Review(
        edition_id=row["edition_id"],
        against_id=row["against_id"],
        ends_on=date.fromisoformat(row["ends_on"]),
        open_to_all=bool(row["open_to_all"]),
        time_zone=row["time_zone"],
        opened_by=row["opened_by"],
        opened_at=times.moment(row["opened_at"]),
    )


def _share(row: Row) -> Share:
    signed = times.moment_if(row["signed_at"])
    return Share(**{**row, "signed_at": signed, "outdated": bool(row["outdated"])})


def _remark(row: Row) -> Remark:
    return Remark(
        **{
            **row,
            "evidence": tuple(json.loads(row["evidence"])),
            "at": times.moment(row["at"]),
            "decided_at": times.moment_if(row["decided_at"]),
            "settled": bool(row["settled"]),
        }
    )
