"""Small pure comparisons of what is asked with one listed name: each a score and a reason."""

from collections.abc import Callable
from typing import NamedTuple

from . import data
from .align import Asked, Overlap
from .model import Evidence, Name
from .normalise import family, places

NOTHING = Evidence(0.0)
_INSTITUTIONS = frozenset(data.lines("institutions.txt"))


class Pair(NamedTuple):
    """What is asked beside one listed name; what several comparisons need is counted once."""

    asked: Asked
    name: Name
    overlap: Overlap
    letters: float
    strays: tuple[float, ...]
    initials: float
    shared: float
    rival: float
    size: float


def listed_found(pair: Pair) -> Evidence:
    """How much of the listed name was asked."""
    return Evidence(pair.overlap.listed)


def both_found(pair: Pair) -> Evidence:
    return Evidence(pair.overlap.asked * pair.overlap.listed)


def letters(pair: Pair) -> Evidence:
    """Letter by letter, without spaces."""
    return Evidence(max(0.0, (pair.letters - 0.5) * 2.0))


def nearly_all_letters(pair: Pair) -> Evidence:
    """From about one letter off in ten upwards."""
    if pair.letters < 0.85:
        return NOTHING
    return Evidence((pair.letters - 0.85) / 0.15, "a letter or two off")


def strays(pair: Pair) -> Evidence:
    return Evidence(min(1.0, sum(pair.strays) / 3.0))


def telling(pair: Pair) -> Evidence:
    """The rarest word both have: without one, the rest is chance."""
    asked = pair.asked
    left = pair.overlap.asked_left
    return Evidence(max((w for i, w in enumerate(asked.weights) if i not in left), default=0.0))


def same_start(pair: Pair) -> Evidence:
    """The first asked word is the first listed one."""
    first = pair.name.stems[0] if pair.name.stems else ""
    if pair.asked.near and first in pair.asked.near[0]:
        return Evidence(1.0, "begins the same")
    return NOTHING


def beginning(pair: Pair) -> Evidence:
    """What is asked is how the listed name begins."""
    words = pair.asked.stems
    if len(words) < len(pair.name.stems) and pair.name.stems[: len(words)] == words:
        return Evidence(1.0, "the beginning of the listed name")
    return NOTHING


def slips(pair: Pair) -> Evidence:
    if not pair.overlap.slips:
        return NOTHING
    return Evidence(min(1.0, pair.overlap.slips / 2.0), "a letter off")


def slip_alone(pair: Pair) -> Evidence:
    """A letter off in a name of one word: as likely another name as a slip."""
    if pair.overlap.slips and len(pair.asked.words) == 1:
        return Evidence(min(1.0, 4.0 / len(pair.asked.key)))
    return NOTHING


def initials(pair: Pair) -> Evidence:
    return Evidence(pair.initials, "its initials")


def other_form(pair: Pair) -> Evidence:
    """GmbH against Inc.: two companies, as a rule."""
    mine, theirs = family(pair.asked.form), family(pair.name.form)
    if mine and theirs and not mine & theirs:
        return Evidence(1.0, "another legal form")
    return NOTHING


def shared(pair: Pair) -> Evidence:
    """How many other names have the rarest word both share."""
    return Evidence(pair.shared)


def rival(pair: Pair) -> Evidence:
    """How close the next account comes."""
    return Evidence(pair.rival)


def size(pair: Pair) -> Evidence:
    """In a long list chance likenesses abound."""
    return Evidence(pair.size)


def site(pair: Pair) -> Evidence:
    """All that is left over of what is asked are places: a site of the company."""
    left = pair.overlap.asked_left
    if left and all(pair.asked.words[place] in places() for place in left):
        return Evidence(1.0, "the same name and a place")
    return NOTHING


def institution(pair: Pair) -> Evidence:
    """A university or foundation is asked for, and a company is listed, or the other way round."""
    asked = {word for word in pair.asked.words if word in _INSTITUTIONS}
    listed = {word for word in pair.name.words if word in _INSTITUTIONS}
    if asked - listed:
        return Evidence(1.0, "another kind of body")
    return NOTHING


def by_label(pair: Pair) -> Evidence:
    """A domain's label read as a name, on either side."""
    if pair.name.kind == "domain" or pair.asked.label:
        return Evidence(1.0, "the name in a domain")
    return NOTHING


def native(pair: Pair) -> Evidence:
    return Evidence(1.0, "it sounds alike") if pair.asked.native else NOTHING


Comparison = Callable[[Pair], Evidence]
COMPARISONS: tuple[Comparison, ...] = (
    both_found,
    listed_found,
    telling,
    same_start,
    beginning,
    letters,
    nearly_all_letters,
    initials,
    site,
    native,
    by_label,
    strays,
    slips,
    slip_alone,
    other_form,
    institution,
    shared,
    rival,
    size,
)
