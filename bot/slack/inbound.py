"""Slack's payloads as neutral requests. Who asks is read from ids, never from what was written.

`home` is the workspace that the bot is installed in: places are named after it, whoever speaks.
"""

import hashlib
import json
from collections.abc import Mapping

from handlers.request import Kind, Place, Request, Via
from store.rows import Identity, Platform

from .limits import Json
from .mrkdwn import typed
from .values import Pressed, entered, pressed

SAID = (None, "thread_broadcast", "file_share")  # the other subtypes are nobody speaking
COMMAND = "/named"
SHORTCUTS = {"check_account": "check"}  # our actions by callback id
KINDS = {"im": Kind.PERSONAL, "mpim": Kind.GROUP}


def address(team: str, channel: str) -> str:
    return f"slack:{team}/{channel}"


def channel_of(address: str) -> str:
    return address.rpartition("/")[2]


def bot_of(envelope: Json) -> tuple[str, str]:
    """The workspace whose installation an event is meant for, and the bot's user there."""
    for one in envelope.get("authorizations") or ():
        return one.get("team_id") or "", one.get("user_id") or "" if one.get("is_bot") else ""
    return envelope.get("team_id") or "", ""


def event(envelope: Json) -> Request | None:
    """What an event asks of the bot; None for all that it only happens to hear."""
    inner: Json = envelope["event"]
    match inner.get("type"):
        case "app_mention" | "message":
            return _message(envelope, inner)
        case "app_home_opened" if inner.get("tab") == "home":
            who = _identity(inner, envelope["team_id"])
            once = f"slack:{envelope['event_id']}"
            return Request(who, Via.HOME, private=True, sync=True, once=once)
        case "member_joined_channel":
            return _invited(envelope, inner)
        case _:
            return None


def moved(envelope: Json) -> str:
    """The address of a channel that somebody joined or left, so that its roster is out of date."""
    inner: Json = envelope["event"]
    if inner.get("type") not in ("member_joined_channel", "member_left_channel"):
        return ""
    return address(bot_of(envelope)[0], inner["channel"])


def _message(envelope: Json, inner: Json) -> Request | None:
    home, bot = bot_of(envelope)
    personal = inner["channel"].startswith("D")
    text = inner.get("text") or ""
    mentioned = inner["type"] == "app_mention" or (bot and f"<@{bot}" in text)
    if not (personal or mentioned) or _not_a_person(inner, bot):
        return None
    thread = inner.get("thread_ts") or ("" if personal else inner["ts"])
    place = Place(address(home, inner["channel"]), _kind(inner), thread)
    return Request(
        who=_identity(inner, envelope["team_id"]),
        via=Via.MESSAGE,
        place=place,
        text=typed(text, bot=bot),
        # app_mention and message.* tell of one message in two events: its place and time are one
        once=f"{place.address}/{inner['ts']}",
    )


def _not_a_person(inner: Json, bot: str) -> bool:
    return bool(
        inner.get("bot_id")
        or inner.get("user") in (None, "", bot, "USLACKBOT")
        or inner.get("subtype") not in SAID
        or inner.get("hidden")
        or inner.get("edited")
    )


def _invited(envelope: Json, inner: Json) -> Request | None:
    home, bot = bot_of(envelope)
    if not bot or inner.get("user") != bot:
        return None
    who = Identity(Platform.SLACK, home, inner.get("inviter") or bot)
    place = Place(address(home, inner["channel"]), Kind.CHANNEL)
    return Request(who, Via.INSTALL, place, once=f"slack:{envelope['event_id']}")


def command(form: Json) -> Request:
    verb = form["command"]
    text = typed(form.get("text") or "")
    return Request(
        who=Identity(Platform.SLACK, form["team_id"], form["user_id"]),
        via=Via.COMMAND,
        place=Place(
            address(form["team_id"], form["channel_id"]), _kind({**form, **_channel(form)})
        ),
        text=text if verb == COMMAND else f"{verb.lstrip('/')} {text}",
        private=True,
        sync=True,
        once=_once(form),
        reply_to=form.get("response_url") or "",
    )


def press(payload: Json, home: str) -> Request:
    """A button or a search field, in a message or in the Home tab."""
    place, message = _pressed_on(payload, home)
    found = _press(payload["actions"][0])
    return Request(
        who=_actor(payload),
        via=Via.BUTTON,
        place=place,
        action=found.action,
        data=found.data,
        message=message,
        private=True,
        sync=True,
        once=_once(payload),
        reply_to=payload.get("response_url") or "",
    )


def shortcut(payload: Json, home: str) -> Request:
    """A message shortcut: "Check account" on any message; another one is an older release's."""
    message: Json = payload["message"]
    channel = payload["channel"]["id"]
    team = home or payload["team"]["id"]
    return Request(
        who=_actor(payload),
        via=Via.SHORTCUT,
        place=Place(address(team, channel), Kind.CHANNEL, message.get("thread_ts") or ""),
        action=SHORTCUTS.get(payload.get("callback_id") or "", ""),
        text=typed(message.get("text") or ""),
        private=True,
        sync=True,
        once=_once(payload),
        reply_to=payload.get("response_url") or "",
    )


def _pressed_on(payload: Json, home: str) -> tuple[Place, str]:
    """The place, and the message if all there see it: one for the asker alone has no lasting id."""
    container: Json = payload.get("container") or {}
    if container.get("type") == "view" or not container.get("channel_id"):
        return Place(), ""
    message: Json = payload.get("message") or {}
    team = home or message.get("team") or payload["team"]["id"]
    channel = container["channel_id"]
    thread = container.get("thread_ts") or message.get("thread_ts") or ""
    place = Place(address(team, channel), _kind({"channel": channel}), thread)
    return place, "" if container.get("is_ephemeral") else container.get("message_ts") or ""


def _press(action: Json) -> Pressed:
    ident = action.get("action_id") or ""
    match action.get("type"):
        case "button":
            return pressed(ident, action.get("value") or "")
        case "plain_text_input":
            return entered(ident, action.get("value") or "")
        case _:
            return Pressed("")


def _identity(inner: Json, fallback: str) -> Identity:
    """People of other workspaces bring theirs along as `user_team`."""
    team = inner.get("user_team") or inner.get("team") or fallback
    return Identity(Platform.SLACK, team, inner["user"])


def _actor(payload: Json) -> Identity:
    user: Json = payload["user"]
    return Identity(Platform.SLACK, user.get("team_id") or payload["team"]["id"], user["id"])


def _channel(form: Json) -> Json:
    direct = form.get("channel_name") == "directmessage"
    return {"channel": form["channel_id"], "channel_type": "mpim" if direct else ""}


def _kind(inner: Json) -> Kind:
    known = KINDS.get(inner.get("channel_type") or "")
    return known or (Kind.PERSONAL if inner["channel"].startswith("D") else Kind.CHANNEL)


def _once(payload: Mapping[str, object]) -> str:
    """Slack's id of one press or command; without one, the payload itself."""
    if trigger := payload.get("trigger_id"):
        return f"slack:{trigger}"
    packed = json.dumps(payload, sort_keys=True, ensure_ascii=False)
    return f"slack:{hashlib.sha256(packed.encode()).hexdigest()}"
