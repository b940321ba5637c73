"""What the sides of a case have shared with each other, as much of it as a reader may see."""

from collections.abc import Iterable
from dataclasses import replace

from handlers.cards import Note
from handlers.words import counted
from store.case_rows import Case
from store.relayed import VENDOR, Relayed
from store.rows import Person

from . import words
from .file import CaseFile
from .words import FIRM

EXCERPT = 120  # characters of the last word that a case's card shows


def side_of(person: Person) -> str:
    """The side that someone's words come from: here all the vendor's people are one."""
    return f"{FIRM}{person.firm_id}" if person.firm_id else VENDOR


def firms(case: Case) -> tuple[str, ...]:
    """The firms that the vendor's shared words go to: those that are sides of the case."""
    sides = (case.claim.opener_side, case.claim.other_side)
    return tuple(side for side in sides if side.startswith(FIRM))


def seen(shared: Iterable[Relayed], reader: Person | None) -> tuple[Relayed, ...]:
    """Of `relayed.of`, what a reader may see; None is the vendor's own channel.

    The vendor sees all that left one side for the other. A partner sees what came from the own
    firm or went to it, as it stands: nothing that was taken back, no earlier texts, and not where
    the vendor's people wrote it.
    """
    if reader is None or reader.staff:
        return tuple(shared)
    own = {VENDOR, side_of(reader)}
    return tuple(_outside(word) for word in shared if word.side in own)


def _outside(word: Relayed) -> Relayed:
    kept = replace(word, earlier=(), shared_by="", address="", message="")
    return replace(kept, text="", files=()) if word.removed_at else kept


def signed(file: CaseFile, word: Relayed) -> str:
    """`Pat Moss, Fabrikam`, `Ana Silva, account manager`."""
    person = file.people.get(word.author_id)
    name = person.name if person else "someone"
    if word.side != VENDOR:
        return f"{name}, {words.side(word.side, file.policy, file.firms)}"
    return f"{name}, {person.role.replace('_', ' ')}" if person else name


def facts(file: CaseFile, reader: Person | None) -> tuple[tuple[str, str], ...]:
    """How many words were shared, and the last of them."""
    standing = [word for word in seen(file.shared, reader) if not word.removed_at]
    if not standing:
        return ()
    last = standing[-1]
    said = f": “{excerpt(last)}”" if last.text else ""
    count = counted(len(standing), "message")
    return (
        ("Shared", f"{count}, the last by {signed(file, last)}, {file.briefly(last.at)}{said}"),
    )


def excerpt(word: Relayed) -> str:
    line = " ".join(word.text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1].rstrip()}…"


def hint(file: CaseFile, reader: Person) -> Note:
    """Which words leave, and which stay, where this person reads."""
    if reader.staff:
        return Note(
            "What you write below this stays inside. With “share:” in front, or with Reply, it"
            " goes to the other side."
        )
    vendor = file.policy.vendor.name
    return Note(f"Reply goes to {vendor}. In Slack, so does what you write in this thread.")
