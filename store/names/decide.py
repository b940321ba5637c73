"""From evidence to an answer: fitted weights, then match, ask or none."""

from functools import cache
from math import exp
from typing import NamedTuple

from . import data
from .compare import COMPARISONS, Comparison, Pair
from .model import Status

Ranked = tuple[Pair, float, str]


class Verdict(NamedTuple):
    """The pairs, likeliest first, each with how likely it is and why."""

    status: Status
    ranked: list[Ranked]


class Model(NamedTuple):
    """Weights of a logistic regression, and from how likely on to answer and to ask, by size."""

    bias: float
    weights: tuple[tuple[Comparison, float], ...]
    sizes: tuple[tuple[float, float, float], ...]

    def limits(self, size: float) -> tuple[float, float]:
        """(answer from, ask from): interpolated between the sizes that were measured."""
        low, *others = self.sizes
        for high in others:
            if size <= high[0]:
                part = max(0.0, (size - low[0]) / (high[0] - low[0]))
                return low[1] + part * (high[1] - low[1]), low[2] + part * (high[2] - low[2])
            low = high
        return low[1], low[2]


@cache
def model() -> Model:
    table = data.table("weights.json")
    weights = tuple((compare, float(table["weights"][compare.__name__])) for compare in COMPARISONS)
    sizes = tuple((row["size"], row["match"], row["ask"]) for row in table["limits"])
    return Model(float(table["bias"]), weights, sizes)


def judge(pairs: list[Pair], by: Model) -> Verdict:
    """Match from one likelihood on, ask from another."""
    ranked = sorted([score(pair, by) for pair in pairs], key=lambda row: -row[1])
    if not ranked:
        return Verdict("none", ranked)
    pair, likely, _ = ranked[0]
    sure, ask = by.limits(pair.size)
    if likely >= sure and not _doubtful(pair):
        return Verdict("match", ranked)
    return Verdict("candidates" if likely >= ask else "none", ranked)


def _doubtful(pair: Pair) -> bool:
    """Asked at most: what sounds alike, is of a domain, is half a word, or differs both ways."""
    asked, fit = pair.asked, pair.overlap
    half = fit.cuts and len(asked.words) == 1
    both = fit.asked_left and fit.listed_left  # "Aspen Insurance" is not "Aspen Technology"
    return bool(asked.native or asked.label or half or both)


def score(pair: Pair, by: Model) -> Ranked:
    total = by.bias
    most, reason = 0.0, "similar name"
    for compare, weight in by.weights:
        found, why = compare(pair)
        if found:
            part = weight * found
            total += part
            if why and part > most:
                most, reason = part, why
    return pair, 1.0 / (1.0 + exp(-total)), reason
