"""An edition's news to everyone whom it concerns: one transaction, each destination once.

What is said is made beforehand, beside the writer; the transaction only says it to each.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time

from handlers.cards import to_json
from handlers.context import Context
from handlers.feature import Feature, Record
from handlers.importing import beside
from handlers.importing.compare import Changes, between
from handlers.windows import Cadence, Quiet, leaves
from store import audit, cases, due, editions, outbox, people, subscriptions
from store.db import Sql
from store.due import Due
from store.rows import Audience, Edition
from store.subscriptions import Owed, Subscription

from . import defaults, meaning
from .issue import Issue
from .parts import Wanted

NEWS, DIGEST = "edition.news", "news.digest"
Leaves = Callable[[Subscription], datetime]
Missed = tuple[str, str, Audience]  # an edition, what was in force before, and for whom


def plan(db: Sql, edition: Edition, *, now: datetime) -> None:
    """With the publication: the news leaves for each audience at its own moment."""
    assert edition.published_at
    assert edition.partners_at
    for audience, at in (
        (Audience.STAFF, edition.published_at),
        (Audience.PARTNERS, edition.partners_at),
    ):
        about = f"{audience}:{edition.id}"
        due.put(db, kind=NEWS, about=about, at=max(at, now), once=f"{NEWS}:{about}")


async def news(item: Due, ctx: Context) -> Record:
    """All that an edition's coming into force tells an audience."""
    audience, _, ident = item.about.partition(":")
    found = await ctx.db.read(lambda db: _both(db, ident, Audience(audience)))
    if found is None:  # of the first list everything would be news
        return lambda db: None
    edition, former = found
    changes = await beside.difference(ctx.db, former.id, ident)
    # Here as well as with the news itself: so what they get is made beforehand, too.
    await ctx.db.write(
        lambda db: defaults.ensure(db, Audience(audience), ctx.policy, now=ctx.now())
    )
    return await ctx.db.read(
        lambda db: _news(db, edition, former, changes, Audience(audience), ctx)
    )


def _both(db: Sql, ident: str, audience: Audience) -> tuple[Edition, Edition] | None:
    """An edition, and the one before it."""
    edition, former = editions.get(db, ident), editions.before(db, ident, audience)
    return (edition, former) if edition and former else None


def _news(
    db: Sql, edition: Edition, former: Edition, changes: Changes, audience: Audience, ctx: Context
) -> Record:
    issue = Issue.of(db, edition, changes, audience, ctx.policy, now=ctx.now())
    for wanted in map(Wanted.by, subscriptions.wishes(db, audience)):
        issue.card(db, wanted)
    issue.meant(db)
    return lambda db: _tell_all(db, issue, Owed(edition.id, former.id), ctx)


def _tell_all(db: Sql, issue: Issue, owed: Owed, ctx: Context) -> None:
    now, edition = ctx.now(), issue.at.edition
    defaults.ensure(db, issue.at.audience, ctx.policy, now=now)
    at = _leaves(now)
    for row in subscriptions.every(db, issue.at.audience):
        if row.destination != f"person:{edition.published_by}":
            _tell(db, issue, row, owed, at=at(row), now=now)
    _concerned(db, issue, now=now)
    issue.keep(db, now=now)
    detail = {"audience": issue.at.audience, "changes": str(issue.whole.size)}
    audit.append(db, who="clock", did="edition.told", about=edition.id, detail=detail, now=now)


def _tell(
    db: Sql, issue: Issue, row: Subscription, owed: Owed, *, at: datetime, now: datetime
) -> None:
    card = issue.card(db, Wanted.by(row))
    if not card:
        return
    if row.parked:  # told in one message once it goes on
        subscriptions.owe(db, row.id, owed, at=at)
        return
    if row.cadence == Cadence.AT_ONCE:
        outbox.put(
            db,
            to=row.destination,
            thread=row.thread,
            once=f"news:{owed.edition_id}:{row.id}",
            card=card,
            bulk=True,
            at=at,
            now=now,
        )
        return
    subscriptions.owe(db, row.id, owed, at=at)
    due.put(db, kind=DIGEST, about=at.isoformat(), at=at, once=f"{DIGEST}:{at.isoformat()}")


