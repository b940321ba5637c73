"""One edition in memory, ready to answer."""

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from store import aliases, entries, people
from store.db import Sql
from store.names import Listed, NameIndex
from store.rows import Alias, Edition, Entry

from .policy import Policy, Standing


@dataclass(frozen=True, slots=True)
class Listing:
    """One edition, ready to answer. Reads of one answer all go to one Listing."""

    edition: Edition
    policy: Policy
    entries: Mapping[str, Entry]
    index: NameIndex
    learned: Mapping[tuple[str, str], Alias]  # (account id, text) → the alias, once confirmed
    districts: Mapping[str, str]  # names by id
    sorted_names: Sequence[tuple[str, str]]  # (name, folded; account id)
    named: int  # accounts that are named themselves

    def district(self, ident: str) -> str:
        return self.districts.get(ident, ident)

    def standing(self, entry: Entry) -> tuple[Standing, Entry | None]:
        """An entry's standing, and the named parent that covers it, if that is what it is."""
        if entry.tier:
            return Standing.NAMED, None
        seen = {entry.account_id}
        parent = self.entries.get(entry.parent_id)
        while parent is not None and parent.account_id not in seen:
            if parent.tier:
                return Standing.COVERED, parent
            seen.add(parent.account_id)
            parent = self.entries.get(parent.parent_id)
        return Standing.NOT_NAMED, None

    def starting(self, text: str, *, limit: int) -> list[str]:
        """Ids of the accounts whose name begins with a half-typed one, in the order of names."""
        typed = text.casefold()
        at = bisect.bisect_left(self.sorted_names, (typed, ""))
        near = self.sorted_names[at : at + limit]
        return [account_id for name, account_id in near if name.startswith(typed)]

    def overdue(self, today: date) -> bool:
        return today > self.edition.next_update


Gathered = tuple[list[Entry], list[Alias], dict[str, str]]


def gather(db: Sql, edition_id: str) -> Gathered:
    """What `build` needs: entries, names that were learned, districts by id."""
    return (
        entries.every(db, edition_id),
        aliases.confirmed(db),
        {each.id: each.name for each in people.districts(db)},
    )


def build(
    edition: Edition, rows: list[Entry], names: list[Alias], districts: Mapping[str, str]
) -> Listing:
    """Seconds of work for a long list."""
    learned: dict[str, list[str]] = {}
    for alias in names:
        learned.setdefault(alias.account_id, []).append(alias.text)
    index = NameIndex.build(
        Listed(
            account_id=row.account_id,
            name=row.name,
            aliases=(*row.aliases, *learned.get(row.account_id, ())),
            domains=row.domains,
            ticker=row.ticker,
        )
        for row in rows
    )
    return Listing(
        edition=edition,
        policy=Policy.parse(edition.policy),
        entries={row.account_id: row for row in rows},
        index=index,
        learned={(alias.account_id, alias.text): alias for alias in names},
        districts=districts,
        sorted_names=sorted((row.name.casefold(), row.account_id) for row in rows),
        named=sum(bool(row.tier) for row in rows),
    )
