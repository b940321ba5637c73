"""Answers as they were given, each under a short reference that people can pass on."""

import secrets

from . import times
from .db import Sql
from .rows import Answer

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read or said as something else


def new_ref() -> str:
    """Two groups of four, as in `7KQ2-M4XD`: 6.5e11 of them, too many to guess one."""
    number, picked = secrets.randbelow(len(ALPHABET) ** 8), ""
    for _ in range(8):
        number, place = divmod(number, len(ALPHABET))
        picked += ALPHABET[place]
    return f"{picked[:4]}-{picked[4:]}"


def put(db: Sql, answer: Answer) -> None:
    db.execute(
        "insert into answers (ref, at, person_id, firm_id, edition_id, asked, card)"
        " values (:ref, :at, :person, :firm, :edition, :asked, :card)",
        {
            "ref": answer.ref,
            "at": times.text(answer.at),
            "person": answer.person_id,
            "firm": answer.firm_id,
            "edition": answer.edition_id,
            "asked": answer.asked,
            "card": answer.card,
        },
    )


def get(db: Sql, ref: str) -> Answer | None:
    rows = db.query("select * from answers where ref = :ref", {"ref": ref})
    return next(
        (
            Answer(
                ref=row["ref"],
                at=times.moment(row["at"]),
                person_id=row["person_id"],
                firm_id=row["firm_id"],
                edition_id=row["edition_id"],
                asked=row["asked"],
                card=row["card"],
            )
            for row in rows
        ),
        None,
    )
