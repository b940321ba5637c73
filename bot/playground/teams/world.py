"""What exists in the simulated Teams: people of several tenants, teams, conversations, messages.

Records are frozen; a change replaces one and rings `world.bell`. `log` tells what happened.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Literal

from bot.playground.bell import Bell
from bot.playground.wire import Json

from .markup import as_shown

Kind = Literal["personal", "groupChat", "channel"]
Happened = Literal["posted", "edited", "deleted", "typing"]
BOT = ""  # stands as the sender of the bot's own messages


@dataclass(frozen=True, kw_only=True)
class User:
    """`id` is the Entra object id in `tenant`; a guest's account there stands for one elsewhere."""

    id: str
    tenant: str
    name: str
    email: str = ""
    guest: bool = False
    deleted: bool = False

    def account(self, bot: str) -> str:
        """The 29: id, another one for every bot."""
        return "29:1" + hashlib.sha256(f"{bot}/{self.id}".encode()).hexdigest()[:40]


@dataclass(frozen=True, kw_only=True)
class Team:
    id: str
    name: str
    tenant: str
    group: str


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A personal or group chat, or a channel (then `team` is set)."""

    id: str
    kind: Kind
    tenant: str
    members: frozenset[str] = frozenset()
    name: str = ""
    team: str = ""
    channel_type: Literal["standard", "private", "shared"] = "standard"


@dataclass(frozen=True, kw_only=True)
class Message:
    """`thread` is the root's id, in channels only; `cards` are the attachments as they came."""

    id: str
    conversation: str
    sender: str
    text: str = ""
    cards: tuple[Json, ...] = ()
    thread: str = ""
    entities: tuple[Json, ...] = ()
    summary: str = ""
    edited: bool = False
    body: Json = field(default_factory=dict)

    @property
    def card(self) -> Json:
        """The Adaptive Card in it; empty when there is none."""
        for attachment in self.cards:
            if attachment["contentType"] == "application/vnd.microsoft.card.adaptive":
                return dict(attachment["content"])
        return {}

    @property
    def shown(self) -> str:
        """The text as a client shows it: Markdown and HTML are read, unknown tags vanish."""
        return as_shown(self.text) if self.sender == BOT else self.text

    @property
    def is_reply(self) -> bool:
        return bool(self.thread) and self.thread != self.id


@dataclass(frozen=True)
class Change:
    happened: Happened
    message: Message
    before: Message | None = None


class World:
    """`installed` holds where the app is: people's, teams' and group chats' ids."""

    def __init__(
        self,
        *,
        users: Iterable[User],
        teams: Iterable[Team] = (),
        conversations: Iterable[Conversation] = (),
        installed: Iterable[str] = (),
        now: Callable[[], datetime],
    ) -> None:
        self.now = now
        self.bell = Bell()
        self.users = {user.id: user for user in users}
        self.teams = {team.id: team for team in teams}
        self.conversations = {c.id: c for c in conversations}
        self.installed = set(installed)
        self.blocked: set[str] = set()  # people who blocked the bot
        self.archived: set[str] = set()  # teams
        self.deleted_channels: dict[str, Conversation] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.deleted: dict[tuple[str, str], Message] = {}  # by people, who may take it back
        self.views: dict[tuple[str, str, str], Json] = {}  # by person, conversation, message
        self.log: list[Change] = []
        self._last_ms = 0
        self._serials = count(1)

    def new_id(self) -> str:
        """A message's id: its time in milliseconds, never the same twice."""
        self._last_ms = max(int(self.now().timestamp() * 1_000), self._last_ms + 1)
        return str(self._last_ms)

    def serial(self) -> int:
        return next(self._serials)

    def put(self, message: Message, happened: Happened) -> Message:
        """A changed message takes back what single people were shown in its place."""
        key = (message.conversation, message.id)
        before = self.messages.get(key)
        self.deleted.pop(key, None)
        self.messages[key] = message
        for view in [v for v in self.views if v[1:] == key]:
            del self.views[view]
        self.log.append(Change(happened, message, before))
        self.bell.ring()
        return message

    def remove(self, message: Message) -> None:
        del self.messages[message.conversation, message.id]
        if message.sender != BOT:
            self.deleted[message.conversation, message.id] = message
        self.log.append(Change("deleted", message, message))
        self.bell.ring()

    def typing(self, conversation: str) -> None:
        message = Message(id="", conversation=conversation, sender=BOT)
        self.log.append(Change("typing", message))
        self.bell.ring()

    def show_to(self, user: str, message: Message, card: Json) -> None:
        """A card for one person's eyes, in place of the message's own."""
        self.views[user, message.conversation, message.id] = card
        self.bell.ring()

    def within(self, conversation: str) -> list[Message]:
        found = [m for m in self.messages.values() if m.conversation == conversation]
        return sorted(found, key=lambda m: int(m.id))

    def personal(self, user: str) -> Conversation:
        """The chat of this person with the bot, made when there is none."""
        for conversation in self.conversations.values():
            if conversation.kind == "personal" and user in conversation.members:
                return conversation
        made = Conversation(
            id=f"a:1{hashlib.sha256(user.encode()).hexdigest()[:30]}",
            kind="personal",
            tenant=self.users[user].tenant,
            members=frozenset({user}),
        )
        self.conversations[made.id] = made
        return made

    def roster(self, conversation: Conversation, *, add: str = "", drop: str = "") -> Conversation:
        members = (conversation.members | ({add} if add else set())) - {drop}
        self.conversations[conversation.id] = replace(conversation, members=members)
        self.bell.ring()
        return self.conversations[conversation.id]

    def has_app(self, conversation: Conversation) -> bool:
        match conversation.kind:
            case "personal":
                return bool(conversation.members & self.installed)
            case "groupChat":
                return conversation.id in self.installed
            case "channel":
                return conversation.team in self.installed

    def reachable(self, user: str) -> bool:
        """May the bot begin a chat: installed for the person, or in a team of theirs."""
        return user in self.installed or any(
            user in c.members and self.has_app(c) for c in self.conversations.values()
        )
