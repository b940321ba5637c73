"""chat.*: posting, whispering, changing and deleting messages."""

from dataclasses import replace

from bot.playground.wire import Json

from .calls import Call, Method
from .limits import TEXT_HARD, UPDATE_TEXT
from .state import Refusal
from .world import Channel, Message


class TooMany(Exception):
    """More than a channel takes; becomes HTTP 429."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


def post_message(call: Call) -> Json:
    channel = target(call)
    may_post(call, channel)
    draft = drafted(call, channel)
    draft = replace(draft, files=shared(call, draft.text))
    wait_s = call.state.rates.post_wait_s(channel.id)
    if wait_s:
        raise TooMany(wait_s)
    message = call.state.world.put(draft, "posted")
    return {"channel": channel.id, "ts": message.ts, "message": call.json(message, metadata=True)}


def shared(call: Call, text: str) -> tuple[Json, ...]:
    """The app's own files whose links stand in the text: unfurled, they are shared in there."""
    if call.args.get("unfurl_media") in (False, "false", "0", 0):
        return ()
    own = [f for f in call.state.files.values() if f.user == call.state.app.user]
    found = [call.state.file_json(file) for file in own]
    return tuple(file for file in found if file["permalink"] in text)


def post_ephemeral(call: Call) -> Json:
    channel = call.channel()
    may_post(call, channel)
    user = call.need("user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    message = replace(drafted(call, channel), only_for=user, metadata={})
    call.state.world.put(message, "whispered")
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    old = call.own_message(refused="cant_update_message")
    if len(call.text("text")) > UPDATE_TEXT:
        raise Refusal("msg_too_long")
    text, blocks = content(call)
    metadata = checked_metadata(call)
    message = replace(
        old,
        text=text,
        blocks=blocks,
        attachments=tuple(call.parsed("attachments", error="invalid_attachments") or ()),
        metadata=old.metadata if metadata is None else metadata,
        edited_ts=call.state.world.new_ts(),
    )
    call.state.world.put(message, "edited")
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": call.json(message, metadata=True),
    }


def delete(call: Call) -> Json:
    message = call.own_message(refused="cant_delete_message")
    call.state.world.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    channel = call.channel()
    message = call.state.world.messages.get((channel.id, call.need("message_ts")))
    if message is None or message.only_for:
        raise Refusal("message_not_found")
    domain = call.state.world.teams[call.state.app.team].domain
    link = f"https://{domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def target(call: Call) -> Channel:
    """Where to post; a person's id stands for the direct conversation with them."""
    wanted = call.need("channel")
    if wanted not in call.state.world.users:
        return call.channel()
    user = call.user(wanted)
    if user.is_bot:
        raise Refusal("cannot_dm_bot")
    if user.deleted:
        raise Refusal("user_disabled")
    return call.state.world.dm(call.state.app.user, user.id)


def may_post(call: Call, channel: Channel) -> None:
    if channel.is_archived:
        raise Refusal("is_archived")
    app = call.state.app
    if app.user not in channel.members and "chat:write.public" not in app.scopes:
        raise Refusal("not_in_channel")


def drafted(call: Call, channel: Channel) -> Message:
    text, blocks = content(call)
    app = call.state.app
    return Message(
        channel=channel.id,
        ts=call.state.world.new_ts(),
        user=app.user,
        bot=app.bot,
        text=text,
        blocks=blocks,
        attachments=tuple(call.parsed("attachments", error="invalid_attachments") or ()),
        thread_ts=thread(call, channel),
        broadcast=call.yes("reply_broadcast"),
        metadata=checked_metadata(call) or {},
    )


def content(call: Call) -> tuple[str, tuple[Json, ...]]:
    text, blocks = call.text("text"), call.blocks()
    if len(text) > TEXT_HARD:
        raise Refusal("msg_too_long")
    if not (text or blocks or call.args.get("attachments")):
        raise Refusal("no_text")
    return text, blocks or ()


def thread(call: Call, channel: Channel) -> str:
    ts = call.text("thread_ts")
    if not ts:
        return ""
    if (channel.id, ts) in call.state.world.deleted:
        return ts  # a thread outlives its first message
    root = call.state.world.messages.get((channel.id, ts))
    if root is None or root.only_for:
        raise Refusal("thread_not_found")
    if root.is_reply:
        raise Refusal("cannot_reply_to_message")
    return ts


def checked_metadata(call: Call) -> Json | None:
    found = call.parsed("metadata", error="invalid_metadata_format")
    if found is None:
        return None
    if not isinstance(found, dict) or set(found) - {"event_type", "event_payload", "entities"}:
        raise Refusal("invalid_metadata_format")
    if not isinstance(found.get("event_type"), str) or not isinstance(
        found.get("event_payload"), dict
    ):
        raise Refusal("invalid_metadata_format")
    return found


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), 100),
    "chat.update": Method(update, ("chat:write",), 50),
    "chat.delete": Method(delete, ("chat:write",), 50),
    "chat.getPermalink": Method(get_permalink),
}
