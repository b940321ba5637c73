"""Cases and what happened in them, from their rows."""

import json
from collections.abc import Iterable
from datetime import timedelta

from . import times
from .case_rows import Case, Claim, Happened, Kind, Party, Rung, State, Terms
from .db import Row


def case(row: Row, parties: Iterable[Party]) -> Case:
    return Case(
        id=row["id"],
        revision=row["revision"],
        claim=_claim(row),
        parties=tuple(parties),
        state=State(row["state"]),
        rung=Rung(row["rung"]),
        owner_id=row["owner_id"],
        opened_at=times.moment(row["opened_at"]),
        used=timedelta(microseconds=row["used_us"]),
        running_since=times.moment_if(row["running_since"]),
        asked_at=times.moment_if(row["asked_at"]),
        flagged=bool(row["flagged"]),
        appealed=bool(row["appealed"]),
        former=tuple(json.loads(row["former"])),
        outcome=State(row["outcome"]) if row["outcome"] else None,
        decided_at=times.moment_if(row["decided_at"]),
        decided_by=row["decided_by"] or "",
        accepted=tuple(json.loads(row["accepted"])),
        terms=_terms(row),
        closed_at=times.moment_if(row["closed_at"]),
    )


def _claim(row: Row) -> Claim:
    return Claim(
        kind=Kind(row["kind"]),
        account_id=row["account_id"],
        account=row["account"],
        district_id=row["district_id"],
        opener_id=row["opener_id"],
        opener_side=row["opener_side"],
        other_side=row["other_side"],
        offering=row["offering"],
        opportunity=row["opportunity"],
        what=row["what"],
        evidence=tuple(json.loads(row["evidence"])),
        urgency=row["urgency"],
    )


def _terms(row: Row) -> Terms | None:
    if row["project"] is None:
        return None
    return Terms(row["project"], row["conditions"], row["days"], times.moment_if(row["expires_at"]))


def happened(row: Row) -> Happened:
    return Happened(
        case_id=row["case_id"],
        number=row["number"],
        at=times.moment(row["at"]),
        event=row["event"],
        by=row["who"],
        state=State(row["state"]),
        owner_id=row["owner_id"],
        words=row["words"],
        detail=json.loads(row["detail"]),
    )
