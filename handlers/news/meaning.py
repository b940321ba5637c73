"""What an edition means at one account: who leads there now, for those whom it touches."""

from collections.abc import Callable

from handlers.cards import Button, Buttons, Card, Note, Text
from handlers.findings import term
from handlers.policy import Policy, Standing, judge
from handlers.words import full_stop
from store import entries
from store.db import Sql
from store.rows import Entry

from .parts import Part
from .telling import Setting, difference

Find = Callable[[str], Entry | None]


def cards(db: Sql, part: Part, at: Setting) -> dict[str, Card]:
    """By account id, for every account of the part."""

    def find(account_id: str) -> Entry | None:
        return entries.get(db, at.edition.id, account_id)

    told = {entry.account_id: _joined(entry, at) for entry in part.joined}
    told |= {entry.account_id: _left(entry, find, at) for entry in part.left}
    told |= {
        change.after.account_id: _card(
            full_stop(f"{change.after.name} has changed on the list: {difference(change, at)}"),
            _lead(change.after, Standing.NAMED, "", at.policy),
            at,
            change.after.account_id,
        )
        for change in part.changed
    }
    return told


def with_case(card: Card, case_id: str) -> Card:
    """For someone with a case there."""
    verdict, *blocks = card.blocks
    return Card(card.verdict, (verdict, Text(f"Your case {case_id} goes on as it is."), *blocks))


def _joined(entry: Entry, at: Setting) -> Card:
    lead = _lead(entry, Standing.NAMED, "", at.policy)
    return _card(full_stop(f"{entry.name} is named now"), lead, at, entry.account_id)


def _left(entry: Entry, find: Find, at: Setting) -> Card:
    now = find(entry.account_id)
    parent = _covering(now, find) if now else None
    standing = Standing.COVERED if parent else Standing.NOT_NAMED
    lead = _lead(entry, standing, parent.name if parent else "", at.policy)
    covered = f", but covered by {parent.name}" if parent else ""
    said = full_stop(f"{entry.name} is no longer named{covered}")
    return _card(said, lead, at, entry.account_id)


def _lead(entry: Entry, standing: Standing, parent: str, policy: Policy) -> str:
    return judge(policy, standing, account=entry.name, parent=parent).why


def _card(verdict: str, lead: str, at: Setting, account_id: str) -> Card:
    buttons = Buttons((Button("History", "history", {"account": account_id}),))
    return Card(
        verdict, (Text(lead), Note(f"Edition {term(at.edition, today=at.today)}."), buttons)
    )


def _covering(entry: Entry, find: Find) -> Entry | None:
    """The named parent, however far up."""
    seen = {entry.account_id}
    parent = find(entry.parent_id) if entry.parent_id else None
    while parent is not None and parent.account_id not in seen:
        if parent.tier:
            return parent
        seen.add(parent.account_id)
        parent = find(parent.parent_id) if parent.parent_id else None
    return None
