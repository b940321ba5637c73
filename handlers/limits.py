"""Limits with manners: so many questions a minute a person, then a kind refusal and a note."""

from collections import deque
from datetime import datetime, timedelta

from store import outbox, people
from store.db import Sql
from store.rows import Person, Role

from .cards import Card, Text, to_json
from .context import Context
from .errors import TooMany
from .request import Change, Note, Reply
from .welcome import refusal

WINDOW = timedelta(minutes=1)
CROWD = 10_000  # people, strangers too, before those who ask no more are forgotten


class Limiter:
    """Counts in memory: a restart forgives the last minute, which harms no one."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._asked: dict[str, deque[tuple[datetime, str]]] = {}

    def over(self, person_id: str, once: str, *, now: datetime) -> bool:
        """Count one question; True once there are too many in the last minute. The delivery of a
        question that its platform repeats is no other question.
        """
        if len(self._asked) >= CROWD:
            since = now - WINDOW
            self._asked = {
                who: all_ for who, all_ in self._asked.items() if all_ and all_[-1][0] > since
            }
        asked = self._asked.setdefault(person_id, deque())
        while asked and asked[0][0] <= now - WINDOW:
            asked.popleft()
        if once and any(known == once for _, known in asked):
            return False
        if len(asked) >= self._a_minute:
            return True
        asked.append((now, once))
        return False


def too_many(person: Person, ctx: Context) -> Change:
    """The refusal, and once a day a word to the list owners about who asks so much."""

    def tell(db: Sql) -> Reply:
        day = ctx.now().date().isoformat()
        card = Card(
            f"{person.name} asks more than {ctx.policy.limits.questions_a_minute} questions"
            " a minute.",
            (Text("They were asked to slow down. You are told once a day."),),
        )
        for owner in people.by_role(db, Role.LIST_OWNER):
            outbox.put(
                db,
                to=f"person:{owner.id}",
                once=f"too-many:{person.id}:{owner.id}:{day}",
                card=to_json(card),
                now=ctx.now(),
            )
        return Reply(refusal(TooMany()).card, Note("refused", detail={"why": "too-many"}))

    return tell
