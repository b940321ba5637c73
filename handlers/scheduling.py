"""Editions that come into force at a moment to come, put there by the clock's worker."""

from datetime import datetime

from store import audit, due, editions, outbox, people, plans
from store.db import Sql
from store.rows import Edition, Person, Plan, Role

from . import days
from .cards import Card, Text, to_json
from .context import Context
from .errors import PersonError
from .feature import Feature
from .news import reminders
from .permissions import Doing, require
from .policy import Policy
from .publishing import (
    about,
    found,
    no_plan,
    put_in_force,
    ready,
    staff_first,
)
from .review import tell

DUE = "edition.publish"  # the kind of row that puts a scheduled edition in force


class NotScheduled(PersonError):
    """This edition is not scheduled, so there is nothing to take back."""


def schedule(
    db: Sql,
    ident: str,
    *,
    at: datetime,
    partners_at: datetime | None = None,
    by: Person,
    policy: Policy,
    reason: str = "",
    second: Person | None = None,
    now: datetime,
) -> Plan:
    """To be put in force at `at`; one that is scheduled already gets this moment instead.

    Runs inside one `Db.write`. Raises PersonError.
    """
    require(Doing.PUBLISH, by, "schedules an edition")
    before = plans.get(db, ident)
    reason = reason.strip() or (before.reason if before else "")
    edition = ready(db, ident, policy, by=by, second=second, reason=reason)
    in_time(at, partners_at, policy, now=now)
    former = before.former if before else edition.state
    plan = Plan(ident, at, partners_at or at, reason, former, by.id)
    no_plan(db, ident)
    plans.put(db, plan, now=now)
    editions.move(db, ident, to="scheduled")
    due.put(db, kind=DUE, about=about(ident), at=at)
    reminders.plan_tomorrow(db, plan, now=now)
    tell.everything(db, ident, now=now)
    detail = {
        "at": at.isoformat(),
        "partners_at": plan.partners_at.isoformat(),
        "reason": reason,
        **({"second": second.id} if second else {}),
    }
    audit.append(db, who=by.id, did="edition.scheduled", about=ident, detail=detail, now=now)
    return plan


def in_time(at: datetime, partners_at: datetime | None, policy: Policy, *, now: datetime) -> None:
    """Raises PersonError for a moment that is past, or one that partners would be first at."""
    staff_first(at, partners_at)
    if at <= now:
        raise PersonError(
            f"{days.say_moment(at, policy.vendor.time_zone)} is past. "
            "Give a moment to come, or publish it now."
        )


def unschedule(db: Sql, ident: str, *, by: Person, now: datetime) -> Edition:
    """Back to what it was before it was scheduled. Raises PersonError."""
    require(Doing.PUBLISH, by, "takes a scheduled edition back")
    edition, plan = found(db, ident), plans.get(db, ident)
    if plan is None or edition.state != "scheduled":
        raise NotScheduled
    _take_back(db, plan)
    tell.everything(db, ident, now=now)
    audit.append(db, who=by.id, did="edition.unscheduled", about=ident, now=now)
    return found(db, ident)


def fall_due(db: Sql, item: due.Due, ctx: Context) -> None:
    """Put a scheduled edition in force, however late.

    One that can't be published any more goes back to what it was, and the list owners, or else
    the admins, are told.
    """
    ident, now = item.about.partition(":")[2], ctx.now()
    edition, plan = editions.get(db, ident), plans.get(db, ident)
    if edition is None or plan is None or edition.state != "scheduled":
        return
    try:
        put_in_force(
            db,
            edition,
            by=plan.made_by,
            policy=ctx.policy,
            reason=plan.reason,
            partners_at=max(plan.partners_at, now),
            planned=plan.at,
            now=now,
        )
    except PersonError as error:
        _take_back(db, plan)
        tell.everything(db, ident, now=now)
        _tell(db, plan, str(error), now=now)


def _take_back(db: Sql, plan: Plan) -> None:
    editions.move(db, plan.edition_id, to=plan.former)
    no_plan(db, plan.edition_id)


def _tell(db: Sql, plan: Plan, why: str, *, now: datetime) -> None:
    ident, said = plan.edition_id, {"why": why}
    audit.append(
        db, who=plan.made_by, did="edition.not_published", about=ident, detail=said, now=now
    )
    card = Card(
        f"Edition {ident} was not published as planned, and is no longer scheduled.",
        (Text(why), Text(f"Once that is put right, schedule it again: edition schedule {ident}.")),
    )
    for owner in people.by_role(db, Role.LIST_OWNER) or people.by_role(db, Role.ADMIN):
        once = f"edition.not_published:{ident}:{plan.at.isoformat()}:{owner.id}"
        outbox.put(db, to=f"person:{owner.id}", once=once, card=to_json(card), now=now)


FEATURE = Feature(due={DUE: fall_due})
