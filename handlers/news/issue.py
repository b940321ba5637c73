"""One edition's news for one audience: what many readers get alike is made once."""

from dataclasses import dataclass, field
from datetime import datetime

from handlers.cards import Card, to_json
from handlers.importing.compare import Changes
from handlers.policy import Policy
from store import documents
from store.db import Sql
from store.documents import Document
from store.rows import Audience, Edition

from . import meaning, parts, telling
from .parts import Part, Wanted
from .telling import Setting


@dataclass(slots=True)
class Issue:
    """Made from what is read; what it has made must be kept (`keep`) with what is told of it."""

    whole: Part
    at: Setting
    _made: dict[Wanted, str] = field(default_factory=dict)
    _meant: dict[str, Card] | None = None
    _single: dict[str, Part] = field(default_factory=dict)
    _files: list[Document] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        db: Sql,
        edition: Edition,
        changes: Changes,
        audience: Audience,
        policy: Policy,
        *,
        now: datetime,
    ) -> "Issue":
        at = telling.setting(db, edition, policy, audience, now=now)
        whole = parts.named(changes)
        return cls(whole, at, _single=parts.single(whole))

    def card(self, db: Sql, wanted: Wanted) -> str:
        """JSON, or '' where nothing concerns this reader."""
        if wanted not in self._made:
            self._made[wanted] = self._card(db, wanted)
        return self._made[wanted]

    def meant(self, db: Sql) -> dict[str, Card]:
        """By account id: what has changed there, for someone with a case."""
        if self._meant is None:
            self._meant = meaning.cards(db, self.whole, self.at)
        return self._meant

    def keep(self, db: Sql, *, now: datetime) -> None:
        """The files that the cards show, in the transaction that tells of them."""
        for document in self._files:
            documents.keep(db, document, now=now)

    def _card(self, db: Sql, wanted: Wanted) -> str:
        alone = len(wanted.accounts) == 1
        whole = self._single.get(wanted.accounts[0], Part()) if alone else self.whole
        part = parts.of(whole, wanted)
        if not part:
            return ""
        if alone:  # watched: what it means there, rather than how many
            return to_json(next(iter(meaning.cards(db, part, self.at).values())))
        file = self._file(part) if telling.needs_file(part) else ""
        return to_json(telling.card(part, wanted, self.at, file=file))

    def _file(self, part: Part) -> str:
        document = Document(
            id=documents.new_id(),
            name=f"{self.at.edition.id}.csv",
            mime="text/csv; charset=utf-8",
            body=telling.table(part, self.at),
            readers="staff" if self.at.audience is Audience.STAFF else "partners",
        )
        self._files.append(document)
        return document.id
