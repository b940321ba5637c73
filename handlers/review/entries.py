"""The accounts that can be spoken of in a district's review, found by typing."""

from dataclasses import dataclass

from handlers.context import Context
from handlers.feature import Ask
from handlers.forms import Choice
from handlers.questions import clean
from store import entries
from store.db import Sql
from store.rows import Entry

from .admission import look
from .sheet import Sheet

SUGGESTED = 15  # Teams shows no more
UNLISTED = "new:"  # how the account ids of companies begin that are in neither list


@dataclass(frozen=True, slots=True)
class Found:
    """An account of the share: its row in the draft, and in the list in force."""

    account_id: str
    name: str
    draft: Entry | None
    before: Entry | None


async def suggest(ask: Ask, ctx: Context) -> tuple[Choice, ...]:
    """Accounts of the share whose name holds what was typed; a dispute may name another one."""
    typed = " ".join(ask.rest.casefold().split())

    def find(db: Sql) -> tuple[Choice, ...]:
        sheet = look(db, ask, ctx)
        rows = _accounts(db, sheet)
        near = [each for each in rows.values() if typed in each.name.casefold()]
        near.sort(key=lambda e: (not e.name.casefold().startswith(typed), e.name.casefold()))
        listed = [_choice(each, ctx) for each in near[: SUGGESTED - 1]]
        exact = any(each.name.casefold() == typed for each in near)
        return (*listed, *(() if exact else (_unlisted(ask.rest),)))

    return await ctx.db.read(find) if typed else ()


def _accounts(db: Sql, sheet: Sheet) -> dict[str, Found]:
    """Every account that is of the district in the draft, or in the list in force."""
    found: dict[str, Found] = {}
    for row in entries.in_district(db, sheet.review.against_id, sheet.district.id):
        draft = entries.get(db, sheet.edition.id, row.account_id)
        found[row.account_id] = Found(row.account_id, row.name, draft, row)
    for row in entries.in_district(db, sheet.edition.id, sheet.district.id):
        before = found[row.account_id].before if row.account_id in found else None
        found[row.account_id] = Found(row.account_id, row.name, row, before)
    return found


def account(db: Sql, sheet: Sheet, value: str) -> Found | None:
    if value.startswith(UNLISTED):
        name = clean(value.removeprefix(UNLISTED))
        ident = UNLISTED + " ".join(name.casefold().split())
        return Found(ident, name, None, None) if name else None
    return _accounts(db, sheet).get(value) if value else None


def chosen(db: Sql, sheet: Sheet, value: str) -> Choice | None:
    found = account(db, sheet, value)
    return Choice(value, found.name) if found else None


def _choice(found: Found, ctx: Context) -> Choice:
    row = found.draft
    if row is None:
        return Choice(found.account_id, found.name, "leaves the list")
    tier = ctx.policy.tier_name(row.tier) if row.tier else "not named itself"
    return Choice(found.account_id, found.name, tier)


def _unlisted(typed: str) -> Choice:
    name = clean(typed)
    return Choice(f"{UNLISTED}{name}"[:150], f"{name} (not in this district)"[:75])
