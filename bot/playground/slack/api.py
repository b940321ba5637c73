"""The Web API's front door: token, method, scope, rate, arguments; then one method runs."""

import json

from aiohttp import web

from bot.playground.wire import Json

from . import chat, files, reading, views
from .calls import Call, Method
from .chat import TooMany
from .state import Refusal, State
from .world import Announce

METHODS: dict[str, Method] = chat.METHODS | views.METHODS | reading.METHODS | files.METHODS
HISTORY = ("conversations.history", "conversations.replies")
OPEN_SOCKET = "apps.connections.open"


async def call(state: State, announce: Announce, request: web.Request) -> web.Response:
    """One request to `/api/{method}`; what it changed is announced to the app as events."""
    name = request.match_info["method"]
    try:
        args = await arguments(request)
        seen = len(state.world.log)
        result = perform(state, name, args, token(request))
    except TooMany as wait:
        return too_many(wait.retry_after_s)
    except Refusal as refusal:
        return web.json_response(refused(refusal), headers=scopes(state))
    announce(state.world.log[seen:])
    return web.json_response({"ok": True, **result}, headers=scopes(state))


def perform(state: State, name: str, args: Json, bearer: str) -> Json:
    bearer = bearer or str(args.pop("token", ""))
    if name == OPEN_SOCKET:
        return open_socket(state, bearer)
    check_token(state, bearer)
    method = METHODS.get(name)
    if method is None:
        raise Refusal("unknown_method", req_method=name)
    made = Call(state, args)
    made.needs_scope(*method.scopes)
    slow = state.app.distributed and name in HISTORY
    per_minute = 1 if slow else method.per_minute
    if per_minute and (wait_s := state.rates.call_wait_s(name, per_minute)):
        raise TooMany(wait_s)
    return method.run(made)


def check_token(state: State, bearer: str) -> None:
    if not bearer:
        raise Refusal("not_authed")
    if bearer == state.app.app_token:
        raise Refusal("not_allowed_token_type")
    if bearer != state.app.bot_token:
        raise Refusal("invalid_auth")
    if state.world.users[state.app.user].deleted:
        raise Refusal("account_inactive")


def open_socket(state: State, bearer: str) -> Json:
    if not bearer:
        raise Refusal("not_authed")
    if bearer != state.app.app_token:
        raise Refusal("not_allowed_token_type" if bearer == state.app.bot_token else "invalid_auth")
    if not state.socket_mode:
        raise Refusal("forbidden")
    return {"url": f"{state.url.replace('http', 'ws', 1)}/link/{state.new_ticket()}"}


async def arguments(request: web.Request) -> Json:
    """From the query, a form or a JSON body: Slack takes all three."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            sent = json.loads(await request.read() or b"{}")
        except ValueError:
            raise Refusal("invalid_json") from None
        if not isinstance(sent, dict):
            raise Refusal("json_not_object")
        return args | sent
    if request.can_read_body:
        form = await request.post()
        args |= {key: value for key, value in form.items() if isinstance(value, str)}
    return args


def token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()


def refused(refusal: Refusal) -> Json:
    body: Json = {"ok": False, "error": refusal.error, **refusal.more}
    if refusal.messages:
        body["errors"] = [m.removeprefix("[ERROR] ") for m in refusal.messages]
        body["response_metadata"] = {"messages": list(refusal.messages)}
    return body


def too_many(retry_after_s: int) -> web.Response:
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(retry_after_s)})


def scopes(state: State) -> dict[str, str]:
    return {"X-OAuth-Scopes": ",".join(sorted(state.app.scopes))}
