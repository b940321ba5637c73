"""Files of ours on their way to Slack. An upload alone is seen by nobody: the message that shows it
is the only thing that could stand there twice, and it is looked for before it is sent again.
"""

import asyncio
from collections import OrderedDict

import structlog

from bot.sending import Dead
from handlers.cards import Card, Document
from store import documents
from store.db import Db

from .blocks import Uploaded, Uploads
from .blocks import documents as shown_in
from .pace import Methods
from .web import Web

KEPT = 500  # uploads remembered, so that an edited card's files are not uploaded anew
log = structlog.get_logger()


class Files:
    def __init__(self, web: Web, db: Db, methods: Methods) -> None:
        self._web = web
        self._db = db
        self._methods = methods
        self._under_way: dict[str, asyncio.Lock] = {}
        self._kept: OrderedDict[str, Uploaded] = OrderedDict()

    async def put(self, card: Card, *, bulk: bool = False) -> Uploads:
        """The card's files, uploaded. One that Slack refuses is only named in the message."""
        found: dict[str, Uploaded] = {}
        for each in shown_in(card):
            try:
                file = self._kept.get(each.ident) or await self._once(each, bulk=bulk)
            except Dead as error:
                log.warning("file not uploaded", document=each.ident, error=str(error))
                continue
            if file is not None:
                found[each.ident] = file
        return found

    async def _once(self, document: Document, *, bulk: bool) -> Uploaded | None:
        """What goes to many at the same time is uploaded for the first of them."""
        lock = self._under_way.setdefault(document.ident, asyncio.Lock())
        try:
            async with lock:
                kept = self._kept.get(document.ident)
                return kept or await self._upload(document, bulk=bulk)
        finally:
            if not lock.locked():
                self._under_way.pop(document.ident, None)

    async def _upload(self, document: Document, *, bulk: bool) -> Uploaded | None:
        kept = await self._db.read(lambda db: documents.get(db, document.ident))
        if kept is None or not kept.body:
            return None
        name, body = kept.name, kept.body
        await self._methods.turn("files", bulk=bulk)
        asked = await self._web.call(
            lambda slack: slack.files_getUploadURLExternal(filename=name, length=len(body))
        )
        ident = str(asked["file_id"])
        await self._web.upload(str(asked["upload_url"]), body)
        done = await self._web.call(
            lambda slack: slack.files_completeUploadExternal(files=[{"id": ident, "title": name}])
        )
        link = str(done["files"][0].get("permalink") or "") or await self._link(ident, name)
        self._kept[document.ident] = Uploaded(ident, link)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[document.ident]

    async def _link(self, ident: str, name: str) -> str:
        """As Slack makes it: its reference promises no more than the id."""
        me = await self._web.me()
        return f"{me.url.rstrip('/')}/files/{me.user}/{ident}/{name}"
