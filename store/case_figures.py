"""What a district's weekly figures are counted from: what happened in its cases, and when."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from . import times
from .case_rows import Happened, Kind, State
from .db import Sql


def timelines(
    db: Sql, district_id: str, *, since: datetime
) -> Iterator[tuple[Kind, list[Happened]]]:
    """Of each case that was open at `since` or later, without words; reminders left out."""
    rows = db.query(
        "select c.kind, e.case_id, e.number, e.at, e.event, e.who, e.state, e.owner_id"
        " from case_events e join cases c on c.id = e.case_id where c.district_id = :district"
        " and (c.closed_at is null or c.closed_at >= :since) and e.event <> 'remind'"
        " order by c.opened_at, e.case_id, e.number",
        {"district": district_id, "since": times.text(since)},
    )
    for _, events in groupby(rows, key=lambda row: row["case_id"]):
        told = list(events)
        yield (
            Kind(told[0]["kind"]),
            [
                Happened(
                    case_id=row["case_id"],
                    number=row["number"],
                    at=times.moment(row["at"]),
                    event=row["event"],
                    by=row["who"],
                    state=State(row["state"]),
                    owner_id=row["owner_id"],
                )
                for row in told
            ],
        )
