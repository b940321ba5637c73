"""An edition's news to everyone whom it concerns: one transaction, each destination once."""

from dataclasses import dataclass, field
from datetime import datetime, time

from handlers import days
from handlers.cards import to_json
from handlers.context import Context
from handlers.feature import Feature
from handlers.importing.compare import between
from handlers.policy import Policy
from handlers.windows import Cadence, Quiet, leaves
from store import audit, cases, documents, due, editions, outbox, people, subscriptions
from store.db import Sql
from store.due import Due
from store.rows import Audience, Edition
from store.subscriptions import Owed, Subscription

from . import defaults, meaning, parts, telling
from .parts import Part, Wanted
from .telling import Setting

NEWS, DIGEST = "edition.news", "news.digest"


@dataclass(slots=True)
class Issue:
    """One edition's news for one audience. What many readers get alike is made once."""

    db: Sql
    whole: Part
    at: Setting
    now: datetime
    made: dict[Wanted, str] = field(default_factory=dict)

    def card(self, wanted: Wanted) -> str:
        """JSON, or '' where nothing concerns this reader."""
        if wanted not in self.made:
            self.made[wanted] = self._card(wanted)
        return self.made[wanted]

    def _card(self, wanted: Wanted) -> str:
        part = parts.of(self.whole, wanted)
        if not part:
            return ""
        if len(wanted.accounts) == 1:  # watched: what it means there, rather than how many
            return to_json(next(iter(meaning.cards(self.db, part, self.at).values())))
        file = self._file(part) if telling.needs_file(part) else ""
        return to_json(telling.card(part, wanted, self.at, file=file))

    def _file(self, part: Part) -> str:
        return documents.put(
            self.db,
            name=f"{self.at.edition.id}.csv",
            mime="text/csv; charset=utf-8",
            body=telling.table(part, self.at),
            readers="staff" if self.at.audience is Audience.STAFF else "partners",
            now=self.now,
        )


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


def work(db: Sql, item: Due, ctx: Context) -> None:
    """All that an edition's coming into force tells an audience."""
    audience, _, ident = item.about.partition(":")
    edition, now = editions.get(db, ident), ctx.now()
    former = editions.before(db, ident, Audience(audience)) if edition else None
    if edition is None or former is None:  # of the first list everything would be news
        return
    issue = issue_of(db, edition, former.id, Audience(audience), ctx.policy, now=now)
    defaults.ensure(db, issue.at.audience, ctx.policy, now=now)
    for row in subscriptions.every(db, issue.at.audience):
        if row.destination != f"person:{edition.published_by}":
            _tell(issue, row, Owed(edition.id, former.id))
    _concerned(issue)
    detail = {"audience": audience, "changes": str(issue.whole.size)}
    audit.append(db, who="clock", did="edition.told", about=ident, detail=detail, now=now)


def issue_of(
    db: Sql, edition: Edition, former: str, audience: Audience, policy: Policy, *, now: datetime
) -> Issue:
    at = Setting(
        edition=edition,
        policy=policy,
        districts={each.id: each.name for each in people.districts(db)},
        managers={each.email: each.name for each in people.every(db) if each.staff},
        today=days.local(now, policy.vendor.time_zone),
        audience=audience,
    )
    return Issue(db, parts.named(between(db, former, edition.id)), at, now)


def _tell(issue: Issue, row: Subscription, owed: Owed) -> None:
    card = issue.card(Wanted.by(row))
    if not card:
        return
    if row.parked:  # told in one message once it goes on
        subscriptions.owe(issue.db, row.id, owed)
        return
    at = leaves(Cadence(row.cadence), row.time_zone, quiet(row), now=issue.now)
    if row.cadence == Cadence.AT_ONCE:
        outbox.put(
            issue.db,
            to=row.destination,
            thread=row.thread,
            once=f"news:{owed.edition_id}:{row.id}",
            card=card,
            bulk=True,
            at=at,
            now=issue.now,
        )
        return
    subscriptions.owe(issue.db, row.id, owed)
    once = f"{DIGEST}:{row.id}:{at.isoformat()}"
    due.put(issue.db, kind=DIGEST, about=row.id, at=at, once=once)


def _concerned(issue: Issue) -> None:
    """Those with an open case, or an exception in force, where something has changed."""
    db, edition = issue.db, issue.at.edition
    for account_id, card in meaning.cards(db, issue.whole, issue.at).items():
        for case in cases.open_at(db, account_id):
            ids = {party.person_id for party in case.parties} | {case.owner_id}
            for person_id in sorted(ids - {edition.published_by}):
                person = people.get(db, person_id)
                if person and person.audience is issue.at.audience:
                    outbox.put(
                        db,
                        to=f"person:{person.id}",
                        once=f"news:{edition.id}:{case.id}:{person.id}",
                        card=to_json(meaning.with_case(card, case.id)),
                        now=issue.now,
                    )


def digest(db: Sql, item: Due, ctx: Context) -> None:
    """One message about all that fell into a digest's window."""
    row, now = subscriptions.get(db, item.about), ctx.now()
    if row is not None and row.parked:  # it stays owed until that goes on
        return
    owed = subscriptions.pay(db, item.about, now=now)
    edition = editions.get(db, owed[-1].edition_id) if owed else None
    if row is None or edition is None:
        return
    issue = issue_of(db, edition, owed[0].former_id, row.audience, ctx.policy, now=now)
    if card := issue.card(Wanted.by(row)):
        once = f"digest:{edition.id}:{row.id}"
        outbox.put(
            db, to=row.destination, thread=row.thread, once=once, card=card, bulk=True, now=now
        )


def resume(db: Sql, destination: str, *, now: datetime) -> None:
    """What was parked there goes on; what it missed comes in one message, in no quiet hour."""
    for row in subscriptions.resume(db, destination):
        catch_up(db, row, now=now)


def catch_up(db: Sql, row: Subscription, *, now: datetime) -> None:
    """What one missed while it was parked."""
    if subscriptions.owes(db, row.id):
        at = leaves(Cadence.AT_ONCE, row.time_zone, quiet(row), now=now)
        due.put(db, kind=DIGEST, about=row.id, at=at, once=f"{DIGEST}:{row.id}:{now.isoformat()}")


def quiet(row: Subscription) -> Quiet | None:
    if row.quiet is None:
        return None
    return Quiet(time.fromisoformat(row.quiet[0]), time.fromisoformat(row.quiet[1]))


FEATURE = Feature(due={NEWS: work, DIGEST: digest})
