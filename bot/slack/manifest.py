"""The Slack app's manifest: what Hardline asks of a workspace, and why."""

from .inbound import COMMAND, ESCALATE
from .limits import Json
from .lives import EVENTS as LIVES

PATH = "/slack/events"

# Scope → the reason for which it is asked; an administrator reads this before installing.
SCOPES = {
    "app_mentions:read": "hear a question when it is mentioned in a channel",
    "channels:history": "hear replies below its own messages, in public channels it is in; before"
    " sending again, look whether a message has already gone out",
    "channels:read": "know who is in a public channel: whether all there are your own people",
    "chat:write": "answer; post, update and take back its own messages",
    "commands": f"offer the slash commands {COMMAND} and {ESCALATE} and the actions in a message's"
    " menu",
    "files:read": "read the CSV and XLSX files that people post to it in person: lists, and"
    " names to be answered",
    "files:write": "send the files that it makes: a case as one document, figures as a picture",
    "groups:history": "the same two in private channels it is in, where most cases are",
    "groups:read": "know who is in a private channel it is in",
    "im:history": "read what people write to it in person",
    "im:write": "open a personal chat, to answer alone what others must not read",
    "mpim:history": "the same two in group conversations it is in",
    "mpim:read": "know who is in a group conversation it is in",
    "users:read": "know whether someone is a person, still active, and of which workspace",
    "users:read.email": "find someone in the directory by their e-mail, once",
}
EVENTS = tuple(
    sorted(
        (
            "app_home_opened",
            "app_mention",
            *LIVES,
            "channel_shared",
            "channel_unshared",
            "member_joined_channel",
            "member_left_channel",
            "message.channels",
            "message.groups",
            "message.im",
            "message.mpim",
        )
    )
)
# Shortcut → its name in a message's menu (24 characters at most) and what it does
SHORTCUTS = {
    "check_account": ("Check account", "Find the companies in this message, and who leads there"),
    "open_escalation": ("Open escalation", "Two teams collide: have it decided, with this message"),
    "share_other_side": ("Share with other side", "Send this reply in a case to the other side"),
}
ABOUT = (
    "Hardline answers one question: is this account named? It tells where your services arm may"
    " engage and where partners lead, by which rule, and until when, from the published list of"
    " named accounts. Ask it in a channel, in person, with a slash command or on any message."
)


def manifest(url: str = "") -> Json:
    """For signed requests to `url`, the bot's public https address; without one, Socket Mode."""
    target = f"{url.rstrip('/')}{PATH}"
    at = {"request_url": target} if url else {}
    commands = [
        _command(
            COMMAND,
            "Is this account named, and who leads there?",
            "Contoso · contoso.com · who owns Contoso? · help",
        ),
        _command(
            ESCALATE,
            "Two teams collide at an account: have it decided",
            "Contoso · delegate @Bo from 2026-12-21 to 2027-01-04",
        ),
    ]
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Hardline",
            "description": "Is this account named, who leads there, and by which rule?",
            "long_description": ABOUT,
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Hardline", "always_online": True},
            "shortcuts": [
                {"name": name, "type": "message", "callback_id": ident, "description": about}
                for ident, (name, about) in SHORTCUTS.items()
            ],
            "slash_commands": [{**each, "url": target} if url else each for each in commands],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**at, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _command(command: str, about: str, usage: str) -> Json:
    # should_escape: people and channels typed along arrive as ids, which no one can forge
    return {
        "command": command,
        "description": about,
        "usage_hint": usage,
        "should_escape": True,
    }