def _leaves(now: datetime) -> Leaves:
    """When a notice made now may leave to a subscription; few have wishes of their own there."""
    known: dict[tuple[object, ...], datetime] = {}

    def at(row: Subscription) -> datetime:
        key = (row.cadence, row.time_zone, row.quiet)
        if key not in known:
            known[key] = leaves(Cadence(row.cadence), row.time_zone, quiet(row), now=now)
        return known[key]

    return at


def _concerned(db: Sql, issue: Issue, *, now: datetime) -> None:
    """Those with an open case, or an exception in force, where something has changed."""
    edition, told = issue.at.edition, issue.meant(db)
    for account_id in sorted(cases.accounts_with_open(db) & told.keys()):
        for case in cases.open_at(db, account_id):
            ids = {party.person_id for party in case.parties} | {case.owner_id}
            for person_id in sorted(ids - {edition.published_by}):
                person = people.get(db, person_id)
                if person and person.audience is issue.at.audience:
                    outbox.put(
                        db,
                        to=f"person:{person.id}",
                        once=f"news:{edition.id}:{case.id}:{person.id}",
                        card=to_json(meaning.with_case(told[account_id], case.id)),
                        now=now,
                    )


async def digest(item: Due, ctx: Context) -> Record:
    """To each one message about all that fell into its window: those whose time has come."""
    missed = await ctx.db.read(lambda db: {_missed(db, row) for row in _owing(db, item)})
    both = {(former, ident) for ident, former, _ in missed}
    changes = {each: await beside.difference(ctx.db, *each) for each in both}
    return await ctx.db.read(lambda db: _digest(db, item, changes, ctx))


def _digest(db: Sql, item: Due, changes: Mapping[tuple[str, str], Changes], ctx: Context) -> Record:
    issues: dict[Missed, Issue] = {}

    def card(db: Sql, row: Subscription) -> str:
        ident, former, audience = key = _missed(db, row)
        edition = editions.get(db, ident)
        if edition is None:
            return ""
        if key not in issues:
            found = changes.get((former, ident)) or between(db, former, ident)
            issues[key] = Issue.of(db, edition, found, audience, ctx.policy, now=ctx.now())
        return issues[key].card(db, Wanted.by(row))

    for row in _owing(db, item):
        card(db, row)

    def tell(db: Sql) -> None:
        for row in _owing(db, item):
            said = card(db, row)
            owed = subscriptions.pay(db, row.id, now=ctx.now())
            if said:
                once = f"news:{owed[-1].edition_id}:digest:{row.id}"
                to, thread = row.destination, row.thread
                outbox.put(db, to=to, thread=thread, once=once, card=said, bulk=True, now=ctx.now())
        for issue in issues.values():
            issue.keep(db, now=ctx.now())

    return tell


def _missed(db: Sql, row: Subscription) -> Missed:
    """From the list that was in force before the first edition it is owed, to the last one."""
    owed = subscriptions.owed(db, row.id)
    return owed[-1].edition_id, owed[0].former_id, row.audience


def _owing(db: Sql, item: Due) -> list[Subscription]:
    """One that is parked stays owed until it goes on."""
    return [row for row in subscriptions.owing(db, by=item.due_at) if not row.parked]


def resume(db: Sql, destination: str, *, now: datetime) -> None:
    """What was parked there goes on; what it missed comes in one message, in no quiet hour."""
    for row in subscriptions.resume(db, destination):
        catch_up(db, row, now=now)


def catch_up(db: Sql, row: Subscription, *, now: datetime) -> None:
    """What one missed while it was parked."""
    if subscriptions.owed(db, row.id):
        at = leaves(Cadence.AT_ONCE, row.time_zone, quiet(row), now=now)
        subscriptions.put_off(db, row.id, at=at)
        due.put(db, kind=DIGEST, about=at.isoformat(), at=at, once=f"{DIGEST}:{at.isoformat()}")


def quiet(row: Subscription) -> Quiet | None:
    if row.quiet is None:
        return None
    return Quiet(time.fromisoformat(row.quiet[0]), time.fromisoformat(row.quiet[1]))


FEATURE = Feature(prepared={NEWS: news, DIGEST: digest})
