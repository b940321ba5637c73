"""Names in Japanese and Chinese script, by their sound: enough to ask, never to answer.

Kana tell consonants well and vowels badly, so words are compared by a skeleton of consonants;
common words of company names are looked up as words; other characters by their usual readings.
"""

import re
from functools import cache
from itertools import islice, product
from typing import NamedTuple

from anyascii import anyascii

from . import data

_LATIN = re.compile(r"[a-z0-9]+")
_NO_BREAK = frozenset("ァィゥェォッャュョーンぁぃぅぇぉっゃゅょん")
_MOST_READINGS = 12
_LOST_R = re.compile(r"r(?![aeiouy])")  # "-er" is heard as a long vowel
_HEARD = (
    *(
        ("sch", "s"),
        ("sh", "s"),
        ("th", "s"),
        ("ph", "h"),
        ("tch", "ch"),
        ("ce", "se"),
        ("ci", "si"),
    ),
    *(("cy", "sy"), ("ck", "k"), ("ch", "\t"), ("c", "k"), ("\t", "c"), ("ts", "t"), ("tz", "t")),
    *(("x", "ks"), ("mb", "nb"), ("mp", "np")),
)
_SAME_SOUND = str.maketrans("lvfjzq", "rbhssk", "aeiouyw-' ")


class Token(NamedTuple):
    """A piece of such a name: words it may be, or skeletons of how it may sound."""

    text: str
    words: tuple[str, ...]
    sounds: tuple[str, ...]


def skeleton(word: str) -> str:
    """The consonants of a word in Latin letters, as Japanese hears them."""
    if "r" in word:
        word = _LOST_R.sub("", word)
    for sound, instead in _HEARD:
        if sound in word:
            word = word.replace(sound, instead)
    first = word[:1]
    heard = ("a" if first in "aeiou" else first if first in "yw" else "") + word.translate(
        _SAME_SOUND
    )
    return "".join([c for c, before in zip(heard, " " + heard, strict=False) if c != before])


def tokens(native: str) -> list[Token]:
    """A name without its legal form, cut into known words and what is between them."""
    out: list[Token] = []
    rest = ""
    place = 0
    while place < len(native):
        latin = _LATIN.match(native, place)
        known = latin[0] if latin else _known(native, place)
        if not known and (native[place].isalnum() or native[place] == "ー"):
            rest += native[place]
            place += 1
            continue
        if rest:
            out.append(_unknown(rest))
            rest = ""
        if latin:
            out.append(Token(known, (known,), ()))
        elif known:
            words = _words()[known]
            out.append(Token(known, words, tuple(map(skeleton, words[:2]))))
        place += len(known) or 1
    return [*out, _unknown(rest)] if rest else out


def _known(native: str, place: int) -> str:
    for end in range(min(len(native), place + 10), place + 1, -1):
        piece = native[place:end]
        following = native[end : end + 1]
        if piece in _words() and following not in _NO_BREAK:
            return piece
    return ""


def _unknown(piece: str) -> Token:
    if all("ぁ" <= c <= "ヿ" for c in piece):
        heard = _latin(piece)
        return Token(piece, (heard,), (skeleton(heard),))
    choices = [_kanji().get(c) or (_latin(c),) for c in piece]
    readings = ["".join(parts) for parts in islice(product(*choices), _MOST_READINGS)]
    sounds = tuple(dict.fromkeys(map(skeleton, readings)))
    return Token(piece, tuple(dict.fromkeys((*readings, _latin(piece)))), sounds)


def _latin(piece: str) -> str:
    """As it is pronounced: Japanese for kana, Mandarin for characters."""
    plain = piece.replace("ッ", "").replace("っ", "").replace("ー", "")
    return anyascii(plain).lower()


@cache
def _words() -> dict[str, tuple[str, ...]]:
    rows = (line.split() for line in data.lines("cjk_words.txt"))
    return {row[0]: tuple(row[1:]) for row in rows if len(row) > 1}


@cache
def _kanji() -> dict[str, tuple[str, ...]]:
    rows = (line.split() for line in data.lines("kanji.txt"))
    return {row[0]: tuple(row[1:]) for row in rows}
