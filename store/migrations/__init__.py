"""The schema, one file of SQL for each migration, in the order of their names. Add to the end; a
released one stays as it is.
"""

from importlib import resources
from pathlib import Path

from store.db import connect
from store.sqlite import Database, Migrations

migrations = Migrations("hardline")


def migrate(path: Path | str) -> None:
    """Bring the file at `path` (made if missing) to the newest schema."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    db = connect(path)
    try:
        migrations.apply(db)
    finally:
        db.conn.close()


def _register(name: str, sql: str) -> None:
    @migrations(name=name)
    def run(db: Database) -> None:
        db.executescript(sql)


for file in sorted(resources.files(__name__).iterdir(), key=lambda file: file.name):
    if file.name.endswith(".sql"):
        _register(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
