"""The simulated Teams as the playground's page shows and uses it."""

import re
from collections.abc import Awaitable, Callable, Sequence
from zlib import crc32

from bot.playground.teams.answers import Outcome
from bot.playground.teams.world import BOT

from .bell import Bell
from .errors import NotThere
from .teams import Client, Conversation, Message, TeamsSim, User
from .traffic import last
from .web import SHOWN_MOST, Person, Refused
from .wire import Json

THE_BOT = "bot"  # stands for it among the people of a view


class TeamsSide:
    """`manifest` gives the message extension's commands the words that Teams' menus show."""

    def __init__(self, sim: TeamsSim, people: Sequence[Person], manifest: Json) -> None:
        self.sim = sim
        self.people = tuple(people)
        extensions = manifest.get("composeExtensions", [])
        self._commands = [command for one in extensions for command in one["commands"]]
        self._clients: dict[str, Client] = {}
        self.dialogs: dict[str, Outcome] = {}  # the one that each person has open

    @property
    def bell(self) -> Bell:
        return self.sim.world.bell

    def view(self, user: str) -> Json:
        world, client = self.sim.world, self._client(user)
        client.chat()
        chats = [c for c in world.conversations.values() if user in c.members]
        chats.sort(key=lambda c: c.kind != "personal")
        people = {u.id: self._person(u) for u in world.users.values() if not u.deleted}
        return {
            "me": user,
            "bot": THE_BOT,
            "people": people | {THE_BOT: {"name": self.sim.app.name, "title": "", "bot": True}},
            "chats": [self._chat(c, user) for c in chats],
            "messages": {c.id: self._messages(client, c) for c in chats},
            "typing": {c.id: [THE_BOT] for c in chats if self._typing(c)},
            "commands": self._commands,
            "hears": self.sim.app.hears_all,
        }

    async def act(self, user: str, what: str, detail: Json) -> Json | None:
        do = ACTS.get(what)
        if do is None:
            raise Refused(f"Teams' client can't do {what!r}.")
        try:
            return await do(self, self._client(user), detail)
        except NotThere as refused:
            raise Refused(f"Teams: {refused}.") from refused

    def told(self, client: Client, outcome: Outcome) -> Json:
        """What the client makes of it; a dialog stays open until its next answer."""
        if outcome.error:
            raise Refused(outcome.error)
        self.dialogs.pop(client.user.id, None)
        if outcome.dialog and outcome.delivery:
            self.dialogs[client.user.id] = outcome
            return {"dialog": outcome.delivery.json["task"]["value"]}
        return {"text": outcome.text, "results": list(outcome.results)}

    def message(self, detail: Json) -> Message:
        found = self.sim.world.messages.get((detail["chat"], detail["id"]))
        if found is None:
            raise NotThere("that message is gone")
        return found

    def _client(self, user: str) -> Client:
        return self._clients.setdefault(user, self.sim.client(user))

    def _person(self, user: User) -> Json:
        title = next((p.title for p in self.people if p.id == user.id), "")
        return {"name": user.name, "title": title, "guest": user.guest}

    def _chat(self, chat: Conversation, user: str) -> Json:
        world = self.sim.world
        others = sorted(world.users[m].name for m in chat.members - {user})
        name = self.sim.app.name if chat.kind == "personal" else chat.name or ", ".join(others)
        return {
            "id": chat.id,
            "kind": chat.kind,
            "name": name,
            "bot": chat.kind == "personal",
            "team": world.teams[chat.team].name if chat.team else "",
            "shared": chat.channel_type == "shared",
        }

    def _messages(self, client: Client, chat: Conversation) -> list[Json]:
        gone = [m for m in self.sim.world.deleted.values() if m.conversation == chat.id]
        shown = [self._message(message) for message in client.seen(chat.id)]
        places = [_place(message) for message in gone]
        return sorted(shown + places, key=lambda each: int(each["id"]))[-SHOWN_MOST:]

    def _message(self, message: Message) -> Json:
        own = self.sim.world.messages[message.conversation, message.id]
        format_ = message.body.get("textFormat", "markdown") if message.sender == BOT else "plain"
        return {
            "id": message.id,
            "chat": message.conversation,
            "from": message.sender or THE_BOT,
            "at": int(message.id) / 1000,
            "text": message.text,
            "format": format_,
            "attachments": message.cards,
            "root": message.thread,
            "edited": message.edited and not message.cards,
            "version": crc32(repr(own.cards).encode()),
        }

    def _typing(self, chat: Conversation) -> bool:
        """Whether that was the last thing that happened there."""
        log = reversed(self.sim.world.log)
        newest = next((c for c in log if c.message.conversation == chat.id), None)
        return newest is not None and newest.happened == "typing"


