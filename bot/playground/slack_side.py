"""The simulated Slack as the playground's page shows and uses it."""

import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.playground.slack.replies import Outcome
from bot.playground.slack.state import Refusal

from .bell import Bell
from .errors import NotThere
from .slack import Channel, Client, Message, SlackSim, User, View
from .traffic import last
from .web import SHOWN_MOST, Person, Refused
from .wire import Json

FILE_MOST = 300_000  # bytes: it travels with each view
HELD = (
    "value",
    "selected_option",
    "selected_options",
    "selected_user",
    "selected_conversation",
    "selected_channel",
    "selected_date",
    "selected_time",
)


class SlackSide:
    """`manifest` gives commands and shortcuts the words that Slack's menus show."""

    def __init__(self, sim: SlackSim, people: Sequence[Person], manifest: Json) -> None:
        self.sim = sim
        self.people = tuple(people)
        self._features: Json = manifest.get("features", {})
        self._clients: dict[str, Client] = {}

    @property
    def bell(self) -> Bell:
        return self.sim.world.bell

    def view(self, user: str) -> Json:
        world, client = self.sim.world, self._client(user)
        client.dm()
        home = world.homes.get(user)
        channels = [c for c in world.channels.values() if user in c.members]
        own = client.user.team == self.sim.app.team
        return {
            "me": user,
            "app": self.sim.app.user,
            "team": {"name": world.teams[client.user.team].name},
            "people": {u.id: self._person(u) for u in world.users.values() if not u.deleted},
            "channels": [self._channel(c, user) for c in channels],
            "messages": {c.id: self._messages(client, c) for c in channels},
            "home": home and self._drawn(home),
            "modals": [self._drawn(view) for view in world.modals.get(user, ())],
            "commands": self._features.get("slash_commands", []) if own else [],
            "shortcuts": self._features.get("shortcuts", []) if own else [],
        }

    async def act(self, user: str, what: str, detail: Json) -> Json | None:
        do = ACTS.get(what)
        if do is None:
            raise Refused(f"Slack's client can't do {what!r}.")
        try:
            return await do(self, self._client(user), detail)
        except NotThere as refused:
            raise Refused(f"Slack: {refused}.") from refused
        except Refusal as refusal:
            raise Refused(f"Slack refused the answer: {refusal.error}") from refusal

    def _drawn(self, view: View) -> Json:
        blocks = self._seen(view.blocks)
        return view.body | {"id": view.id, "hash": view.hash, "blocks": blocks}

    def _client(self, user: str) -> Client:
        return self._clients.setdefault(user, self.sim.client(user))

    def _person(self, user: User) -> Json:
        title = next((p.title for p in self.people if p.id == user.id), "")
        name = self.sim.app.name if user.id == self.sim.app.user else user.real_name or user.name
        team = self.sim.world.teams[user.team].name
        guest = bool(user.guest)
        return {"name": name, "title": title, "bot": user.is_bot, "team": team, "guest": guest}

    def _channel(self, channel: Channel, user: str) -> Json:
        world = self.sim.world
        direct = channel.kind in ("im", "mpim")
        others = sorted(channel.members - {user}) or [user]
        names = ", ".join(self._person(world.users[other])["name"] for other in others)
        mine = world.users[user].team
        shared = ", ".join(world.teams[t].name for t in channel.teams if t != mine)
        return {
            "id": channel.id,
            "name": names if direct else channel.name,
            "kind": channel.kind,
            "dm": direct,
            "app": channel.kind == "im" and self.sim.app.user in channel.members,
            "shared": "" if direct else shared,
        }

    def _messages(self, client: Client, channel: Channel) -> list[Json]:
        found = self.sim.world.in_channel(channel.id)
        mine = [self._message(m) for m in found if m.only_for in ("", client.user.id)]
        return mine[-SHOWN_MOST:]

    def _message(self, message: Message) -> Json:
        return {
            "channel": message.channel,
            "ts": message.ts,
            "user": message.user,
            "text": message.text,
            "blocks": self._seen(message.blocks),
            "attachments": message.attachments,
            "files": [file | {"shown": self._shown(file["id"])} for file in message.files],
            "thread_ts": message.thread_ts,
            "broadcast": message.broadcast,
            "edited": bool(message.edited_ts),
            "ephemeral": bool(message.only_for),
        }

    def _seen(self, blocks: Sequence[Json]) -> list[Json]:
        """With the pictures that Slack keeps, since the page may load nothing from elsewhere."""
        return [
            block | {"image_url": self._shown(file["id"])}
            if block["type"] == "image" and "id" in (file := block.get("slack_file") or {})
            else block
            for block in blocks
        ]

    def _shown(self, ident: str) -> str:
        """A file as an address that holds it; '' for one that is too large."""
        file = self.sim.state.files.get(ident)
        if file is None or len(file.content) > FILE_MOST:
            return ""
        return f"data:{file.mimetype};base64,{base64.b64encode(file.content).decode()}"

    def surface(self, client: Client, detail: Json) -> Message | View:
        """The message, Home tab or form that something was done in."""
        world, user = self.sim.world, client.user.id
        if "view_id" not in detail:
            return self.message(detail)
        for view in (world.homes.get(user), *world.modals.get(user, ())):
            if view is not None and view.id == detail["view_id"]:
                return view
        raise NotThere("that form is closed")

    def form(self, client: Client, detail: Json) -> View:
        found = self.surface(client, detail)
        if isinstance(found, Message):
            raise NotThere("that is no form")
        return found

    def message(self, detail: Json) -> Message:
        found = self.sim.world.messages.get((detail["channel"], detail["ts"]))
        if found is None:
            raise NotThere("that message is gone")
        return found


