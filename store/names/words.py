"""How much a word says: rare ones tell companies apart, ordinary ones tell nothing."""

from collections.abc import Mapping, Sized
from dataclasses import dataclass
from functools import cache
from math import log

from . import data

_UNSEEN = 0.5  # a word never met counts as met half a time


@cache
def _stems() -> Mapping[str, str]:
    """Abbreviations and variants to the word they stand for."""
    out: dict[str, str] = {}
    for line in data.text("abbreviations.txt").splitlines():
        head, colon, rest = line.partition(":")
        if colon and not head.startswith("#"):
            out |= dict.fromkeys(rest.split(), head)
            out[head] = head
    return out


def stem(word: str) -> str:
    """The word that is compared: abbreviations written out, plurals cut."""
    known = _stems().get(word)
    if known:
        return known
    if len(word) > 4 and word[-1] == "s" and word[-2] not in "su":
        return word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return word


@cache
def seen() -> Mapping[str, int]:
    """In how many of some ten thousand real names a stem occurs; "*" is how many those are."""
    lines = data.text("word_counts.txt").splitlines()
    pairs = (line.split() for line in lines if not line.startswith("#"))
    return {word: int(count) for word, count in pairs}


@dataclass(frozen=True, slots=True)
class Weigher:
    """Weight of a stem in 0..1, from the real names and from the list it is asked of."""

    listed: Mapping[str, Sized]
    total: int

    def __call__(self, stem: str) -> float:
        names = seen()["*"] + self.total + 1
        met = seen().get(stem, 0) + len(self.listed.get(stem, ()))
        return log(names / max(met, _UNSEEN)) / log(names / _UNSEEN)
