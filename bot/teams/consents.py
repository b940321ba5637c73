"""What people answer to a file consent card: the file goes where Teams says, or stays with us."""

import contextlib
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from botbuilder.schema import Activity

from bot.edge import Edge
from bot.sending import Dead, TryLater
from handlers.cards import Card
from handlers.documents import DECLINED, NOT_SENT, NOT_YOURS, may_have
from store import inbox
from store.documents import Document

from . import inbound
from .adaptive import encode, packed
from .addresses import local, trusted
from .connector import Answered, Connector, Http
from .handing import Handing
from .keys import NETWORK
from .limits import UPLOAD_S

Json = dict[str, Any]

INFO = "application/vnd.microsoft.teams.card.file.info"
# Where OneDrive and SharePoint take uploads (Microsoft 365 URLs and IP address ranges).
STORES = ("sharepoint.com", "svc.ms", "graph.microsoft.com")
TIMEOUT = aiohttp.ClientTimeout(total=UPLOAD_S)
log = structlog.get_logger()


class NotUploaded(Exception):
    """The reason names no address: those of uploads are secrets."""


class Consents:
    def __init__(self, edge: Edge, connector: Connector, http: Http, handing: Handing) -> None:
        self._edge = edge
        self._connector = connector
        self._http = http
        self._handing = handing

    async def answered(self, activity: Activity) -> None:
        """Acknowledged at once; the upload takes its time. A repeated delivery does nothing."""
        value = activity.value if isinstance(activity.value, dict) else {}
        where, ctx = inbound.place(activity).address, self._edge.desk.ctx
        once = f"{where}:{activity.id}"
        if await ctx.db.write(lambda db: inbox.settle(db, once=once, now=ctx.now())):
            self._edge.background(self._hand(activity, value))

    async def _hand(self, activity: Activity, value: Json) -> None:
        try:
            body = await self._what(activity, value)
        except NotUploaded as error:
            log.warning("a file was not handed over", why=str(error))
            body = packed(NOT_SENT)
        url, room = activity.service_url, activity.conversation.id
        try:
            await self._connector.post(url, room, body)
            with contextlib.suppress(Answered):  # it is gone already
                await self._connector.delete(url, room, activity.reply_to_id)
        except (Answered, TryLater, Dead) as error:
            log.warning("after a file was offered", why=str(error))

    async def _what(self, activity: Activity, value: Json) -> bytes:
        """What is said; raises NotUploaded."""
        if value.get("action") != "accept":
            return packed(DECLINED)
        document = self._allowed(activity, _part(value, "context"))
        if isinstance(document, Card):
            return packed(document)
        told = _part(value, "uploadInfo")
        await self._upload(str(told.get("uploadUrl") or ""), document, activity.service_url)
        return _info(document, told)

    def _allowed(self, activity: Activity, context: Json) -> Document | Card:
        """The context passed through a client: who may have it is asked now."""
        person = self._handing.person(inbound.who(activity))
        document = self._handing.kept(str(context.get("document") or ""))
        if person is None or document is None or not may_have(person, document):
            return NOT_YOURS
        return document

    async def _upload(self, url: str, document: Document, service_url: str) -> None:
        if not takes(url, service_url):
            raise NotUploaded("no address of OneDrive or SharePoint")
        size = len(document.body)
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes 0-{size - 1}/{size}",
        }
        try:
            async with self._http().put(
                url, data=document.body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as response:
                status = response.status
        except (*NETWORK, ValueError) as error:
            raise NotUploaded(type(error).__name__) from None
        if not 200 <= status < 300:
            raise NotUploaded(f"the upload was answered {status}")


def takes(url: str, service_url: str) -> bool:
    """Whether files may go there: Microsoft's stores, and this machine's only if Teams is on it."""
    if local(url):
        return local(service_url)
    if not trusted(url):
        return False
    host = (urlsplit(url).hostname or "").casefold()
    return any(host == store or host.endswith(f".{store}") for store in STORES)


def _info(document: Document, told: Json) -> bytes:
    """The card that shows where the file is now."""
    content = {key: str(told.get(key) or "") for key in ("uniqueId", "fileType")}
    url, name = str(told.get("contentUrl") or ""), str(told.get("name") or document.name)
    card = {"contentType": INFO, "name": name, "contentUrl": url, "content": content}
    return encode({"type": "message", "summary": name, "attachments": [card]})


def _part(value: Json, key: str) -> Json:
    found = value.get(key)
    return found if isinstance(found, dict) else {}
