"""The tables a name is looked up in: exact maps first, then words and slips."""

import gc
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from . import codes, knowledge
from .model import Kind, Listed, Name
from .normalise import Reading, read
from .sounds import skeleton
from .words import Weigher, stem

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


Places = dict[str, tuple[int, ...]]
_OWN = ("own", "alias")


class Tables(NamedTuple):
    """Built once and only read from then on. Values are places in `accounts` or `names`."""

    accounts: tuple[Listed, ...]
    names: tuple[Name, ...]
    by_key: Places
    by_full: Places
    by_words: Places
    by_initials: Places
    by_first: Places
    by_domain: Places
    by_ticker: Places
    by_stem: dict[str, list[int]]
    by_sound: dict[str, tuple[str, ...]]
    slips: dict[str, tuple[str, ...]]
    stems: dict[str, str]
    sorted_words: list[str]
    weights: dict[str, float]
    weight: Weigher


def build(listed: Iterable[Listed]) -> Tables:
    """Collecting garbage meanwhile would take a third of the time and find none."""
    collects = gc.isenabled()
    gc.disable()
    try:
        return _build(tuple(listed))
    finally:
        if collects:
            gc.enable()


def _build(accounts: tuple[Listed, ...]) -> Tables:
    readings = list(_readings(accounts))
    words = {word for *_, reading in readings for word in reading.words}
    stems = {word: stem(word) for word in words}
    by_stem: dict[str, list[int]] = {}
    for place, (*_, reading) in enumerate(readings):
        for one in {stems[word] for word in reading.words}:
            by_stem.setdefault(one, []).append(place)
    weight = Weigher(by_stem, len(accounts))
    weights = {one: weight(one) for one in by_stem}
    names = tuple([_name(*one, stems, weights) for one in readings])
    own = [(i, *row[1:]) for i, row in enumerate(readings) if row[2] in _OWN]
    return Tables(
        accounts=accounts,
        names=names,
        by_key=_places((row[3].key, i) for i, row in enumerate(readings)),
        by_full=_places((row[3].full, i) for i, row in enumerate(readings) if row[3].form),
        by_words=_places((in_any_order(r.words), i) for i, _, _, r in own if len(r.words) > 1),
        by_initials=_places((s, i) for i, text, _, r in own for s in initials_of(text, r.words)),
        by_first=_places((r.words[0], i) for i, _, kind, r in own if kind == "own" and r.words),
        by_domain=_places((d, i) for i, a in enumerate(accounts) for d in _domains(a)),
        by_ticker=_places((codes.plain(a.ticker), i) for i, a in enumerate(accounts) if a.ticker),
        by_stem=by_stem,
        by_sound=_sounds(stems),
        slips=_slips(words),
        stems=stems,
        sorted_words=sorted(words),
        weights=weights,
        weight=weight,
    )


def _name(
    account: int,
    text: str,
    kind: Kind,
    reading: Reading,
    stems: dict[str, str],
    weights: dict[str, float],
) -> Name:
    own = tuple([stems[word] for word in reading.words])
    mass = sum([weights[one] for one in own])
    return Name(account, text, kind, reading.words, own, reading.form, reading.key, mass)


def in_any_order(words: tuple[str, ...]) -> str:
    return " ".join(sorted(words))


def initials_of(text: str, words: tuple[str, ...]) -> set[str]:
    """What a name may be shortened to: with and without its small words, or by its capitals."""
    if len(words) > 2:
        out = {"".join([word[0] for word in words])}
        if not _SMALL.isdisjoint(words):
            out.add("".join([word[0] for word in words if word not in _SMALL]))
    else:
        out = {"".join(_CAPITALS.findall(text.split()[0])).lower()} if words else set()
    return {short for short in out if 2 < len(short) < 8}


def _readings(accounts: tuple[Listed, ...]) -> Iterator[tuple[int, str, Kind, Reading]]:
    for place, account in enumerate(accounts):
        own = read(account.name)
        yield place, account.name, "own", own
        for alias in account.aliases:
            yield place, alias, "alias", read(alias)
        for host in account.domains:
            label = codes.label(host)
            if len(label) > 2:
                yield place, host, "domain", read(label)
        for fact in knowledge.of(account, own.key):
            yield place, fact.name, fact.kind, read(fact.name)


def _domains(account: Listed) -> Iterator[str]:
    for host in account.domains:
        found = codes.domain(host)
        if found:
            yield from dict.fromkeys((found.host.removeprefix("www."), found.name))


def _places(pairs: Iterable[tuple[str, int]]) -> Places:
    out: Places = {}
    for code, place in pairs:
        out[code] = (*out[code], place) if code in out else (place,)
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
                out[cut] = (*out[cut], word) if cut in out else (word,)
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
