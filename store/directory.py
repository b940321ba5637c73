"""The directory's look-ups, kept in memory for as long as nothing in the directory changes.

Triggers count every change of its tables in the file itself, so it does not matter which process
made it: one row, read at each request, tells whether what is kept still holds. The look-ups
themselves are joins of up to four tables.
"""

import time
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from . import people
from .db import Db, Sql
from .rows import Identity, Person

SHOWN_S = 0.2  # how old a name or a mention may be; who has access is never old
KEPT = 20_000  # look-ups; then all are forgotten, which costs each of them one more
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Directory:
    """As `people` has it. Values are shared by all who look: leave lists as they are."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._counted_s = 0.0
        self._kept: tuple[int, dict[object, object]] = (-1, {})

    def linked(self, who: Identity) -> tuple[Person, str] | None:
        """Who asks: whatever was changed before, by anyone, holds. Each request begins with it."""
        self._db.look(self._count)
        return self._look(people.linked, who)

    def by_email(self, email: str) -> Person | None:
        return self._look(people.by_email, email)

    def identities(self, person_id: str) -> list[Identity]:
        return self._look(people.identities, person_id)

    def _look(self, find: Callable[[Sql, K], V], key: K) -> V:
        if time.monotonic() - self._counted_s >= SHOWN_S:
            self._db.look(self._count)
        # What is found now is at least as new as the count; if another count comes in between,
        # what is found belongs to the former one and is kept in vain.
        found = self._kept[1]
        if (find, key) not in found:
            found[find, key] = self._db.look(lambda db: find(db, key))
        return cast(V, found[find, key])

    def _count(self, db: Sql) -> None:
        changes = people.changes(db)
        if self._kept[0] != changes or len(self._kept[1]) >= KEPT:
            self._kept = (changes, {})
        self._counted_s = time.monotonic()
