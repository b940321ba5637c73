"""GET /files/{token}: documents for the one person that a link was made for, for 15 minutes."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import jwt
from aiohttp import web

from handlers.context import Clock
from handlers.documents import may_have
from store import documents, keys, people
from store.db import Db, Sql
from store.documents import Document

ALGORITHM = "HS256"
LIFE = timedelta(minutes=15)
PATH = "/files/{token}"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Referrer-Policy": "no-referrer",
}
Json = dict[str, Any]


class Seals:
    """Signs what passes through the hands of people's clients, for one purpose each."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._key = ""

    def seal(self, purpose: str, told: Json) -> str:
        return jwt.encode({**told, "for": purpose}, self._secret(), algorithm=ALGORITHM)

    def open(self, purpose: str, token: str) -> Json | None:
        """What was sealed; None for anything else. Times are the caller's affair."""
        try:
            told: Json = jwt.decode(
                token, self._secret(), [ALGORITHM], options={"verify_exp": False}
            )
        except (jwt.PyJWTError, ValueError):  # ValueError: what is no text in any encoding
            return None
        return told if told.get("for") == purpose else None

    def _secret(self) -> str:
        self._key = self._key or self._db.look(lambda db: keys.get(db, keys.LINKS))
        return self._key


class Links:
    """`url` is the public https address; without one there are no links."""

    def __init__(self, db: Db, now: Clock, url: str) -> None:
        self._db = db
        self._now = now
        self._url = url.rstrip("/")
        self._seals = Seals(db)

    def make(self, person_id: str, document_id: str) -> str:
        """The address of a document for this person; '' where nobody could follow it."""
        if not self._url:
            return ""
        until = int((self._now() + LIFE).timestamp())
        told = {"doc": document_id, "who": person_id, "exp": until}
        return f"{self._url}/files/{self._seals.seal('file', told)}"

    def routes(self, app: web.Application) -> None:
        app.router.add_get(PATH, self._get)

    async def _get(self, request: web.Request) -> web.Response:
        """Every refusal is the same, so that none tells what exists."""
        document = await self._found(request.match_info["token"])
        if document is None:
            return web.Response(
                status=404, text="There is nothing here (any more).", headers=HEADERS
            )
        disposition = f"attachment; filename*=UTF-8''{quote(document.name, safe='')}"
        headers = {**HEADERS, "Content-Disposition": disposition, "Content-Type": document.mime}
        return web.Response(body=document.body, headers=headers)

    async def _found(self, token: str) -> Document | None:
        told = self._seals.open("file", token)
        if told is None or self._now().timestamp() >= told["exp"]:
            return None

        def look(db: Sql) -> Document | None:
            person = people.get(db, told["who"])
            document = documents.get(db, told["doc"])
            allowed = person is not None and document is not None and may_have(person, document)
            return document if allowed else None

        return await self._db.read(look)
