"""Slack's JSON for what is in the world."""

from bot.playground.wire import Json

from .app import App
from .world import Channel, Message, Team, User, View, World


def user_json(user: User, *, with_email: bool) -> Json:
    profile: Json = {"real_name": user.real_name, "display_name": user.name, "team": user.team}
    if with_email and user.email:
        profile["email"] = user.email
    return {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_restricted": bool(user.guest),
        "is_ultra_restricted": user.guest == "ultra_restricted",
    }


def channel_json(channel: Channel, *, bot: str) -> Json:
    found: Json = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_archived": channel.is_archived,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "context_team_id": channel.teams[0],
        "shared_team_ids": list(channel.teams),
    }
    if channel.kind == "im":
        return found | {"user": next(iter(channel.members - {bot}), bot)}
    return found | {
        "name": channel.name,
        "is_member": bot in channel.members,
        "num_members": len(channel.members),
    }


def message_json(world: World, app: App, message: Message, *, metadata: bool = False) -> Json:
    """`metadata` adds the payload that history and replies give only when asked for."""
    found: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": world.users[message.user].team,
    }
    if message.blocks:
        found["blocks"] = list(message.blocks)
    if message.attachments:
        found["attachments"] = list(message.attachments)
    if message.bot:
        found |= {"bot_id": message.bot, "app_id": app.id}
    if message.files:
        found["files"] = list(message.files)
    if message.thread_ts:
        found["thread_ts"] = message.thread_ts
    if message.is_reply:
        root = world.messages.get((message.channel, message.thread_ts))
        found["parent_user_id"] = root.user if root else message.user
    if message.edited_ts:
        found["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.metadata and metadata:
        found["metadata"] = message.metadata
    if replies := world.replies(message):
        found |= {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "latest_reply": replies[-1].ts,
        }
    return found


def view_json(app: App, view: View, *, state: Json | None = None) -> Json:
    """A view as calls return it and as interactions carry it; absent texts come as null."""
    absent: Json = {"title": None, "submit": None, "close": None, "external_id": ""}
    absent |= {"private_metadata": "", "callback_id": ""}
    absent |= {"clear_on_close": False, "notify_on_close": False}
    return (
        absent
        | view.body
        | {
            "id": view.id,
            "team_id": app.team,
            "state": {"values": state or {}},
            "hash": view.hash,
            "root_view_id": view.root or view.id,
            "previous_view_id": view.previous or None,
            "app_id": app.id,
            "app_installed_team_id": app.team,
            "bot_id": app.bot,
        }
    )


def who(user: User) -> Json:
    """The person, as interactions name them."""
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team}


def team_json(team: Team) -> Json:
    return {"id": team.id, "domain": team.domain}
