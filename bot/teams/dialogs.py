"""Dialogs: opened by a button or a message's menu, sent, and looked up in while they are filled."""

import asyncio
from typing import Any

import structlog

from bot.edge import Edge, Later
from handlers.cards import Card, Text, plain
from handlers.forms import ANYWHERE, Form
from handlers.request import How, Request, Settled, Show, Via
from store.rows import Identity

from . import forms, queries, replies
from .handing import Handing
from .limits import INVOKE_S, REFILL_S
from .members import Members
from .origins import Origins
from .package import TITLES

Json = dict[str, Any]

DONE = "That was done already; the card shows what became of it."
AGAIN = "I was just finding out who you are. Please press again."
SAY_HI = Card(
    "Please say hi to me in a personal chat first.",
    (Text("Then I know who you are, and this works everywhere."),),
)
log = structlog.get_logger()


class Untold(Exception):
    """There is no answer that would keep what was typed: an error leaves the dialog open."""


class Dialogs:
    def __init__(self, edge: Edge, members: Members, origins: Origins, handing: Handing) -> None:
        self._edge = edge
        self._members = members
        self._origins = origins
        self._handing = handing

    def linked(self, who: Identity) -> bool:
        return self._edge.desk.ctx.directory.linked(who) is not None

    def stranger(self, who: Identity) -> bool:
        """Whether nobody knows yet who this is; they are asked about, for the next press."""
        if self.linked(who) or self._members.asked(who):
            return False
        self._edge.background(self._edge.desk.meet(who))
        return True

    async def fetch(self, request: Request) -> Json:
        """A button asks for a form. Raises Untold."""
        if self.stranger(request.who):
            return replies.dialog(Card(AGAIN))
        return await self._told(request)

    async def submit(self, request: Request, sent: Json) -> Json:
        """A form is sent, or a button within the dialog pressed. Raises Untold."""
        return await self._told(self._origins.restore(request, sent.get("at")))

    async def shortcut(self, request: Request) -> Json:
        """An action of a message's menu, or what was sent from its dialog, where the bot may be no
        member. Raises Untold.
        """
        told = await self._told(request)
        return told if self.linked(request.who) else replies.dialog(SAY_HI)

    async def suggest(self, request: Request) -> Json:
        try:
            async with asyncio.timeout(INVOKE_S):
                found = await self._edge.desk.suggest(request)
        except Exception:  # typing goes on without help
            log.exception("nothing suggested", source=request.action)
            found = ()
        return queries.found([(choice, forms.title(choice)) for choice in found])

    async def _told(self, request: Request) -> Json:
        settled = await self._answer(request)
        if settled is None:
            return replies.dialog(Card(DONE))
        if settled.how is How.SILENT:
            return replies.nothing()
        form = settled.form or await self._kept(request, settled)
        if form:
            return self._filling(form, request)
        if settled.show is Show.CLOSE:
            return replies.closed(settled.card.verdict)
        around = self._handing.in_dialog(settled.card, request.who)
        return replies.dialog(settled.card, around, title=TITLES.get(request.action, replies.TITLE))

    def _filling(self, form: Form, request: Request) -> Json:
        try:
            return replies.filling(form, self._origins.seal(request))
        except forms.TooLarge:
            raise Untold from None

    async def _kept(self, request: Request, settled: Settled) -> Form | None:
        """A form again that nothing was recorded of: withdrawn, or failed on our side."""
        if request.via is not Via.FORM or not settled.failed:
            return None
        try:
            async with asyncio.timeout(REFILL_S):
                form = await self._edge.desk.form(request, {ANYWHERE: plain(settled.card)})
        except Exception as error:
            raise Untold from error
        if form is None:
            raise Untold
        return form

    async def _answer(self, request: Request) -> Settled | None:
        settled = await self._edge.answer(request, whole=True)
        assert not isinstance(settled, Later)  # `whole` waits for the end
        return settled
