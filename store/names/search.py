"""Looking a name up: codes and exact names first, then the judgement of the nearest ones."""

from collections.abc import Iterable
from heapq import nlargest
from math import log

from rapidfuzz.distance import Indel

from store.names import codes, knowledge
from store.names.align import Asked, Overlap, asked, overlap
from store.names.compare import Pair
from store.names.decide import Model, Verdict, judge, model
from store.names.index import Tables, build, in_any_order
from store.names.model import Found, Hit, Listed, Name
from store.names.normalise import (
    Reading,
    clean,
    family,
    read,
    without_noise,
    without_site,
    without_slipped_form,
)
from store.names.words import seen

_NEAR = 10  # names compared closely
_CODE_LETTERS = 0.9  # of a domain or ticker that must agree for it to be asked
_BORNE = 4  # a word borne by so many real companies isn't one company's alone
_COMMON = 400  # names a word may bring in by itself


def apart(text: str, best: Pair) -> bool:
    """Whether even the likeliest is none: a known other body, or not quite that code."""
    if best.asked.label or (codes.looks_like_ticker(text) and not best.initials):
        return best.letters < _CODE_LETTERS
    return read(text).key in knowledge.others()


class NameIndex:
    """The accounts of one edition, to be found by name. Never changes once built."""

    __slots__ = ("_by", "_tables")

    def __init__(self, tables: Tables, by: Model | None = None) -> None:
        self._tables = tables
        self._by = by or model()

    @classmethod
    def build(cls, accounts: Iterable[Listed]) -> "NameIndex":
        return cls(build(accounts))

    def judged_by(self, by: Model) -> "NameIndex":
        """The same names under other weights, as when those are being fitted."""
        return NameIndex(self._tables, by)

    def __len__(self) -> int:
        return len(self._tables.accounts)

    def search(self, text: str, *, limit: int = 5) -> Found:
        """Sure of one, unsure between some, or sure of none; any text at all may be asked."""
        text = clean(text)
        exact = self.exact(text, limit)
        if exact is not None:
            return exact
        verdict = judge(self.pairs(text), self._by)
        if verdict.status != "none" and apart(text, verdict.ranked[0][0]):
            verdict = verdict._replace(status="none")
        return self._found(verdict, text, limit)

    def exact(self, text: str, limit: int) -> Found | None:
        """What codes and exact names settle; None when it takes a judgement."""
        tables = self._tables
        marked = codes.ticker(text)
        if marked:
            places = tables.by_ticker.get(marked, ())
            return self._coded(text, places, f"ticker {marked}", marked, limit)
        host = codes.domain(text)
        if host:
            for one in (host.host.removeprefix("www."), host.name):
                if one in tables.by_domain:
                    return self._coded(text, tables.by_domain[one], f"domain {one}", one, limit)
            if host.name in codes.ANYBODY:
                return Found("none", (), text)
            if named := self._named(read(text), text, None, limit):
                return named  # some names look like domains
        reading = read(host.label if host else without_noise(text))
        named = self._named(reading, text, host, limit)
        if named:
            return named
        bare = codes.bare_ticker(text)
        if bare and bare in tables.by_ticker:
            return self._coded(text, tables.by_ticker[bare], f"ticker {bare}", bare, limit)
        return None if host else self._beginning(reading, text, limit)

    def _coded(self, text: str, places: tuple[int, ...], why: str, via: str, limit: int) -> Found:
        accounts = [self._tables.accounts[place] for place in dict.fromkeys(places)]
        hits = tuple([Hit(a.account_id, a.name, 1.0, why, via) for a in accounts[:limit]])
        return Found("match" if len(hits) == 1 else "candidates" if hits else "none", hits, text)

    def _named(
        self, reading: Reading, text: str, host: codes.Domain | None, limit: int
    ) -> Found | None:
        """By exactly its name, with its legal form, else without; own names first."""
        tables = self._tables
        full = self._by_account(tables.by_full.get(reading.full, ()))
        names = full or self._by_account(tables.by_key.get(reading.key, ()))
        why = ""
        if not names and len(reading.words) > 1:
            names = self._by_account(tables.by_words.get(in_any_order(reading.words), ()))
            why = "the same words in another order"
        if not names:
            names, why = self._site(reading)
        if not names or not reading.key:
            return None
        if names[0].kind not in ("own", "alias") and self._begins(reading.words):
            return None  # as a word it begins other names too
        hits = [self._hit(name, 1.0, why or self._why(name)) for name in names[:limit]]
        sure = len(names) == 1 and (bool(full) or self._certain(reading, names[0], host))
        return Found("match" if sure else "candidates", tuple(hits), text)

    def _site(self, reading: Reading) -> tuple[list[Name], str]:
        """The same name and places behind it; of a name of one word, more than one place."""
        whole = without_site(reading)
        if len(whole.words) < 2 and len(reading.words) - len(whole.words) < 2:
            return [], ""
        return self._by_account(self._tables.by_key.get(whole.key, ())), "the same name and a place"

    def _by_account(self, places: tuple[int, ...]) -> list[Name]:
        """One name an account; those of its own before those by what is known of others."""
        names: dict[int, Name] = {}
        for place in places:
            name = self._tables.names[place]
            names.setdefault(name.account, name)
        own = [name for name in names.values() if name.kind in ("own", "alias")]
        return own or list(names.values())

    def _certain(self, reading: Reading, name: Name, host: codes.Domain | None) -> bool:
        account = self._tables.accounts[name.account]
        if host and account.domains:
            return False  # it has another domain
        if len(name.stems) > 1:
            return True
        mine, theirs = family(reading.form), family(name.form)
        if mine and theirs and not mine & theirs:
            return False  # GmbH against Inc: maybe another company of that name
        if name.kind in ("own", "alias", "domain"):
            return True
        own = read(account.name).words[:1] == name.words
        return own or seen().get(name.stems[0], 0) < _BORNE

    def _why(self, name: Name) -> str:
        return knowledge.reason(name.kind, name.text, self._tables.accounts[name.account].name)

    def _beginning(self, reading: Reading, text: str, limit: int) -> Found | None:
        """A word that begins the names of several accounts: which of them is to be asked."""
        if not self._begins(reading.words):
            return None
        tables = self._tables
        names = [tables.names[place] for place in tables.by_first[reading.words[0]]]
        why = f"begins with “{reading.words[0]}”"
        hits = [self._hit(name, 0.5, why) for name in sorted(names, key=lambda n: len(n.words))]
        return Found("candidates", tuple(hits[:limit]), text)

    def _begins(self, words: tuple[str, ...]) -> bool:
        return len(words) == 1 and len(self._tables.by_first.get(words[0], ())) > 1

    def _found(self, verdict: Verdict, text: str, limit: int) -> Found:
        hits = [self._hit(p.name, score, reason) for p, score, reason in verdict.ranked[:limit]]
        return Found(verdict.status, tuple(hits), text)

    def _hit(self, name: Name, score: float, reason: str) -> Hit:
        account = self._tables.accounts[name.account]
        via = "" if name.kind == "own" else name.text
        return Hit(account.account_id, account.name, round(min(score, 1.0), 3), reason, via)

    def pairs(self, text: str) -> list[Pair]:
        """What is asked beside the nearest name of each near account."""
        tables = self._tables
        host = codes.domain(text)
        reading = without_slipped_form(read(host.label if host else without_noise(text)))
        query = asked(tables, reading, text, label=host is not None)
        best: dict[int, tuple[float, Name, Overlap, float]] = {}
        for name in self._candidates(query):
            fit = overlap(query, name, tables.weights)
            near = Indel.normalized_similarity(query.key, name.key)
            close = fit.asked + fit.listed + near
            if name.account not in best or close > best[name.account][0]:
                best[name.account] = (close, name, fit, near)
        order = sorted((row[0] for row in best.values()), reverse=True)
        return [
            self._pair(
                query,
                row,
                order[1] if row[0] == order[0] and order[1:] else order[0],
                len(order) == 1,
            )
            for row in best.values()
        ]

    def _pair(
        self, query: Asked, row: tuple[float, Name, Overlap, float], rival: float, alone: bool
    ) -> Pair:
        tables = self._tables
        close, name, fit, near = row
        total = len(tables.accounts)
        sharing = min(
            (len(tables.by_stem[s]) for i, s in enumerate(name.stems) if i not in fit.listed_left),
            default=total,
        )
        return Pair(
            asked=query,
            name=name,
            overlap=fit,
            letters=near,
            strays=tuple([query.weights[i] for i in fit.asked_left]),
            lacks=tuple([tables.weights[name.stems[i]] for i in fit.listed_left]),
            initials=self._initials(query, name),
            shared=log(sharing + 1) / log(total + 2),
            rival=0.0 if alone else rival / (rival + close),
            size=log(total + 1) / 12.0,
        )

    def _initials(self, query: Asked, name: Name) -> float:
        places = self._tables.by_initials.get(query.key, ())
        if not places or all(self._tables.names[p].account != name.account for p in places):
            return 0.0
        return 1.0 / len({self._tables.names[p].account for p in places})

    def _candidates(self, query: Asked) -> list[Name]:
        tables = self._tables
        scores: dict[int, float] = {}
        for near in query.near:
            for stem, one in near.items():
                weight = tables.weights[stem] * one.score
                places = tables.by_stem[stem]
                if len(places) > _COMMON and scores:
                    for place in scores:
                        if stem in tables.names[place].stems:
                            scores[place] += weight
                    continue
                for place in places[:_COMMON]:
                    scores[place] = scores.get(place, 0.0) + weight
        if len(query.words) == 1:
            for place in tables.by_first.get(query.words[0], ())[:_NEAR]:
                scores[place] = scores.get(place, 0.0) + 1.0
        for place in tables.by_initials.get(query.key, ()):
            scores[place] = scores.get(place, 0.0) + 1.0
        names = tables.names
        best = nlargest(
            _NEAR,
            scores.items(),
            key=lambda pair: pair[1] / max(0.01, query.mass + names[pair[0]].mass - pair[1]),
        )
        return [names[place] for place, _ in best]
