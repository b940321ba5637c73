"""What one simulated Slack holds besides its world: triggers, response_urls, files, trouble."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from mimetypes import guess_type
from secrets import token_hex

from bot.playground.faults import Faults
from bot.playground.wire import Json

from .app import App
from .rates import Rates
from .world import World

TRIGGER_LIFE_S = 3.0
RESPONSE_URL_USES = 5
RESPONSE_URL_LIFE = timedelta(minutes=30)


class Refusal(Exception):
    """Slack says no: the `error` of the answer, and what `response_metadata.messages` adds."""

    def __init__(self, error: str, *messages: str, **more: str) -> None:
        super().__init__(error, *messages)
        self.error, self.messages, self.more = error, messages, more


@dataclass(frozen=True)
class Trigger:
    user: str
    issued: float
    used: bool = False


class Triggers:
    """`trigger_id`s: good once, for three seconds."""

    def __init__(self, tick: Callable[[], float]) -> None:
        self._tick = tick
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str) -> str:
        trigger_id = f"{len(self._issued) + 1}.{token_hex(8)}"
        self._issued[trigger_id] = Trigger(user, self._tick())
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """Whose trigger it was; Refusal when it is spent, stale or unknown."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self._tick() - trigger.issued > TRIGGER_LIFE_S:
            raise Refusal("expired_trigger_id")
        self._issued[trigger_id] = replace(trigger, used=True)
        return trigger.user


@dataclass(frozen=True)
class Hook:
    """A `response_url`: for whom, where, and about which message (`ts`), if any."""

    user: str
    channel: str
    ts: str
    thread_ts: str
    until: datetime
    uses_left: int = RESPONSE_URL_USES


class Hooks:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._issued: dict[str, Hook] = {}

    def issue(self, user: str, channel: str, *, ts: str = "", thread_ts: str = "") -> str:
        key = token_hex(10)
        self._issued[key] = Hook(user, channel, ts, thread_ts, self._now() + RESPONSE_URL_LIFE)
        return key

    def look(self, key: str) -> Hook:
        hook = self._issued.get(key)
        if hook is None:
            raise Refusal("invalid_url")
        if self._now() > hook.until:
            raise Refusal("expired_url")
        if not hook.uses_left:
            raise Refusal("used_url")
        return hook

    def spend(self, key: str) -> None:
        hook = self._issued[key]
        self._issued[key] = replace(hook, uses_left=hook.uses_left - 1)


@dataclass(frozen=True, kw_only=True)
class File:
    """A file on its way (`user` still empty) or in the world."""

    id: str
    name: str
    content: bytes = field(default=b"", repr=False)
    mimetype: str = "application/octet-stream"
    user: str = ""
    title: str = ""
    size: int = 0


@dataclass
class State:
    """Passed to every part of the simulator; `url` is where the bot reaches it."""

    world: World
    app: App
    bot_url: str
    tick: Callable[[], float]
    url: str = ""
    socket_mode: bool = False
    files: dict[str, File] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        self.triggers = Triggers(self.tick)
        self.hooks = Hooks(self.world.now)
        self.rates = Rates(self.tick)
        self._tickets: set[str] = set()

    def new_ticket(self) -> str:
        """Admits one Socket Mode connection."""
        ticket = token_hex(8)
        self._tickets.add(ticket)
        return ticket

    def use_ticket(self, ticket: str) -> bool:
        known = ticket in self._tickets
        self._tickets.discard(ticket)
        return known

    def response_url(self, user: str, channel: str, *, ts: str = "", thread_ts: str = "") -> str:
        key = self.hooks.issue(user, channel, ts=ts, thread_ts=thread_ts)
        return f"{self.url}/hooks/{key}"

    def put_file(self, name: str, content: bytes, *, by: str) -> Json:
        """A file that a person posts."""
        mimetype = guess_type(name)[0] or File.mimetype
        file = File(
            id=self.world.new_id("F"),
            name=name,
            content=content,
            mimetype=mimetype,
            user=by,
            size=len(content),
        )
        self.files[file.id] = file
        return self.file_json(file)

    def file_json(self, file: File) -> Json:
        url = f"{self.url}/files-pri/{self.app.team}-{file.id}/{file.name}"
        domain = self.world.teams[self.app.team].domain
        return {
            "id": file.id,
            "permalink": f"https://{domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
            "name": file.name,
            "title": file.title or file.name,
            "mimetype": file.mimetype,
            "filetype": file.name.rpartition(".")[2],
            "user": file.user,
            "size": file.size,
            "mode": "hosted",
            "is_external": False,
            "file_access": "visible",
            "url_private": url,
            "url_private_download": url,
        }
