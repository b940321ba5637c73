"""Exceptions that were granted: what an answer must know of each, for as long as it held."""

from dataclasses import dataclass
from datetime import datetime

from . import times
from .case_rows import State
from .db import Row, Sql


@dataclass(frozen=True, slots=True)
class Granted:
    """In force from `since` to `ended`, its term's end or the moment that it was revoked."""

    case_id: str
    account_id: str
    account: str  # its name when it was asked for
    offering: str  # what it is for; '' is any engagement
    project: str
    conditions: str
    since: datetime
    until: datetime  # as granted
    ended: datetime
    revoked: bool
    time_zone: str  # of its district

    def holds(self, at: datetime) -> bool:
        """Exactly to the moment, whether or not its end has been worked off."""
        return self.since <= at < self.ended


def every(db: Sql) -> list[Granted]:
    """All that ever were, the oldest first: a day long past may be asked about."""
    rows = db.query(
        "select c.id, c.account_id, c.account, c.offering, x.project, x.conditions, c.decided_at,"
        " x.expires_at, c.closed_at, c.state, d.time_zone"
        " from case_terms x join cases c on c.id = x.case_id"
        " join districts d on d.id = c.district_id"
        " where x.expires_at is not null order by c.decided_at, c.id"
    )
    return [_granted(row) for row in rows]


def _granted(row: Row) -> Granted:
    until, revoked = times.moment(row["expires_at"]), row["state"] == State.REVOKED
    return Granted(
        case_id=row["id"],
        account_id=row["account_id"],
        account=row["account"],
        offering=row["offering"],
        project=row["project"],
        conditions=row["conditions"],
        since=times.moment(row["decided_at"]),
        until=until,
        ended=min(until, times.moment(row["closed_at"])) if revoked else until,
        revoked=revoked,
        time_zone=row["time_zone"],
    )
