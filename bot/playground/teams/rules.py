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
    said = json.dumps(card.get("body", []), ensure_ascii=False)
    for entity in card.get("msteams", {}).get("entities", ()):
        if json.dumps(entity.get("text", ""), ensure_ascii=False)[1:-1] not in said:
            problems.append("msteams.entities: the mention's text is not in the card")
    return [*problems, *twins(card), *(p for part in walk(card) for p in part_problems(part))]


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
        case "Input.ChoiceSet" if not part.get("choices"):
            yield f"no choices in {part['id']}"


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
