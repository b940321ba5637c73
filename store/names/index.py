"""The tables a name is looked up in: exact maps first, then words and slips."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from store.names import codes, knowledge
from store.names.model import Kind, Listed, Name
from store.names.normalise import Reading, read
from store.names.sounds import skeleton
from store.names.words import stem, weigher

_SLIP_FROM = 4  # letters: shorter words are other words, not slips
_CUT_FROM = 3
_SMALL = frozenset(
    [
        "a",
        "and",
        "at",
        "da",
        "das",
        "de",
        "del",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "et",
        "for",
        "fuer",
        "in",
        "la",
        "le",
        "of",
        "on",
        "the",
        "und",
        "y",
    ]
)
_CAPITALS = re.compile(r"[A-Z0-9](?=[a-z]|$|[0-9])|[0-9]")


class Tables(NamedTuple):
    """Built once and only read from then on. Values are places in `accounts` or `names`."""

    accounts: tuple[Listed, ...]
    names: tuple[Name, ...]
    by_key: dict[str, tuple[int, ...]]
    by_words: dict[str, tuple[int, ...]]
    by_full: dict[str, tuple[int, ...]]
    by_domain: dict[str, tuple[int, ...]]
    by_ticker: dict[str, tuple[int, ...]]
    by_initials: dict[str, tuple[int, ...]]
    by_first: dict[str, tuple[int, ...]]
    by_stem: dict[str, list[int]]
    by_sound: dict[str, tuple[str, ...]]
    stems: dict[str, str]
    slips: dict[str, tuple[str, ...]]
    sorted_words: list[str]
    weights: dict[str, float]
    weight: Callable[[str], float]


def build(listed: Iterable[Listed]) -> Tables:
    accounts = tuple(listed)
    read_names = list(_readings(accounts))
    words = {word for _, _, _, reading in read_names for word in reading.words}
    stems = {word: stem(word) for word in words}
    by_stem: dict[str, list[int]] = {}
    for place, (_, _, _, reading) in enumerate(read_names):
        for one in {stems[word] for word in reading.words}:
            by_stem.setdefault(one, []).append(place)
    weight = weigher(by_stem, len(accounts))
    weights = {one: weight(one) for one in by_stem}
    names: list[Name] = []
    keys: dict[str, tuple[int, ...]] = {}
    fulls: dict[str, tuple[int, ...]] = {}
    orders: dict[str, tuple[int, ...]] = {}
    initials: dict[str, tuple[int, ...]] = {}
    for place, (account, text, kind, reading) in enumerate(read_names):
        own = tuple([stems[word] for word in reading.words])
        mass = sum([weights[one] for one in own])
        names.append(Name(account, text, kind, reading.words, own, reading.form, reading.key, mass))
        keys[reading.key] = (*keys.get(reading.key, ()), place)
        if len(reading.words) > 1 and kind in ("own", "alias"):
            order = in_any_order(reading.words)
            orders[order] = (*orders.get(order, ()), place)
        if reading.form:
            fulls[reading.full] = (*fulls.get(reading.full, ()), place)
        if kind in ("own", "alias"):
            for short in initials_of(text, reading.words):
                initials[short] = (*initials.get(short, ()), place)
    return Tables(
        accounts=accounts,
        names=tuple(names),
        by_key=keys,
        by_words=orders,
        by_full=fulls,
        by_domain=_codes((d, place) for place, a in enumerate(accounts) for d in _domains(a)),
        by_ticker=_codes((codes.plain(a.ticker), place) for place, a in enumerate(accounts)),
        by_initials=initials,
        by_first=_codes(
            (n.words[0], i) for i, n in enumerate(names) if n.words and n.kind == "own"
        ),
        by_stem=by_stem,
        by_sound=_sounds(stems),
        stems=stems,
        slips=_slips(words),
        sorted_words=sorted(words),
        weights=weights,
        weight=weight,
    )


def in_any_order(words: tuple[str, ...]) -> str:
    return " ".join(sorted(words))


def initials_of(text: str, words: tuple[str, ...]) -> set[str]:
    """What a name may be shortened to: with and without its small words, or by its capitals."""
    out: set[str] = set()
    if len(words) > 2:
        out.add("".join([word[0] for word in words]))
        out.add("".join([word[0] for word in words if word not in _SMALL]))
    elif words:
        out.add("".join(_CAPITALS.findall(text.split()[0])).lower())
    return {short for short in out if 2 < len(short) < 8}


def _readings(accounts: tuple[Listed, ...]) -> Iterator[tuple[int, str, Kind, Reading]]:
    for place, account in enumerate(accounts):
        own = read(account.name)
        yield place, account.name, "own", own
        for alias in account.aliases:
            yield place, alias, "alias", read(alias)
        for host in account.domains:
            found = codes.domain(host)
            if found and len(found.label) > 2:
                yield place, host, "domain", read(found.label)
        for fact in knowledge.of(account, own.key):
            yield place, fact.name, fact.kind, read(fact.name)


def _domains(account: Listed) -> Iterator[str]:
    for host in account.domains:
        found = codes.domain(host)
        if found:
            yield from dict.fromkeys((found.host.removeprefix("www."), found.name))


def _codes(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    out: dict[str, tuple[int, ...]] = {}
    for code, place in pairs:
        if code:
            out[code] = (*out.get(code, ()), place)
    return out


def _sounds(stems: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """How a word sounds to Japanese ears, to the stems that sound so."""
    out: dict[str, tuple[str, ...]] = {}
    for word, one in stems.items():
        if len(word) > 2:
            sound = skeleton(word)
            if one not in out.get(sound, ()):
                out[sound] = (*out.get(sound, ()), one)
    return out


def _slips(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each word less one letter, to the words it may be: a slip meets its word here."""
    out: dict[str, tuple[str, ...]] = {}
    for word in words:
        if len(word) >= _SLIP_FROM:
            for cut in {*without_one(word), word}:
                out[cut] = (*out.get(cut, ()), word)
    return out


def without_one(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def beginning_with(tables: Tables, word: str, *, limit: int) -> list[str]:
    """Listed words that `word` is the beginning of."""
    if len(word) < _CUT_FROM:
        return []
    place = bisect_left(tables.sorted_words, word)
    following = tables.sorted_words[place : place + limit]
    return [one for one in following if one.startswith(word) and one != word]
