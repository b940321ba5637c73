"""`response_url`s: five answers in thirty minutes, visible to the asker unless said otherwise."""

from dataclasses import replace

from aiohttp import web

from bot.playground.wire import Json, as_object

from .calls import Call
from .chat import content
from .state import Hook, Refusal, State
from .world import Announce, Message


async def receive(state: State, announce: Announce, request: web.Request) -> web.Response:
    key, sent = request.match_info["key"], as_object(await request.read())
    seen = len(state.world.log)
    try:
        if not sent:
            raise Refusal("invalid_payload")
        answer(state, state.hooks.look(key), sent)
    except Refusal as refusal:
        return refused(refusal)
    state.hooks.spend(key)
    announce(state.world.log[seen:])
    return web.Response(text="ok")


def refused(refusal: Refusal) -> web.Response:
    body = {"ok": False, "error": refusal.error}
    if refusal.messages:
        body["response_metadata"] = {"messages": list(refusal.messages)}
    gone = refusal.error in ("expired_url", "used_url", "invalid_url")
    return web.json_response(body, status=404 if gone else 400)


def answer(state: State, hook: Hook, sent: Json) -> None:
    """What one use does: delete or replace the message it is about, else say something new."""
    world = state.world
    old = world.messages.get((hook.channel, hook.ts))
    if sent.get("delete_original"):
        if old is None:
            raise Refusal("message_not_found")
        world.remove(old)
        return
    text, blocks = content(Call(state, sent))
    if old is not None and old.bot and sent.get("replace_original"):
        edited = "" if old.only_for else world.new_ts()
        world.put(replace(old, text=text, blocks=blocks, edited_ts=edited), "edited")
        return
    say(state, hook, sent, text, blocks)


def say(state: State, hook: Hook, sent: Json, text: str, blocks: tuple[Json, ...]) -> Message:
    """A new message by the app. It needs no membership: that is the use of response_url."""
    public = sent.get("response_type") == "in_channel"
    message = Message(
        channel=hook.channel,
        ts=state.world.new_ts(),
        user=state.app.user,
        bot=state.app.bot,
        text=text,
        blocks=blocks,
        thread_ts=str(sent.get("thread_ts") or hook.thread_ts),
        only_for="" if public else hook.user,
    )
    return state.world.put(message, "posted" if public else "whispered")
