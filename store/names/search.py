"""Looking a name up: codes and exact names first, then the judgement of the nearest ones."""

from collections.abc import Iterable
from heapq import nlargest

from rapidfuzz.fuzz import ratio

from store.names import codes
from store.names.align import Asked, asked, overlap
from store.names.index import Tables, build
from store.names.model import Found, Hit, Listed, Name
from store.names.normalise import clean, read

_NEAR = 8  # names compared closely
_COMMON = 400  # names a word may bring in by itself


class NameIndex:
    """The accounts of one edition, to be found by name. Never changes once built."""

    __slots__ = ("_tables",)

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @classmethod
    def build(cls, accounts: Iterable[Listed]) -> "NameIndex":
        return cls(build(accounts))

    def __len__(self) -> int:
        return len(self._tables.accounts)

    def search(self, text: str, *, limit: int = 5) -> Found:
        """Sure of one, unsure between some, or sure of none; any text at all may be asked."""
        tables = self._tables
        text = clean(text)
        marked = codes.ticker(text)
        if marked:
            return self._sure(
                text, tables.by_ticker.get(marked, ()), f"ticker {marked}", marked, limit
            )
        host = codes.domain(text)
        if host:
            for one in (host.host.removeprefix("www."), host.name):
                if one in tables.by_domain:
                    return self._sure(text, tables.by_domain[one], f"domain {one}", one, limit)
            if host.name in codes.ANYBODY:
                return Found("none", (), text)
        reading = read(host.label if host else text)
        exact = tables.by_full.get(reading.full) or tables.by_key.get(reading.key)
        if exact:
            return self._exact(text, exact, limit)
        bare = codes.bare_ticker(text)
        if bare and bare in tables.by_ticker:
            return self._sure(text, tables.by_ticker[bare], f"ticker {bare}", bare, limit)
        return self._judge(asked(tables, reading, text, label=host is not None), limit)

    def _sure(self, text: str, places: tuple[int, ...], reason: str, via: str, limit: int) -> Found:
        accounts = [self._tables.accounts[place] for place in dict.fromkeys(places)]
        hits = tuple([Hit(a.account_id, a.name, 1.0, reason, via) for a in accounts[:limit]])
        return Found("match" if len(hits) == 1 else "candidates" if hits else "none", hits, text)

    def _exact(self, text: str, places: tuple[int, ...], limit: int) -> Found:
        names: dict[int, Name] = {}
        for place in places:
            name = self._tables.names[place]
            names.setdefault(name.account, name)
        hits = tuple([self._hit(name, 1.0, "same name") for name in names.values()][:limit])
        return Found("match" if len(hits) == 1 else "candidates", hits, text)

    def _judge(self, asked: Asked, limit: int) -> Found:
        best: dict[int, tuple[float, Name]] = {}
        for name in self._candidates(asked):
            fit = overlap(asked, name, self._tables.weights)
            score = 0.5 * fit.asked + 0.3 * fit.listed + 0.002 * ratio(asked.key, name.key)
            if score > best.get(name.account, (0.0,))[0]:
                best[name.account] = (score, name)
        ranked = sorted(best.values(), key=lambda pair: -pair[0])[:limit]
        hits = tuple([self._hit(name, score, "similar name") for score, name in ranked])
        if not hits or hits[0].score < 0.55:
            return Found("none", hits, asked.text)
        sure = hits[0].score > 0.93 and (len(hits) == 1 or hits[1].score < 0.85)
        return Found("match" if sure else "candidates", hits, asked.text)

    def _hit(self, name: Name, score: float, reason: str) -> Hit:
        account = self._tables.accounts[name.account]
        via = "" if name.kind == "own" else name.text
        return Hit(account.account_id, account.name, round(min(score, 1.0), 3), reason, via)

    def _candidates(self, asked: Asked) -> list[Name]:
        tables = self._tables
        scores: dict[int, float] = {}
        for near in asked.near:
            for stem, one in near.items():
                weight = tables.weights[stem] * one.score
                places = tables.by_stem[stem]
                if len(places) > _COMMON and scores:
                    continue
                for place in places[:_COMMON]:
                    scores[place] = scores.get(place, 0.0) + weight
        names = tables.names
        best = nlargest(
            _NEAR,
            scores.items(),
            key=lambda pair: pair[1] / (asked.mass + names[pair[0]].mass - pair[1]),
        )
        return [names[place] for place, _ in best]
