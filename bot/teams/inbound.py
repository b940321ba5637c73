"""Activities as neutral requests: who, where, what. Nothing here acts."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from botbuilder.schema import Activity

from handlers.cards import VERSION
from handlers.request import Kind, Place, Request, Via
from store.rows import Identity, Platform, Spot

from .rooms import PREFIX
from .text import from_html, typed

KINDS = {"personal": Kind.PERSONAL, "groupChat": Kind.GROUP, "channel": Kind.CHANNEL}
BOT = "28:"  # how the ids of bots begin


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


def message(activity: Activity) -> Request:
    """Typed words, or the press of a button in a client that knows no Action.Execute."""
    if activity.value is not None and not activity.text:
        return _press(_request(activity, Via.BUTTON), activity.value, activity.reply_to_id)
    return _request(activity, Via.MESSAGE, text=typed(activity.text, _mentions(activity)))


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
    """ "Check account" on a message: its words, whoever wrote them."""
    body = _dict(_dict(_dict(activity.value).get("messagePayload")).get("body"))
    content = str(body.get("content") or "")
    text = from_html(content) if body.get("contentType") == "html" else typed(content)
    return replace(_alone(activity, Via.SHORTCUT), action="check", text=text)


def dialog(activity: Activity) -> Request:
    """A button in the dialog that `shortcut` opened."""
    return _press(_alone(activity, Via.BUTTON), _dict(activity.value).get("data"), "")


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


def _press(request: Request, data: object, pressed: str) -> Request:
    """An action of another release is unknown by its name: it is answered, never guessed at."""
    sent = _dict(data)
    values = {str(key): str(value) for key, value in _dict(sent.get("data")).items()}
    fields = {
        key: value
        for key, value in sent.items()
        if key not in ("v", "action", "data", "msteams") and isinstance(value, str)
    }
    known = sent.get("v") == VERSION
    return replace(
        request,
        via=Via.BUTTON,
        action=str(sent.get("action", "")) if known else "",
        data={**values, **fields},
        message=pressed,
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
