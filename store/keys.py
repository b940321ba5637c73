"""Secrets that the bot made for itself, by name. They never leave the process."""

from .db import Sql

LINKS = "links"  # signs what people's clients carry back to us


def get(db: Sql, name: str) -> str:
    """Raises KeyError for a name that no migration made."""
    rows = db.query("select secret from keys where name = :name", {"name": name})
    for row in rows:
        return str(row["secret"])
    raise KeyError(name)
