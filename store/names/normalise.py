"""A name as people write it, read into words: one reading for what is listed and what is asked."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz.distance import OSA

from . import data
from .words import seen

LONGEST = 160  # characters read of a name; the longest of 10,000 real ones has 119

_DOTTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
_TWO_LETTERS = re.compile(r"\b(\w{1,2})\s*[&+]\s*(\w{1,2})\b")
_OWNER = re.compile(r"\b(inc|corp|ltd|llc|plc|co|company|corporation|limited|gmbh|ag|sa)['’`´]s\b")
_STATE = re.compile(r"\s/\s?[a-z]{2,3}/?\s*$|\\[a-z]{2}\\?\s*$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SIGNS = str.maketrans(
    {chr(c): " " for c in range(128) if not chr(c).isalnum()} | dict.fromkeys("'`", "")
)
_LONG_FORM = 7  # letters: shorter ones are a slip away from other words
_DROPPED = frozenset({"and", "the"})


class Reading(NamedTuple):
    """A name's words in ASCII, its legal form set aside; `key` and `full` are it without spaces."""

    words: tuple[str, ...]
    form: tuple[str, ...]
    key: str
    full: str


def clean(text: str) -> str:
    """Lower case, one width, no invisible characters; safe to show and to compare."""
    text = text[: 4 * LONGEST]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _instead(c) for c in text)
    return " ".join(text.split())[:LONGEST]


def _instead(sign: str) -> str:
    return "" if unicodedata.category(sign) == "Cf" else " "


def read(text: str) -> Reading:
    """Never fails and never leaves a name empty that had a letter or digit in it."""
    text = clean(text).lower()
    native = ""
    if not text.isascii():
        text = text.replace("’", "'").replace("´", "'")
        if _CJK.search(text):
            text = without_script_forms(text)
            native = "".join(filter(str.isalnum, text))
        else:
            text = without_script_forms(text)
        text = anyascii(text).lower()
    if text.endswith(")"):
        text = without_place(text)
    words = split(text)
    core, form = without_form(words)
    core = tuple(w for w in core if w not in _DROPPED) or core
    key = native or "".join(core)
    return Reading(core, form, key, native or "".join(w for w in words if w not in _DROPPED))


def without_noise(text: str) -> str:
    """What is asked without "the … account", "… - HQ" and the like."""
    rest = _noise().sub("", text).strip(' -,;:?!"“”')
    return rest or text


@cache
def _noise() -> re.Pattern[str]:
    either = "|".join(map(re.escape, data.lines("noise.txt")))
    return re.compile(rf"^the\s+(?=.*\baccount$)|[\s(-]+(?:{either})\)?[?!.]*$", re.IGNORECASE)


def without_place(text: str) -> str:
    """A name without the "(Japan)" or "(The)" behind it."""
    name, _, behind = text[:-1].rpartition("(")
    words = behind.split()
    if name.strip() and words and all(word in places() or word in _DROPPED for word in words):
        return name
    return text


@cache
def places() -> frozenset[str]:
    return frozenset(data.lines("places.txt"))


def split(text: str) -> tuple[str, ...]:
    """Words of lower-case ASCII: "A. O. Smith" is `ao smith`, "AT&T" is `att`."""
    if "." in text:
        text = _DOTTED.sub(lambda m: m[0].replace(".", "") + " ", text)
    if "/" in text or "\\" in text:
        text = _STATE.sub(" ", text)
        text = text.replace("a/s", "as")
    if "&" in text or "+" in text:
        text = _TWO_LETTERS.sub(r"\1\2", text)
    if "'" in text:
        text = _OWNER.sub(r"\1", text)
    words = text.translate(_SIGNS).split()
    return tuple(_joined(words) if words and min(map(len, words)) == 1 else words)


def _joined(words: list[str]) -> list[str]:
    """Single letters that follow each other are one word."""
    out: list[str] = []
    single = False
    for word in words:
        if single and len(word) == 1:
            out[-1] += word
        else:
            out.append(word)
        single = len(word) == 1 and word.isalpha()
    return out


def without_form(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the name, its legal form); a name that is nothing else keeps its words."""
    ends, starts, last_words = _forms()
    last = len(words)
    while last > 1 and words[last - 1] in last_words:
        run = next((n for n in (4, 3, 2, 1) if n < last and words[last - n : last] in ends), 0)
        if not run:
            break
        last -= run
    first = 0
    while first + 1 < last and words[first] in starts:
        first += 1
    return words[first:last], words[last:]


def without_site(reading: Reading) -> Reading:
    """A name without the places behind it, and the legal form before those."""
    words = reading.words
    last = len(words)
    while last > 1 and words[last - 1] in places():
        last -= 1
    if last == len(words):
        return reading
    core, form = without_form(words[:last])
    return Reading(core, form or reading.form, "".join(core), "".join(words[:last]))


def without_slipped_form(reading: Reading) -> Reading:
    """A name without the last word when that is a legal form but for a slip of the fingers."""
    *rest, last = reading.words or ("",)
    if len(last) < _LONG_FORM or not rest or seen().get(last):
        return reading
    near = [OSA.distance(last, form, score_cutoff=2) for form in _long_forms()]
    if min(near) > (2 if len(last) > _LONG_FORM + 1 else 1):
        return reading
    return reading._replace(words=tuple(rest), key="".join(rest))


@cache
def _long_forms() -> tuple[str, ...]:
    return tuple(form[0] for form in _forms()[0] if len(form) == 1 and len(form[0]) >= _LONG_FORM)


@cache
def _forms() -> tuple[frozenset[tuple[str, ...]], frozenset[str], frozenset[str]]:
    """(forms as runs of words behind a name, forms before it, the last words of the former)."""
    table = data.toml("legal_forms.toml")
    forms = [form for family in table["families"].values() for form in family]
    ends = {tuple(form.split()) for form in [*forms, *table["shares"]["words"]]}
    return frozenset(ends), frozenset(table["front"]["words"]), frozenset(end[-1] for end in ends)


@cache
def _script_forms() -> re.Pattern[str]:
    forms: list[str] = data.toml("legal_forms.toml")["scripts"]["front_or_back"]
    either = "|".join(re.escape(form.lower()) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"^\s*(?:{either})\s*|\s*(?:{either})\s*$")


def without_script_forms(text: str) -> str:
    """株式会社 and its like are legal forms: away with them before transliterating."""
    return _script_forms().sub("", text).strip() or text


@cache
def family(form: tuple[str, ...]) -> frozenset[str]:
    """The families of a legal form, empty when it says nothing ("Co.", "Group")."""
    return frozenset(
        name
        for name, forms in _families().items()
        for start in range(len(form))
        for end in range(start + 1, len(form) + 1)
        if " ".join(form[start:end]) in forms
    )


@cache
def _families() -> dict[str, frozenset[str]]:
    table = data.toml("legal_forms.toml")["families"]
    return {name: frozenset(forms) for name, forms in table.items() if name != "any"}
