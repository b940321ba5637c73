"""What becomes of channels, and of the bot in them, as Slack's events tell it. Slack tells of all
public channels of the workspace: whoever takes these asks first whether one matters.
"""

from collections.abc import Mapping

from handlers.places import What
from handlers.request import Kind, Place, Request, Via
from store.rows import Identity, Platform

from .events import bot_of
from .inbound import address
from .limits import Json

# Of a private channel Slack still says "group". That the bot itself has left is told as `…_left`,
# not as a member's leaving (bolt-js #1847); both are taken.
CHANNEL: Mapping[str, What] = {
    "channel_archive": What.ARCHIVED,
    "channel_deleted": What.DELETED,
    "channel_left": What.REMOVED,
    "channel_rename": What.RENAMED,
    "channel_unarchive": What.UNARCHIVED,
    "group_archive": What.ARCHIVED,
    "group_deleted": What.DELETED,
    "group_left": What.REMOVED,
    "group_rename": What.RENAMED,
    "group_unarchive": What.UNARCHIVED,
}
MEMBER = {"member_joined_channel": What.ADDED, "member_left_channel": What.REMOVED}
EVENTS = (*CHANNEL, "app_uninstalled", "channel_id_changed", "tokens_revoked")


def placed(envelope: Json) -> Request | None:
    """None for all that is no place's fate."""
    inner: Json = envelope["event"]
    home, bot = bot_of(envelope)
    match inner.get("type"):
        case str(kind) if kind in CHANNEL:
            named: Json = inner["channel"] if isinstance(inner["channel"], dict) else {}
            channel = named.get("id") or inner["channel"]
            name = f"#{named['name']}" if named.get("name") else ""
            return _request(envelope, CHANNEL[kind], channel=channel, text=name)
        case str(kind) if kind in MEMBER and bot and inner.get("user") == bot:
            return _request(envelope, MEMBER[kind], channel=inner["channel"])
        case "channel_id_changed":
            new = address(home, inner["new_channel_id"])
            return _request(envelope, What.MOVED, channel=inner["old_channel_id"], text=new)
        case "app_uninstalled":
            return _request(envelope, What.REMOVED)
        case "tokens_revoked" if (inner.get("tokens") or {}).get("bot"):
            return _request(envelope, What.REMOVED)
        case _:
            return None


def returned(home: str, once: str) -> Request:
    """The bot is let in again, after its workspace had removed it."""
    who = Identity(Platform.SLACK, home, "")
    data = {"team": _workspace(home)}
    return Request(who, Via.PLACE, action=What.ADDED, data=data, once=once)


def _request(envelope: Json, what: What, *, channel: str = "", text: str = "") -> Request:
    """Without a channel, of the whole workspace."""
    home, bot = bot_of(envelope)
    inner: Json = envelope["event"]
    who = Identity(Platform.SLACK, home, inner.get("actor_id") or inner.get("user") or bot)
    place = Place(address(home, channel), Kind.CHANNEL) if channel else Place()
    data = {} if channel else {"team": _workspace(home)}
    once = f"slack:{envelope['event_id']}:place"
    return Request(who, Via.PLACE, place, text, what, data, once=once)


def _workspace(home: str) -> str:
    return f"{Platform.SLACK}:{home}"
