"""The connector: what the bot may do in conversations, by the Bot Framework's REST routes."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from aiohttp import web

from bot.playground.wire import Json

from .rates import Operation
from .rules import FILE_CONSENT, FILE_INFO, Malformed, TooBig, check_activity
from .state import Refusal, State
from .world import BOT, Conversation, Message

THREAD = ";messageid="
Handler = Callable[[web.Request], Awaitable[web.Response]]


@dataclass
class Connector:
    state: State

    def routes(self) -> list[web.RouteDef]:
        within = "/v3/conversations/{conversation}/activities"
        return [
            web.post("/v3/conversations", self.guarded("create", self.create)),
            web.post(within, self.guarded("send", self.send)),
            web.post(f"{within}/{{activity}}", self.guarded("send", self.send)),
            web.put(f"{within}/{{activity}}", self.guarded("update", self.update)),
            web.delete(f"{within}/{{activity}}", self.guarded("delete", self.delete)),
        ]

    def guarded(self, name: str, handle: Handler) -> Callable[..., Awaitable[web.StreamResponse]]:
        """With faults around it, the bot's token checked, and refusals as JSON."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            return await self.state.faults.around(name, request, lambda: admitted(request))

        async def admitted(request: web.Request) -> web.Response:
            try:
                if not self.state.tokens.admits(request):
                    raise Refusal(401, "Unauthorized", "Authorization has been denied")
                self.slow(self.state.rates.tenant_wait_s(self.state.app.tenant))
                return await handle(request)
            except Refusal as refusal:
                return refused(refusal)

        return guarded

    async def create(self, request: web.Request) -> web.Response:
        """A personal chat, or a new thread in a channel; nothing else can be made."""
        sent = await body(request)
        data = sent.get("channelData") or {}
        channel = (data.get("channel") or {}).get("id", "")
        if channel:
            return await self.create_thread(sent, channel)
        people = sent.get("members") or []
        if sent.get("isGroup") or len(people) != 1:
            raise Refusal(400, "BadSyntax", "Only personal chats can be created")
        user = self.person(str(people[0].get("id", "")))
        tenant = sent.get("tenantId") or (data.get("tenant") or {}).get("id")
        if user is None or tenant != self.state.world.users[user].tenant:
            raise Refusal(404, "UserNotFound", "No such user in this tenant")
        self.writable(user)
        made = self.state.world.personal(user)
        self.count("create", made.id)
        answer: Json = {"id": made.id, "serviceUrl": self.state.service_url}
        if sent.get("activity"):
            message = self.posted(made, sent["activity"], thread="")
            answer["activityId"] = message.id
        return web.json_response(answer, status=201)

    async def create_thread(self, sent: Json, channel: str) -> web.Response:
        where = self.conversation(channel)
        if not sent.get("isGroup") or not sent.get("activity"):
            raise Refusal(400, "BadSyntax", "A thread needs isGroup and its first activity")
        self.count("create", where.id)
        message = self.posted(where, sent["activity"], thread="")
        thread = f"{where.id}{THREAD}{message.id}"
        return web.json_response({"id": thread, "activityId": message.id}, status=201)

    async def send(self, request: web.Request) -> web.Response:
        """Also replies: in a channel both `;messageid=` and the path's activity name the thread."""
        where, thread = self.place(request)
        activity = await body(request)
        thread = thread or self.root(where, request.match_info.get("activity", ""))
        self.count("send", where.id)
        if activity.get("type") == "typing":
            self.state.world.typing(where.id)
            return web.json_response({"id": self.state.world.new_id()}, status=201)
        message = self.posted(where, activity, thread=thread)
        return web.json_response({"id": message.id}, status=201)

    async def update(self, request: web.Request) -> web.Response:
        where, _ = self.place(request)
        old = self.own(where, request.match_info["activity"])
        activity = await body(request)
        self.count("send", where.id)
        new = replace(self.drafted(where, activity, thread=old.thread), id=old.id, edited=True)
        self.state.world.put(new, "edited")
        return web.json_response({"id": new.id})

    async def delete(self, request: web.Request) -> web.Response:
        where, _ = self.place(request)
        self.state.world.remove(self.own(where, request.match_info["activity"]))
        return web.Response()

    def place(self, request: web.Request) -> tuple[Conversation, str]:
        """The conversation named in the path, and the thread, which must exist."""
        wanted, _, thread = request.match_info["conversation"].partition(THREAD)
        where = self.conversation(wanted)
        if thread and (where.kind != "channel" or not self.root(where, thread)):
            raise Refusal(404, "ConversationNotFound", "No such thread")
        return where, thread

    def conversation(self, conversation: str) -> Conversation:
        where = self.state.world.conversations.get(conversation)
        if where is None:
            raise Refusal(404, "ConversationNotFound", "Conversation not found.")
        if where.kind == "personal":
            [user] = where.members
            self.writable(user)
        elif not self.state.world.has_app(where):
            raise Refusal(403, "BotNotInConversationRoster", "The bot is not in the roster.")
        elif where.team in self.state.world.archived:
            raise Refusal(403, "MessageWritesBlocked", "The team is archived.")
        return where

    def writable(self, user: str) -> None:
        world = self.state.world
        gone = world.users[user].deleted or user in world.blocked
        if gone or not world.reachable(user):
            raise Refusal(403, "MessageWritesBlocked", "Message writes are blocked.")

    def root(self, where: Conversation, activity: str) -> str:
        """The thread that an activity stands in; empty outside channels."""
        found = self.state.world.messages.get((where.id, activity))
        if where.kind != "channel" or found is None:
            return ""
        return found.thread or found.id

    def own(self, where: Conversation, activity: str) -> Message:
        found = self.state.world.messages.get((where.id, activity))
        if found is None:
            raise Refusal(404, "ActivityNotFoundInConversation", "No such activity.")
        if found.sender != BOT:
            raise Refusal(403, "BotNotAuthor", "The activity was sent by someone else.")
        return found

    def posted(self, where: Conversation, activity: Json, *, thread: str) -> Message:
        return self.state.world.put(self.drafted(where, activity, thread=thread), "posted")

    def drafted(self, where: Conversation, activity: Json, *, thread: str) -> Message:
        if activity.get("type") != "message":
            raise Refusal(400, "BadSyntax", f"Unknown activity type {activity.get('type')}")
        try:
            check_activity(activity)
        except TooBig as too_big:
            raise Refusal(413, "MessageSizeTooBig", str(too_big)) from None
        except Malformed as malformed:
            raise Refusal(400, "BadSyntax", str(malformed)) from None
        self.mentions(where, activity)
        self.offers(where, activity)
        new = self.state.world.new_id()
        return Message(
            id=new,
            conversation=where.id,
            sender=BOT,
            text=str(activity.get("text") or ""),
            cards=tuple(activity.get("attachments") or ()),
            thread=(thread or new) if where.kind == "channel" else "",
            entities=tuple(activity.get("entities") or ()),
            summary=str(activity.get("summary") or ""),
            body=activity,
        )

    def mentions(self, where: Conversation, activity: Json) -> None:
        """Only who is in the conversation can be called there."""
        cards = [a.get("content") or {} for a in activity.get("attachments") or ()]
        entities = [e for card in cards for e in card.get("msteams", {}).get("entities", ())]
        for entity in entities:
            if self.person(str(entity["mentioned"]["id"])) not in where.members:
                raise Refusal(400, "BadSyntax", "Invalid user identity in provided mention")

    def offers(self, where: Conversation, activity: Json) -> None:
        kinds = {a["contentType"] for a in activity.get("attachments") or ()}
        if where.kind != "personal" and kinds & {FILE_CONSENT, FILE_INFO}:
            raise Refusal(400, "BadSyntax", "Files are sent in personal chats only")

    def person(self, wanted: str) -> str | None:
        """By the 29: id or the Entra object id; e-mail and UPN are not taken."""
        for user in self.state.world.users.values():
            if wanted in (user.id, user.account(self.state.app.id)):
                return user.id
        return None

    def count(self, operation: Operation, conversation: str) -> None:
        self.slow(self.state.rates.wait_s(operation, conversation))

    def slow(self, wait_s: int) -> None:
        if wait_s:
            raise Refusal(429, "TooManyRequests", "Slow down", retry_after_s=wait_s)


async def body(request: web.Request) -> Json:
    try:
        sent = json.loads(await request.read())
    except ValueError:
        raise Refusal(400, "BadSyntax", "The body is not JSON") from None
    if not isinstance(sent, dict):
        raise Refusal(400, "BadSyntax", "The body is not an object")
    return sent


def refused(refusal: Refusal) -> web.Response:
    headers = {"Retry-After": str(refusal.retry_after_s)} if refusal.retry_after_s else {}
    error = {"code": refusal.code, "message": refusal.message}
    return web.json_response({"error": error}, status=refusal.status, headers=headers)
