"""Keeping an answer under its reference, so that `verify` can show it again."""

from datetime import datetime

from store import answers
from store.db import Sql
from store.rows import Answer, Person

from .request import Reply


def record(db: Sql, reply: Reply, card: str, person: Person, *, now: datetime) -> None:
    """A no-op for a reply without a reference; `card` is its card's JSON."""
    if not reply.ref:
        return
    answers.put(
        db,
        Answer(
            ref=reply.ref,
            at=now,
            person_id=person.id,
            firm_id=person.firm_id,
            edition_id=reply.edition_id,
            asked=reply.asked,
            card=card,
        ),
    )
