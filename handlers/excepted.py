"""The exceptions by what their accounts are called, in memory: most questions ask for none, and
must not pay for looking.
"""

from collections import defaultdict
from collections.abc import Iterable

from store.case_rows import UNLISTED
from store.granted import Granted
from store.names.normalise import family, read, without_noise


class Excepted:
    """Every exception that was ever granted; whether one holds is for each question to ask."""

    def __init__(self, rows: Iterable[Granted] = ()) -> None:
        self.rows = tuple(rows)
        self._by_id: defaultdict[str, list[Granted]] = defaultdict(list)
        self._by_key: defaultdict[str, list[Granted]] = defaultdict(list)
        for row in self.rows:
            self._by_id[row.account_id].append(row)
            self._by_key[read(row.account).key].append(row)

    def of(self, account_id: str, name: str) -> tuple[Granted, ...]:
        """Those at an account of the list, or with '' at a company that is not on it.

        An account may come onto the list, or leave it, while its exception runs: then the name
        leads to it.
        """
        if not self.rows:
            return ()
        found = list(self._by_id.get(account_id, ())) if account_id else []
        found += [
            row
            for row in self._by_key.get(read(without_noise(name)).key, ())
            if row not in found
            and (row.account_id.startswith(UNLISTED) or not account_id)
            and alike(row.account, name)
        ]
        return tuple(found)


def alike(one: str, other: str) -> bool:
    """Whether two names of unlisted companies are one, legal forms that don't differ aside: “Zava
    Inc.” is “Zava”, and no “Zava GmbH”.
    """
    mine, theirs = read(without_noise(one)), read(without_noise(other))
    forms = family(mine.form), family(theirs.form)
    return mine.key == theirs.key and (not all(forms) or bool(forms[0] & forms[1]))
