"""What a message says to the other side, if it is meant for it at all: the guard of the relay."""

import re
from dataclasses import dataclass

from handlers.errors import PersonError
from handlers.feature import Ask
from handlers.questions import clean, visible
from handlers.request import File, Kind, Request
from store.relayed import Files

LONGEST = 3_000  # characters that every platform shows in one message
FILES = 10
_NAME = 200
_MARK = re.compile(r"share\s?[:：]", re.IGNORECASE)


class TooMuch(PersonError):
    """Up to 3,000 characters can be shared at once, so nothing of it was.
    Please send it in parts, or as a link.
    """

    at_field = "Up to 3,000 characters, please: send it in parts, or as a link."


class NothingToShare(PersonError):
    """There is nothing in it to share, so nothing was shared.
    Write it behind “share:”, like “share: we can meet on Monday”.
    """

    at_field = "Please write what you want to say."


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    files: Files = ()
    marked: bool = False  # it begins with “share:”


def read(request: Request) -> Said:
    """Without the mark. What is no https link to a file is left out."""
    text, marked = unmarked(request.text)
    return Said(text, tuple(_files(request.files)), marked)


def typed(text: str) -> Said:
    """Into a form, which is for the other side in any case."""
    return Said(unmarked(text)[0])


def checked(said: Said) -> Said:
    """Raises PersonError for what can't be shared."""
    if len(said.text) > LONGEST:
        raise TooMuch
    if not said.text and not said.files:
        raise NothingToShare
    return said


def meant(ask: Ask, said: Said) -> bool:
    """Whether what someone wrote below a message of ours is for the other side.

    A partner's people talk with the vendor wherever they write below their case in their own chat.
    All that the vendor's people write stays inside, unless it says itself that it is shared.
    """
    if ask.person.staff:
        return said.marked
    return ask.request.place.kind is Kind.PERSONAL and bool(said.text or said.files)


def unmarked(text: str) -> tuple[str, bool]:
    """What stands behind “share:”, and whether that stands in front."""
    seen = visible(text).strip()
    if found := _MARK.match(seen):
        return seen[found.end() :].strip(), True
    return seen, False


def _files(files: tuple[File, ...]) -> list[tuple[str, str]]:
    shown = ((clean(file.name)[:_NAME] or "a file", file.url) for file in files)
    return [(name, url) for name, url in shown if url.startswith("https://")][:FILES]
