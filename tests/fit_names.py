"""Fits the weights of the name comparisons and writes them: `python -m tests.fit_names`.

A logistic regression over pairs of a query and a near account, right or not. Beside the queries
of the development set it learns, at low weight, from thousands of real names that are not on
the list (all wrong) and from aliases held out of other accounts (so that it is not flattered by
the few hundred queries).
"""

import json
from collections.abc import Iterable
from math import exp
from pathlib import Path
from typing import NamedTuple

from store.names import Listed, NameIndex
from store.names.compare import COMPARISONS
from store.names.decide import Model

from .names_data import Query, accounts, joined, queries, without_aliases

WEIGHTS = Path(__file__).parent.parent / "store" / "names" / "data" / "weights.json"
LIMITS = ((0.5757, 0.78, 0.08), (0.7675, 0.93, 0.11), (0.9594, 0.92, 0.09))  # at 1k, 10k, 100k
_RIDGE = 1.0
_STEPS = 12
_LEAST_FOUND = 0.3  # of a hard negative's weight: less is no temptation


class Example(NamedTuple):
    """A pair's evidence (place, score) without zeros, whether it is right, and its weight."""

    evidence: tuple[tuple[int, float], ...]
    right: bool
    weight: float
    fold: int


def examples() -> list[Example]:
    small, large = accounts("list_1k.csv"), accounts("list_10k.csv")
    rest = large[len(small) :]
    huge = [*large, *joined(rest, 90_000)]
    asked = [query for query in queries() if query.kind != "ambiguous"]
    strangers = [Query(one.name, "", "") for one in rest]
    known = [one for one in rest if one.aliases]
    aliases = [Query(alias, one.account_id, "") for one in known for alias in one.aliases]
    others = [Query(one.name, "", "") for one in rest if not one.aliases]
    bare = without_aliases(known)
    return [
        *_pairs(small, asked, 1.0),
        *_pairs(large, asked, 0.7),
        *_pairs(huge, asked, 0.3),
        *_pairs(small, strangers, 0.05, fold=-1),
        *_pairs(bare, others, 0.05, fold=-1),
        *_pairs(bare, aliases, 0.1, fold=-1),
        *_pairs(without_aliases(large), aliases, 0.1, fold=-1),
    ]


def _pairs(
    listed: list[Listed], asked: list[Query], weight: float, fold: int | None = None
) -> Iterable[Example]:
    index = NameIndex.build(listed)
    for query in asked:
        for pair in index.unsettled(query.text):
            if not query.expected and fold == -1 and pair.overlap.listed < _LEAST_FOUND:
                continue
            scores = [compare(pair).score for compare in COMPARISONS]
            yield Example(
                tuple([(place, score) for place, score in enumerate(scores) if score]),
                listed[pair.name.account].account_id == query.expected,
                weight,
                query.fold if fold is None else fold,
            )


def fit(pairs: Iterable[Example]) -> Model:
    """Newton's method on the ridge-penalised likelihood; the bias comes last."""
    size = len(COMPARISONS) + 1
    rows = [((*one.evidence, (size - 1, 1.0)), one.right, one.weight) for one in pairs]
    beta = [0.0] * size
    for _ in range(_STEPS):
        slope = [_RIDGE * b for b in beta[:-1]] + [0.0]
        bend = [[_RIDGE * (i == j) for j in range(size)] for i in range(size)]
        for row, right, weight in rows:
            likely = 1.0 / (1.0 + exp(-sum([beta[i] * x for i, x in row])))
            error, curve = weight * (likely - right), weight * likely * (1.0 - likely)
            for i, x in row:
                slope[i] += error * x
                line, part = bend[i], curve * x
                for j, y in row:
                    line[j] += part * y
        beta = [b - step for b, step in zip(beta, solve(bend, slope), strict=True)]
    weights = tuple(zip(COMPARISONS, beta[:-1], strict=True))
    return Model(beta[-1], weights, LIMITS)


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination; the matrix is positive definite, so no pivoting is needed."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i, line in enumerate(rows):
        for other in rows[i + 1 :]:
            part = other[i] / line[i]
            for j in range(i, len(line)):
                other[j] -= part * line[j]
    out = [0.0] * len(rows)
    for i in reversed(range(len(rows))):
        known = sum(rows[i][j] * out[j] for j in range(i + 1, len(rows)))
        out[i] = (rows[i][-1] - known) / rows[i][i]
    return out


def main() -> None:
    model = fit(examples())
    written = {
        "about": "Logistic regression on tests/data/names; written by `make fit`.",
        "bias": round(model.bias, 4),
        "weights": {compare.__name__: round(weight, 4) for compare, weight in model.weights},
        "limits": [{"size": s, "match": m, "ask": a} for s, m, a in model.sizes],
    }
    WEIGHTS.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
