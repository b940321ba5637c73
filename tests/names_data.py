"""The development set of names: lists, queries, and the parts that are kept apart in a fold."""

import csv
import random
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from store.names import Listed

DATA = Path(__file__).parent / "data" / "names"
FOLDS = 5


class Query(NamedTuple):
    """What is typed, the account or accounts ("|" between them) it means, and its kind."""

    text: str
    expected: str
    kind: str

    @property
    def fold(self) -> int:
        """All that is asked of one account falls into one fold."""
        of = self.expected.split("|")[0] or self.text
        return int(sha256(of.encode()).hexdigest(), 16) % FOLDS


def queries() -> list[Query]:
    return [Query(row["query"], row["expected"], row["kind"]) for row in _rows("queries.csv")]


def accounts(name: str) -> list[Listed]:
    return [
        Listed(
            row["account_id"],
            row["name"],
            tuple(filter(None, row["aliases"].split(";"))),
            tuple(filter(None, row["domain"].split(";"))),
            row["ticker"],
        )
        for row in _rows(name)
    ]


def joined(listed: list[Listed], count: int) -> Iterator[Listed]:
    """Names made of the first half of one real name and the second half of another."""
    chance = random.Random(5)
    names = [words for words in (one.name.split() for one in listed) if len(words) > 1]
    for number in range(count):
        first, second = chance.choice(names), chance.choice(names)
        words = first[: (len(first) + 1) // 2] + second[len(second) // 2 :]
        yield Listed(f"J{number}", " ".join(words))


def without_aliases(listed: Iterable[Listed]) -> list[Listed]:
    return [Listed(one.account_id, one.name, (), one.domains, one.ticker) for one in listed]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
