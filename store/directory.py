"""The directory's look-ups, kept in memory for as long as nothing in the directory changes.

Triggers count every change of its tables in the file itself, so it does not matter which process
made it: each look first reads that count, one row, where the look-up itself joins four tables.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from . import people
from .db import Db, Sql
from .rows import Identity, Person

KEPT = 20_000  # look-ups; then all are forgotten, which costs each of them one more
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Directory:
    """As `people` has it, for the caller's own thread: what was changed is seen at the next look.

    Values are shared by all who look: leave lists as they are.
    """

    def __init__(self, db: Db) -> None:
        self._db = db
        self._kept: tuple[int, dict[object, object]] = (-1, {})

    def linked(self, who: Identity) -> tuple[Person, str] | None:
        return self._look(people.linked, who)

    def by_email(self, email: str) -> Person | None:
        return self._look(people.by_email, email)

    def identities(self, person_id: str) -> list[Identity]:
        return self._look(people.identities, person_id)

    def _look(self, find: Callable[[Sql, K], V], key: K) -> V:
        def look(db: Sql) -> V:
            # The count comes first: what is found after it is at least as new. And it is kept
            # beside what was found, so that a look that was overtaken fills the old one in vain.
            changes = people.changes(db)
            if self._kept[0] != changes or len(self._kept[1]) >= KEPT:
                self._kept = (changes, {})
            found = self._kept[1]
            if (find, key) not in found:
                found[find, key] = find(db, key)
            return cast(V, found[find, key])

        return self._db.look(look)
