"""Files that the bot makes for people: kept whole, since a message is drawn when it is sent."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from . import times
from .db import Sql


@dataclass(frozen=True, slots=True)
class Document:
    """`readers` says who may have it, in words that its maker gave meaning to."""

    id: str
    name: str
    mime: str
    body: bytes
    readers: str


def put(db: Sql, *, name: str, mime: str, body: bytes, readers: str, now: datetime) -> str:
    """Keep a file; returns its id."""
    ident = new_id()
    keep(db, Document(ident, name, mime, body, readers), now=now)
    return ident


def new_id() -> str:
    return f"doc_{secrets.token_hex(8)}"


def keep(db: Sql, document: Document, *, now: datetime) -> None:
    """A file that was made, and named, before."""
    db.execute(
        "insert into documents (id, name, mime, body, readers, made_at)"
        " values (:id, :name, :mime, :body, :readers, :at)",
        {
            "id": document.id,
            "name": document.name,
            "mime": document.mime,
            "body": document.body,
            "readers": document.readers,
            "at": times.text(now),
        },
    )


def get(db: Sql, ident: str) -> Document | None:
    rows = db.query(
        "select id, name, mime, body, readers from documents where id = :id", {"id": ident}
    )
    return next((Document(**row) for row in rows), None)
