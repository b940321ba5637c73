"""A person's Teams client: everything they can do, and all that they see.

    async with TeamsSim(world, app, bot_url="http://127.0.0.1:3978") as teams:
        ana = teams.client("ana-object-id")
        await ana.say(ana.chat().id, "is Contoso named?")
        answer = (await teams.wait_for(lambda: ana.seen(ana.chat().id)[1:]))[0]
        outcome = await ana.press(answer, "Watch")          # Execute, Submit or dialog, as it says
        form = await ana.press(answer, "Approve")           # task/fetch: form.dialog is the card
        done = await ana.send_dialog(form, {"reason": "They lead there"})
        asked = await ana.say("19:deals@thread.tacv2", "Contoso?", mention=True)
        assert "is named" in ana.thread("19:deals@thread.tacv2", asked.id)[-1].text

A client offers what Teams' does: a button that isn't shown raises NotThere. What Teams tells the
person when the bot fails is in `Outcome.error`.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from bot.playground.errors import NotThere
from bot.playground.wire import Delivery, Json

from . import answers, payloads
from .answers import Outcome
from .forms import action, inputs, missing, typed_in
from .outgoing import Outgoing
from .rules import ADAPTIVE, FILE_CONSENT
from .state import File, State
from .world import BOT, Conversation, Message, User

Typed = Mapping[str, str]


class Client:
    """One person's. `legacy` stands for old clients: they know no Action.Execute, no dialogs."""

    def __init__(
        self, state: State, outgoing: Outgoing, user: str, *, legacy: bool = False
    ) -> None:
        self.state, self.outgoing, self.legacy = state, outgoing, legacy
        self._user = user
        self._found: dict[str, set[str]] = {}  # what was offered to it, by the field typed into

    @property
    def user(self) -> User:
        return self.state.world.users[self._user]

    # What is seen

    def chat(self) -> Conversation:
        """The personal chat with the bot."""
        return self.state.world.personal(self.user.id)

    def seen(self, conversation: str) -> list[Message]:
        """Oldest first, a channel's replies included; cards as this person has them."""
        self._place(conversation)
        return [self._as_seen(m) for m in self.state.world.within(conversation)]

    def thread(self, conversation: str, root: str) -> list[Message]:
        return [m for m in self.seen(conversation) if root in (m.id, m.thread)]

    def typing_seen(self, conversation: str) -> int:
        """How often the bot has been seen typing there."""
        log = self.state.world.log
        return sum(c.happened == "typing" and c.message.conversation == conversation for c in log)

    # Talking

    async def say(
        self,
        conversation: str,
        text: str,
        *,
        mention: bool | None = None,
        thread: str = "",
        files: Mapping[str, bytes] | None = None,
    ) -> Message:
        """Posts. Outside personal chats the bot hears only what mentions it (`mention`)."""
        where = self._place(conversation)
        mention = where.kind != "personal" if mention is None else mention
        activity = self._activity("message", where, thread=thread)
        if where.kind == "channel" and not thread:
            activity["conversation"]["id"] = f"{where.id};messageid={activity['id']}"
        words = payloads.words(text, self.state.app, mention=mention)
        if "mention" in words:
            activity["entities"].append(words.pop("mention"))
        activity |= words
        posted = [self._file(where, n, c) for n, c in (files or {}).items()]
        activity["attachments"] += posted
        heard = self._heard(where, mention=mention)
        message = Message(
            id=activity["id"],
            conversation=conversation,
            sender=self.user.id,
            text=f"@{self.state.app.name} {text}" if mention else text,
            cards=tuple(posted),
            thread=(thread or activity["id"]) if where.kind == "channel" else "",
            body=activity if heard else {},
        )
        self.state.world.put(message, "posted")
        if heard:
            await self.outgoing.send(activity)
        return message

    async def edit(self, message: Message, text: str) -> Delivery | None:
        """Told to the bot if the message was."""
        where = self._place(message.conversation)
        new = replace(self._own(message), text=text, edited=True)
        self.state.world.put(new, "edited")
        return await self._changed(where, new, "messageUpdate", "editMessage", text)

    async def delete(self, message: Message) -> Delivery | None:
        where = self._place(message.conversation)
        self.state.world.remove(self._own(message))
        return await self._changed(where, message, "messageDelete", "softDeleteMessage", "")

    async def undelete(self, message: Message) -> Delivery | None:
        """Takes a deletion back."""
        where = self._place(message.conversation)
        if (message.conversation, message.id) not in self.state.world.deleted:
            raise NotThere("that message is not deleted")
        self.state.world.put(self._own(message), "posted")
        return await self._changed(where, message, "messageUpdate", "undeleteMessage", message.text)

    async def react(self, message: Message, reaction: str = "like") -> Delivery | None:
        """Told to the bot for its own messages."""
        if message.sender != BOT:
            return None
        where = self._place(message.conversation)
        activity = self._activity("messageReaction", where, thread=message.thread)
        activity |= {"replyToId": message.id, "reactionsAdded": [{"type": reaction}]}
        return await self.outgoing.send(activity)

    async def type(self, conversation: str) -> Delivery:
        return await self.outgoing.send(self._activity("typing", self._place(conversation)))

    # Cards and dialogs

    async def press(
        self, message: Message, name: str | Json, typed: Typed | None = None
    ) -> Outcome:
        """The action (or the first of this title, id or verb), done as its type says."""
        current = self._current(message)
        pressed = self._known(action(current.card, name))
        data = typed_in(current.card, pressed, typed or {}, self._found)
        if problems := missing(current.card, pressed, typed or {}):
            return Outcome(error=problems[0])
        match pressed["type"]:
            case "Action.Execute":
                return await self.execute(current, pressed.get("verb", ""), data, pressed)
            case "Action.Submit":
                return await self._submit(current, data)
            case "Action.OpenUrl":
                return Outcome(text=pressed["url"])
            case other:
                raise NotThere(f"{other} is done by the client alone")

    async def _submit(self, message: Message, data: Json) -> Outcome:
        match data.get("msteams", {}):
            case {"type": "task/fetch"} if not self.legacy:
                return await self._task("task/fetch", message, data)
            case {"type": "imBack", "value": str(words)}:
                await self.say(message.conversation, words, mention=False, thread=message.thread)
                return Outcome()
            case {"type": "messageBack", **back}:
                rest = {k: v for k, v in data.items() if k != "msteams"}
                activity = self._about("message", message) | {"text": back.get("text", "")}
                activity["value"] = back.get("value", rest)
                return answers.plain(await self.outgoing.send(activity))
            case _:
                return await self.submit(message, data)

    async def submit(self, message: Message, data: Json) -> Outcome:
        """Action.Submit: a message without text that carries `value`."""
        activity = self._about("message", message)
        activity |= {"value": {k: v for k, v in data.items() if k != "msteams"}}
        return answers.plain(await self.outgoing.send(activity))

    async def execute(
        self, message: Message, verb: str, data: Json, pressed: Json | None = None
    ) -> Outcome:
        """Action.Execute: the card that comes back is this person's from then on."""
        told = {k: v for k, v in (pressed or {}).items() if k in ("id", "title")}
        done = {"type": "Action.Execute", "verb": verb, "data": data, **told}
        return await self._executed(message, done, trigger="manual")

    async def look(self, message: Message) -> Outcome:
        """What the client does by itself when such a person sees a card with `refresh`."""
        refresh = self._current(message).card.get("refresh", {})
        people = refresh.get("userIds")
        mine = {self.user.id, self.user.account(self.state.app.id)}
        if not refresh or (people is not None and mine.isdisjoint(people)):
            return Outcome()
        return await self._executed(message, refresh["action"], trigger="automatic")

    async def _executed(self, message: Message, done: Json, *, trigger: str) -> Outcome:
        activity = self._about("invoke", message) | {"name": "adaptiveCard/action"}
        activity["value"] = {"action": done, "trigger": trigger}
        outcome = answers.to_execute(await self.outgoing.send(activity))
        key = message.conversation, message.id
        if outcome.card and key in self.state.world.messages:
            self.state.world.show_to(self.user.id, self.state.world.messages[key], outcome.card)
        return outcome

    async def send_dialog(
        self, opened: Outcome, typed: Typed | None = None, *, name: str | Json = ""
    ) -> Outcome:
        """Sends the dialog that `opened` brought, by its first or the named Submit."""
        pressed = action(opened.dialog, name, kind="Action.Submit")
        data = typed_in(opened.dialog, pressed, typed or {}, self._found)
        if problems := missing(opened.dialog, pressed, typed or {}):
            return replace(opened, error=problems[0])
        asked = opened.delivery.request if opened.delivery else {}
        dialog = str(asked["name"]).startswith("task/")
        kind = "task/submit" if dialog else "composeExtension/submitAction"
        kept = {k: v for k, v in asked["value"].items() if k not in ("data", "context")}
        activity = asked | {"id": self.state.world.new_id(), "name": kind}
        activity["value"] = kept | {"data": data, "context": {"theme": "default"}}
        outcome = answers.to_action(await self.outgoing.send(activity))
        return outcome if outcome.ok else replace(outcome, dialog=opened.dialog)

    async def suggest(self, on: Outcome | Message, field: str, text: str) -> Outcome:
        """What a field of a dialog's or a message's card offers for what is typed into it."""
        card = on.dialog if isinstance(on, Outcome) else self._current(on).card
        query = next((part for part in inputs(card) if part["id"] == field), {}).get("choices.data")
        if not query:
            raise NotThere(f"{field} is not looked up")
        value: Json = {"queryText": text, "queryOptions": {"skip": 0, "top": 15}}
        value["dataset"] = query["dataset"]
        if isinstance(on, Outcome):
            opened = on.delivery.request if on.delivery else {}
            asked = opened | {"id": self.state.world.new_id(), "name": "application/search"}
        else:
            asked = self._about("invoke", on) | {"name": "application/search"}
        outcome = answers.to_choices(await self.outgoing.send(asked | {"value": value}))
        self._found.setdefault(field, set()).update(each["value"] for each in outcome.results)
        return outcome

    # Message extension

    async def query(
        self, conversation: str, text: str, command: str = "search", parameter: str = "query"
    ) -> Outcome:
        """Searches from the compose box. The bot need not be in the conversation."""
        self._offers(command, "compose")
        value: Json = {"commandId": command, "queryOptions": {"skip": 0, "count": 25}}
        value["parameters"] = [{"name": parameter, "value": text}]
        activity = self._invoke("composeExtension/query", conversation, value)
        return answers.to_query(await self.outgoing.send(activity))

    async def select(self, conversation: str, result: Json) -> Outcome:
        """Taps a result whose preview asks the bot for what to insert."""
        preview = result.get("preview", result)
        match preview["content"].get("tap"):
            case {"type": "invoke", "value": value}:
                activity = self._invoke("composeExtension/selectItem", conversation, value)
                return answers.to_query(await self.outgoing.send(activity))
            case _:
                return Outcome(results=[result])

    def insert(self, conversation: str, result: Json) -> Message:
        """Posts a result under the person's own name, for all to read."""
        where = self._place(conversation)
        message = Message(
            id=self.state.world.new_id(),
            conversation=where.id,
            sender=self.user.id,
            cards=({k: v for k, v in result.items() if k != "preview"},),
        )
        return self.state.world.put(message, "posted")

    async def message_action(self, message: Message, command: str) -> Outcome:
        """A command of the extension on somebody's message."""
        self._offers(command, "message")
        value: Json = {"commandId": command, "commandContext": "message"}
        value["context"] = {"theme": "default"}
        world = self.state.world
        value["messagePayload"] = payloads.message_payload(message, world, self.state.app)
        where = self._place(message.conversation)
        activity = self._activity("invoke", where, thread=message.thread)
        activity |= {"name": "composeExtension/fetchTask", "value": value}
        return answers.to_action(await self.outgoing.send(activity))

    async def consent(self, message: Message, *, accept: bool = True) -> Outcome:
        """Answers a file consent card; when accepted, the bot may put the file where it is told."""
        offered = next((c for c in message.cards if c["contentType"] == FILE_CONSENT), None)
        if offered is None:
            raise NotThere("no file is offered here")
        card = offered["content"]
        context = card["acceptContext" if accept else "declineContext"]
        value: Json = {"type": "fileUpload", "action": "accept" if accept else "decline"}
        value["context"] = context
        name = str(offered["name"])
        if accept:
            key = str(self.state.world.serial())
            told = {"name": name, "uniqueId": key, "fileType": name.rpartition(".")[2]}
            told["uploadUrl"] = f"{self.state.url}/upload/{key}/{quote(name)}"
            value["uploadInfo"] = told | {
                "contentUrl": f"{self.state.url}/files/{key}/{quote(name)}"
            }
        activity = self._invoke("fileConsent/invoke", message.conversation, value)
        return answers.plain(await self.outgoing.send(activity | {"replyToId": message.id}))

    # Inside

    async def _task(self, kind: str, message: Message, data: Json) -> Outcome:
        activity = self._about("invoke", message) | {"name": kind}
        activity["value"] = {"data": data, "context": {"theme": "default"}}
        return answers.to_task(await self.outgoing.send(activity))

    async def _changed(
        self, where: Conversation, message: Message, kind: str, event: str, text: str
    ) -> Delivery | None:
        if not message.body:
            return None
        activity = self._activity(kind, where, thread=message.thread)
        mention = text.startswith(f"@{self.state.app.name} ")
        words = text.removeprefix(f"@{self.state.app.name} ")
        told = payloads.words(words, self.state.app, mention=mention)
        if "mention" in told:
            activity["entities"].append(told.pop("mention"))
        activity |= {"id": message.id} | (told if kind == "messageUpdate" else {})
        activity["channelData"]["eventType"] = event
        return await self.outgoing.send(activity)

    def _activity(self, kind: str, where: Conversation, *, thread: str = "") -> Json:
        world, app = self.state.world, self.state.app
        return payloads.activity(kind, self.user, where, world, app, thread=thread)

    def _about(self, kind: str, message: Message) -> Json:
        where = self._place(message.conversation)
        return self._activity(kind, where, thread=message.thread) | {"replyToId": message.id}

    def _invoke(self, name: str, conversation: str, value: Json) -> Json:
        activity = self._activity("invoke", self._place(conversation))
        return activity | {"name": name, "value": value}

    def _file(self, where: Conversation, name: str, content: bytes) -> Json:
        """Elsewhere than in a personal chat the bot learns where it is, and can't fetch it."""
        key = str(self.state.world.serial())
        self.state.files[key] = File(name, content)
        url = f"{self.state.url}/files/{key}/{name}"
        if where.kind != "personal":
            return {"id": key, "contentType": "reference", "contentUrl": url, "name": name}
        kind = "application/vnd.microsoft.teams.file.download.info"
        told = {"downloadUrl": url, "uniqueId": key, "fileType": name.rpartition(".")[2]}
        return {"contentType": kind, "name": name, "contentUrl": url, "content": told}

    def _heard(self, where: Conversation, *, mention: bool) -> bool:
        """Resource-specific consent is for a team's channels: a group chat takes a mention."""
        everything = where.kind == "channel" and self.state.app.hears_all
        there = self.state.world.has_app(where)
        return there and (mention or where.kind == "personal" or everything)

    def _offers(self, command: str, context: str) -> None:
        known = self.state.app.commands
        if known and context not in known.get(command, ()):
            raise NotThere(f"no command {command!r} for {context}")

    def _place(self, conversation: str) -> Conversation:
        where = self.state.world.conversations[conversation]
        if self.user.id not in where.members:
            raise NotThere(f"{self.user.name} is not in {where.name or where.id}")
        return where

    def _known(self, pressed: Json) -> Json:
        if self.legacy and pressed["type"] == "Action.Execute":
            if not isinstance(pressed.get("fallback"), dict):
                raise NotThere("an old client drops Action.Execute without a fallback")
            return dict(pressed["fallback"])
        return pressed

    def _current(self, message: Message) -> Message:
        """The message as it is now, with this person's card in it."""
        self._place(message.conversation)
        now = self.state.world.messages.get((message.conversation, message.id))
        if now is None:
            raise NotThere("that message is gone")
        return self._as_seen(now)

    def _own(self, message: Message) -> Message:
        if message.sender != self.user.id:
            raise NotThere("people change their own messages only")
        return message

    def _as_seen(self, message: Message) -> Message:
        view = self.state.world.views.get((self.user.id, message.conversation, message.id))
        if view is None:
            return message
        return replace(message, cards=({"contentType": ADAPTIVE, "content": view},))
