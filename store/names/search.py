"""Looking a name up: what is exact first, then the judgement of the nearest names."""

from collections.abc import Iterable

from . import codes, knowledge
from .compare import Pair
from .decide import Model, judge, model
from .exact import exact, hit
from .index import Tables, build
from .model import Found, Listed
from .normalise import clean, read
from .pairs import pairs

_CODE_LETTERS = 0.9  # of a domain or ticker that must agree for it to be asked


class NameIndex:
    """The accounts of one edition, to be found by name.

    Never changes once built, so any number of threads may search it; pickles.
    """

    __slots__ = ("_by", "_tables")

    def __init__(self, tables: Tables, by: Model | None = None) -> None:
        self._tables = tables
        self._by = by or model()

    @classmethod
    def build(cls, accounts: Iterable[Listed]) -> "NameIndex":
        return cls(build(accounts))

    @property
    def tables(self) -> Tables:
        """All that it is made of, to be taken elsewhere: `NameIndex(tables)` is the same again."""
        return self._tables

    def judged_by(self, by: Model) -> "NameIndex":
        """The same names under other weights, as when those are being fitted."""
        return NameIndex(self._tables, by)

    def __len__(self) -> int:
        return len(self._tables.accounts)

    def search(self, text: str, *, limit: int = 5) -> Found:
        """Sure of one, unsure between some, or sure of none; any text at all may be asked."""
        text = clean(text)
        settled = exact(self._tables, text, limit)
        if settled is not None:
            return settled
        verdict = judge(pairs(self._tables, text), self._by)
        hits = [hit(self._tables, p.name, score, why) for p, score, why in verdict.ranked[:limit]]
        if hits and _apart(text, verdict.ranked[0][0]):
            return Found("none", tuple(hits), text)
        return Found(verdict.status, tuple(hits), text)

    def unsettled(self, text: str) -> list[Pair]:
        """The pairs that a judgement would be made of; none when none is needed."""
        text = clean(text)
        return [] if exact(self._tables, text, 1) else pairs(self._tables, text)


def _apart(text: str, best: Pair) -> bool:
    """Whether even the likeliest is none: a known other body, or not quite that code."""
    if best.asked.label or (codes.looks_like_ticker(text) and not best.initials):
        return best.letters < _CODE_LETTERS
    return read(text).key in knowledge.others()
