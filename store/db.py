"""The database handle: one writer thread, readers beside it, one function for one transaction.

Writes that wait at the same time share a commit (one fsync). If one of them fails, all are undone
and each runs again in a savepoint of its own: a write happens whole or not at all, so its function
may run twice and must change nothing but the database.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from .sqlite import Database

T = TypeVar("T")
Row = dict[str, Any]

BUSY_MS = 5_000  # one wait for another process's write lock; the writer then tries again
LOCKED_S = 60.0  # how long the writer tries before it fails what is waiting
BATCH = 64  # writes that may share one commit
READERS = 2


class Sql(Protocol):
    """What the store's functions take: sqlite-utils' `Database` fits it as it is."""

    def query(self, sql: str, params: Mapping[str, object] | None = None, /) -> Iterable[Row]: ...

    def execute(self, sql: str, params: Mapping[str, object] | None = None, /) -> object: ...


class Handle:
    """`Sql` on the bare connection: sqlite-utils' own `query` guards each statement with a
    savepoint, which costs three times the statement where a question takes a dozen of them.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def query(self, sql: str, params: Mapping[str, object] | None = None, /) -> list[Row]:
        cursor = self._conn.execute(sql, params or {})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def execute(self, sql: str, params: Mapping[str, object] | None = None, /) -> None:
        self._conn.execute(sql, params or {})


class Withdrawn(Exception):
    """The one who asked for the write took it back in time; nothing was recorded."""


class _Rehearsed(Exception):
    pass


class Ticket:
    """The one flag for which a request that runs out of time and the writer compete."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = ""

    def _take(self, by: str) -> bool:
        with self._lock:
            self._taken = self._taken or by
            return self._taken == by

    def commit(self) -> bool:
        """The writer's try, just before its COMMIT: False means roll back."""
        return self._take("writer")

    def withdraw(self) -> bool:
        """The request's try: False means that the writer won, so await its result."""
        return self._take("request")


@dataclass(slots=True)
class _Job:
    run: Callable[[Sql], Any]
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Any]
    ticket: Ticket = field(default_factory=Ticket)
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.done.done():
            return
        if self.error is not None:
            self.done.set_exception(self.error)
        else:
            self.done.set_result(self.result)


def connect(path: Path | str, *, readonly: bool = False) -> Database:
    """A connection with the settings that every other one has, too."""
    raw = sqlite3.connect(str(path), check_same_thread=False, cached_statements=512)
    raw.execute(f"pragma busy_timeout = {BUSY_MS}")
    raw.execute("pragma foreign_keys = on")
    raw.execute("pragma synchronous = full")
    raw.execute("pragma query_only = on" if readonly else "pragma journal_mode = wal")
    raw.isolation_level = None  # transactions are opened and closed by the lines below only
    return Database(raw)


class Db:
    """Open with `Db(path)` on a migrated file (see `migrations.migrate`); close when done."""

    def __init__(self, path: Path | str) -> None:
        self.path = str(path)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._gathered: deque[_Job] = deque()
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._local = threading.local()
        self._opened: list[Database] = []
        self._writer = threading.Thread(target=self._work, name="writer", daemon=True)
        self._writer.start()

    async def write(self, run: Callable[[Sql], T], *, ticket: Ticket | None = None) -> T:
        """Run `run` as one transaction; what it raises is raised here, with nothing recorded.

        Raises `Withdrawn` if `ticket` was withdrawn before the commit.
        """
        loop = asyncio.get_running_loop()
        job = _Job(run, loop, loop.create_future(), ticket or Ticket())
        self._gathered.append(job)
        # Not at once: requests that came together then wake the writer together, and share a
        # commit, where each alone would have it contend with the loop for the interpreter.
        loop.call_soon(self._hand_over)
        return cast(T, await job.done)

    async def rehearse(self, run: Callable[[Sql], T]) -> T:
        """What `write` would return or raise; nothing is recorded."""
        done: list[T] = []

        def whole(sql: Sql) -> None:
            done[:] = [run(sql)]
            raise _Rehearsed

        with contextlib.suppress(_Rehearsed):
            await self.write(whole)
        return done[0]

    async def read(self, run: Callable[[Sql], T]) -> T:
        """Run `run` on one snapshot, beside the writer."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._snapshot, run)

    def look(self, run: Callable[[Sql], T]) -> T:
        """A look-up by key on the caller's own thread: microseconds, and in WAL mode it never
        waits for a writer. Each statement sees a snapshot of its own; whatever scans, or must see
        one for several statements, goes through `read`.
        """
        return run(Handle(self._reader().conn))

    def close(self) -> None:
        """What is queued is still written; safe to call twice."""
        self._hand_over()
        self._jobs.put(None)
        self._writer.join()
        self._readers.shutdown()
        while self._opened:
            self._opened.pop().conn.close()

    def _hand_over(self) -> None:
        while self._gathered:
            self._jobs.put(self._gathered.popleft())

    def _reader(self) -> Database:
        db: Database | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = connect(self.path, readonly=True)
            self._opened.append(db)
        return db

    def _snapshot(self, run: Callable[[Sql], T]) -> T:
        conn = self._reader().conn
        conn.execute("begin")
        try:
            return run(Handle(conn))
        finally:
            conn.execute("rollback")

    def _work(self) -> None:
        db = connect(self.path)
        while (job := self._jobs.get()) is not None:
            jobs, last = self._batch(job)
            try:
                _commit_together(db, jobs)
            except BaseException as error:
                for waiting in jobs:
                    waiting.error = error
            _tell(jobs)
            if last:
                break
        db.conn.close()

    def _batch(self, first: _Job) -> tuple[list[_Job], bool]:
        jobs: list[_Job] = [first]
        with contextlib.suppress(queue.Empty):
            while len(jobs) < BATCH:
                job = self._jobs.get_nowait()
                if job is None:
                    return jobs, True
                jobs.append(job)
        return jobs, False


def _begin(db: Database) -> None:
    deadline = time.monotonic() + LOCKED_S
    while True:
        try:
            # BEGIN IMMEDIATE: a plain BEGIN takes the lock at its first write, where
            # waiting for it can't be repeated.
            db.conn.execute("begin immediate")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise


def _commit_together(db: Database, jobs: list[_Job]) -> None:
    _begin(db)
    try:
        if not _all(db, jobs):
            db.conn.execute("rollback")
            _begin(db)
            for job in jobs:
                _alone(db, job)
        db.conn.execute("commit")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("rollback")
        raise


def _all(db: Database, jobs: list[_Job]) -> bool:
    """The common case, without a savepoint each; False if any failed or was withdrawn."""
    try:
        for job in jobs:
            job.result = job.run(Handle(db.conn))
    except Exception:
        return False
    return all(job.ticket.commit() for job in jobs)


def _alone(db: Database, job: _Job) -> None:
    """Once more, in a savepoint of its own, so that what fails takes no other with it."""
    db.conn.execute("savepoint job")
    try:
        job.result = job.run(Handle(db.conn))
        if not job.ticket.commit():
            raise Withdrawn
    except Exception as error:
        job.error = error
        db.conn.execute("rollback to job")
    db.conn.execute("release job")


def _tell(jobs: list[_Job]) -> None:
    """Wake each loop once, whatever the number of its jobs."""
    for loop in {job.loop for job in jobs}:
        mine = [job for job in jobs if job.loop is loop]
        with contextlib.suppress(RuntimeError):  # the loop was closed while we wrote
            loop.call_soon_threadsafe(_settle, mine)


def _settle(jobs: list[_Job]) -> None:
    for job in jobs:
        job.settle()
