"""What people do in Slack, as neutral requests: commands, presses, shortcuts, forms. Who asks is
read from ids, never from what was written.

`home` is the workspace that the bot is installed in: places are named after it, whoever speaks.
"""

import hashlib
import json
from collections.abc import Mapping

from handlers.request import File, Kind, Place, Request, Via
from store.rows import Identity, Platform

from . import forms, submitted
from .downloads import content
from .limits import Json
from .mrkdwn import typed
from .values import Pressed, action_of, entered, pressed

COMMAND = "/named"
ESCALATE = "/escalate"  # any command but the first is a verb
SHORTCUTS = {  # our actions by callback id
    "check_account": "check",
    "open_escalation": "case.open",
    "share_other_side": "case.share",
}
KINDS = {"im": Kind.PERSONAL, "mpim": Kind.GROUP}


def address(team: str, channel: str) -> str:
    return f"slack:{team}/{channel}"


def channel_of(address: str) -> str:
    return address.rpartition("/")[2]


def command(form: Json) -> Request:
    verb = form["command"]
    text = typed(form.get("text") or "")
    return Request(
        who=Identity(Platform.SLACK, form["team_id"], form["user_id"]),
        via=Via.COMMAND,
        place=Place(
            address(form["team_id"], form["channel_id"]), kind_of({**form, **_channel(form)})
        ),
        text=text if verb == COMMAND else f"{verb.lstrip('/')} {text}",
        private=True,
        sync=True,
        once=_once(form),
        trigger=form.get("trigger_id") or "",
        reply_to=form.get("response_url") or "",
    )


def press(payload: Json, home: str) -> Request:
    """A button or a search field, in a message, in the Home tab or in a form's place."""
    place, message, view = _pressed_on(payload, home)
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
        trigger=payload.get("trigger_id") or "",
        reply_to=view or payload.get("response_url") or "",
    )


def shortcut(payload: Json, home: str) -> Request:
    """An action of a message's menu; another one is an older release's."""
    message: Json = payload["message"]
    channel = payload["channel"]["id"]
    team = home or payload["team"]["id"]
    said_at = payload.get("message_ts") or message.get("ts") or ""
    return Request(
        who=_actor(payload),
        via=Via.SHORTCUT,
        place=Place(address(team, channel), Kind.CHANNEL, message.get("thread_ts") or ""),
        action=SHORTCUTS.get(payload.get("callback_id") or "", ""),
        text=typed(message.get("text") or ""),
        message=said_at,
        link=_permalink(payload["team"].get("domain"), channel, said_at, message),
        author=identity(message, payload["team"]["id"]) if _by_person(message) else None,
        files=files(message),
        private=True,
        sync=True,
        once=_once(payload),
        trigger=payload.get("trigger_id") or "",
        reply_to=payload.get("response_url") or "",
    )


def submission(payload: Json) -> tuple[Request, forms.Origin] | None:
    """A form that was sent; None for one that is not of this release."""
    view: Json = payload.get("view") or {}
    where = forms.origin(view)
    if where is None or view.get("callback_id") != forms.CALLBACK:
        return None
    request = Request(
        # a person of another workspace brings theirs; the view knows the bot's own
        who=_actor(payload),
        via=Via.FORM,
        place=where.place,
        action=where.action,
        data={**where.data, **submitted.filled(view)},
        message=where.message,
        private=True,
        sync=True,
        once=_once(payload),
    )
    return request, where


def suggestion(payload: Json) -> Request | None:
    """What is typed into a look-up of a form."""
    where = forms.origin(payload.get("view") or {})
    if where is None:
        return None
    return Request(
        who=_actor(payload),
        via=Via.FORM,
        place=where.place,
        action=action_of(payload.get("action_id") or ""),
        text=payload.get("value") or "",
        data=where.data,
        message=where.message,
        private=True,
    )


def _pressed_on(payload: Json, home: str) -> tuple[Place, str, str]:
    """The place, the message if all there see it (one for the asker alone has no lasting id), and
    how to answer in the view that it was pressed in.
    """
    container: Json = payload.get("container") or {}
    view: Json = payload.get("view") or {}
    if view.get("type") == "modal":
        where = forms.origin(view) or forms.Origin()
        return where.place, where.message, f"{forms.VIEW}{view['id']}"
    if container.get("type") == "view" or not container.get("channel_id"):
        return Place(), "", ""
    message: Json = payload.get("message") or {}
    team = home or message.get("team") or payload["team"]["id"]
    channel = container["channel_id"]
    thread = container.get("thread_ts") or message.get("thread_ts") or ""
    place = Place(address(team, channel), kind_of({"channel": channel}), thread)
    return place, "" if container.get("is_ephemeral") else container.get("message_ts") or "", ""


def files(message: Json) -> tuple[File, ...]:
    """Name and address: what a file holds stays in Slack, unless it is posted to the bot."""
    told = [
        File(
            one.get("name") or one.get("title") or "",
            _address(one),
            content(one),
            int(one.get("size") or 0),
        )
        for one in message.get("files") or ()
    ]
    return tuple(file for file in told if file.name and file.url)


def _address(file: Json) -> str:
    return str(file.get("permalink") or file.get("url_private") or "")


def _permalink(domain: str | None, channel: str, ts: str, message: Json) -> str:
    """As Slack makes it (chat.getPermalink), without asking."""
    if not (domain and ts):
        return ""
    link = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    thread = message.get("thread_ts") or ts
    return link if thread == ts else f"{link}?thread_ts={thread}&cid={channel}"


def _by_person(message: Json) -> bool:
    return bool(message.get("user")) and not message.get("bot_id")


def _press(action: Json) -> Pressed:
    ident = action.get("action_id") or ""
    match action.get("type"):
        case "button":
            return pressed(ident, action.get("value") or "")
        case "plain_text_input":
            return entered(ident, action.get("value") or "")
        case _:
            return Pressed("")


def identity(inner: Json, fallback: str) -> Identity:
    """People of other workspaces bring theirs along as `user_team`."""
    team = inner.get("user_team") or inner.get("team") or fallback
    return Identity(Platform.SLACK, team, inner["user"])


def _actor(payload: Json) -> Identity:
    user: Json = payload["user"]
    return Identity(Platform.SLACK, user.get("team_id") or payload["team"]["id"], user["id"])


def _channel(form: Json) -> Json:
    direct = form.get("channel_name") == "directmessage"
    return {"channel": form["channel_id"], "channel_type": "mpim" if direct else ""}


def kind_of(inner: Json) -> Kind:
    known = KINDS.get(inner.get("channel_type") or "")
    return known or (Kind.PERSONAL if inner["channel"].startswith("D") else Kind.CHANNEL)


def _once(payload: Mapping[str, object]) -> str:
    """Slack's id of one press or command; without one, the payload itself."""
    if trigger := payload.get("trigger_id"):
        return f"slack:{trigger}"
    packed = json.dumps(payload, sort_keys=True, ensure_ascii=False)
    return f"slack:{hashlib.sha256(packed.encode()).hexdigest()}"
