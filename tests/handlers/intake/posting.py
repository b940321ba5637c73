"""Files posted at the bench, and what comes of them."""

import csv
import io
from typing import Any

from handlers.cards import Card, Document
from handlers.request import File
from store import documents, posts
from store.documents import Document as Kept
from tests.desk import Bench


async def post(
    bench: Bench,
    body: bytes | Exception | None,
    *,
    by: str = "pat@partner.example",
    name: str = "names.csv",
    **given: Any,
) -> Card:
    """What the message about a posted file says in the end."""
    bench.platforms.files[name] = body
    size = len(body) if isinstance(body, bytes) else 0
    await bench.ask("", by=by, files=(File(name, f"https://x/{name}", name, size),), **given)
    await bench.work_off()
    return last(bench)


def last(bench: Bench) -> Card:
    """What is said of the newest one."""
    newest = "select id, address from intakes order by rowid desc limit 1"
    [row] = bench.db.look(lambda db: list(db.query(newest)))
    said = f"intake:{row['id']}"
    ended = bench.db.look(lambda db: posts.destinations(db, f"{said}:end"))
    return bench.standing(f"{said}:end" if ended else said, row["address"])


def kept(bench: Bench, card: Card) -> Kept:
    [ident] = [block.ident for block in card.blocks if isinstance(block, Document)]
    found = bench.db.look(lambda db: documents.get(db, ident))
    assert found is not None
    return found


def table(bench: Bench, card: Card) -> list[dict[str, str]]:
    """The file that came back."""
    body = kept(bench, card).body.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))
