"""What a check of a file says, and the words for it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from rapidfuzz import fuzz, process

R = TypeVar("R")
T = TypeVar("T")

CLOSE = 70  # of 100: below it a suggestion is a guess
SHOWN = 40  # characters of a value that a message repeats
FEW = 8  # known values that a message can list


class Watch(Protocol):
    """Goes between rows and whoever works through them, as a progress bar does."""

    def __call__(self, rows: Sequence[T], doing: str, /) -> Iterable[T]: ...


def unwatched(rows: Sequence[T], doing: str, /) -> Iterable[T]:
    return rows


@dataclass(frozen=True)
class Problem:
    """`row` is 0 and `column` empty for what concerns the whole file."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        where = f"Row {self.row}" if self.row else ""
        where += f", {self.column}" if self.row and self.column else self.column
        return f"{where}: {self.text}" if where else self.text


@dataclass(frozen=True)
class Checked(Generic[R]):
    """A file after its checks: `rows` is empty as long as there is a problem."""

    rows: tuple[R, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    recognised: tuple[tuple[str, str], ...]
    """Each header of the file with the column that it was taken for."""
    ignored: tuple[str, ...]


def shown(text: str) -> str:
    """What a file says as a message repeats it: short, on one line, nothing invisible."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"{plain[: SHOWN - 1]}…" if len(plain) > SHOWN else plain


def quoted(text: str) -> str:
    return f"“{shown(text)}”"


def nearest(text: str, known: Iterable[str]) -> str:
    """A sentence to put after the problem; empty when nothing is near."""
    best = process.extractOne(
        text, sorted(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=CLOSE
    )
    return f" Did you mean {quoted(best[0])}?" if best else ""


def suggestion(text: str, known: Iterable[str]) -> str:
    """The nearest, else the few there are to choose from."""
    choices = sorted(known)
    few = f" Known: {', '.join(choices)}." if 0 < len(choices) <= FEW else ""
    return nearest(text, choices) or few


def and_list(items: Iterable[object]) -> str:
    """`1, 2 and 3`; a long one is cut."""
    words = [str(item) for item in items]
    if len(words) > FEW:
        words = [*words[: FEW - 1], f"{len(words) - FEW + 1:,} more"]
    return re.sub(r", ([^,]*)$", r" and \1", ", ".join(words))
