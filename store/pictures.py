"""The picture of an edition that was drawn last, and of which figures it was."""

from dataclasses import dataclass

from .db import Sql


@dataclass(frozen=True, slots=True)
class Picture:
    """`print` is that of the figures; `about` says all that is in it."""

    edition_id: str
    print: str
    document_id: str
    about: str


def get(db: Sql, edition_id: str) -> Picture | None:
    rows = db.query("select * from edition_pictures where edition_id = :id", {"id": edition_id})
    return next((Picture(**row) for row in rows), None)


def put(db: Sql, row: Picture) -> None:
    db.execute(
        "insert into edition_pictures (edition_id, print, document_id, about)"
        " values (:edition, :print, :document, :about) on conflict (edition_id)"
        " do update set print = :print, document_id = :document, about = :about",
        {
            "edition": row.edition_id,
            "print": row.print,
            "document": row.document_id,
            "about": row.about,
        },
    )
