"""Clicks, shortcuts and forms as requests to the app, and what its answer to a form does."""

from collections.abc import Mapping, Sequence

from bot.playground.wire import Delivery, Json

from . import views
from .calls import Call
from .forms import Element, Typed, incomplete, input_blocks, state
from .outgoing import Outgoing
from .payloads import message_json, team_json, view_json, who
from .replies import TROUBLE, Outcome, failure
from .state import Refusal, State
from .world import Channel, Message, User, View

Surface = Message | View


class Interactions:
    """One person's. `team` in each payload is the person's own workspace, as with Slack."""

    def __init__(self, state: State, outgoing: Outgoing, user: str) -> None:
        self.state, self.outgoing, self._user = state, outgoing, user

    @property
    def user(self) -> User:
        """As they are now: accounts get switched off."""
        return self.state.world.users[self._user]

    async def block_action(self, on: Surface, action: Json, values: Json) -> Delivery:
        payload = self._base("block_actions") | self._trigger() | {"actions": [action]}
        if isinstance(on, View):
            payload |= self._in_view(on, values)
        else:
            payload |= self._in_message(on) | {"state": {"values": values}}
            payload["response_url"] = self.state.response_url(
                self.user.id, on.channel, ts=on.ts, thread_ts=on.thread_ts if on.is_reply else ""
            )
        return await self.outgoing.once("interactive", payload)

    async def suggestion(self, on: Surface, element: Element, text: str) -> Delivery:
        payload = self._base("block_suggestion")
        payload |= {"action_id": element.action_id, "block_id": element.block_id, "value": text}
        payload |= self._in_view(on, {}) if isinstance(on, View) else self._in_message(on)
        return await self.outgoing.once("interactive", payload)

    async def shortcut(self, callback_id: str, message: Message | None) -> Delivery:
        kind = "shortcut" if message is None else "message_action"
        payload = self._base(kind) | self._trigger()
        payload |= {"callback_id": callback_id, "action_ts": self.state.world.new_ts()}
        if message is not None:
            payload |= self._channel(message.channel) | {"message_ts": message.ts}
            payload["message"] = message_json(self.state.world, self.state.app, message)
            payload["response_url"] = self.state.response_url(
                self.user.id, message.channel, ts=message.ts, thread_ts=message.thread_ts
            )
        return await self.outgoing.once("interactive", payload)

    async def submit(
        self, view: View, typed: Typed, loaded: Mapping[str, Sequence[Json]]
    ) -> Outcome:
        values = state(view.blocks, typed, loaded)
        if errors := incomplete(view.blocks, values):
            return Outcome(view=view, errors=errors)
        payload = self._base("view_submission") | self._trigger() | {"response_urls": []}
        payload["view"] = view_json(self.state.app, view, state=values)
        delivery = await self.outgoing.once("interactive", payload)
        if failure(delivery):
            return Outcome(delivery=delivery, view=view, error=TROUBLE)
        return self._answered(view, delivery)

    async def close(self, view: View) -> None:
        stack = self.state.world.modals[self.user.id]
        self._show(stack[:-1])
        if view.body.get("notify_on_close"):
            payload = self._base("view_closed") | {"is_cleared": False}
            payload["view"] = view_json(self.state.app, view)
            await self.outgoing.once("interactive", payload)

    def home_opened(self, dm: Channel, tab: str) -> Json:
        event: Json = {"type": "app_home_opened", "user": self.user.id, "channel": dm.id}
        event |= {"tab": tab, "event_ts": self.state.world.new_ts()}
        home = self.state.world.homes.get(self.user.id)
        if home is not None and tab == "home":
            event["view"] = view_json(self.state.app, home)
        return event

    def _answered(self, view: View, delivery: Delivery) -> Outcome:
        """A form's answer: nothing closes it; errors, update, push and clear do what they say."""
        sent, world = delivery.json, self.state.world
        stack = world.modals.get(self.user.id, ())
        match sent.get("response_action"):
            case None:
                self._show(tuple(v for v in stack if v.id != view.id))
            case "clear":
                self._show(())
            case "errors":
                return self._errors(view, sent, delivery)
            case "update" | "push" as action:
                try:
                    body = views.checked_body(
                        Call(self.state, {}), sent.get("view"), surfaces=["modal"], instead_of=view
                    )
                    if action == "update":
                        views.replace_view(self.state, view, body)
                    else:
                        views.push(self.state, self.user.id, body)
                except Refusal as refusal:
                    said = f"{TROUBLE} ({refusal.error} {refusal.messages})"
                    return Outcome(delivery=delivery, view=view, error=said)
            case other:
                return Outcome(delivery=delivery, view=view, error=f"{TROUBLE} ({other})")
        top = world.modals.get(self.user.id, ())
        return Outcome(delivery=delivery, view=top[-1] if top else None)

    def _errors(self, view: View, sent: Json, delivery: Delivery) -> Outcome:
        """Slack shows errors at input blocks only; any other key makes it say a general one."""
        errors = sent.get("errors")
        known = input_blocks(view.blocks)
        if (
            not isinstance(errors, dict)
            or not errors
            or set(errors) - known
            or not all(isinstance(text, str) and text for text in errors.values())
        ):
            return Outcome(delivery=delivery, view=view, error=TROUBLE)
        return Outcome(delivery=delivery, view=view, errors=errors)

    def _show(self, stack: tuple[View, ...]) -> None:
        self.state.world.modals[self.user.id] = stack
        self.state.world.bell.ring()

    def _base(self, kind: str) -> Json:
        return {
            "type": kind,
            "token": self.state.app.verification,
            "api_app_id": self.state.app.id,
            "team": team_json(self.state.world.teams[self.user.team]),
            "user": who(self.user),
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _trigger(self) -> Json:
        return {"trigger_id": self.state.triggers.issue(self.user.id)}

    def _in_view(self, view: View, values: Json) -> Json:
        shown = view_json(self.state.app, view, state=values)
        return {"container": {"type": "view", "view_id": view.id}, "view": shown}

    def _in_message(self, message: Message) -> Json:
        """An ephemeral message is in the container only: Slack does not keep it."""
        container: Json = {"type": "message", "message_ts": message.ts}
        container |= {"channel_id": message.channel, "is_ephemeral": bool(message.only_for)}
        if message.is_reply:
            container["thread_ts"] = message.thread_ts
        found = {"container": container} | self._channel(message.channel)
        if not message.only_for:
            found["message"] = message_json(
                self.state.world, self.state.app, message, metadata=True
            )
        return found

    def _channel(self, channel: str) -> Json:
        where = self.state.world.channels[channel]
        names = {"im": "directmessage", "group": "privategroup"}
        return {"channel": {"id": channel, "name": names.get(where.kind, where.name)}}
