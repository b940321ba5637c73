"""What becomes of channels and teams, and of the bot in them, as Teams tells it."""

from collections.abc import Mapping
from typing import Any

from botbuilder.schema import Activity

from handlers.places import What

from .text import clean

Json = dict[str, Any]
PREFIX = "teams:"
CHANNEL: Mapping[str, What] = {
    "channelDeleted": What.DELETED,
    "channelRenamed": What.RENAMED,
    "channelRestored": What.RESTORED,
}
TEAM: Mapping[str, What] = {
    "teamArchived": What.ARCHIVED,
    "teamDeleted": What.DELETED,
    "teamHardDeleted": What.DELETED,
    "teamRenamed": What.RENAMED,
    "teamRestored": What.RESTORED,
    "teamUnarchived": What.UNARCHIVED,
}
OWN_APPS = ("private", "shared")  # channels that an app is added to one by one


def fate(activity: Activity) -> What | None:
    """What an activity says has happened to a place."""
    told = str(activity.channel_data.get("eventType") or "")
    if found := CHANNEL.get(told) or TEAM.get(told):
        return found
    if activity.type == "installationUpdate":
        # an upgrade of the app is told as `remove-upgrade` and `add-upgrade`: it stays
        return {"add": What.ADDED, "remove": What.REMOVED}.get(activity.action)
    bot = activity.recipient.id
    if any(member.id == bot for member in activity.members_added):
        return What.ADDED
    if any(member.id == bot for member in activity.members_removed):
        return What.REMOVED
    return None


def channel(activity: Activity) -> str:
    """The address of the channel that this is about: it is told in the team's first one."""
    ident = _part(activity, "channel").get("id")
    return f"{PREFIX}{ident}" if ident else ""


def team(activity: Activity) -> str:
    """What a channel comes and goes with: its team, or itself where apps are added one by one."""
    if _part(activity, "channel").get("type") in OWN_APPS:
        return ""
    ident = _part(activity, "team").get("id")
    return f"{PREFIX}{ident}" if ident else ""


def whole(activity: Activity) -> str:
    """The team that this concerns with all its channels; '' for one place alone."""
    if str(activity.channel_data.get("eventType") or "") in CHANNEL:
        return ""
    return team(activity)


def name(activity: Activity) -> str:
    """The new name of what was renamed."""
    part = "team" if whole(activity) else "channel"
    return clean(str(_part(activity, part).get("name") or ""))


def _part(activity: Activity, key: str) -> Json:
    found = activity.channel_data.get(key)
    return found if isinstance(found, dict) else {}
