"""The list of named accounts: what must be true of it before it becomes a draft edition."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from handlers.policy import Policy
from store.rows import Entry
from store.sheets import Sheet

from . import families, fields, twins
from .checked import Checked, Watch, unwatched
from .columns import ACCOUNTS
from .lines import LONG, Line, Once, Table

CORPORATE = "corporate"


@dataclass(frozen=True)
class ListLimits:
    """What the policy says of a list; `tiers` are names by id."""

    size: int
    corporate_min: int
    corporate_max: int
    corporate_pcs_over: int
    tiers: Mapping[str, str]

    @classmethod
    def of(cls, policy: Policy) -> "ListLimits":
        low, high = policy.list.corporate_band
        return cls(
            size=policy.list.size,
            corporate_min=low,
            corporate_max=high,
            corporate_pcs_over=policy.list.corporate_pcs_over,
            tiers={tier.id: tier.name for tier in policy.tiers},
        )


def check(
    sheet: Sheet,
    *,
    districts: Mapping[str, str],
    managers: Collection[str],
    limits: ListLimits,
    watch: Watch = unwatched,
) -> Checked[Entry]:
    """`districts` are names by id, `managers` the e-mails of those who may manage an account."""
    table = Table(sheet, ACCOUNTS, watch)
    once = Once("account_id")
    tier = fields.choice(limits.tiers, "tier")
    district = fields.choice(districts, "district")
    manager = _manager(managers)
    read: list[tuple[Line, Entry]] = []
    for line in table.lines():
        row = Entry(
            account_id=line.text("account_id", needed=True, longest=fields.MAX_ID),
            name=line.read("name", fields.company, "", needed=True),
            aliases=line.parts("aliases", ";|", fields.company),
            domains=line.parts("domain", ";,| ", fields.domain),
            ticker=line.text("ticker", longest=fields.MAX_ID).upper(),
            parent_id=line.text("parent_id"),
            tier=line.read("tier", tier, ""),
            district=line.read("district", district, ""),
            pcs=line.read("pcs", fields.pcs, None),
            manager_email=line.read("account_manager", manager, ""),
            exception=line.text("exception", longest=LONG),
        )
        once.check(line, row.account_id)
        _placed(line, row, limits)
        read.append((line, row))
    families.check(read)
    twins.warn(table, read)
    if read:
        _sizes(table, [row for _, row in read], limits)
    return table.checked([row for _, row in read])


def _manager(managers: Collection[str]) -> fields.Parse[str]:
    def read(text: str) -> str:
        email = fields.email(text)
        if email in managers:
            return email
        raise fields.Wrong(
            f"{email} is no account manager in the directory. Import the people first, "
            "or leave it empty: the district's manager decides then."
        )

    return read


def _placed(line: Line, row: Entry, limits: ListLimits) -> None:
    """Named with a tier and a district, or covered by a parent without a tier of its own."""
    if not row.tier:
        if not row.parent_id and not line.has("tier"):
            line.wrong("tier", "is empty. Only a subsidiary, with a parent_id, has no tier.")
        return
    if not line.has("district"):
        line.wrong("district", "is empty.")
    if row.tier != CORPORATE or row.exception or (row.pcs is None and line.has("pcs")):
        return  # nothing to add where the number itself is wrong
    if row.pcs is None or row.pcs <= limits.corporate_pcs_over:
        has = "no number" if row.pcs is None else f"{row.pcs:,}"
        line.wrong(
            "pcs",
            f"A corporate account is listed only above {limits.corporate_pcs_over:,} PCs, and this "
            f"one has {has}. Leave it out, or give the reason in the column exception.",
        )


def _sizes(table: Table, rows: list[Entry], limits: ListLimits) -> None:
    named = sum(bool(row.tier) for row in rows)
    corporate = sum(row.tier == CORPORATE for row in rows)
    if named != limits.size:
        table.warn(f"Named accounts: {named:,}; the policy says {limits.size:,}.")
    if not limits.corporate_min <= corporate <= limits.corporate_max:
        table.warn(
            f"Corporate ones: {corporate:,}; the policy says "
            f"{limits.corporate_min:,} to {limits.corporate_max:,}."
        )
