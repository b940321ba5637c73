"""Words that one side of a case shared with the other: numbered per case without gaps, and kept
with every text that they have had. Nothing that stays inside is ever a row here.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from . import times
from .db import Row, Sql

VENDOR = "vendor"  # the side of all the vendor's people; a firm's is `firm:ID`
LATE = timedelta(days=2)  # platforms repeat a delivery within minutes, never after a day
Files = tuple[tuple[str, str], ...]  # name and address


@dataclass(frozen=True, slots=True)
class Earlier:
    """What had been shared until it was changed: `edited`, `removed`, or `restored` after that."""

    at: datetime
    did: str
    text: str
    files: Files = ()


@dataclass(frozen=True, slots=True)
class Relayed:
    """`address` and `message` are the platform's, '' where a form was filled in. With `marked` the
    message itself says that it is shared, so that it can take that back.
    """

    case_id: str
    number: int
    at: datetime
    author_id: str
    side: str
    text: str
    files: Files = ()
    marked: bool = False
    shared_by: str = ""  # who shared it, if not its author
    address: str = ""
    message: str = ""
    edited_at: datetime | None = None
    removed_at: datetime | None = None
    earlier: tuple[Earlier, ...] = ()


def put(db: Sql, word: Relayed) -> Relayed:
    """Keep it under the case's next number. Raises sqlite3.IntegrityError for a message that is
    kept already.
    """
    rows = db.query(
        "insert into relayed (case_id, number, at, author_id, side, text, files, marked,"
        " shared_by, address, message) values (:case,"
        " (select count(*) + 1 from relayed where case_id = :case), :at, :author, :side, :text,"
        " :files, :marked, :by, :address, :message) returning number",
        {
            "case": word.case_id,
            "at": times.text(word.at),
            "author": word.author_id,
            "side": word.side,
            "text": word.text,
            "files": _packed(word.files),
            "marked": int(word.marked),
            "by": word.shared_by,
            "address": word.address,
            "message": word.message,
        },
    )
    _clear(db, word.address, word.message)
    return replace(word, number=int(next(iter(rows))["number"]))


def edit(db: Sql, word: Relayed, *, now: datetime) -> None:
    """Keep the text, files and marks of `word` instead of those before; one that had been taken
    back is shared again.
    """
    rows = db.query("select * from relayed where case_id = :case and number = :number", _key(word))
    before = next(iter(rows))
    _keep(db, word, before, did="restored" if before["removed_at"] else "edited", now=now)
    db.execute(
        "update relayed set text = :text, files = :files, marked = :marked, shared_by = :by,"
        " edited_at = :at, removed_at = null where case_id = :case and number = :number",
        {
            **_key(word),
            "text": word.text,
            "files": _packed(word.files),
            "marked": int(word.marked),
            "by": word.shared_by,
            "at": times.text(now),
        },
    )


def remove(db: Sql, word: Relayed, *, now: datetime) -> None:
    """Taken back by its author, or deleted: it stays on record, and is shared no more."""
    rows = db.query("select * from relayed where case_id = :case and number = :number", _key(word))
    _keep(db, word, next(iter(rows)), did="removed", now=now)
    db.execute(
        "update relayed set removed_at = :at where case_id = :case and number = :number",
        {**_key(word), "at": times.text(now)},
    )


def at(db: Sql, address: str, message: str) -> Relayed | None:
    """What a message on a platform became."""
    if not message:
        return None
    where = "address = :address and message = :message"
    return next(iter(_words(db, where, {"address": address, "message": message})), None)


def of(db: Sql, case_id: str) -> tuple[Relayed, ...]:
    """All that was shared about a case, in its order, with its history: what the vendor may see.

    What others may see of it is for the handlers to say.
    """
    return tuple(_words(db, "case_id = :case", {"case": case_id}))


def overtake(db: Sql, address: str, message: str, *, deleted: bool, now: datetime) -> None:
    """Note that a message stays inside, or is `deleted`: should what it said before arrive only
    now, it comes too late. No word of it is kept.
    """
    if not message:
        return
    db.execute("delete from relay_overtaken where at < :before", {"before": times.text(now - LATE)})
    db.execute(
        "insert into relay_overtaken (address, message, at, deleted)"
        " values (:address, :message, :at, :deleted) on conflict (address, message)"
        " do update set at = :at,"
        " deleted = case when :deleted = 1 then 1 else relay_overtaken.deleted end",
        {
            "address": address,
            "message": message,
            "at": times.text(now),
            "deleted": int(deleted),
        },
    )


def overtaken(db: Sql, address: str, message: str, *, deleted: bool = False) -> bool:
    """Whether it is known to stay inside or to be deleted; with `deleted` only the latter."""
    rows = db.query(
        "select 1 from relay_overtaken where address = :address and message = :message"
        " and deleted >= :deleted",
        {"address": address, "message": message, "deleted": int(deleted)},
    )
    return bool(list(rows))


def _clear(db: Sql, address: str, message: str) -> None:
    """It is shared after all."""
    db.execute(
        "delete from relay_overtaken where address = :address and message = :message",
        {"address": address, "message": message},
    )


def _keep(db: Sql, word: Relayed, before: Row, *, did: str, now: datetime) -> None:
    db.execute(
        "insert into relayed_earlier (case_id, number, change, at, did, text, files) values (:case,"
        " :number, (select count(*) + 1 from relayed_earlier where case_id = :case"
        " and number = :number), :at, :did, :text, :files)",
        {
            **_key(word),
            "at": times.text(now),
            "did": did,
            "text": before["text"],
            "files": before["files"],
        },
    )


def _words(db: Sql, where: str, params: dict[str, object]) -> Iterable[Relayed]:
    earlier = defaultdict(list)
    inside = f"select case_id, number from relayed where {where}"  # noqa: S608
    for row in db.query(
        f"select * from relayed_earlier where (case_id, number) in ({inside})"  # noqa: S608
        " order by case_id, number, change",
        params,
    ):
        earlier[row["case_id"], row["number"]].append(
            Earlier(times.moment(row["at"]), row["did"], row["text"], _files(row["files"]))
        )
    rows = db.query(f"select * from relayed where {where} order by case_id, number", params)  # noqa: S608
    return [_word(row, tuple(earlier[row["case_id"], row["number"]])) for row in rows]


def _word(row: Row, earlier: tuple[Earlier, ...]) -> Relayed:
    return Relayed(
        case_id=row["case_id"],
        number=row["number"],
        at=times.moment(row["at"]),
        author_id=row["author_id"],
        side=row["side"],
        text=row["text"],
        files=_files(row["files"]),
        marked=bool(row["marked"]),
        shared_by=row["shared_by"],
        address=row["address"],
        message=row["message"],
        edited_at=times.moment_if(row["edited_at"]),
        removed_at=times.moment_if(row["removed_at"]),
        earlier=earlier,
    )


def _key(word: Relayed) -> dict[str, object]:
    return {"case": word.case_id, "number": word.number}


def _packed(files: Files) -> str:
    return json.dumps(files, ensure_ascii=False)


def _files(packed: str) -> Files:
    return tuple((name, url) for name, url in json.loads(packed))
