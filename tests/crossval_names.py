"""How right the names are: five folds by account, `python -m tests.crossval_names`.

Nothing asked of an account helps to fit the weights that answer for it. What is known of
well-known companies is in the index throughout; `without` shows the same with it left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from store.names import Found, Listed, NameIndex
from store.names.decide import Model

from .fit_names import examples, fit
from .names_data import FOLDS, Query, accounts, joined, queries

CODES = {"domain", "ticker", "decoy-domain", "decoy-ticker"}
KNOWLEDGE = CODES | {"alias", "former-name", "subsidiary", "unicode", "abbreviation"}
TABLES: tuple[tuple[str, set[str]], ...] = (
    ("LEXICAL", KNOWLEDGE),
    ("NAMES", CODES),
    ("ALL", set()),
)
Judged = tuple[Query, str]


def verdict(query: Query, found: Found) -> str:
    """top1, asked, miss or wrong of a positive; false, nask or right of a negative."""
    ids = [hit.account_id for hit in found.hits]
    if query.kind == "ambiguous":
        both = len(set(query.expected.split("|")) & set(ids)) > 1
        return "both" if found.status == "candidates" and both else "not both"
    if not query.expected:
        return {"match": "false", "candidates": "nask", "none": "right"}[found.status]
    if found.status == "match":
        return "top1" if ids[0] == query.expected else "wrong"
    return "asked" if found.status == "candidates" and query.expected in ids else "miss"


def judged(index: NameIndex, asked: Iterable[Query]) -> list[Judged]:
    return [(query, verdict(query, index.search(query.text))) for query in asked]


class Score:
    """The figures of one table, in per cent; cost is per 100 queries, lower is better."""

    def __init__(self, rows: list[Judged], leave_out: set[str]) -> None:
        kept = [v for q, v in rows if q.kind not in leave_out and q.kind != "ambiguous"]
        self._n = Counter(kept)
        self._positives = self._sum("top1", "asked", "miss", "wrong")
        self._negatives = self._sum("false", "nask", "right")

    def _sum(self, *verdicts: str) -> int:
        return sum(self._n[one] for one in verdicts)

    def share(self, one: str) -> float:
        of = self._negatives if one in ("false", "nask", "right") else self._positives
        return 100.0 * self._n[one] / max(1, of)

    @property
    def precision(self) -> float:
        return self._n["top1"] / max(1, self._sum("top1", "wrong", "false"))

    @property
    def reached(self) -> float:
        return self.share("top1") + self.share("asked")

    @property
    def cost(self) -> float:
        weighed = 2.0 * self._sum("wrong", "false", "miss") + 0.25 * self._sum("asked", "nask")
        return 100.0 * weighed / max(1, self._positives + self._negatives)

    def __str__(self) -> str:
        shares = " ".join(f"{one} {self.share(one):4.1f}" for one in ("top1", "wrong", "miss"))
        negatives = " ".join(f"{one} {self.share(one):4.1f}" for one in ("false", "nask"))
        figures = f"P {self.precision:.3f}  {shares}  reached {self.reached:4.1f}  {negatives}"
        return f"{figures}  cost {self.cost:4.1f}"


def models() -> list[Model]:
    """One model a fold, fitted without it."""
    pairs = examples()
    return [fit(one for one in pairs if one.fold != fold) for fold in range(FOLDS)]


def crossed(listed: list[Listed], fitted: list[Model]) -> list[Judged]:
    index = NameIndex.build(listed)
    return [
        row
        for fold, model in enumerate(fitted)
        for row in judged(index.judged_by(model), (q for q in queries() if q.fold == fold))
    ]


def report() -> Iterator[str]:
    fitted = models()
    large = accounts("list_10k.csv")
    lists = {
        "1,000": accounts("list_1k.csv"),
        "10,000": large,
        "100,000": [*large, *joined(large[1000:], 90_000)],
    }
    for size, listed in lists.items():
        rows = crossed(listed, fitted)
        for title, leave_out in TABLES:
            yield f"{size:>7} {title:8} {Score(rows, leave_out)}"
        both = [v for q, v in rows if q.kind == "ambiguous"]
        yield f"{size:>7} ambiguous asked {both.count('both')} of {len(both)}"


if __name__ == "__main__":
    for line in report():
        print(line)
