"""A list on its way in: its rows come piece by piece, and become a draft in one step.

In one transaction, a list of 100,000 would hold up every answer for seconds.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice

from handlers.errors import PersonError
from handlers.permissions import Doing, require
from handlers.policy import Policy, next_update
from handlers.review import changed
from store import audit, batches, editions, entries, pairs
from store.batches import PIECE
from store.db import Db, Sql
from store.rows import Audience, Entry, Person

from . import enter
from .checked import Watch, unwatched
from .compare import Changes, of_batches

LONGEST_EDITION = 40
COMING = timedelta(days=1)  # the longest that rows may take to come in


@dataclass(frozen=True, slots=True)
class Coming:
    """Rows that are in the file, and of no edition yet."""

    batch: str
    rows: int
    named: int
    districts: frozenset[str]
    managers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Draft:
    """`against` is the edition in force that `changes` compares with; empty for the first list."""

    edition: str
    named: int
    against: str
    changes: Changes


async def draft(
    db: Db,
    rows: Sequence[Entry],
    *,
    edition: str,
    effective: date,
    by: Person,
    policy: Policy,
    now: datetime,
    watch: Watch = unwatched,
    dry_run: bool = False,
) -> Draft:
    """A list becomes a draft edition, or other rows of one; a dry run does all of that, and takes
    it back. Raises PersonError.
    """
    await db.read(lambda sql: may_enter(sql, edition, by))
    write = db.rehearse if dry_run else db.write
    async with brought(db, rows, now=now, watch=watch) as coming:
        against = await write(
            lambda sql: take(
                sql, coming, edition=edition, effective=effective, by=by, policy=policy, now=now
            )
        )
        changes = await db.read(lambda sql: _changes(sql, coming, edition, against))
    return Draft(edition, coming.named, against, changes)


@asynccontextmanager
async def brought(
    db: Db, rows: Sequence[Entry], *, now: datetime, watch: Watch = unwatched
) -> AsyncIterator[Coming]:
    """The rows, until an edition takes them within the block; if none does, they go again."""
    batch = await db.write(lambda sql: batches.begin(sql, now=now))
    try:
        for piece in _pieces(watch(rows, "Writing")):
            async with _turns():
                await db.write(partial(_add, batch=batch, rows=piece))
        yield Coming(
            batch,
            len(rows),
            named=sum(bool(row.tier) for row in rows),
            districts=frozenset(row.district for row in rows),
            managers=frozenset(row.manager_email for row in rows),
        )
    except asyncio.CancelledError:  # a stop waits for nothing: the clock clears what is left
        raise
    except BaseException:
        await _left(db, batch, now=now)
        raise
    await _left(db, batch, now=now)


def may_enter(db: Sql, edition: str, by: Person) -> None:
    """Said before a long list is written. Raises PersonError."""
    require(Doing.IMPORT_LIST, by, enter.FILE)
    edition_is_free(db, edition)


def take(
    db: Sql,
    coming: Coming,
    *,
    edition: str,
    effective: date,
    by: Person,
    policy: Policy,
    now: datetime,
    file: str = "",
) -> str:
    """What came in becomes a draft, or takes the place of a draft's rows; returns the edition in
    force, if there is one. Runs inside one `Db.write`. Raises PersonError.
    """
    may_enter(db, edition, by)
    if batches.size(db, coming.batch) != coming.rows:
        raise PersonError("That took too long, so nothing was imported. Import again.")
    current = enter.known(db)
    enter.still_known(current.districts, coming.districts)
    enter.still_known(current.managers, coming.managers)
    force = editions.in_force(db, Audience.STAFF, now=now)
    before = entries.size(db, edition)
    editions.put_draft(
        db,
        edition,
        batch=coming.batch,
        effective_from=effective,
        next_update=next_update(policy, effective),
        now=now,
    )
    detail = {"rows": str(coming.rows), "named": str(coming.named)}
    detail["effective"] = effective.isoformat()
    detail |= {"file": file} if file else {}
    detail |= {"instead_of_rows": str(before)} if before else {}  # a correction
    audit.append(db, who=by.id, did="list.imported", about=edition, detail=detail, now=now)
    changed.rows(db, edition, by=by.id, policy=policy, now=now)
    return force.id if force else ""


def edition_is_free(db: Sql, ident: str) -> None:
    """Whether rows may enter under this id. Raises PersonError."""
    if not ident.isprintable() or len(ident) > LONGEST_EDITION or ident.split() != [ident]:
        raise PersonError("An edition's id is one word of at most 40 characters, like 2026-H1.")
    edition = editions.get(db, ident)
    if edition is None or edition.state in ("draft", "in_review"):
        return
    if edition.published_at is not None:
        raise PersonError(
            f"Edition {ident} is published, and a published edition is never edited. "
            f"A correction is an edition of its own, like {ident}.1."
        )
    if edition.state == "scheduled":
        raise PersonError(
            f"Edition {ident} is scheduled, so its rows stay as they are. Take it back to a draft "
            f"first: hardline edition unschedule {ident}"
        )
    raise AssertionError(f"an edition in state {edition.state}")


def _changes(db: Sql, coming: Coming, edition: str, against: str) -> Changes:
    decided = pairs.decided(db, edition)
    return of_batches(db, batches.held(db, against), coming.batch, decided)


async def _left(db: Db, batch: str, *, now: datetime) -> None:
    """Rows that no edition holds any more, or never will, are cleared piece by piece, too."""
    await db.write(lambda sql: batches.release(sql, batch))
    more = True
    while more:
        async with _turns():
            more = await db.write(lambda sql: batches.clear(sql, before=now - COMING))


def _add(db: Sql, *, batch: str, rows: Sequence[Entry]) -> None:
    batches.add(db, batch, rows)


def _pieces(rows: Iterable[Entry]) -> Iterator[list[Entry]]:
    left = iter(rows)
    while piece := list(islice(left, PIECE)):
        yield piece


@asynccontextmanager
async def _turns() -> AsyncIterator[None]:
    """As long as a piece takes, so long others have the file to themselves."""
    began = time.perf_counter()
    yield
    await asyncio.sleep(time.perf_counter() - began)
