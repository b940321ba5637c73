"""Turns: each activity to its request, and the answer into the response where it belongs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, ActivityTypes

from bot.edge import Edge, Later
from bot.sending import TryLater
from handlers.cards import Card, plain
from handlers.request import How, Kind, Request, Settled, Show, Via

from . import forms, inbound, replies
from .adaptive import OPEN
from .around import Around, Paper
from .connector import Answered
from .consents import Consents
from .dialogs import AGAIN, DONE, SAY_HI, Dialogs, Untold
from .handing import Handing
from .limits import TYPING_AFTER_S
from .members import Members
from .outbound import TeamsSender
from .rooms import Rooms

Json = dict[str, Any]
Invoke = Callable[[Activity], Awaitable[Json | None]]

TYPE = "Type a company's name, web domain or ticker."
CHANGED = {
    "editMessage": Via.EDITED,
    "undeleteMessage": Via.EDITED,
    "softDeleteMessage": Via.DELETED,
}
log = structlog.get_logger()


class Bot(TeamsActivityHandler):  # type: ignore[misc]  # botbuilder is untyped
    """Reactions end in the base class, which does nothing about them."""

    def __init__(
        self,
        edge: Edge,
        rooms: Rooms,
        members: Members,
        sender: TeamsSender,
        handing: Handing,
        consents: Consents,
    ) -> None:
        super().__init__()
        self._edge = edge
        self._rooms = rooms
        self._members = members
        self._sender = sender
        self._handing = handing
        self._consents = consents
        self._dialogs = Dialogs(edge, members, sender.origins, handing)
        self._invokes: dict[str, Invoke] = {
            "adaptiveCard/action": self._press,
            "application/search": self._suggest,
            "composeExtension/query": self._search,
            "composeExtension/fetchTask": self._shortcut,
            "composeExtension/submitAction": self._submit_elsewhere,
            "fileConsent/invoke": self._consent,
            "task/fetch": self._fetch,
            "task/submit": self._submit,
        }

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Kept before this returns; raises TimeoutError if that was not possible in time."""
        activity = turn_context.activity
        if not inbound.human(activity):
            return
        if activity.value is not None and not activity.text:
            await self._pressed(activity)
            return
        under = self._topic(activity)
        if inbound.place(activity).kind is Kind.CHANNEL and not inbound.mentioned(activity):
            await self._overheard(activity, Via.THREAD, under)
            return
        self._seen(activity)
        task = await self._edge.receive(inbound.message(activity, under=under))
        if task is not None:
            timer = asyncio.get_running_loop().call_later(
                TYPING_AFTER_S, lambda: self._edge.background(_typing(turn_context))
            )
            task.add_done_callback(lambda _: timer.cancel())

    async def on_message_update_activity(self, turn_context: TurnContext) -> None:
        await self._changed(turn_context.activity)

    async def on_message_delete_activity(self, turn_context: TurnContext) -> None:
        await self._changed(turn_context.activity)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """The base class would ask Teams for each new member, before the acknowledgement."""
        activity = turn_context.activity
        if activity.members_added or activity.members_removed:
            self._members.changed(inbound.place(activity).address)
            self._edge.desk.joined(inbound.place(activity).address)
        await self._placed(activity)
        await self._welcome(activity)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        await self._placed(turn_context.activity)
        await self._welcome(turn_context.activity)

    async def on_event_activity(self, turn_context: TurnContext) -> None:
        """Meetings and read receipts are nothing to us."""

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """The base class serialises answers as msrest models, and fails on plain dictionaries."""
        activity = turn_context.activity
        handle = self._invokes.get(activity.name)
        if handle is None:
            return InvokeResponse(status=501)
        try:
            return InvokeResponse(status=200, body=await handle(activity))
        except Untold:
            return InvokeResponse(status=503)

    async def _pressed(self, activity: Activity) -> None:
        """Action.Submit of a client without Action.Execute, or without dialogs: such a one gets
        its form as a card in the person's own chat, and what is sent from there is answered there.
        """
        self._seen(activity)
        request, sent = inbound.pressed(activity), inbound.submitted(activity)
        filled = forms.sent(sent)
        if not filled and sent.get("form") != OPEN:
            await self._edge.receive(request)
            return
        opened = self._sender.origins.restore(request, sent.get("at"))
        card = activity.reply_to_id if filled else ""  # it goes once there is an answer
        await self._edge.receive(replace(opened, private=True, sync=True, reply_to=card))

    def _topic(self, activity: Activity) -> str:
        """What it is about that this stands below, if that is a message of ours."""
        if not inbound.reply(activity):
            return ""
        return self._edge.desk.topic(inbound.place(activity))

    async def _overheard(self, activity: Activity, via: Via, under: str) -> None:
        """What is said elsewhere than below our messages leaves no trace."""
        if under:
            self._seen(activity)
            await self._edge.receive(inbound.overheard(activity, via, under))

    async def _changed(self, activity: Activity) -> None:
        via = CHANGED.get(inbound.event(activity))
        if via is not None and inbound.human(activity):
            await self._overheard(activity, via, self._topic(activity))

    async def _placed(self, activity: Activity) -> None:
        """What became of a place. What is of a team's channel comes in the team's first one."""
        request = inbound.placed(activity)
        if request is None:
            return
        if self._edge.desk.concerned(request):
            await self._edge.receive(request)

    async def _welcome(self, activity: Activity) -> None:
        if inbound.added(activity):
            self._seen(activity)
            await self._edge.receive(inbound.install(activity))

    async def _press(self, activity: Activity) -> Json:
        action = activity.value.get("action") if isinstance(activity.value, dict) else None
        if not isinstance(action, dict):
            return replies.refused("BadRequest", "There is no action in this.")
        self._seen(activity)
        request = inbound.press(activity)
        if self._dialogs.stranger(request.who):
            return replies.told(AGAIN)
        settled = await self._answer(request)
        if settled is None:
            return replies.told(DONE)
        if settled.show is Show.UPDATE and settled.how is not How.PRIVATE:
            around = Around(papers=self._papers(request, settled.card))
            return replies.updated(settled.card, around)
        # a new card comes by the outbox; here its verdict says that it worked
        queued = settled.how is How.QUEUED
        return replies.told(settled.card.verdict if queued else plain(settled.card))

    def _papers(self, request: Request, card: Card) -> Mapping[str, Paper]:
        """As the outbox draws it for everyone: what is pressed is edited from there as well."""
        if request.place.kind is Kind.PERSONAL:
            return self._handing.for_one(card, request.who, alone=True)
        return self._handing.papers(card, None, alone=False)

    async def _search(self, activity: Activity) -> Json:
        request = inbound.search(activity)
        if not request.text:
            return replies.hint(TYPE)
        settled = await self._answer(request)
        if not self._dialogs.linked(request.who):
            return replies.hint(plain(SAY_HI))
        if settled is None:
            return replies.hint(TYPE)
        if settled.results:
            return replies.results(settled.results)
        return replies.hint(plain(settled.card))

    async def _shortcut(self, activity: Activity) -> Json:
        return await self._dialogs.shortcut(inbound.shortcut(activity))

    async def _submit_elsewhere(self, activity: Activity) -> Json:
        request = inbound.dialog(activity)
        restored = self._sender.origins.restore(request, inbound.submitted(activity).get("at"))
        return await self._dialogs.shortcut(restored)

    async def _fetch(self, activity: Activity) -> Json:
        self._seen(activity)
        return await self._dialogs.fetch(inbound.fetch(activity))

    async def _submit(self, activity: Activity) -> Json:
        self._seen(activity)
        return await self._dialogs.submit(inbound.dialog(activity), inbound.submitted(activity))

    async def _suggest(self, activity: Activity) -> Json:
        return await self._dialogs.suggest(inbound.query(activity))

    async def _consent(self, activity: Activity) -> None:
        await self._consents.answered(activity)

    async def _answer(self, request: Request) -> Settled | None:
        settled = await self._edge.answer(request, whole=True)
        assert not isinstance(settled, Later)  # `whole` waits for the end
        return settled

    def _seen(self, activity: Activity) -> None:
        """Renew where this conversation is, and where this person can be asked about."""
        spot = inbound.spot(activity)
        self._members.met(inbound.who(activity), spot.address, activity.from_property.id)
        if self._rooms.renew(spot):
            self._edge.background(self._rooms.write(spot))


async def _typing(turn_context: TurnContext) -> None:
    """A courtesy: where it can't be shown, nothing is lost."""
    try:
        await turn_context.send_activity(Activity(type=ActivityTypes.typing))
    except (Answered, TryLater) as error:
        log.info("typing not shown", why=str(error))
