"""Bot Framework JSON for what is in the world: activities, members, teams."""

import html
from datetime import datetime
from urllib.parse import quote

from bot.playground.wire import Json

from .app import App
from .world import Conversation, Message, Team, User, World

SPACE = "&nbsp;"  # Teams puts a non-breaking space behind a mention


def member_json(user: User, app: App) -> Json:
    given, _, surname = user.name.partition(" ")
    return {
        "id": user.account(app.id),
        "name": user.name,
        "objectId": user.id,
        "aadObjectId": user.id,
        "givenName": given,
        "surname": surname,
        "email": user.email,
        "userPrincipalName": user.email,
        "tenantId": user.tenant,
        "userRole": "guest" if user.guest else "user",
    }


def team_json(team: Team, world: World) -> Json:
    channels = [c for c in world.conversations.values() if c.team == team.id]
    people = frozenset[str]().union(*(c.members for c in channels))
    return {
        "id": team.id,
        "name": team.name,
        "aadGroupId": team.group,
        "tenantId": team.tenant,
        "channelCount": len(channels),
        "memberCount": len(people),
    }


def stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def conversation_json(where: Conversation, *, thread: str = "") -> Json:
    found: Json = {"conversationType": where.kind, "tenantId": where.tenant, "id": where.id}
    if where.kind != "personal":
        found["isGroup"] = True
    if thread and where.kind == "channel":
        found["id"] = f"{where.id};messageid={thread}"
    return found


def channel_data(where: Conversation, world: World) -> Json:
    data: Json = {"tenant": {"id": where.tenant}}
    if where.kind == "channel":
        team = world.teams[where.team]
        data |= {"teamsChannelId": where.id, "teamsTeamId": team.id}
        data["channel"] = {"id": where.id, "type": where.channel_type}
        data["team"] = {"id": team.id, "name": team.name, "aadGroupId": team.group}
    return data


def activity(
    kind: str, user: User, where: Conversation, world: World, app: App, *, thread: str = ""
) -> Json:
    """What every activity carries; the service URL is added when it is sent."""
    return {
        "type": kind,
        "id": world.new_id(),
        "timestamp": stamp(world.now()),
        "channelId": "msteams",
        "from": {"id": user.account(app.id), "name": user.name, "aadObjectId": user.id},
        "recipient": {"id": app.account, "name": app.name},
        "conversation": conversation_json(where, thread=thread),
        "channelData": channel_data(where, world),
        "locale": "en-GB",
        "entities": [{"type": "clientInfo", "locale": "en-GB", "platform": "Web"}],
    }


def words(text: str, app: App, *, mention: bool) -> Json:
    """A message's text as Teams sends it: HTML-escaped, the mention as a tag and an entity."""
    escaped = html.escape(text, quote=False)
    found: Json = {"text": escaped, "textFormat": "plain"}
    if mention:
        tag = f"<at>{app.name}</at>"
        found["text"] = f"{tag}{SPACE}{escaped}\n"
        mentioned = {"id": app.account, "name": app.name}
        found["mention"] = {"type": "mention", "text": tag, "mentioned": mentioned}
    page = f"<div><div>{found['text']}</div></div>"
    found["attachments"] = [{"contentType": "text/html", "content": page}]
    return found


def message_payload(message: Message, world: World, app: App) -> Json:
    """A message as a message action gives it to the bot."""
    sender = world.users.get(message.sender)
    person: Json | None = None
    if sender:
        person = {"id": sender.id, "displayName": sender.name, "userIdentityType": "aadUser"}
    bot = None if sender else {"id": app.id, "displayName": app.name}
    return {
        "id": message.id,
        "replyToId": message.thread if message.is_reply else None,
        "linkToMessage": link(message),
        "createdDateTime": stamp(world.now()),
        "body": {"contentType": "html", "content": f"<div>{html.escape(message.text)}</div>"},
        "from": {"user": person, "application": bot},
        "attachments": list(message.cards),
        "mentions": [],
        "reactions": [],
    }


def link(message: Message) -> str:
    """Where Teams opens a message."""
    where = quote(message.conversation, safe="")
    return f"https://teams.microsoft.com/l/message/{where}/{message.id}"
