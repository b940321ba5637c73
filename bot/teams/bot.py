"""Turns: each activity to its request, and the answer into the response where it belongs."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, ActivityTypes

from bot.edge import Edge, Later
from bot.sending import TryLater
from handlers.cards import Card, Text, plain
from handlers.request import How, Request, Settled, Show
from store import people
from store.rows import Identity

from . import inbound, replies
from .connector import Answered
from .limits import TYPING_AFTER_S
from .members import Members
from .rooms import Rooms

Json = dict[str, Any]
Invoke = Callable[[Activity], Awaitable[Json]]

DONE = "That was done already; the card shows what became of it."
AGAIN = "I was just finding out who you are. Please press again."
TYPE = "Type a company's name, web domain or ticker."
SAY_HI = Card(
    "Please say hi to me in a personal chat first.",
    (Text("Then I know who you are, and this works everywhere."),),
)
log = structlog.get_logger()


class Bot(TeamsActivityHandler):  # type: ignore[misc]  # botbuilder is untyped
    """Edits, deletions and reactions end in the base class, which does nothing about them."""

    def __init__(self, edge: Edge, rooms: Rooms, members: Members) -> None:
        super().__init__()
        self._edge = edge
        self._rooms = rooms
        self._members = members
        self._invokes: dict[str, Invoke] = {
            "adaptiveCard/action": self._press,
            "composeExtension/query": self._search,
            "composeExtension/fetchTask": self._shortcut,
            "composeExtension/submitAction": self._dialog,
        }

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Kept before this returns; raises TimeoutError if that was not possible in time."""
        activity = turn_context.activity
        if not inbound.human(activity):
            return
        self._seen(activity)
        task = await self._edge.receive(inbound.message(activity))
        if task is not None:
            timer = asyncio.get_running_loop().call_later(
                TYPING_AFTER_S, lambda: self._edge.background(_typing(turn_context))
            )
            task.add_done_callback(lambda _: timer.cancel())

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """The base class would ask Teams for each new member, before the acknowledgement."""
        activity = turn_context.activity
        if activity.members_added or activity.members_removed:
            self._members.changed(inbound.place(activity).address)
            self._edge.desk.joined(inbound.place(activity).address)
        await self._welcome(activity)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        await self._welcome(turn_context.activity)

    async def on_event_activity(self, turn_context: TurnContext) -> None:
        """Meetings and read receipts are nothing to us."""

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """The base class serialises answers as msrest models, and fails on plain dictionaries."""
        activity = turn_context.activity
        handle = self._invokes.get(activity.name)
        if handle is None:
            return InvokeResponse(status=501)
        return InvokeResponse(status=200, body=await handle(activity))

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
        if not (self._linked(request.who) or self._members.asked(request.who)):
            self._edge.background(self._edge.desk.meet(request.who))
            return replies.told(AGAIN)
        settled = await self._answer(request)
        if settled is None:
            return replies.told(DONE)
        if settled.show is Show.UPDATE and settled.how is not How.PRIVATE:
            return replies.updated(settled.card)
        # a new card comes by the outbox; here its verdict says that it worked
        queued = settled.how is How.QUEUED
        return replies.told(settled.card.verdict if queued else plain(settled.card))

    async def _search(self, activity: Activity) -> Json:
        request = inbound.search(activity)
        if not request.text:
            return replies.hint(TYPE)
        settled = await self._answer(request)
        if not self._linked(request.who):
            return replies.hint(plain(SAY_HI))
        if settled is None:
            return replies.hint(TYPE)
        if settled.results:
            return replies.results(settled.results)
        return replies.hint(plain(settled.card))

    async def _shortcut(self, activity: Activity) -> Json:
        return await self._in_dialog(inbound.shortcut(activity))

    async def _dialog(self, activity: Activity) -> Json:
        return await self._in_dialog(inbound.dialog(activity))

    async def _in_dialog(self, request: Request) -> Json:
        settled = await self._answer(request)
        if not self._linked(request.who):
            return replies.dialog(SAY_HI)
        return replies.dialog(settled.card if settled else Card(DONE))

    async def _answer(self, request: Request) -> Settled | None:
        settled = await self._edge.answer(request, whole=True)
        assert not isinstance(settled, Later)  # `whole` waits for the end
        return settled

    def _linked(self, who: Identity) -> bool:
        return self._edge.desk.ctx.db.look(lambda db: people.linked(db, who)) is not None

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
