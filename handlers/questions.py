"""What people type, read as a question: which names, as of which day."""

import re
from dataclasses import dataclass, replace
from datetime import date

from store.names import NameIndex

from . import days
from .errors import PersonError

NAME_LENGTH = 200  # characters: the longest legal names on record are shorter
TEXT_LENGTH = 20 * NAME_LENGTH

# Patterns meet text that `clean` has tidied: a gap is one space or one line break, so that none of
# them can take a gap apart in several ways, which on a long one would take hours.
_FLAGS = re.IGNORECASE | re.DOTALL
_DAY = (
    r"(?:,?\s(?:(?:on|as\sof|as\sat|back\son)\s|(?=(?:today|now|yesterday)$))"
    r"(?P<day>[\w .,/-]{1,40}))?"
)
_LISTED = (
    r"(?:(?:an?|not|still|currently|already)\s){0,3}(?:named|listed|covered)(?:\saccounts?)?"
    r"|(?:on|in)\s(?:the|our|your)\s(?:named\s)?(?:accounts?\s)?list"
)
_BE = r"(?:(?:is|was|are|were)(?:n['’]t)?)"
_IMPERATIVE = re.compile(
    rf"(?:named|check|verify|look\s?up|find)\b:?\s(?P<names>.+?){_DAY}", _FLAGS
)
_TO_BE = re.compile(rf"{_BE}\s(?P<names>.+?){_DAY}", _FLAGS)
_FORMS = (
    re.compile(rf"(?P<be>{_BE})\s(?P<names>.+?)\s(?:{_LISTED}){_DAY}", _FLAGS),
    re.compile(rf"(?P<names>.+?)\s(?:(?:is|are|was|were)\s)?(?:{_LISTED}){_DAY}", _FLAGS),
    _TO_BE,
    _IMPERATIVE,
    re.compile(r"(?P<names>.+?),?\sas\sof\s(?P<day>[\w .,/-]{1,40})", _FLAGS),
    re.compile(r"(?P<names>.+?),?\son\s(?P<day>[\w .,/-]{0,20}\d{4}[\d-]{0,6})", _FLAGS),
)
# What people put around a question, none of it part of a name.
_BEFORE = re.compile(
    r"(?:(?:hey|hi|hello|ok|okay|so|and|or|please|pls|@?hardline)[\s,:!]+"
    r"|(?:can|could|would|will)\syou\s(?:please\s)?(?:check|tell\sme|see|say|look\sup)\s"
    r"|(?:do\s(?:you|we)\sknow|i(?:'d|\swould)?\s(?:like|want|need)\sto\sknow)\s"
    r"|(?:tell\sme\s(?:about\s)?|(?:what|how)\sabout\s)|(?:if|whether)\s"
    r"|who\sleads\s(?:at|for|with)\s)+",
    _FLAGS,
)
_MARK = re.compile(r"^(?:[>•·*–—-]+|\d{1,2}[.)])\s")  # of a quotation or a list, not of a name
_AFTER = re.compile(r"\b(?:please|pls|thanks|thank\syou|thx)[\s!.?]*$", _FLAGS)
_PRONOUN = re.compile(r"(?:it|this|that|they|them|he|she|there|one|anyone|someone)", _FLAGS)
_HIDDEN = re.compile(  # controls, direction marks, fillers, and tags, but no white space
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LEGAL = re.compile(
    r"(?:inc|incorporated|llc|l\.l\.c|ltd|limited|corp|co|company|plc|gmbh|ag|kg|sa|s\.a|spa|"
    r"s\.p\.a|nv|n\.v|bv|b\.v|lp|l\.p|llp|pty|pte|kk|k\.k|ab|oyj|asa|the)\.?",
    re.IGNORECASE,
)
_CHATTER = re.compile(
    r"(?:what|what's|how|when|where|who|whose|why|which|can|could|do|does|did|should|please|tell|"
    r"show|give|i|you|we)\b",
    re.IGNORECASE,
)


class Unclear(PersonError):
    """I couldn't find a company name in that.
    Try “is Contoso named?”, a web domain such as contoso.com, or “help”.
    """


class TooLong(PersonError):
    """That is too long for a company name.
    Please send the name alone, in up to 200 characters, or several, one per line.
    """


class StillToCome(PersonError):
    """That day is still to come, and the list may change until then.
    Ask about today, or about a day that has been.
    """


class OneAtATime(PersonError):
    """That is about several companies; please ask this about one at a time.
    Whether they are named can be asked at once: “are Contoso and Fabrikam named?”
    """


@dataclass(frozen=True, slots=True)
class Question:
    names: str  # as typed, not yet taken apart
    day: date | None = None
    several: bool = False  # asked with “are”
    whole: str = ""  # the text itself where its first word may belong to the name: Check Point


def visible(text: str) -> str:
    """Without what can't be seen; lines and gaps stay as they are."""
    return _HIDDEN.sub("", text)


def clean(text: str) -> str:
    """Without what can't be seen, and every gap just one space or one line break."""
    lines = (" ".join(line.split()) for line in visible(text).splitlines())
    return "\n".join(line for line in lines if line)


def read(text: str, *, today: date) -> Question:
    """Raises Unclear for nothing readable, TooLong, and UnclearDay for a day that isn't one."""
    asked = _MARK.sub("", clean(text))
    if len(asked) > TEXT_LENGTH:
        raise TooLong
    bare = _AFTER.sub("", asked).rstrip("?!., \n") or asked
    if not any(char.isalnum() for char in bare):
        raise Unclear
    question = _parsed(bare, today=today)
    core = _BEFORE.sub("", bare, count=1) if _BEFORE.match(bare) else ""
    # "Hello Fresh" may be a greeting or a company: the index decides, in `split`
    return replace(_parsed(core, today=today), whole=question.names) if core else question


def _parsed(asked: str, *, today: date) -> Question:
    for form in _FORMS:
        if found := form.fullmatch(asked):
            parts = found.groupdict()
            if _PRONOUN.fullmatch(parts["names"]):
                raise Unclear
            day = days.read(parts["day"], today=today) if parts.get("day") else None
            if day and day > today:
                raise StillToCome
            several = (parts.get("be") or "").casefold().startswith(("are", "were"))
            whole = asked if form in (_IMPERATIVE, _TO_BE) else ""
            return Question(_bare(parts["names"]), day, several, whole)
    return Question(_bare(asked))


def split(question: Question, index: NameIndex) -> tuple[str, ...]:
    """The names in a question. A comma or “and” inside one company's name does not part it."""
    if question.whole and _begins(question.whole, index):
        return (question.whole,)
    lines = [line for part in re.split(r"[\n;]+", question.names) if (line := _bare(part))]
    if len(lines) > 1:
        names = lines
    else:
        names = _listed(question.names, index, several=question.several)
    if any(len(name) > NAME_LENGTH for name in names):
        raise TooLong
    return tuple(dict.fromkeys(names))


def single(question: Question, index: NameIndex) -> str:
    """The one name in a question that can't be answered for several. Raises OneAtATime."""
    names = split(question, index)
    if len(names) > 1:
        raise OneAtATime
    return names[0]


def chatter(text: str) -> bool:
    """Whether it begins as talk rather than as a name: not worth a “not named”."""
    return bool(_CHATTER.match(clean(text)))


def _begins(whole: str, index: NameIndex) -> bool:
    """Whether a listed name begins with the word that may be the question's: Check Point.

    A match alone is not enough: “is Apple” is nearly Snapple.
    """
    found = index.search(whole[:NAME_LENGTH])
    if found.status != "match":
        return False
    hit, first = found.hits[0], whole.split()[0].casefold()
    return any(name.casefold().startswith(first) for name in (hit.name, hit.via))


def _listed(text: str, index: NameIndex, *, several: bool) -> list[str]:
    pieces = _pieces(text)
    if len(pieces) < 2 or index.search(text[:NAME_LENGTH]).status == "match":
        return [text]
    sure = sum(index.search(piece).status == "match" for piece in pieces)
    return pieces if several or 2 * sure >= len(pieces) else [text]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for part in re.split(r"\s?,\s?(?:and\s|or\s)?|\sand\s|\sor\s", text):
        piece = _bare(part)
        if piece and pieces and _LEGAL.fullmatch(piece):
            pieces[-1] += f", {piece}"
        elif piece:
            pieces.append(piece)
    return pieces


def _bare(text: str) -> str:
    text = _MARK.sub("", text)
    return " ".join(text.strip().strip("\"“”„«»'’`").split()) if "\n" not in text else text.strip()
