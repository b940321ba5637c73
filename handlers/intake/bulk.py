"""Many names answered at once: a line for each row, a summary, and the whole as a file."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers import answer, replies
from handlers.cards import Block, Card, Document, Facts, Text
from handlers.context import Context
from handlers.feature import Ask
from handlers.listing import Listing
from handlers.policy import Standing
from handlers.request import Note, Reply
from handlers.words import capital, counted
from store import documents, sheets
from store.db import Sql
from store.rows import Person

from .judged import ANSWERS, CHECK, EMPTY, Also, Line, cells, judge
from .kinds import Asked

PER_S = 2_000  # names: what is asked in a chat meanwhile comes first
STEP = 20  # names between two pauses: some milliseconds
CSV = ("csv", "text/csv")
XLSX = ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
Tell = Callable[[int], Awaitable[None]]  # how many rows are done


@dataclass(frozen=True, slots=True)
class Answered:
    listing: Listing
    asked: Asked
    lines: Sequence[Line]

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.standing for line in self.lines)

    def table(self, names: dict[str, str]) -> tuple[list[str], list[list[str]]]:
        """Each row as it came, and what is answered; `names` are the managers' by e-mail."""
        theirs = self.asked.header or ("Asked",)
        width = len(theirs)
        rows = [
            [
                *(self.asked.text(line.row, place) for place in range(width)),
                *cells(line, self.listing, names),
            ]
            for line in self.lines
        ]
        return [*theirs, *ANSWERS], rows


async def work_off(
    listing: Listing, asked: Asked, also: Also, tell: Tell, *, per_s: float = PER_S
) -> list[Line]:
    """Beside the loop and with pauses, so that answers go on; as fast as it can with `per_s` 0."""
    lines: list[Line] = []
    began = time.monotonic()
    for at in range(0, len(asked.body), STEP):
        started = time.monotonic()
        some = asked.body[at : at + STEP]
        lines += await asyncio.to_thread(
            lambda rows: [judge(listing, asked, r, also) for r in rows], some
        )
        await tell(len(lines))
        if per_s:
            now = time.monotonic()
            await asyncio.sleep(max(now - started, began + len(lines) / per_s - now))
    return lines


def managers(everyone: Iterable[Person]) -> dict[str, str]:
    """How account managers are told of, by e-mail."""
    return {each.email: f"{each.name} ({each.email})" for each in everyone if each.staff}


def written(done: Answered, names: dict[str, str], *, xlsx: bool) -> bytes:
    """Takes a second for 10,000 rows, so it is for a thread."""
    header, rows = done.table(names)
    return sheets.write_xlsx(header, rows) if xlsx else sheets.write_csv(header, rows)


def settle(
    db: Sql, ask: Ask, ctx: Context, done: Answered, body: bytes, *, name: str, now: datetime
) -> Reply:
    """The answer with its file, which is kept; runs inside one `Db.write`."""
    kind, mime = XLSX if body.startswith(b"PK") else CSV
    named = f"{name.rpartition('.')[0] or name or 'names'}-answered.{kind}"
    ident = documents.put(
        db, name=named, mime=mime, body=body, readers=f"person:{ask.person.id}", now=now
    )
    at = replies.setting(ask, ctx, done.listing)
    rows = counted(len(done.lines), "row")
    file = Document(ident, named, f"{rows}, each with its standing, who leads, and why")
    card = Card(verdict(done), (*blocks(done), file, *answer.alerts(at), answer.source(at)))
    counts = {key: str(count) for key, count in done.counts.items()}
    note = {"names": str(len(done.lines)), "edition": done.listing.edition.id, **counts}
    return Reply(
        card,
        Note("asked", detail=note),
        ref=at.ref,
        edition_id=done.listing.edition.id,
        asked=name or rows,
    )


def verdict(done: Answered) -> str:
    counts = done.counts
    sure = sum(counts[each] for each in (Standing.NAMED, Standing.COVERED))
    total = len(done.lines) - counts[EMPTY]
    be = "is" if sure == 1 else "are"
    check = f"; {counts[CHECK]:,} to check" if counts[CHECK] else ""
    return f"{sure:,} of {counted(total, 'name')} {be} named or covered{check}."


def blocks(done: Answered) -> list[Block]:
    """The counts, and how the file was understood."""
    counts = done.counts
    order = [*Standing, CHECK, EMPTY]
    shown: list[Block] = [
        Facts(tuple((capital(str(each)), f"{counts[each]:,}") for each in order if counts[each]))
    ]
    if counts[CHECK]:
        shown.append(
            Text(
                "What is to check could be several companies, or its name and its web domain"
                " disagree: the candidates are in the file. Ask me for one of them by its name."
            )
        )
    if columns := understood(done.asked):
        shown.append(Text(columns))
    return shown


def understood(asked: Asked) -> str:
    """Which column was taken as what."""
    places = (("company", asked.name), ("web domain", asked.domain), ("ticker", asked.ticker))
    taken = [f"“{asked.header[at]}” as {what}" for what, at in places if asked.header and at >= 0]
    return f"I took {' and '.join(taken)}." if taken else ""
