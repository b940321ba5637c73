"""A person's Slack client: everything they can do, and all that they see.

    async with SlackSim(world, app, bot_url="http://127.0.0.1:3978") as slack:
        rep = slack.client("U_REP")
        asked = await rep.say("C_DEALS", f"<@{app.user}> is Contoso named?")
        answer = await slack.wait_for(lambda: rep.thread("C_DEALS", asked.ts)[1:])
        await rep.press(answer[0], "watch")
        outcome = await rep.command("C_DEALS", "/named", "Contoso")
        assert "is named" in rep.seen("C_DEALS")[-1].text
        await rep.submit(rep.modal(), {"reason": "They lead there"})

A client offers what Slack's does: pressing a button that isn't shown raises NotThere. What
Slack tells the person when the app fails ("operation_timeout") is in `Outcome.error`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.playground.errors import NotThere
from bot.playground.wire import Json

from . import events, replies
from .forms import Typed, find, held, state
from .interactions import Interactions, Surface
from .outgoing import Outgoing
from .replies import Outcome
from .state import State
from .world import Channel, Message, User, View

SEARCH_FROM = 3  # characters before an external select asks, where it says nothing else
COMMAND_NAMES = {"im": "directmessage", "mpim": "directmessage", "group": "privategroup"}


class Client:
    """One person's, for as long as the simulator runs."""

    def __init__(self, state: State, outgoing: Outgoing, user: str) -> None:
        self.state, self.outgoing = state, outgoing
        self.interactions = Interactions(state, outgoing, user)
        self._loaded: dict[str, Sequence[Json]] = {}

    @property
    def user(self) -> User:
        return self.interactions.user

    # What is seen

    def dm(self) -> Channel:
        """The direct conversation with the app."""
        return self.state.world.dm(self.state.app.user, self.user.id)

    def seen(self, channel: str) -> list[Message]:
        """What the channel shows: oldest first, replies left out, own ephemerals included."""
        return [m for m in self._visible(channel) if not m.is_reply or m.broadcast]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The root, then the replies."""
        return [m for m in self._visible(channel) if ts in (m.ts, m.thread_ts)]

    def home(self) -> View:
        """The app's Home tab as last published; NotThere when it never was."""
        view = self.state.world.homes.get(self.user.id)
        if view is None:
            raise NotThere("the Home tab is empty")
        return view

    def modal(self) -> View:
        """The form on top; NotThere when none is open."""
        stack = self.state.world.modals.get(self.user.id)
        if not stack:
            raise NotThere("no form is open")
        return stack[-1]

    # Talking

    async def say(
        self,
        channel: str,
        text: str,
        *,
        thread_ts: str = "",
        files: Mapping[str, bytes] | None = None,
    ) -> Message:
        """Posts; done when the app has answered the first delivery of each event."""
        self._must_be_in(channel)
        world = self.state.world
        message = Message(
            channel=channel,
            ts=world.new_ts(),
            user=self.user.id,
            text=text,
            thread_ts=thread_ts,
            files=tuple(
                self.state.put_file(name, content, by=self.user.id)
                for name, content in (files or {}).items()
            ),
        )
        mark = len(world.log)
        world.put(message, "posted")
        await self.outgoing.changes(world.log[mark:])
        return message

    async def edit(self, message: Message, text: str) -> Message:
        mark = len(self.state.world.log)
        new = replace(self._own(message), text=text, edited_ts=self.state.world.new_ts())
        self.state.world.put(new, "edited")
        await self.outgoing.changes(self.state.world.log[mark:])
        return new

    async def delete(self, message: Message) -> None:
        mark = len(self.state.world.log)
        self.state.world.remove(self._own(message))
        await self.outgoing.changes(self.state.world.log[mark:])

    async def command(
        self, channel: str, command: str, text: str = "", *, thread_ts: str = ""
    ) -> Outcome:
        """A slash command. Slack itself refuses it in threads and to people of other workspaces."""
        app, where = self.state.app, self.state.world.channels[channel]
        self._must_see(channel)
        known = not app.commands or command in app.commands
        if thread_ts:
            return Outcome(error=f"{command} is not supported in threads. Sorry!")
        if not known or self.user.team != app.team:
            return Outcome(error=f"{command} is not a valid command.")
        form = {
            "token": app.verification,
            "team_id": app.team,
            "team_domain": self.state.world.teams[app.team].domain,
            "channel_id": channel,
            "channel_name": COMMAND_NAMES.get(where.kind, where.name),
            "user_id": self.user.id,
            "user_name": self.user.name,
            "command": command,
            "text": replies.typed(self.state, text, escape=command in app.escapes),
            "api_app_id": app.id,
            "is_enterprise_install": "false",
            "response_url": self.state.response_url(self.user.id, channel),
            "trigger_id": self.state.triggers.issue(self.user.id),
        }
        delivery = await self.outgoing.once("command", form)
        return replies.to_command(self.state, self.user.id, channel, command, delivery)

    # Buttons, shortcuts, forms

    async def press(
        self,
        on: Surface,
        action_id: str,
        *,
        value: str | Sequence[str] = "",
        block_id: str = "",
        typed: Typed | None = None,
    ) -> Outcome:
        """A button, or a choice: `value` is then the option's value, the date, the person's id.

        `typed` is what stands in the other fields of the message or view at that moment.
        """
        on = self._current(on)
        element = find(on.blocks, action_id, block_id, value if isinstance(value, str) else "")
        action = {"action_id": action_id, "block_id": element.block_id}
        action |= {"type": element.body["type"], "action_ts": self.state.world.new_ts()}
        if element.body["type"] == "button":
            action |= {k: element.body[k] for k in ("text", "value", "style") if k in element.body}
        else:
            action |= held(element.body, value, self._loaded.get(action_id, ()))
        here = typed or {}
        if element.body["type"] not in ("button", "overflow"):
            here = {**here, action_id: value}
        values = state(on.blocks, here, self._loaded)
        return replies.plain(await self.interactions.block_action(on, action, values))

    async def options(self, on: Surface, action_id: str, text: str) -> list[Json]:
        """Types into an external select; what the app suggests can be chosen next."""
        on = self._current(on)
        element = find(on.blocks, action_id)
        if len(text) < element.body.get("min_query_length", SEARCH_FROM):
            return []
        delivery = await self.interactions.suggestion(on, element, text)
        self._loaded[action_id] = replies.suggested(delivery)
        return list(self._loaded[action_id])

    async def shortcut(self, callback_id: str, message: Message | None = None) -> Outcome:
        """A message shortcut, or a global one when no message is given."""
        kind = "global" if message is None else "message"
        known = self.state.app.shortcuts
        if self.user.team != self.state.app.team or (known and known.get(callback_id) != kind):
            raise NotThere(f"no {kind} shortcut {callback_id!r}")
        if message is not None:
            self._must_see(message.channel)
        return replies.plain(await self.interactions.shortcut(callback_id, message))

    async def submit(self, view: View, typed: Typed | None = None) -> Outcome:
        """Sends the form on top, after the checks that the client makes by itself."""
        if view.id != self.modal().id:
            raise NotThere("that form is not on top")
        return await self.interactions.submit(self.modal(), typed or {}, self._loaded)

    async def close(self, view: View) -> None:
        """Cancels the form; the app hears of it where it asked to."""
        if view.id != self.modal().id:
            raise NotThere("that form is not on top")
        await self.interactions.close(self.modal())

    async def open_home(self, tab: str = "home") -> None:
        if "app_home_opened" in self.state.app.events:
            event = self.interactions.home_opened(self.dm(), tab)
            await self.outgoing.event(
                events.envelope(self.state, event, sender=self.user.id, channel=None)
            )

    # Coming and going

    async def join(self, channel: str) -> None:
        self.state.world.join(channel, self.user.id)
        await self._moved(channel, "member_joined_channel")

    async def leave(self, channel: str) -> None:
        self.state.world.leave(channel, self.user.id)
        await self._moved(channel, "member_left_channel")

    async def _moved(self, channel: str, event_type: str) -> None:
        where = self.state.world.channels[channel]
        if event_type in self.state.app.events and self.state.app.user in where.members:
            event = {"type": event_type, "user": self.user.id, "channel": channel}
            event |= {"channel_type": "G" if where.kind == "group" else "C"}
            event |= {"team": self.user.team, "event_ts": self.state.world.new_ts()}
            await self.outgoing.event(
                events.envelope(self.state, event, sender=self.user.id, channel=where)
            )

    def _visible(self, channel: str) -> list[Message]:
        self._must_see(channel)
        found = self.state.world.in_channel(channel)
        return [m for m in found if m.only_for in ("", self.user.id)]

    def _current(self, on: Surface) -> Surface:
        """The message or view as it is now: what the person has in front of them."""
        world = self.state.world
        if isinstance(on, Message):
            now = world.messages.get((on.channel, on.ts))
            if now is None or now.only_for not in ("", self.user.id):
                raise NotThere("that message is gone")
            return now
        top = world.modals.get(self.user.id, ())[-1:]
        for view in (world.homes.get(self.user.id), *top):
            if view is not None and view.id == on.id:
                return view
        raise NotThere("that view is closed, or another one is on top")

    def _own(self, message: Message) -> Message:
        now = self.state.world.messages.get((message.channel, message.ts))
        if now is None or now.user != self.user.id:
            raise NotThere("people change their own messages only")
        return now

    def _must_see(self, channel: str) -> None:
        where = self.state.world.channels[channel]
        own = self.user.team in where.teams and where.kind == "channel" and not self.user.guest
        if self.user.id not in where.members and not own:
            raise NotThere(f"{self.user.name} does not see {where.name}")

    def _must_be_in(self, channel: str) -> None:
        where = self.state.world.channels[channel]
        if self.user.id not in where.members:
            raise NotThere(f"{self.user.name} is not in {where.name}")
        if where.is_archived or self.user.deleted:
            raise NotThere(f"{self.user.name} can't write in {where.name}")