def plain(held: Json) -> Any:
    """What an input holds as the simulator's `Typed` has it: texts and option values."""
    found = next((held[key] for key in HELD if held.get(key) is not None), "")
    if isinstance(found, list):
        return [option["value"] for option in found]
    return found["value"] if isinstance(found, dict) else found


def typed(values: Mapping[str, Mapping[str, Json]]) -> dict[str, Any]:
    return {action: plain(held) for actions in values.values() for action, held in actions.items()}


def told(outcome: Outcome) -> Json | None:
    """What Slack's client makes of it: an error of its own, or errors at the fields."""
    if outcome.error:
        raise Refused(outcome.error)
    return {"errors": dict(outcome.errors)} if outcome.errors else None


async def say(_: SlackSide, client: Client, detail: Json) -> None:
    files = {name: base64.b64decode(body) for name, body in detail.get("files", {}).items()}
    thread_ts = detail.get("thread_ts", "")
    await client.say(detail["channel"], detail["text"], thread_ts=thread_ts, files=files)


async def edit(side: SlackSide, client: Client, detail: Json) -> None:
    await client.edit(side.message(detail), detail["text"])


async def command(_: SlackSide, client: Client, detail: Json) -> Json | None:
    return told(await client.command(detail["channel"], detail["command"], detail["text"]))


async def press(side: SlackSide, client: Client, detail: Json) -> Json | None:
    action = detail["action"]
    return told(
        await client.press(
            side.surface(client, detail),
            action["action_id"],
            value=plain(action),
            block_id=action["block_id"],
            typed=typed(detail.get("state", {})),
        )
    )


async def suggest(side: SlackSide, client: Client, detail: Json) -> Json:
    on = side.surface(client, detail)
    return {"options": await client.options(on, detail["action_id"], detail["value"])}


async def shortcut(side: SlackSide, client: Client, detail: Json) -> Json | None:
    message = side.message(detail) if "ts" in detail else None
    return told(await client.shortcut(detail["callback_id"], message))


async def submit(side: SlackSide, client: Client, detail: Json) -> Json | None:
    return told(await client.submit(side.form(client, detail), typed(detail["state"])))


async def close(side: SlackSide, client: Client, detail: Json) -> None:
    await client.close(side.form(client, detail))


async def open_home(_: SlackSide, client: Client, detail: Json) -> None:
    await client.open_home(detail.get("tab", "home"))


async def delete(side: SlackSide, client: Client, detail: Json) -> None:
    await client.delete(side.message(detail))


async def traffic(side: SlackSide, _: Client, __: Json) -> Json:
    return last(side.sim.sent)


ACTS: dict[str, Callable[[SlackSide, Client, Json], Awaitable[Json | None]]] = {
    "say": say,
    "command": command,
    "press": press,
    "suggest": suggest,
    "shortcut": shortcut,
    "submit": submit,
    "close": close,
    "open_home": open_home,
    "edit": edit,
    "delete": delete,
    "traffic": traffic,
}
