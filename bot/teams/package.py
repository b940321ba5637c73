"""The Teams app package: a manifest and two icons, for an administrator to upload."""

import io
import json
import zipfile
from importlib import resources
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

Json = dict[str, Any]

SEARCH = "searchAccounts"
CHECK, OPEN, SHARE = "checkAccount", "openEscalation", "shareOtherSide"
# What stands in a message's menu (⋯): the action that it is, its title, what it is for.
MESSAGE_ACTIONS = {
    CHECK: (
        "check",
        "Check account",
        "Is the company in this message named? Only you see the answer",
    ),
    OPEN: ("case.open", "Open escalation", "Open an escalation with this message as evidence"),
    SHARE: (
        "case.share",
        "Share with the other side",
        "Send this message of a case's thread to the other side of the case",
    ),
}
TITLES = {action: title for action, title, _ in MESSAGE_ACTIONS.values()}
SHORTCUTS = {command: action for command, (action, _, _) in MESSAGE_ACTIONS.items()}
EXAMPLE_URL = "https://hardline.example.com"
SCHEMA = "1.25"  # the first with `supportedChannelTypes`
VERSION = "1.1.0"
NAMESPACE = UUID("6f9f0c1e-6a5a-5f0b-9d3e-2c1b7a4e8d10")  # of our app ids, made from bots' ids
ICONS = ("color.png", "outline.png")

# Permission → the reason for which it is asked.
PERMISSIONS = {
    "identity": "know who asks, by the ids of your tenant",
    "messageTeamMembers": "answer alone what others must not read",
}
CONSENTS = {
    "ChannelMessage.Read.Group": "hear replies below its own messages without being mentioned",
}
ABOUT = (
    "Hardline answers one question: is this account named? It tells where your services arm may"
    " engage and where partners lead, by which rule, and until when, from the published list of"
    " named accounts.\n\nAsk it in person, mention it in a channel, search from the compose box,"
    " or choose “Check account” on any message. Where partners read along it shows only what every"
    " partner may see, and sends you the rest in person."
)
COMMANDS = {
    "help": "Everything you can ask",
    "is Contoso named?": "A company's standing, who leads there, and by which rule",
    "who owns Contoso?": "The account manager, and how to reach them",
    "can we bid middleware at Contoso?": "Who leads with what you want to sell",
}


def manifest(app_id: str, url: str = "", *, threads: bool = False) -> Json:
    """For the bot registered as `app_id`; `url` is its public https address. With `threads` a team
    that adds the app consents to all messages of its channels being delivered.
    """
    site = url.rstrip("/") or EXAMPLE_URL
    return {
        **(_consent(app_id) if threads else {}),
        "$schema": "https://developer.microsoft.com/json-schemas/teams"
        f"/v{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": VERSION,
        "id": str(uuid5(NAMESPACE, app_id)),
        "developer": {
            "name": "Hardline",
            "websiteUrl": site,
            "privacyUrl": site,
            "termsOfUseUrl": site,
        },
        "name": {"short": "Hardline", "full": "Hardline: is this account named?"},
        "description": {
            "short": "Is this account named, who leads there, and by which rule?",
            "full": ABOUT,
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#1f3a5f",
        "bots": [_bot(app_id)],
        "composeExtensions": [_extension(app_id)],
        "permissions": list(PERMISSIONS),
        "validDomains": [urlsplit(url).hostname] if url else [],
        "supportedChannelTypes": ["sharedChannels", "privateChannels"],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }


def _consent(app_id: str) -> Json:
    """Resource-specific consent; the resource's address is needed, and never asked for anything."""
    wanted = [{"name": name, "type": "Application"} for name in CONSENTS]
    return {
        "webApplicationInfo": {"id": app_id, "resource": "https://RscBasedStoreApp"},
        "authorization": {"permissions": {"resourceSpecific": wanted}},
    }


def package(made: Json) -> bytes:
    """The zip: everything at its top level, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(made, indent=2, ensure_ascii=False)
        _add(archive, "manifest.json", text.encode())
        for name in ICONS:
            icon = resources.files(__package__).joinpath("icons", name)
            _add(archive, name, icon.read_bytes())
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def _bot(app_id: str) -> Json:
    commands = [{"title": title, "description": told} for title, told in COMMANDS.items()]
    scopes = ["personal", "team", "groupChat"]
    return {
        "botId": app_id,
        "scopes": scopes,
        "supportsFiles": True,  # or a personal chat takes none, from people or from the bot
        "commandLists": [{"scopes": scopes, "commands": commands}],
    }


def _extension(app_id: str) -> Json:
    return {
        "botId": app_id,
        "commands": [
            {
                "id": SEARCH,
                "type": "query",
                "title": "Search accounts",
                "description": "Find a company and insert what every partner may see",
                "context": ["compose", "commandBox"],
                "initialRun": False,
                "parameters": [
                    {
                        "name": "query",
                        "title": "Company",
                        "description": "Name, web domain or ticker",
                        "inputType": "text",
                    }
                ],
            },
            *(_message_action(command) for command in MESSAGE_ACTIONS),
        ],
    }


def _message_action(command: str) -> Json:
    _, title, told = MESSAGE_ACTIONS[command]
    return {
        "id": command,
        "type": "action",
        "title": title,
        "description": told,
        "context": ["message"],
        "fetchTask": True,
    }
