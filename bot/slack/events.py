"""Slack's events as neutral requests: what is said to the bot, and what is said, edited or deleted
below its own messages. All else that it happens to hear is passed over, and kept nowhere.
"""

from collections.abc import Callable

from handlers.request import Kind, Place, Request, Via
from store.rows import Identity, Platform

from .inbound import address, files, identity, kind_of
from .limits import Json
from .mrkdwn import typed

SAID = (None, "thread_broadcast", "file_share")  # the other subtypes are nobody speaking
ROSTER = ("member_joined_channel", "member_left_channel", "channel_shared", "channel_unshared")
CHANGES = ("message_changed", "message_deleted")
Topic = Callable[[Place], str]  # what a thread hangs below, '' if that is none of ours


def bot_of(envelope: Json) -> tuple[str, str]:
    """The workspace whose installation an event is meant for, and the bot's user there."""
    for one in envelope.get("authorizations") or ():
        return one.get("team_id") or "", one.get("user_id") or "" if one.get("is_bot") else ""
    return envelope.get("team_id") or "", ""


def event(envelope: Json, topic: Topic) -> Request | None:
    """What an event asks of the bot; None for all that it only happens to hear."""
    inner: Json = envelope["event"]
    match inner.get("type"):
        case "message" if inner.get("subtype") in CHANGES:
            return _changed(envelope, inner, topic)
        case "app_mention" | "message":
            return _message(envelope, inner, topic)
        case "app_home_opened" if inner.get("tab") == "home":
            who = identity(inner, envelope["team_id"])
            once = f"slack:{envelope['event_id']}"
            return Request(who, Via.HOME, private=True, sync=True, once=once)
        case "member_joined_channel":
            return _invited(envelope, inner)
        case _:
            return None


def moved(envelope: Json) -> str:
    """The address of a channel that somebody joined or left, or that another organisation shares
    from now on, so that its roster is out of date.
    """
    inner: Json = envelope["event"]
    if inner.get("type") not in ROSTER:
        return ""
    return address(bot_of(envelope)[0], inner["channel"])


def _message(envelope: Json, inner: Json, topic: Topic) -> Request | None:
    home, bot = bot_of(envelope)
    text = inner.get("text") or ""
    mentioned = bool(inner["type"] == "app_mention" or (bot and f"<@{bot}" in text))
    if _not_a_person(inner, bot):
        return None
    place = _place(home, inner, inner)
    under = topic(place) if _in_thread(inner) else ""
    if not (mentioned or under or place.kind is Kind.PERSONAL):
        return None
    return Request(
        who=identity(inner, envelope["team_id"]),
        via=Via.THREAD if under and not mentioned else Via.MESSAGE,
        place=place,
        text=typed(text, bot=bot),
        message=inner["ts"],
        under=under,
        files=files(inner),
        # app_mention and message.* tell of one message in two events: its place and time are one
        once=f"{place.address}/{inner['ts']}",
    )


def _changed(envelope: Json, inner: Json, topic: Topic) -> Request | None:
    """A person's message that was edited or deleted in one of our threads."""
    home, bot = bot_of(envelope)
    before: Json = inner.get("previous_message") or {}
    after: Json = inner.get("message") or {}
    # a message with replies leaves a stone in its place when it is deleted
    deleted = inner["subtype"] == "message_deleted" or after.get("subtype") == "tombstone"
    old = before if deleted else after
    if not old.get("ts") or not _in_thread(old) or _ours(old, bot):
        return None
    if not deleted and after.get("text") == before.get("text"):
        return None  # its links were unfurled, or a file was looked through
    place = _place(home, inner, old)
    under = topic(place)
    if not under:
        return None
    how = "deleted" if deleted else (after.get("edited") or {}).get("ts") or inner["event_ts"]
    return Request(
        who=identity(old, envelope["team_id"]),
        via=Via.DELETED if deleted else Via.EDITED,
        place=place,
        text="" if deleted else typed(after.get("text") or "", bot=bot),
        message=old["ts"],
        under=under,
        files=() if deleted else files(after),
        once=f"{place.address}/{old['ts']}/{how}",
    )


def _place(home: str, inner: Json, message: Json) -> Place:
    """Where a message stands; in a channel, an answer to one without a thread begins one."""
    kind = kind_of(inner)
    own = "" if kind is Kind.PERSONAL else message["ts"]
    return Place(address(home, inner["channel"]), kind, message.get("thread_ts") or own)


def _in_thread(message: Json) -> bool:
    return message.get("thread_ts") not in (None, "", message.get("ts"))


def _not_a_person(inner: Json, bot: str) -> bool:
    return bool(
        _ours(inner, bot)
        or inner.get("subtype") not in SAID
        or inner.get("hidden")
        or inner.get("edited")
    )


def _ours(message: Json, bot: str) -> bool:
    """The bot's own, or another bot's."""
    return bool(message.get("bot_id") or message.get("user") in (None, "", bot, "USLACKBOT"))


def _invited(envelope: Json, inner: Json) -> Request | None:
    home, bot = bot_of(envelope)
    if not bot or inner.get("user") != bot:
        return None
    who = Identity(Platform.SLACK, home, inner.get("inviter") or bot)
    place = Place(address(home, inner["channel"]), Kind.CHANNEL)
    return Request(who, Via.INSTALL, place, once=f"slack:{envelope['event_id']}")
