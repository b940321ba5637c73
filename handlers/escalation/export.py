"""A case as one document, for whoever may read it: `export ESC-0001` and the button *Export*."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.cards import Block, Card, Document, Text, to_json
from handlers.context import Context
from handlers.errors import PersonError
from handlers.feature import Action, Ask, Feature, verb
from handlers.permissions import Doing
from handlers.request import Kind, Note, Outcome, Reply
from store import audit, documents, outbox
from store.db import Sql
from store.relayed import Relayed
from store.rows import Person, Platform

from . import dossier, dossier_html, dossier_markdown, mine, shared
from .cards import EXPORT
from .dossier import Dossier, Said
from .file import CaseFile
from .mine import NoSuchCase
from .relations import may

FORMATS = {
    "md": ("text/markdown; charset=utf-8", dossier_markdown.draw),
    "html": ("text/html; charset=utf-8", dossier_html.draw),
}
_SAYS = {
    "md": "the whole case as text, with the proof of each event",
    "html": "the same as a page to read or print",
}


class AtTheCommandLine(PersonError):
    """There is no chat here to send a file to.
    Use: hardline case export ESC-0001 --out FILE
    """


@dataclass(frozen=True, slots=True)
class Exported:
    """A case's number and its document in each format."""

    ident: str
    texts: Mapping[str, str]

    def name(self, form: str) -> str:
        return f"{self.ident}.{form}"


async def export(ask: Ask, ctx: Context) -> Outcome:
    """A case as one document, with everything you may see of it and its proof."""
    if ask.request.who.platform is Platform.CLI:
        raise AtTheCommandLine
    ident = mine.number(ask.rest) if ask.rest else ask.request.data.get("case", "")
    made = await make(ident, ask.person, ctx)
    here = ask.request.place.kind is Kind.PERSONAL and not ask.request.sync

    def change(db: Sql) -> Reply:
        card = Card(f"{made.ident} as one document.", _documents(db, made, ask.person, ctx))
        note = Note("case.exported", made.ident)
        if here:
            return Reply(card, note)
        outbox.put(db, to=f"person:{ask.person.id}", card=to_json(card), now=ctx.now())
        sent = Card(
            f"{made.ident} is on its way to our own chat, as one document.",
            (Text("Nobody else sees it."), *mine.back(ask)),
        )
        return Reply(sent, note, personal=True)

    return change


async def make(ident: str, person: Person, ctx: Context) -> Exported:
    """Raises NoSuchCase, also for a case that this person may not export."""
    return await ctx.db.read(lambda db: _make(db, ident, person, ctx))


def said(file: CaseFile, reader: Person) -> tuple[Said, ...]:
    """What the sides have shared, the oldest first, as much of it as a reader may see."""
    return tuple(_said(file, word) for word in shared.seen(file.shared, reader))


def _said(file: CaseFile, word: Relayed) -> Said:
    state = "taken back" if word.removed_at else "edited" if word.edited_at else ""
    earlier = tuple((each.at, each.text) for each in word.earlier)
    return Said(word.at, shared.signed(file, word), word.text, state, word.files, earlier)


def _make(db: Sql, ident: str, person: Person, ctx: Context) -> Exported:
    told = mine.look(db, ident, person, ctx)
    if not may(Doing.EXPORT_CASE, told.case, person, told.office.directory):
        raise NoSuchCase
    proofs = dossier.proofs(audit.of_case(db, told.case.id))
    made: Dossier = dossier.make(told, person, proofs, said(told, person))
    return Exported(told.case.id, {form: draw(made) for form, (_, draw) in FORMATS.items()})


def _documents(db: Sql, made: Exported, person: Person, ctx: Context) -> tuple[Block, ...]:
    found = []
    for form, (mime, _) in FORMATS.items():
        ident = documents.put(
            db,
            name=made.name(form),
            mime=mime,
            body=made.texts[form].encode(),
            readers=f"person:{person.id}",
            now=ctx.now(),
        )
        found.append(Document(ident, made.name(form), _SAYS[form]))
    return tuple(found)


FEATURE = Feature(
    commands=(
        verb(
            "export ESC-0001",
            rf"export\s+(?:case\s+)?(?P<rest>{mine.NUMBER})[.?!]*",
            export,
            changes=True,
        ),
    ),
    actions={EXPORT: Action(export, changes=True)},
)
