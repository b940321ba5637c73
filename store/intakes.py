"""What people hand in to be worked off, each a row until it is done: a restart loses none of it."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from . import times
from .db import Row, Sql
from .rows import Identity, Platform

PLANNED = "planned"  # announced: the file is still to come
READY = "ready"  # waits for its turn, or is being worked on
ASKING = "asking"  # a person is asked something about it
DONE = "done"

COLUMNS = (
    "id, person_id, platform, tenant, member, address, thread, kind, name, source, size, given,"
    " state, tries"
)


@dataclass(frozen=True, slots=True)
class Intake:
    """`source` is where the file lies on its platform; `given` is what was said about it."""

    id: str
    person_id: str
    who: Identity
    address: str
    thread: str = ""
    kind: str = ""
    name: str = ""
    source: str = ""
    size: int = 0
    given: Mapping[str, str] = field(default_factory=dict)
    state: str = READY
    tries: int = 0


def new_id() -> str:
    return f"in_{secrets.token_hex(6)}"


def put(db: Sql, row: Intake, *, body: bytes | None = None, now: datetime) -> None:
    db.execute(
        f"insert into intakes ({COLUMNS}, body, made_at, due_at) values (:id, :person, :platform,"  # noqa: S608 - columns' names
        " :tenant, :member, :address, :thread, :kind, :name, :source, :size, :given, :state, 0,"
        " :body, :now, :now)",
        {
            "id": row.id,
            "person": row.person_id,
            "platform": row.who.platform,
            "tenant": row.who.tenant,
            "member": row.who.member,
            "address": row.address,
            "thread": row.thread,
            "kind": row.kind,
            "name": row.name,
            "source": row.source,
            "size": row.size,
            "given": _packed(row.given),
            "state": row.state,
            "body": body,
            "now": times.text(now),
        },
    )


def get(db: Sql, ident: str) -> Intake | None:
    rows = db.query(f"select {COLUMNS} from intakes where id = :id", {"id": ident})  # noqa: S608 - columns' names
    return next(map(_intake, rows), None)


def body(db: Sql, ident: str) -> bytes | None:
    """The bytes, once they have been fetched."""
    rows = db.query("select body from intakes where id = :id", {"id": ident})
    return next((row["body"] for row in rows), None)


def keep(db: Sql, ident: str, body: bytes) -> None:
    db.execute("update intakes set body = :body where id = :id", {"id": ident, "body": body})


def ready(db: Sql, *, limit: int, now: datetime) -> list[str]:
    """Ids of those whose turn has come, the longest waiting first."""
    rows = db.query(
        "select id from intakes where state = 'ready' and due_at <= :now"
        " order by due_at, made_at limit :limit",
        {"now": times.text(now), "limit": limit},
    )
    return [str(row["id"]) for row in rows]


def begin(db: Sql, ident: str) -> Intake | None:
    """Counts one more try, before it may take the process down with it; None if it is off."""
    rows = db.query(
        f"update intakes set tries = tries + 1 where id = :id and state = 'ready'"  # noqa: S608 - columns' names
        f" returning {COLUMNS}",
        {"id": ident},
    )
    return next(map(_intake, rows), None)


def later(db: Sql, ident: str, *, at: datetime) -> None:
    db.execute(
        "update intakes set due_at = :at where id = :id", {"id": ident, "at": times.text(at)}
    )


def move(
    db: Sql, ident: str, *, of: str, to: str, given: Mapping[str, str] | None = None, kind: str = ""
) -> bool:
    """From one state to another, with what was said more about it; False if it is in neither that
    state any more. What is done keeps no bytes; what gets its turn anew has all its tries.
    """
    rows = db.query(
        "select given from intakes where id = :id and state = :of", {"id": ident, "of": of}
    )
    kept = next(iter(list(rows)), None)
    if kept is None:
        return False
    db.execute(
        "update intakes set state = :to, given = :given, tries = 0,"
        " kind = case :kind when '' then kind else :kind end,"
        " body = case :to when 'done' then null else body end where id = :id",
        {
            "id": ident,
            "to": to,
            "kind": kind,
            "given": _packed({**json.loads(kept["given"]), **(given or {})}),
        },
    )
    return True


def planned(db: Sql, person_id: str, *, since: datetime) -> Intake | None:
    """What someone announced last, if they did lately."""
    rows = db.query(
        f"select {COLUMNS} from intakes where person_id = :person and state = 'planned'"  # noqa: S608 - columns' names
        " and made_at >= :since order by made_at desc limit 1",
        {"person": person_id, "since": times.text(since)},
    )
    return next(map(_intake, rows), None)


def waiting(db: Sql, person_id: str) -> int:
    """How many of someone's wait for their turn."""
    rows = db.query(
        "select count(*) as n from intakes where person_id = :person and state = 'ready'",
        {"person": person_id},
    )
    return next(int(row["n"]) for row in rows)


def _packed(given: Mapping[str, str]) -> str:
    return json.dumps(dict(given), ensure_ascii=False)


def _intake(row: Row) -> Intake:
    return Intake(
        id=row["id"],
        person_id=row["person_id"],
        who=Identity(Platform(row["platform"]), row["tenant"], row["member"]),
        address=row["address"],
        thread=row["thread"],
        kind=row["kind"],
        name=row["name"],
        source=row["source"],
        size=row["size"],
        given=json.loads(row["given"]),
        state=row["state"],
        tries=row["tries"],
    )
