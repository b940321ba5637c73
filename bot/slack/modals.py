"""Forms in front of a person: opened by a trigger that lives three seconds, or put in the place of
a view that is open already.
"""

import asyncio

import structlog

from bot.sending import Dead, TryLater
from handlers.cards import Card, Text
from handlers.request import Request, Settled

from . import forms
from .blocks import Mention
from .forms import VIEW, Origin
from .limits import Json
from .web import Web

SPENT = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
WAIT = Card("One moment…", (Text("I'm looking up who you are."),))
LATE = "That took too long. If no form opened, please press again."
UPDATES = 3  # tries to replace a view: each does the same, so none can be one too many
LONGEST_S = 2.0  # between two of them
log = structlog.get_logger()


class Modals:
    def __init__(self, web: Web) -> None:
        self._web = web

    async def wait(self, request: Request) -> str:
        """A view at once, to be replaced by what comes of the request; '' if none was opened."""
        try:
            return await self._open(request.trigger, forms.card_view(WAIT, Origin.of(request)))
        except (Dead, TryLater) as error:
            log.info("no view opened", error=str(error))
            return ""

    async def show(self, request: Request, settled: Settled, mention: Mention) -> bool:
        """Show an answer in a view, if that is where it belongs and can be shown."""
        if request.reply_to.startswith(VIEW):
            view = request.reply_to.removeprefix(VIEW)
            await self._update(view, drawn(request, settled, mention))
            return True
        if settled.form is None or settled.refused or not request.trigger:
            return False
        try:
            await self._open(request.trigger, drawn(request, settled, mention))
        except Dead as error:
            if str(error) not in SPENT:
                log.warning("form not opened", error=str(error), action=settled.form.action)
            return False
        except TryLater as error:  # it may be open, or not
            log.info("form not known to be open", error=str(error))
            return False
        return True

    async def _open(self, trigger: str, view: Json) -> str:
        opened = await self._web.call(lambda slack: slack.views_open(trigger_id=trigger, view=view))
        return str(opened["view"]["id"])

    async def _update(self, ident: str, view: Json) -> None:
        for tries in range(1, UPDATES + 1):
            try:
                await self._web.call(lambda slack: slack.views_update(view_id=ident, view=view))
            except Dead as error:  # closed meanwhile: nobody waits for it any more
                log.info("view not updated", error=str(error))
            except TryLater as error:
                if tries == UPDATES:
                    raise
                await asyncio.sleep(min(error.after_s or 0.5 * tries, LONGEST_S))
                continue
            return


def drawn(request: Request, settled: Settled, mention: Mention) -> Json:
    form = settled.form
    if form is not None and not settled.refused:
        return forms.view(form, Origin.of(request, form), mention)
    return forms.card_view(settled.card, Origin.of(request), mention)


def late(settled: Settled) -> Card:
    """For someone whose form could not be opened: the same button once more."""
    return Card(LATE, settled.card.blocks)
