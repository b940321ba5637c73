"""One call of the Web API: its arguments, and the questions that most methods ask first."""

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.playground.wire import Json

from .checks import walk
from .limits import INTERACTIVE, Surface, block_problems
from .payloads import message_json
from .state import Refusal, State
from .world import Channel, Message, User

PICTURES = {"image/png", "image/jpeg", "image/gif"}
READ = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True)
class Call:
    state: State
    args: Json

    def need(self, name: str) -> str:
        value = self.args.get(name)
        if value in (None, ""):
            raise Refusal("invalid_arguments", f"[ERROR] missing required field: {name}")
        return str(value)

    def text(self, name: str) -> str:
        value = self.args.get(name)
        return "" if value is None else str(value)

    def yes(self, name: str) -> bool:
        return self.args.get(name) in (True, "true", "True", "1", 1)

    def parsed(self, name: str, *, error: str) -> Any:
        """A JSON argument, which a form carries as text."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise Refusal(error) from None

    def needs_scope(self, *any_of: str) -> None:
        have = self.state.app.scopes
        if any_of and have.isdisjoint(any_of):
            raise Refusal("missing_scope", needed=",".join(any_of), provided=",".join(sorted(have)))

    def blocks(self, surface: Surface = "message") -> tuple[Json, ...] | None:
        """The checked blocks, ids filled in; None when none were sent."""
        blocks = self.parsed("blocks", error="invalid_blocks_format")
        if blocks is None:
            return None
        if not isinstance(blocks, list):
            raise Refusal("invalid_blocks_format")
        problems = block_problems(blocks, surface) or self.unseen(blocks, "/blocks")
        if problems:
            raise Refusal("invalid_blocks", *problems)
        return self.stamped(blocks)

    def unseen(self, blocks: Sequence[Json], at: str) -> list[str]:
        """Pictures among these blocks that are no picture in Slack, or not yet."""
        return [
            f"[ERROR] invalid slack file [json-pointer:{at}/{place}/slack_file]"
            for place, block in enumerate(blocks)
            for part in walk(block)
            if "slack_file" in part and not self._picture(part["slack_file"])
        ]

    def _picture(self, named: Json) -> bool:
        for file in self.state.files.values():
            known = self.state.file_json(file)
            urls = (known["url_private"], known["permalink"])
            if named.get("id") == file.id or named.get("url") in urls:
                return bool(file.user) and file.mimetype in PICTURES
        return False

    def stamped(self, blocks: Sequence[Json]) -> tuple[Json, ...]:
        """Slack names what the app left unnamed: blocks, and all that can be pressed."""
        new = self.state.world.new_id
        named = copy.deepcopy(list(blocks))
        for block in named:
            block.setdefault("block_id", new("b"))
            for part in walk(block):
                if str(part.get("type")) in INTERACTIVE:
                    part.setdefault("action_id", new("a"))
        return tuple(named)

    def channel(self) -> Channel:
        """The conversation, if the bot may know that it exists."""
        channel = self.state.world.channels.get(self.need("channel"))
        if channel is None:
            raise Refusal("channel_not_found")
        if channel.kind != "channel" and self.state.app.user not in channel.members:
            raise Refusal("channel_not_found")
        return channel

    def user(self, user_id: str) -> User:
        """A person the app can see: of its workspace, or met in a shared channel."""
        world = self.state.world
        user = world.users.get(user_id)
        met = any(
            user_id in c.members and self.state.app.team in c.teams for c in world.channels.values()
        )
        if user is None or not (user.team == self.state.app.team or met):
            raise Refusal("user_not_found")
        return user

    def own_message(self, *, refused: str) -> Message:
        message = self.message()
        if message.bot != self.state.app.bot:
            raise Refusal(refused)
        return message

    def message(self) -> Message:
        message = self.state.world.messages.get((self.channel().id, self.need("ts")))
        if message is None or message.only_for:
            raise Refusal("message_not_found")
        return message

    def json(self, message: Message, *, metadata: bool = False) -> Json:
        return message_json(self.state.world, self.state.app, message, metadata=metadata)


@dataclass(frozen=True)
class Method:
    """`scopes`: any one of them will do. `per_minute` is the method's rate tier; 0: none."""

    run: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    per_minute: int = 0
