"""Activities as neutral requests: who, where, what. Nothing here acts."""

from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import uuid4

from botbuilder.schema import Activity

from handlers.cards import VERSION
from handlers.places import What
from handlers.request import File, Kind, Place, Request, Via
from store.rows import Identity, Platform, Spot

from . import forms, lives
from .package import SHORTCUTS
from .queries import asked
from .rooms import PREFIX
from .text import from_html, typed

KINDS = {"personal": Kind.PERSONAL, "groupChat": Kind.GROUP, "channel": Kind.CHANNEL}
BOT = "28:"  # how the ids of bots begin
DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
LINKED = ("https://", "http://")
RESERVED = ("v", "action", "data", "form", "fields", "several", "at", "msteams")  # no typed fields


def tenant(activity: Activity) -> str:
    data = activity.channel_data.get("tenant")
    told = data.get("id") if isinstance(data, dict) else ""
    return str(activity.conversation.tenant_id or told or "")


def who(activity: Activity) -> Identity:
    """Tenant and Entra object id; one without an object id is a stranger under their chat id."""
    sender = activity.from_property
    return Identity(Platform.TEAMS, tenant(activity), sender.aad_object_id or sender.id)


def place(activity: Activity) -> Place:
    conversation, _, root = activity.conversation.id.partition(";messageid=")
    kind = _kind(activity)
    thread = (root or activity.reply_to_id or activity.id) if kind is Kind.CHANNEL else ""
    return Place(f"{PREFIX}{conversation}", kind, thread)


def spot(activity: Activity) -> Spot:
    """What is kept of the conversation, to be able to speak there first."""
    where = place(activity)
    personal = where.kind is Kind.PERSONAL
    return Spot(
        address=where.address,
        platform=Platform.TEAMS,
        tenant=tenant(activity),
        kind=where.kind,
        service_url=activity.service_url,
        bot_id=activity.recipient.id,
        member=who(activity).member if personal else "",
        name=activity.conversation.name,
        team=lives.team(activity) if where.kind is Kind.CHANNEL else "",
    )


def human(activity: Activity) -> bool:
    """Whether a person sent it: bots are not answered, the bot itself least of all."""
    sender = activity.from_property
    if not sender.id or sender.id == activity.recipient.id:
        return False
    return sender.role != "bot" and not sender.id.startswith(BOT)


def added(activity: Activity) -> bool:
    """Whether the bot itself has just been added; both kinds of activity come, in any order."""
    if activity.type == "installationUpdate":
        return str(activity.action).startswith("add")
    return any(member.id == activity.recipient.id for member in activity.members_added)


def message(activity: Activity, *, under: str = "") -> Request:
    """Typed words, or the press of a button in a client that knows no Action.Execute."""
    if activity.value is not None and not activity.text:
        return pressed(activity)
    said = _request(activity, Via.MESSAGE, text=typed(activity.text, _mentions(activity)))
    return replace(said, under=under, message=activity.id, files=files(activity.attachments))


def pressed(activity: Activity) -> Request:
    """Action.Submit as a message: of a client without Action.Execute, or without dialogs."""
    return _press(_request(activity, Via.BUTTON), activity.value, activity.reply_to_id)


def mentioned(activity: Activity) -> bool:
    return bool(_mentions(activity))


def reply(activity: Activity) -> bool:
    """Whether it stands in a channel's thread that something else began."""
    where = place(activity)
    return where.kind is Kind.CHANNEL and where.thread != activity.id


def overheard(activity: Activity, via: Via, under: str) -> Request:
    """What is said below a message of ours, or becomes of it afterwards."""
    said = _request(activity, via, text=typed(activity.text, _mentions(activity)))
    told = replace(said, under=under, message=activity.id)
    if via is Via.THREAD:
        return replace(told, files=files(activity.attachments))
    # an edit comes under the id of what it edits: it is known by its time and words instead
    words = sha256(activity.text.encode()).hexdigest()[:16]
    once = f"{told.once}:{via}:{activity.timestamp}:{words}"
    return replace(told, once=once, text="" if via is Via.DELETED else told.text)


def event(activity: Activity) -> str:
    return str(activity.channel_data.get("eventType") or "")


def files(attachments: object) -> tuple[File, ...]:
    """Those that people attached: name and address, whatever else comes along. A message's own
    words come as an attachment as well, and so do cards.
    """
    found = attachments if isinstance(attachments, list) else []
    told = [
        File(str(each.get("name") or ""), str(each.get("contentUrl") or ""), _content(each))
        for each in found
    ]
    return tuple(file for file in told if file.name and file.url.startswith(LINKED))


def _content(attachment: dict[str, Any]) -> str:
    """Where a file of a personal chat can be fetched; elsewhere a bot only learns that it is."""
    if attachment.get("contentType") != DOWNLOAD:
        return ""
    return str(_dict(attachment.get("content")).get("downloadUrl") or "")


def press(activity: Activity) -> Request:
    """Action.Execute: the card is answered in the response, and edited for all who see it."""
    action = _dict(_dict(activity.value).get("action"))
    return _press(_request(activity, Via.BUTTON), action.get("data"), activity.reply_to_id)


