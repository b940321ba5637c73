"""Forgetting what policy says is too old. The audit chain holds opaque ids only, so it stays."""

from datetime import datetime

from . import documents, times
from .db import Sql


def forget_questions(db: Sql, *, before: datetime) -> None:
    """Questions with their answers, the messages that were sent, and the files made for people."""
    at = {"before": times.text(before)}
    db.execute("delete from answers where at < :before", at)
    db.execute("delete from outbox where state in ('sent', 'dropped') and made_at < :before", at)
    documents.forget(db, before=before)
