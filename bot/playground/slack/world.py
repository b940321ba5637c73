"""What exists in the simulated Slack: workspaces, people, channels, messages, views.

Records are frozen; a change replaces one and rings `world.bell`. `log` tells what happened.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Literal

from bot.playground.bell import Bell
from bot.playground.wire import Json

Kind = Literal["channel", "group", "im", "mpim"]  # Slack's `channel_type`
Happened = Literal["posted", "whispered", "edited", "deleted"]


@dataclass(frozen=True, kw_only=True)
class Team:
    id: str
    name: str
    domain: str


@dataclass(frozen=True, kw_only=True)
class User:
    id: str
    team: str
    name: str
    real_name: str = ""
    email: str = ""
    tz: str = "Etc/UTC"
    is_bot: bool = False
    deleted: bool = False
    guest: Literal["", "restricted", "ultra_restricted"] = ""


@dataclass(frozen=True, kw_only=True)
class Channel:
    """`teams` holds the workspaces it is shared with, the owner's first."""

    id: str
    name: str
    teams: tuple[str, ...]
    kind: Kind = "channel"
    members: frozenset[str] = frozenset()
    is_archived: bool = False

    @property
    def is_ext_shared(self) -> bool:
        return len(self.teams) > 1


@dataclass(frozen=True, kw_only=True)
class Message:
    """`only_for` names the one person who sees an ephemeral message."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    files: tuple[Json, ...] = ()
    thread_ts: str = ""
    broadcast: bool = False
    bot: str = ""
    metadata: Json = field(default_factory=dict)
    edited_ts: str = ""
    only_for: str = ""

    @property
    def is_reply(self) -> bool:
        return bool(self.thread_ts) and self.thread_ts != self.ts


@dataclass(frozen=True, kw_only=True)
class View:
    """A modal or a Home tab as one person has it in front of them; `body` is what the app sent."""

    id: str
    user: str
    body: Json
    hash: str
    root: str = ""
    previous: str = ""

    @property
    def is_home(self) -> bool:
        return bool(self.body["type"] == "home")

    @property
    def blocks(self) -> tuple[Json, ...]:
        return tuple(self.body["blocks"])


@dataclass(frozen=True)
class Change:
    """One entry of `World.log`; `before` is the message as it was."""

    happened: Happened
    message: Message
    before: Message | None = None


Announce = Callable[[Sequence[Change]], None]


class World:
    def __init__(
        self,
        *,
        teams: Iterable[Team],
        users: Iterable[User],
        channels: Iterable[Channel] = (),
        now: Callable[[], datetime],
    ) -> None:
        self.now = now
        self.bell = Bell()
        self.teams = {team.id: team for team in teams}
        self.users = {user.id: user for user in users}
        self.channels = {channel.id: channel for channel in channels}
        self.messages: dict[tuple[str, str], Message] = {}
        self.homes: dict[str, View] = {}
        self.modals: dict[str, tuple[View, ...]] = {}  # by person, the top one last
        self.deleted: set[tuple[str, str]] = set()
        self._channels: dict[str, dict[str, Message]] = defaultdict(dict)
        self._replies: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.deleted_channels: dict[str, Channel] = {}
        self.log: list[Change] = []
        self._last_us = 0
        self._serials = count(1)

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._serials):08d}"

    def new_ts(self) -> str:
        """The time in Slack's form, never the same twice."""
        self._last_us = max(int(self.now().timestamp() * 1_000_000), self._last_us + 1)
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def put(self, message: Message, happened: Happened) -> Message:
        before = self.messages.get((message.channel, message.ts))
        self.messages[message.channel, message.ts] = message
        self._channels[message.channel][message.ts] = message
        if before is None and message.is_reply and not message.only_for:
            self._replies[message.channel, message.thread_ts].append(message.ts)
        self.log.append(Change(happened, message, before))
        self.bell.ring()
        return message

    def remove(self, message: Message) -> None:
        del self.messages[message.channel, message.ts]
        del self._channels[message.channel][message.ts]
        self.deleted.add((message.channel, message.ts))
        self.log.append(Change("deleted", message, message))
        self.bell.ring()

    def in_channel(self, channel: str) -> list[Message]:
        """Oldest first, as they came, other people's ephemerals included."""
        return list(self._channels[channel].values())

    def replies(self, root: Message) -> list[Message]:
        """What everybody sees under this message, oldest first."""
        here = self._channels[root.channel]
        return [here[ts] for ts in self._replies[root.channel, root.ts] if ts in here]

    def dm(self, *people: str) -> Channel:
        """The direct conversation of exactly these people, made when there is none."""
        members = frozenset(people)
        for channel in self.channels.values():
            if channel.kind in ("im", "mpim") and channel.members == members:
                return channel
        teams = tuple(dict.fromkeys(self.users[p].team for p in people))
        im = len(members) == 2
        made = Channel(
            id=self.new_id("D" if im else "G"),
            name="directmessage" if im else "mpdm-" + "--".join(sorted(people)),
            teams=teams,
            kind="im" if im else "mpim",
            members=members,
        )
        self.channels[made.id] = made
        return made

    def join(self, channel: str, user: str) -> Channel:
        return self.change(channel, members=self.channels[channel].members | {user})

    def leave(self, channel: str, user: str) -> Channel:
        return self.change(channel, members=self.channels[channel].members - {user})

    def change(
        self, channel: str, *, members: frozenset[str] | None = None, archived: bool | None = None
    ) -> Channel:
        old = self.channels[channel]
        self.channels[channel] = replace(
            old,
            members=old.members if members is None else members,
            is_archived=old.is_archived if archived is None else archived,
        )
        self.bell.ring()
        return self.channels[channel]

    def put_user(self, user: User) -> User:
        self.users[user.id] = user
        self.bell.ring()
        return user