def install(activity: Activity) -> Request:
    where = place(activity)
    return Request(
        who=who(activity),
        via=Via.INSTALL,
        place=Place(where.address, where.kind),
        once=f"{where.address}:welcome",
    )


def placed(activity: Activity) -> Request | None:
    """What became of a place; None for what is no place's fate."""
    what = lives.fate(activity)
    if what is None:
        return None
    where = place(activity)
    address = lives.channel(activity) if where.kind is Kind.CHANNEL else ""
    told = _request(activity, Via.PLACE, lives.name(activity) if what is What.RENAMED else "")
    whole = lives.whole(activity)
    data = {"team": whole} if whole else {}
    if what is What.ADDED:
        data |= {"service_url": activity.service_url, "bot_id": activity.recipient.id}
    return replace(
        told,
        place=Place(address or where.address, where.kind),
        action=what,
        data=data,
        once=f"{told.once}:place",
    )


def search(activity: Activity) -> Request:
    """A message extension's query; its place may be one that the bot is no member of."""
    parameters = _dict(activity.value).get("parameters")
    found = {
        str(each.get("name")): str(each.get("value") or "")
        for each in (parameters if isinstance(parameters, list) else [])
        if isinstance(each, dict)
    }
    text = "" if "initialRun" in found else " ".join(found.values())
    return replace(_alone(activity, Via.SEARCH), text=text.strip())


def shortcut(activity: Activity) -> Request:
    """An action of a message's menu: its words, whoever wrote them, and where it stands."""
    value = _dict(activity.value)
    payload = _dict(value.get("messagePayload"))
    body = _dict(payload.get("body"))
    content = str(body.get("content") or "")
    said = _alone(activity, Via.SHORTCUT)
    return replace(
        said,
        action=SHORTCUTS.get(str(value.get("commandId") or ""), ""),
        text=from_html(content) if body.get("contentType") == "html" else typed(content),
        place=_around(activity, payload),
        message=str(payload.get("id") or ""),
        link=str(payload.get("linkToMessage") or ""),
        author=_author(payload, said.who.tenant),
        files=files(payload.get("attachments")),
    )


def fetch(activity: Activity) -> Request:
    """A button that asks for a form: the dialog shows what comes of it."""
    return _press(_alone(activity, Via.BUTTON), submitted(activity), activity.reply_to_id)


def dialog(activity: Activity) -> Request:
    """What was sent from within a dialog: a form, or a button's press."""
    return fetch(activity)


def submitted(activity: Activity) -> dict[str, Any]:
    """A dialog's data, or that of Action.Submit as a message."""
    value = _dict(activity.value)
    return value if activity.type == "message" else _dict(value.get("data"))


def query(activity: Activity) -> Request:
    """What is typed into a field that looks things up. `action` is the look-up's source."""
    source, data, text = asked(_dict(activity.value))
    return replace(_alone(activity, Via.FORM), action=source, data=data, text=text.strip())


def _around(activity: Activity, payload: dict[str, Any]) -> Place:
    """The place of the message that a shortcut was used on, its thread with it."""
    where = place(activity)
    if where.kind is not Kind.CHANNEL:
        return where
    _, _, root = activity.conversation.id.partition(";messageid=")
    thread = root or payload.get("replyToId") or payload.get("id") or ""
    return replace(where, thread=str(thread))


def _author(payload: dict[str, Any], tenant: str) -> Identity | None:
    """A person; what bots and connectors wrote has no author here."""
    ident = _dict(_dict(payload.get("from")).get("user")).get("id")
    return Identity(Platform.TEAMS, tenant, str(ident)) if ident else None


def _request(activity: Activity, via: Via, text: str = "") -> Request:
    where = place(activity)
    return Request(
        who=who(activity),
        via=via,
        place=where,
        text=text,
        once=f"{where.address}:{activity.id or uuid4()}",
        private=where.kind is Kind.PERSONAL,
    )


def _alone(activity: Activity, via: Via) -> Request:
    """Answered in the response and seen by the asker only."""
    return replace(_request(activity, via), private=True, sync=True)


def _press(request: Request, data: object, message: str) -> Request:
    """An action of another release is unknown by its name: it is answered, never guessed at."""
    sent = _dict(data)
    known = sent.get("v") == VERSION
    action = str(sent.get("action", "")) if known else ""
    values = {str(key): str(value) for key, value in _dict(sent.get("data")).items()}
    if forms.sent(sent):
        data = {**values, **forms.typed(sent)}
        return replace(request, via=Via.FORM, action=action, data=data, message=message)
    fields = {
        key: value for key, value in sent.items() if key not in RESERVED and isinstance(value, str)
    }
    return replace(
        request, via=Via.BUTTON, action=action, data={**values, **fields}, message=message
    )


def _mentions(activity: Activity) -> list[str]:
    """The bot's own mentions, as they stand in the text."""
    return [
        str(entity.get("text") or "")
        for entity in activity.entities
        if str(entity.get("type")).casefold() == "mention"
        and _dict(entity.get("mentioned")).get("id") == activity.recipient.id
    ]


def _kind(activity: Activity) -> Kind:
    """Local clients leave the type out: then a group says so, and the rest is one to one."""
    fallback = Kind.GROUP if activity.conversation.is_group else Kind.PERSONAL
    return KINDS.get(activity.conversation.conversation_type, fallback)


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
