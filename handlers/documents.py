"""Files that the bot makes: who may have one, and what is said where it can't be handed over."""

from store.documents import Document
from store.rows import Person

from .cards import Card, Text

LINES = 8  # of a text document, where only its beginning can be shown
LINE_CHARS = 200
READABLE = ("text/plain", "text/csv", "text/markdown")
DECLINED = Card(
    "All right, I keep the file to myself.",
    (Text("Should you want it after all, ask for it again."),),
)
NOT_SENT = Card(
    "I could not hand over the file just now.",
    (Text("Please ask for it again in a moment; nothing is lost."),),
)
NOT_YOURS = Card(
    "This file is not here for you any more.",
    (Text("If you need it, ask again: you get what you may see today."),),
)


def may_have(person: Person, document: Document) -> bool:
    """`readers` lists `staff`, `firm:ID` and `person:ID`; `partners` stands for all partners, and
    so for the vendor's people, too.
    """
    readers = document.readers.split()
    firm = f"firm:{person.firm_id}" if person.firm_id else ""
    return (
        "partners" in readers
        or (person.staff and "staff" in readers)
        or bool(firm and firm in readers)
        or f"person:{person.id}" in readers
    )


def beginning(document: Document) -> tuple[str, ...]:
    """The first lines of one that is read as text, and a last one if there is more."""
    if document.mime.partition(";")[0] not in READABLE:
        return ()
    lines = document.body.decode("utf-8", "replace").splitlines()
    more = len(lines) - LINES
    shown = tuple(line[:LINE_CHARS] for line in lines[:LINES])
    return (*shown, f"… and {more} more lines") if more > 0 else shown


def command(ident: str) -> str:
    """What prints the whole of it, for whoever keeps the database."""
    return f"hardline document {ident}"
