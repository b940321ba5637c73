"""Companies in running text: which words of a message surely or plausibly name a listed account."""

import re
from collections.abc import Iterator
from functools import cache

from . import codes, data
from .normalise import read
from .search import NameIndex

_LONGEST_TEXT = 4_000  # characters looked at: a chat message of that length is an article
_MOST_WORDS = 6  # words of a run that are tried together
_TOKEN = re.compile(r"[^\s,;:!?()\[\]{}<>|\"“”„«»…*_~`]+")
_SENTENCE_END = re.compile(r"[.!?:]\s*$|\n")
_JOINING = frozenset({"&", "and", "of", "the", "de", "+", "-"})
_ENDING = ".,'’/\\"
_LIKELY = 0.6  # a name that is only asked about must be that likely in running text

Span = tuple[int, int]


def find_names(index: NameIndex, text: str, limit: int) -> list[str]:
    """The parts of a message that name listed accounts, in order, each account once."""
    text = text[:_LONGEST_TEXT]
    found: list[str] = []
    accounts: set[str] = set()
    for run in _runs(text):
        for start, end, hit in _names(index, text, run):
            if hit not in accounts:
                accounts.add(hit)
                found.append(text[start:end])
    return found[:limit]


def _runs(text: str) -> Iterator[list[Span]]:
    """Neighbouring words that look like parts of a name; codes stand alone."""
    run: list[Span] = []
    words = [(m.start(), m.start() + len(m[0].rstrip(_ENDING))) for m in _TOKEN.finditer(text)]
    for span in (one for one in words if one[0] < one[1]):
        word = text[slice(*span)]
        gap = text[run[-1][1] : span[0]] if run else ""
        if run and (gap.strip(" .&'’") or "\n" in gap):
            yield from _closed(text, run)
            run = []
        if codes.domain(word) or codes.ticker(word):
            yield from _closed(text, run)
            yield [span]
            run = []
        elif _like_a_name(word) or (run and word.lower() in _JOINING):
            run.append(span)
        else:
            yield from _closed(text, run)
            run = []
    yield from _closed(text, run)


def _closed(text: str, run: list[Span]) -> Iterator[list[Span]]:
    while run and text[slice(*run[-1])].lower() in _JOINING:
        run = run[:-1]
    if run:
        yield run


def _like_a_name(word: str) -> bool:
    return any(c.isupper() or c.isdigit() or ord(c) > 0x2E7F for c in word)


def _names(index: NameIndex, text: str, run: list[Span]) -> Iterator[tuple[int, int, str]]:
    """The longest names first, from left to right, not overlapping."""
    place = 0
    while place < len(run):
        for stop in range(min(len(run), place + _MOST_WORDS), place, -1):
            start, end = run[place][0], run[stop - 1][1]
            hit = _named(index, text, start, end)
            if hit:
                yield start, end, hit
                place = stop
                break
        else:
            place += 1


def _named(index: NameIndex, text: str, start: int, end: int) -> str:
    """The account these words name; "" when they name none well enough for running text."""
    said = text[start:end]
    words = said.lower().split()
    if _JOINING & {words[0], words[-1]} or not _telling(text, said, start):
        return ""
    found = index.search(said, limit=1)
    if not found.hits or found.status == "none":
        return ""
    hit, sure = found.hits[0], found.status == "match"
    if not _JOINING.isdisjoint(words):
        likely = sure and hit.score == 1.0  # "Ford and Shell" is two names, exact ones aside
    else:
        likely = sure or (len(words) > 1 and hit.score >= _LIKELY)
    return hit.account_id if likely else ""


def _telling(text: str, said: str, start: int) -> bool:
    """Whether these words are more than ordinary prose that a capital letter starts."""
    if codes.domain(said) or codes.ticker(said):
        return True
    words = read(said).words
    if not words or (len(said) < 3 and "&" not in said):
        return False
    if all(word in _prose() for word in words):
        first = not text[:start].strip() or bool(_SENTENCE_END.search(text[:start]))
        return not first and len(words) > 1
    return True


@cache
def _prose() -> frozenset[str]:
    return frozenset(data.lines("prose.txt"))
