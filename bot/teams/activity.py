"""JSON → botbuilder's Activity, by hand: msrest's own way takes longer than a whole answer."""

import json
from typing import Any

from botbuilder.schema import Activity, ChannelAccount, ConversationAccount

Json = dict[str, Any]


class Malformed(Exception):
    """Not an activity; the text says what is wrong with it."""


def parse(body: bytes) -> Activity:
    """Raises Malformed."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("the body is not JSON") from None
    if not isinstance(data, dict):
        raise Malformed("the body is not a JSON object")
    if b"\\ud" in body.lower():  # half a character, which no database and no reply can hold
        data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
    return activity(data)


def activity(data: Json) -> Activity:
    """Only what Hardline reads; strings are strings, whatever was sent in their place."""
    if not _text(data, "type"):
        raise Malformed("an activity needs a type")
    conversation = _part(data, "conversation")
    if not _text(conversation, "id"):
        raise Malformed("an activity needs a conversation")
    return Activity(
        type=_text(data, "type"),
        id=_text(data, "id"),
        name=_text(data, "name"),
        text=_text(data, "text"),
        action=_text(data, "action"),
        channel_id=_text(data, "channelId"),
        service_url=_text(data, "serviceUrl"),
        reply_to_id=_text(data, "replyToId"),
        from_property=_account(_part(data, "from")),
        recipient=_account(_part(data, "recipient")),
        conversation=ConversationAccount(
            id=_text(conversation, "id"),
            name=_text(conversation, "name"),
            tenant_id=_text(conversation, "tenantId"),
            conversation_type=_text(conversation, "conversationType"),
            is_group=conversation.get("isGroup") is True,
        ),
        members_added=[_account(each) for each in _parts(data, "membersAdded")],
        members_removed=[_account(each) for each in _parts(data, "membersRemoved")],
        entities=_parts(data, "entities"),
        attachments=_parts(data, "attachments"),
        timestamp=_text(data, "timestamp"),
        channel_data=_part(data, "channelData"),
        value=data.get("value"),
    )


def _account(data: Json) -> ChannelAccount:
    return ChannelAccount(
        id=_text(data, "id"),
        name=_text(data, "name"),
        aad_object_id=_text(data, "aadObjectId"),
        role=_text(data, "role"),
    )


def _text(data: Json, key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _part(data: Json, key: str) -> Json:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _parts(data: Json, key: str) -> list[Json]:
    value = data.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
