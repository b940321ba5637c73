"""The Slack app's manifest: what Hardline asks of a workspace, and why."""

from .inbound import COMMAND
from .limits import Json

PATH = "/slack/events"
EXAMPLE_URL = "https://hardline.example.com"

# Scope → the reason for which it is asked; an administrator reads this before installing.
SCOPES = {
    "app_mentions:read": "hear a question when it is mentioned in a channel",
    "channels:history": "before sending again, look whether a message has already gone out",
    "channels:read": "know who is in a public channel: whether all there are your own people",
    "chat:write": "answer",
    "commands": f"offer the slash command {COMMAND} and the shortcut “Check account”",
    "groups:history": "the same look before sending again, in private channels it is in",
    "groups:read": "know who is in a private channel it is in",
    "im:history": "read what people write to it in person",
    "im:write": "open a personal chat, to answer alone what others must not read",
    "mpim:history": "the same look before sending again, in group conversations",
    "mpim:read": "know who is in a group conversation it is in",
    "users:read": "know whether someone is a person, still active, and of which workspace",
    "users:read.email": "find someone in the directory by their e-mail, once",
}
EVENTS = (
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
)
ABOUT = (
    "Hardline answers one question: is this account named? It tells where your services arm may"
    " engage and where partners lead, by which rule, and until when, from the published list of"
    " named accounts. Ask it in a channel, in person, with a slash command or on any message."
)


def manifest(url: str = "") -> Json:
    """For signed requests to `url`, the bot's public https address; without one, Socket Mode."""
    target = f"{url.rstrip('/')}{PATH}"
    at = {"request_url": target} if url else {}
    command: Json = {
        "command": COMMAND,
        "description": "Is this account named, and who leads there?",
        "usage_hint": "Contoso · contoso.com · who owns Contoso? · help",
        # people and channels typed along arrive as ids, which no one can forge
        "should_escape": True,
    }
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
                {
                    "name": "Check account",
                    "type": "message",
                    "callback_id": "check_account",
                    "description": "Find the companies in this message, and who leads there",
                }
            ],
            "slash_commands": [{**command, "url": target} if url else command],
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
