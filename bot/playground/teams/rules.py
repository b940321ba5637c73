"""What Teams accepts in a message, beyond the card schema: sizes, versions, numbers of actions."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bot.playground.wire import Json

from .schema import card_problems

MESSAGE_BYTES = 100 * 1024  # as UTF-16 (msteams-docs, agent-message-size-limit)
CARD_BYTES = 28 * 1024
ACTIONS_SHOWN = 6
REFRESH_PEOPLE = 60
NEWEST = (1, 5)
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
HERO = "application/vnd.microsoft.card.hero"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
FILE_CONSENT = "application/vnd.microsoft.teams.card.file.consent"
FILE_INFO = "application/vnd.microsoft.teams.card.file.info"
CARDS = {ADAPTIVE, HERO, THUMBNAIL, FILE_CONSENT, FILE_INFO}
TEAMS_ACTIONS = {"task/fetch", "messageBack", "imBack", "signin", "invoke"}
AT = re.compile(r"<at>[^<]*</at>")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class TooBig(ValueError):
    """Over what one message may carry."""


class Malformed(ValueError):
    """Nothing that Teams could show."""


def check_activity(activity: Json) -> None:
    """TooBig or Malformed, or nothing."""
    if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le")) > MESSAGE_BYTES:
        raise TooBig("Message size too large")
    attachments = activity.get("attachments") or []
    for attachment in attachments:
        check_attachment(attachment)
    if not (activity.get("text") or attachments):
        raise Malformed("Activity must have text or attachments")
    for entity in activity.get("entities") or []:
        said = str(activity.get("text") or "")
        if entity.get("type") == "mention" and entity.get("text", "") not in said:
            raise Malformed("mention text is not in the message")


def check_attachment(attachment: Json) -> None:
    kind = attachment.get("contentType")
    if kind not in CARDS:
        raise Malformed(f"Unknown attachment type {kind}")
    if len(json.dumps(attachment.get("content"), ensure_ascii=False).encode()) > CARD_BYTES:
        raise TooBig("Card size too large")
    if kind == ADAPTIVE and (problems := adaptive_problems(attachment.get("content"))):
        raise Malformed("; ".join(problems))
    if kind == FILE_CONSENT and (wrong := list(consent_problems(attachment))):
        raise Malformed("; ".join(wrong))


def adaptive_problems(card: Any) -> list[str]:
    """Everything that stops Teams from showing this card as meant."""
    problems = card_problems(card)
    if problems or not isinstance(card, dict):
        return problems
    version = re.fullmatch(r"(\d+)\.(\d+)", str(card.get("version", "")))
    if version is None:
        problems.append("version is missing")
    elif (int(version[1]), int(version[2])) > NEWEST:
        problems.append(f"version {card['version']} is not supported")
    if len(card.get("refresh", {}).get("userIds", ())) > REFRESH_PEOPLE:
        problems.append(f"refresh.userIds: more than {REFRESH_PEOPLE}")
    problems += mention_problems(card)
    return [*problems, *twins(card), *(p for part in walk(card) for p in part_problems(part))]


def mention_problems(card: Json) -> Iterator[str]:
    """Each mention stands in a text that is read for tags, and each such tag means somebody."""
    texts = [str(part.get("text", "")) for part in walk(card) if part.get("type") == "TextBlock"]
    entities = card.get("msteams", {}).get("entities", ())
    meant = {str(entity.get("text", "")) for entity in entities}
    for entity in entities:
        if not any(str(entity.get("text")) in text for text in texts):
            yield "msteams.entities: the mention's text is not in the card"
        mentioned = entity.get("mentioned")
        if not (isinstance(mentioned, dict) and mentioned.get("id") and mentioned.get("name")):
            yield "msteams.entities: mentioned needs an id and a name"
    for text in texts:
        for tag in AT.findall(text):
            if tag not in meant:
                yield f"a mention of nobody: {tag}"


def part_problems(part: Json) -> Iterator[str]:
    if len(part.get("actions", ())) > ACTIONS_SHOWN:
        yield f"more than {ACTIONS_SHOWN} actions"
    match part.get("type"):
        case "Action.Submit":
            data = part.get("data")
            teams = data.get("msteams") if isinstance(data, dict) else None
            if teams is not None and teams.get("type") not in TEAMS_ACTIONS:
                yield f"unknown msteams.type {teams.get('type')}"
        case "Action.OpenUrl" if urlsplit(part["url"]).scheme not in ("http", "https", "mailto"):
            yield f"not a link: {part['url']}"
        case "Image" if not is_picture(part["url"]):
            yield "pictures need https or a data URI"
        case "Input.ChoiceSet" if query := part.get("choices.data"):
            yield from query_problems(part, query)
        case "Input.ChoiceSet" if not part.get("choices"):
            yield f"no choices in {part['id']}"


def query_problems(part: Json, query: Any) -> Iterator[str]:
    """What is typed into can be looked up only where the field says in what."""
    asks = isinstance(query, dict) and query.get("type") == "Data.Query" and query.get("dataset")
    if not asks:
        yield f"choices.data of {part['id']} needs type Data.Query and a dataset"
    if part.get("style") != "filtered":
        yield f"choices.data of {part['id']} needs the style filtered"
    offered = {choice["value"] for choice in part.get("choices", ())}
    if part.get("value") and part["value"] not in offered:
        yield f"the value of {part['id']} has no title"


def dialog_problems(card: Json) -> list[str]:
    """In a dialog Action.Execute does nothing, and a Submit can't open another dialog."""
    kinds = [part for part in walk(card) if str(part.get("type", "")).startswith("Action.")]
    return [f"{part['type']} does nothing in a dialog" for part in kinds if _dead(part)]


def _dead(part: Json) -> bool:
    data = part.get("data")
    teams = data.get("msteams") if isinstance(data, dict) else None
    return part["type"] == "Action.Execute" or teams == {"type": "task/fetch"}


def consent_problems(attachment: Json) -> Iterator[str]:
    content = attachment.get("content")
    if not attachment.get("name"):
        yield "a file needs a name"
    if not isinstance(content, dict) or not isinstance(content.get("sizeInBytes"), int):
        yield "a file needs its size"
    elif not all(isinstance(content.get(k), dict) for k in ("acceptContext", "declineContext")):
        yield "a file needs both contexts"


def is_picture(url: str) -> bool:
    """Teams loads pictures over https only; loopback stands in for it here."""
    parts = urlsplit(url)
    return parts.scheme in ("https", "data") or parts.hostname in LOOPBACK


def twins(card: Json) -> list[str]:
    ids = [part["id"] for part in walk(card) if "id" in part and "type" in part]
    return [f"id stands twice: {i}" for i in sorted({i for i in ids if ids.count(i) > 1})]


def walk(value: Any) -> Iterator[Json]:
    """Every element and action, the card first; an action's `data` is the bot's own affair."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key not in ("data", "fallback"):
                yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)
