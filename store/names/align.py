"""Which asked word is which listed word: what the comparisons look at."""

from itertools import pairwise
from typing import Literal, NamedTuple

from . import sounds
from .index import Tables, beginning_with, without_one
from .model import Name
from .normalise import Reading
from .words import stem

How = Literal["same", "slip", "cut", "joined", "part", "sound"]
_CUTS = 12  # words tried for a beginning
_LIKE_FROM = 4  # letters: a shorter word is another word, not a slip
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
    native: bool


class Overlap(NamedTuple):
    """How much of both names is accounted for; `left` are the places of words that are not."""

    asked: float
    listed: float
    slips: int
    cuts: int
    asked_left: tuple[int, ...]
    listed_left: tuple[int, ...]


def asked(tables: Tables, reading: Reading, text: str, *, label: bool = False) -> Asked:
    """What is asked, read against the list: in Latin letters by its words, else by its sound."""
    if not reading.key.isascii():
        return _heard(tables, reading, text)
    words = reading.words[:_LONGEST_WORDS]
    own = tuple([stem(word) for word in words])
    weights = tuple([tables.weight(one) for one in own])
    near = [_near(tables, word, one) for word, one in zip(words, own, strict=True)]
    for place in range(len(words) - 1):
        for one in _known(tables, words[place] + words[place + 1]):
            near[place].setdefault(one, Near(0.97, "joined", 2))
    return Asked(
        text=text,
        words=words,
        stems=own,
        weights=weights,
        mass=sum(weights) or 1.0,
        form=reading.form,
        key=reading.key,
        near=tuple(near),
        label=label,
        native=False,
    )


def _heard(tables: Tables, reading: Reading, text: str) -> Asked:
    pieces = sounds.tokens(reading.key)[:_LONGEST_WORDS]
    near = [_sounding(tables, piece) for piece in pieces]
    for place, (first, second) in enumerate(pairwise(pieces)):
        for one in _joined_sound(tables, first, second):
            near[place].setdefault(one, Near(0.9, "sound", 2))
    words = tuple([piece.words[0] for piece in pieces])
    own = tuple([stem(word) for word in words])
    weights = tuple(
        [
            max((tables.weights[one] for one in found), default=tables.weight(own[place]))
            for place, found in enumerate(near)
        ]
    )
    return Asked(
        text=text,
        words=words,
        stems=own,
        weights=weights,
        mass=sum(weights) or 1.0,
        form=reading.form,
        key="".join(words),
        near=tuple(near),
        label=False,
        native=True,
    )


def _sounding(tables: Tables, piece: sounds.Token) -> dict[str, Near]:
    out: dict[str, Near] = {}
    for word in piece.words:
        one = stem(word)
        if one in tables.by_stem:
            out.setdefault(one, Near(0.95, "sound"))
        elif len(word) > 5:
            for first in range(3, len(word) - 2):
                parts = (word[:first], word[first:])
                if all(part in tables.stems for part in parts):
                    out |= {tables.stems[part]: Near(0.95, "part") for part in parts}
    for heard in piece.sounds:
        if len(heard) > 1:
            for one in tables.by_sound.get(heard, ()):
                out.setdefault(one, Near(0.9 if len(heard) > 2 else 0.75, "sound"))
    return out


def _joined_sound(tables: Tables, first: sounds.Token, second: sounds.Token) -> list[str]:
    """Listed words that sound like two pieces together."""
    heard = {sounds.skeleton(one + other) for one in first.words[:4] for other in second.words[:3]}
    return [one for sound in heard if len(sound) > 2 for one in tables.by_sound.get(sound, ())]


def _near(tables: Tables, word: str, own: str) -> dict[str, Near]:
    """The listed stems one asked word may stand for."""
    out: dict[str, Near] = {}
    if own in tables.by_stem:
        out[own] = Near(1.0, "same")
    if len(word) >= _LIKE_FROM:
        for other in _slips(tables, word):
            out.setdefault(tables.stems[other], Near(1.0 - 0.5 / len(word), "slip"))
    for other in beginning_with(tables, word, limit=_CUTS):
        out.setdefault(tables.stems[other], Near(0.5 + 0.4 * len(word) / len(other), "cut"))
    if own not in out:
        for place in range(3, len(word) - 2):
            parts = (word[:place], word[place:])
            if parts[0] in tables.stems and parts[1] in tables.stems:
                for part in parts:
                    out.setdefault(tables.stems[part], Near(0.97, "part"))
    return out


def _slips(tables: Tables, word: str) -> set[str]:
    """Listed words one slip away: a letter more, less, other, or two exchanged."""
    found = set(tables.slips.get(word, ()))
    for cut in without_one(word):
        found.update(tables.slips.get(cut, ()))
    return found


def _known(tables: Tables, word: str) -> list[str]:
    return list(dict.fromkeys(tables.stems[other] for other in _slips(tables, word)))


def overlap(asked: Asked, name: Name, weights: dict[str, float]) -> Overlap:
    """Each asked word takes the listed word it stands for most likely, the first come first."""
    free = dict(enumerate(name.stems))
    hit_asked = hit_listed = 0.0
    slips = cuts = 0
    left: list[int] = []
    taken = 0  # asked words accounted for up to here
    for place, near in enumerate(asked.near):
        if place < taken:
            continue
        found = _taken(near, free)
        if not found:
            left.append(place)
            continue
        best = near[free[found[0]]]
        taken = place + best.span
        slips += best.how == "slip"
        cuts += best.how == "cut"
        hit_asked += sum(asked.weights[place:taken]) * best.score
        hit_listed += sum([weights[free.pop(other)] for other in found]) * best.score
    return Overlap(
        hit_asked / asked.mass,
        hit_listed / (name.mass or 1.0),
        slips,
        cuts,
        tuple(left),
        tuple(free),
    )


def _taken(near: dict[str, Near], free: dict[int, str]) -> list[int]:
    """Places of the listed word an asked word stands for, or of both words it is made of."""
    likely = [place for place, one in free.items() if one in near]
    if not likely:
        return []
    best = max(likely, key=lambda place: near[free[place]].score) if likely[1:] else likely[0]
    if near[free[best]].how != "part":
        return [best]
    parts = [place for place in likely if near[free[place]].how == "part"]
    return parts[:2] if len(parts) > 1 else []
