"""Which asked word is which listed word: what the comparisons look at."""

from typing import Literal, NamedTuple

from store.names.index import Tables, beginning_with, without_one
from store.names.model import Name
from store.names.normalise import Reading
from store.names.words import stem

How = Literal["same", "stem", "slip", "cut", "joined", "part"]
_CUTS = 12  # words tried for a beginning
_LONGEST_WORDS = 12  # words of what is asked that are looked up


class Near(NamedTuple):
    """A listed stem that an asked word may stand for."""

    score: float
    how: How
    span: int = 1


class Asked(NamedTuple):
    """What is asked, with the listed stems each word may stand for."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    weights: tuple[float, ...]
    mass: float
    form: tuple[str, ...]
    key: str
    near: tuple[dict[str, Near], ...]
    label: bool


class Overlap(NamedTuple):
    """How much of both names is accounted for; `left` are the places of words that are not."""

    asked: float
    listed: float
    slips: int
    cuts: int
    asked_left: tuple[int, ...]
    listed_left: tuple[int, ...]
    in_order: bool


def asked(tables: Tables, reading: Reading, text: str, *, label: bool = False) -> Asked:
    words = reading.words[:_LONGEST_WORDS]
    own = tuple([stem(word) for word in words])
    weights = tuple([tables.weight(one) for one in own])
    near = [_near(tables, word, one) for word, one in zip(words, own, strict=True)]
    for place in range(len(words) - 1):
        for one in _known(tables, words[place] + words[place + 1]):
            near[place].setdefault(one, Near(0.97, "joined", 2))
    mass = sum(weights) or 1.0
    return Asked(text, words, own, weights, mass, reading.form, reading.key, tuple(near), label)


def _near(tables: Tables, word: str, own: str) -> dict[str, Near]:
    out: dict[str, Near] = {}
    if own in tables.by_stem:
        out[own] = Near(1.0, "same")
    if len(word) >= 4:
        for other in _slips(tables, word):
            out.setdefault(tables.stems[other], Near(1.0 - 0.5 / len(word), "slip"))
        for other in beginning_with(tables, word, limit=_CUTS):
            score = 0.5 + 0.4 * len(word) / len(other)
            out.setdefault(tables.stems[other], Near(score, "cut"))
    if own not in out:
        for place in range(3, len(word) - 2):
            first, second = word[:place], word[place:]
            if first in tables.stems and second in tables.stems:
                out.setdefault(tables.stems[first], Near(0.97, "part"))
                out.setdefault(tables.stems[second], Near(0.97, "part"))
    return out


def _slips(tables: Tables, word: str) -> set[str]:
    """Listed words one slip away: a letter more, less, other, or two exchanged."""
    found = set(tables.slips.get(word, ()))
    for cut in without_one(word):
        found.update(tables.slips.get(cut, ()))
    return found


def _known(tables: Tables, word: str) -> list[str]:
    return list(dict.fromkeys(tables.stems[other] for other in _slips(tables, word)))


def overlap(asked: Asked, name: Name, weigh: dict[str, float]) -> Overlap:
    """Each listed word is given to one asked word, the surest first come."""
    listed = name.stems
    free = dict.fromkeys(range(len(listed)))
    hit_asked = hit_listed = 0.0
    slips = cuts = 0
    left: list[int] = []
    order: list[int] = []
    skip = 0
    for place, near in enumerate(asked.near):
        if skip:
            skip -= 1
            continue
        best: Near | None = None
        at = -1
        parts = []
        for other in free:
            one = near.get(listed[other])
            if one is None:
                continue
            if one.how == "part":
                parts.append(other)
            if best is None or one.score > best.score:
                best, at = one, other
        if best is None:
            left.append(place)
            continue
        weight = asked.weights[place]
        if best.span == 2:
            weight += asked.weights[place + 1]
            skip = 1
        if best.how == "part":
            if len(parts) < 2:
                left.append(place)
                continue
            for other in parts[:2]:
                del free[other]
                hit_listed += weigh[listed[other]] * best.score
            hit_asked += weight * best.score
            order.append(parts[0])
            continue
        slips += best.how == "slip"
        cuts += best.how == "cut"
        del free[at]
        order.append(at)
        hit_asked += weight * best.score
        hit_listed += weigh[listed[at]] * best.score
    return Overlap(
        hit_asked / asked.mass,
        hit_listed / (name.mass or 1.0),
        slips,
        cuts,
        tuple(left),
        tuple(free),
        order == sorted(order),
    )
