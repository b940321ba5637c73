"""The nearest names to what is asked, each beside it and ready to be compared."""

from collections.abc import Iterator
from heapq import nlargest
from math import log
from typing import NamedTuple

from rapidfuzz.distance import Indel

from . import codes
from .align import Asked, Overlap, asked, overlap
from .compare import Pair
from .index import Tables
from .model import Name
from .normalise import read, without_noise, without_slipped_form

_ALIGNED = 14  # names whose words are matched one by one
_COMPARED = 6  # accounts compared closely
_ENOUGH = 400  # names found by rarer words; commoner ones bring in no more
_COMMON = 400  # names a word may bring in by itself
_LEAST = 1_000  # accounts: the weights were fitted on lists from this size on
_SIZE = 12.0  # the logarithm of a list larger than any


_WHOLE_ONLY = ("known", "former", "brand", "subsidiary")  # half of one is another name
_WHOLE = 0.8  # of the letters of such a name that must agree


class _Close(NamedTuple):
    close: float
    name: Name
    overlap: Overlap
    letters: float


def pairs(tables: Tables, text: str) -> list[Pair]:
    """What is asked beside the nearest name of each near account, the closest first."""
    host = codes.domain(text)
    reading = without_slipped_form(read(host.label if host else without_noise(text)))
    query = asked(tables, reading, text, label=host is not None)
    best: dict[int, _Close] = {}
    for name in _candidates(tables, query):
        fit = overlap(query, name, tables.weights)
        letters = Indel.normalized_similarity(query.key, name.key)
        if name.kind in _WHOLE_ONLY and letters < _WHOLE:
            continue
        close = fit.asked + fit.listed + letters
        if name.account not in best or close > best[name.account].close:
            best[name.account] = _Close(close, name, fit, letters)
    order = sorted(best.values(), key=lambda row: -row.close)[:_COMPARED]
    closest = [row.close for row in order[:2]] + [0.0, 0.0]
    return [
        _pair(tables, query, row, rival=closest[0] if place else closest[1])
        for place, row in enumerate(order)
    ]


def _pair(tables: Tables, query: Asked, row: _Close, *, rival: float) -> Pair:
    name, fit = row.name, row.overlap
    total = max(len(tables.accounts), _LEAST)
    common = [
        len(tables.by_stem[stem])
        for place, stem in enumerate(name.stems)
        if place not in fit.listed_left
    ]
    return Pair(
        asked=query,
        name=name,
        overlap=fit,
        letters=row.letters,
        strays=tuple([query.weights[place] for place in fit.asked_left]),
        initials=_initials(tables, query, name),
        shared=log(min(common, default=total) + 1) / log(total + 2),
        rival=rival / (rival + row.close) if row.close else 0.0,
        size=log(total + 1) / _SIZE,
    )


def _initials(tables: Tables, query: Asked, name: Name) -> float:
    """1 when it is the only account of these initials, less the more there are."""
    accounts = {tables.names[place].account for place in tables.by_initials.get(query.key, ())}
    return 1.0 / len(accounts) if name.account in accounts else 0.0


def _candidates(tables: Tables, query: Asked) -> list[Name]:
    """The nearest names by the weight of the words they share, the rarest words first."""
    scores = dict.fromkeys(_whole(tables, query), 1.0)
    words = [(stem, one.score) for near in query.near for stem, one in near.items()]
    words.sort(key=lambda word: len(tables.by_stem[word[0]]))
    for stem, likeness in words:
        places = tables.by_stem[stem]
        weight = tables.weights[stem] * likeness
        if scores and (len(scores) > _ENOUGH or len(places) > _COMMON):
            for place in scores:
                if stem in tables.names[place].stems:
                    scores[place] += weight
        else:
            for place in places[:_COMMON]:
                scores[place] = scores.get(place, 0.0) + weight
    mass, names = query.mass, tables.names
    rated = [(s / max(0.01, mass + names[p].mass - s), p) for p, s in scores.items()]
    return [names[place] for _, place in nlargest(_ALIGNED, rated)]


def _whole(tables: Tables, query: Asked) -> Iterator[int]:
    """Names that what is asked may stand for as a whole."""
    if len(query.words) == 1:
        yield from tables.by_first.get(query.words[0], ())[:_ALIGNED]
    yield from tables.by_initials.get(query.key, ())