def _place(message: Message) -> Json:
    """What is left to see of a message that its writer deleted."""
    told = {"id": message.id, "chat": message.conversation, "from": message.sender}
    return told | {"at": int(message.id) / 1000, "root": message.thread, "deleted": True}


async def say(side: TeamsSide, client: Client, detail: Json) -> None:
    chat, thread, name = detail["chat"], detail.get("thread", ""), side.sim.app.name
    if detail.get("card"):
        client.insert(chat, detail["card"])
    text, mentions = re.subn(rf"@{re.escape(name)}\b\s*", "", detail["text"])
    if detail["text"]:
        await client.say(chat, text.strip(), mention=mentions > 0, thread=thread)


async def press(side: TeamsSide, client: Client, detail: Json) -> Json:
    message = side.message(detail)
    return side.told(client, await client.press(message, detail["action"], detail["typed"]))


async def submit(side: TeamsSide, client: Client, detail: Json) -> Json:
    return side.told(client, await client.submit(side.message(detail), detail["data"]))


async def look(side: TeamsSide, client: Client, detail: Json) -> None:
    await client.look(side.message(detail))


async def send_dialog(side: TeamsSide, client: Client, detail: Json) -> Json:
    opened = side.dialogs.get(client.user.id)
    if opened is None:
        raise NotThere("no dialog is open")
    sent = await client.send_dialog(opened, detail["typed"], name=detail["action"])
    return side.told(client, sent)


async def query(side: TeamsSide, client: Client, detail: Json) -> Json:
    command, parameter = detail.get("command") or "search", detail.get("parameter") or "query"
    return side.told(client, await client.query(detail["chat"], detail["text"], command, parameter))


async def message_action(side: TeamsSide, client: Client, detail: Json) -> Json:
    return side.told(client, await client.message_action(side.message(detail), detail["command"]))


async def consent(side: TeamsSide, client: Client, detail: Json) -> Json:
    message = side.message(detail)
    return side.told(client, await client.consent(message, accept=bool(detail["accept"])))


async def suggest(side: TeamsSide, client: Client, detail: Json) -> Json:
    """What is typed into a field of a message's card, or else of the open dialog."""
    on = side.message(detail) if detail.get("id") else side.dialogs.get(client.user.id)
    if on is None:
        raise NotThere("no dialog is open")
    found = await client.suggest(on, detail["field"], detail["text"])
    if found.error:
        raise Refused(found.error)
    return {"results": list(found.results)}


async def edit(side: TeamsSide, client: Client, detail: Json) -> None:
    await client.edit(side.message(detail), detail["text"])


async def delete(side: TeamsSide, client: Client, detail: Json) -> None:
    await client.delete(side.message(detail))


async def undelete(side: TeamsSide, client: Client, detail: Json) -> None:
    message = side.sim.world.deleted.get((detail["chat"], detail["id"]))
    if message is None:
        raise NotThere("that message is not deleted")
    await client.undelete(message)


async def traffic(side: TeamsSide, _: Client, __: Json) -> Json:
    return last(side.sim.sent)


ACTS: dict[str, Callable[[TeamsSide, Client, Json], Awaitable[Json | None]]] = {
    "say": say,
    "press": press,
    "submit": submit,
    "look": look,
    "send_dialog": send_dialog,
    "query": query,
    "message_action": message_action,
    "consent": consent,
    "suggest": suggest,
    "edit": edit,
    "delete": delete,
    "undelete": undelete,
    "traffic": traffic,
}
