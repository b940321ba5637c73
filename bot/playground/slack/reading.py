"""auth.*, bots.*, users.* and conversations.*: what the app may look up."""

import base64
from typing import TypeVar

from bot.playground.wire import Json

from .calls import READ, Call, Method
from .chat import target
from .payloads import channel_json, user_json
from .state import Refusal
from .world import Message

T = TypeVar("T")
PAGE = 100
PAGE_MOST = 999
PAGE_SLOW = 15


def auth_test(call: Call) -> Json:
    app, team = call.state.app, call.state.world.teams[call.state.app.team]
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "team_id": team.id,
        "user": app.name.lower(),
        "user_id": app.user,
        "bot_id": app.bot,
        "is_enterprise_install": False,
    }


def bots_info(call: Call) -> Json:
    app = call.state.app
    if call.text("bot") not in ("", app.bot):
        raise Refusal("bot_not_found")
    bot = {"id": app.bot, "app_id": app.id, "user_id": app.user, "name": app.name, "deleted": False}
    return {"bot": bot}


def users_info(call: Call) -> Json:
    """E-mail only with its scope, and never of people of another workspace."""
    user = call.user(call.need("user"))
    own = user.team == call.state.app.team
    with_email = own and "users:read.email" in call.state.app.scopes
    return {"user": user_json(user, with_email=with_email) | ({} if own else {"is_stranger": True})}


def lookup_by_email(call: Call) -> Json:
    email = call.need("email").casefold()
    for user in call.state.world.users.values():
        if user.email.casefold() == email and user.team == call.state.app.team and not user.deleted:
            return {"user": user_json(user, with_email=True)}
    raise Refusal("users_not_found")


def info(call: Call) -> Json:
    channel = call.channel()
    call.needs_scope(f"{READ[channel.kind]}:read")
    return {"channel": channel_json(channel, bot=call.state.app.user)}


def members(call: Call) -> Json:
    channel = call.channel()
    call.needs_scope(f"{READ[channel.kind]}:read")
    page, cursor = paged(call, sorted(channel.members))
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def list_channels(call: Call) -> Json:
    """Public channels, and the private ones that the bot sits in."""
    names = {"channel": "public_channel", "group": "private_channel", "im": "im", "mpim": "mpim"}
    wanted = (call.text("types") or "public_channel").split(",")
    for kind, name in names.items():
        if name in wanted:
            call.needs_scope(f"{READ[kind]}:read")
    bot = call.state.app.user
    seen = [
        channel_json(c, bot=bot)
        for c in call.state.world.channels.values()
        if names[c.kind] in wanted
        and call.state.app.team in c.teams
        and (c.kind == "channel" or bot in c.members)
        and not (call.yes("exclude_archived") and c.is_archived)
    ]
    page, cursor = paged(call, seen)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def open_conversation(call: Call) -> Json:
    people = [p.strip() for p in call.text("users").split(",") if p.strip()]
    if call.text("channel"):
        return {"channel": {"id": call.channel().id}}
    if not people:
        raise Refusal("users_list_not_supplied")
    call.needs_scope("im:write" if len(people) == 1 else "mpim:write")
    if len(people) == 1:
        one = Call(call.state, {"channel": people[0]})
        if people[0] not in call.state.world.users:
            raise Refusal("user_not_found")
        return {"channel": {"id": target(one).id}}
    found = [call.user(p).id for p in people]
    return {"channel": {"id": call.state.world.dm(call.state.app.user, *found).id}}


def history(call: Call) -> Json:
    channel = call.channel()
    call.needs_scope(f"{READ[channel.kind]}:history")
    if call.state.app.user not in channel.members:
        raise Refusal("not_in_channel")
    found = [m for m in visible(call) if not m.is_reply or m.broadcast]
    page, cursor = paged(call, list(reversed(found)))
    return messages(call, page, cursor)


def replies(call: Call) -> Json:
    channel = call.channel()
    call.needs_scope(f"{READ[channel.kind]}:history")
    if call.state.app.user not in channel.members:
        raise Refusal("not_in_channel")
    ts = call.need("ts")
    root = call.state.world.messages.get((channel.id, ts))
    if root is None or root.only_for:
        raise Refusal("thread_not_found")
    root_ts = root.thread_ts or root.ts
    inside = [m for m in visible(call) if m.thread_ts == root_ts and m.is_reply]
    roots = [m for m in [call.state.world.messages.get((channel.id, root_ts))] if m]
    page, cursor = paged(call, [*roots, *inside])
    return messages(call, page, cursor)


def visible(call: Call) -> list[Message]:
    """Between `oldest` and `latest`, ephemerals left out: they are in no history."""
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "9" * 10
    low, high = float(oldest), float(latest)
    inclusive = call.yes("inclusive")
    return [
        m
        for m in call.state.world.in_channel(call.need("channel"))
        if not m.only_for
        and (low < float(m.ts) < high or (inclusive and float(m.ts) in (low, high)))
    ]


def messages(call: Call, page: list[Message], cursor: str) -> Json:
    metadata = call.yes("include_all_metadata")
    return {
        "messages": [call.json(m, metadata=metadata) for m in page],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def paged(call: Call, found: list[T]) -> tuple[list[T], str]:
    """One page and the cursor of the next, which tells nothing to the app."""
    try:
        limit = int(call.text("limit") or PAGE)
        start = int(base64.b64decode(call.text("cursor") or "MA==", validate=True))
    except ValueError:
        raise Refusal("invalid_cursor" if call.text("cursor") else "invalid_limit") from None
    if not 0 < limit <= PAGE_MOST + 1:
        raise Refusal("invalid_limit")
    if call.state.app.distributed and any(isinstance(one, Message) for one in found):
        limit = min(limit, PAGE_SLOW)
    end = start + limit
    return found[start:end], base64.b64encode(b"%d" % end).decode() if end < len(found) else ""


METHODS = {
    "auth.test": Method(auth_test),
    "bots.info": Method(bots_info, ("users:read",), 50),
    "users.info": Method(users_info, ("users:read",), 100),
    "users.lookupByEmail": Method(lookup_by_email, ("users:read.email",), 50),
    "conversations.info": Method(info, (), 50),
    "conversations.members": Method(members, (), 100),
    "conversations.list": Method(list_channels, (), 20),
    "conversations.open": Method(open_conversation, ("im:write", "mpim:write"), 50),
    "conversations.history": Method(history, (), 50),
    "conversations.replies": Method(replies, (), 50),
}
