"""Which event tells the app what happened, and the envelope around it."""

from bot.playground.wire import Json

from .payloads import message_json
from .state import State
from .world import Change, Channel, Message

SUBSCRIPTION = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


def of_change(state: State, change: Change) -> list[Json]:
    """The envelopes for one change: none for whispers or where the app does not listen."""
    channel = state.world.channels[change.message.channel]
    if change.happened == "whispered" or state.app.user not in channel.members:
        return []
    if change.message.only_for:
        return []
    events = []
    if listens(state, channel):
        events.append(message_event(state, change, channel))
    if change.happened == "posted" and mentions_app(state, change.message, channel):
        events.append(mention_event(state, change.message))
    return [envelope(state, event, sender=change.message.user, channel=channel) for event in events]


def listens(state: State, channel: Channel) -> bool:
    """A subscription counts only with the scope that it needs."""
    subscription = SUBSCRIPTION[channel.kind]
    scope = f"{subscription.removeprefix('message.')}:history"
    return subscription in state.app.events and scope in state.app.scopes


def mentions_app(state: State, message: Message, channel: Channel) -> bool:
    """Direct messages to the app are never mentions."""
    asked = "app_mention" in state.app.events and "app_mentions:read" in state.app.scopes
    named = f"<@{state.app.user}>" in message.text or f"<@{state.app.user}|" in message.text
    return asked and named and channel.kind != "im" and message.user != state.app.user


def message_event(state: State, change: Change, channel: Channel) -> Json:
    message = change.message
    place = {"channel": message.channel, "channel_type": channel.kind}
    if change.happened == "posted":
        return said(state, message) | place | {"event_ts": message.ts}
    happened_at = state.world.new_ts()
    before = message_json(state.world, state.app, change.before or message)
    event: Json = {"type": "message", "hidden": True, "previous_message": before}
    event |= {"ts": happened_at, "event_ts": happened_at} | place
    if change.happened == "deleted":
        return event | {"subtype": "message_deleted", "deleted_ts": message.ts}
    after = message_json(state.world, state.app, message)
    return event | {"subtype": "message_changed", "message": after}


def mention_event(state: State, message: Message) -> Json:
    event = said(state, message) | {"channel": message.channel, "event_ts": message.ts}
    event.pop("subtype", None)
    return event | {"type": "app_mention"}


def said(state: State, message: Message) -> Json:
    """A message as its event carries it; people of another workspace bring theirs along."""
    event = message_json(state.world, state.app, message)
    sender = state.world.users[message.user]
    if not message.bot:
        event["client_msg_id"] = f"00000000-0000-4000-8000-{message.ts.replace('.', '')[-12:]}"
    if sender.team != state.app.team:
        event |= {"user_team": sender.team, "source_team": sender.team}
        event["user_profile"] = {"name": sender.name, "team": sender.team}
    if message.files:
        event |= {"subtype": "file_share", "upload": False}
    if message.broadcast:
        event["subtype"] = "thread_broadcast"
    return event


def envelope(state: State, event: Json, *, sender: str, channel: Channel | None) -> Json:
    """The outer `team_id` is the sender's workspace; `authorizations` names the installation."""
    app, world = state.app, state.world
    shared = channel is not None and channel.is_ext_shared
    return {
        "token": app.verification,
        "team_id": world.users[sender].team if shared else app.team,
        "context_team_id": app.team,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": world.new_id("Ev"),
        "event_time": int(world.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": app.team,
                "user_id": app.user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": world.new_id("4-"),
    }
