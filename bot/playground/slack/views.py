"""views.*: modals, opened by a fresh trigger and at most three deep, and the Home tab."""

import json
from collections.abc import Sequence
from dataclasses import replace
from secrets import token_hex

from bot.playground.wire import Json

from .calls import Call, Method
from .limits import VIEW_BYTES, Surface, view_problems
from .payloads import view_json
from .state import Refusal, State
from .world import View

STACK = 3


def open_view(call: Call) -> Json:
    body = checked(call, surfaces=["modal"])
    user = call.state.triggers.exchange(call.need("trigger_id"))
    return {"view": view_json(call.state.app, show(call.state, user, body, stack=()))}


def push_view(call: Call) -> Json:
    body = checked(call, surfaces=["modal"])
    user = call.state.triggers.exchange(call.need("trigger_id"))
    view = push(call.state, user, body)
    return {"view": view_json(call.state.app, view)}


def update_view(call: Call) -> Json:
    old = existing(call)
    body = checked(call, surfaces=["home" if old.is_home else "modal"], instead_of=old)
    expect_hash(call, old)
    return {"view": view_json(call.state.app, replace_view(call.state, old, body))}


def publish(call: Call) -> Json:
    user = call.user(call.need("user_id"))
    if not call.state.app.home_tab:
        raise Refusal("not_enabled")
    world = call.state.world
    old = world.homes.get(user.id)
    body = checked(call, surfaces=["home"], instead_of=old)
    if old is not None:
        expect_hash(call, old)
        return {"view": view_json(call.state.app, replace_view(call.state, old, body))}
    view = View(id=world.new_id("V"), user=user.id, body=body, hash=new_hash())
    world.homes[user.id] = view
    world.bell.ring()
    return {"view": view_json(call.state.app, view)}


def checked(call: Call, *, surfaces: Sequence[Surface], instead_of: View | None = None) -> Json:
    body = call.parsed("view", error="invalid_arguments")
    return checked_body(call, body, surfaces=surfaces, instead_of=instead_of)


def checked_body(
    call: Call, body: object, *, surfaces: Sequence[Surface], instead_of: View | None
) -> Json:
    problems = view_problems(body, surfaces=surfaces)
    if problems or not isinstance(body, dict):
        raise Refusal("invalid_arguments", *problems)
    if unseen := call.unseen(body["blocks"], "/view/blocks"):
        raise Refusal("invalid_arguments", *unseen)
    if len(json.dumps(body, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise Refusal("view_too_large")
    external = body.get("external_id")
    others = [v for v in shown(call.state) if instead_of is None or v.id != instead_of.id]
    if external and any(v.body.get("external_id") == external for v in others):
        raise Refusal("duplicate_external_id")
    return body | {"blocks": list(call.stamped(body["blocks"]))}


def shown(state: State) -> list[View]:
    return [*state.world.homes.values(), *(v for vs in state.world.modals.values() for v in vs)]


def existing(call: Call) -> View:
    view_id, external = call.text("view_id"), call.text("external_id")
    for view in shown(call.state):
        if view.id == view_id or (external and view.body.get("external_id") == external):
            return view
    raise Refusal("not_found")


def expect_hash(call: Call, view: View) -> None:
    if call.text("hash") not in ("", view.hash):
        raise Refusal("hash_conflict")


def show(state: State, user: str, body: Json, *, stack: tuple[View, ...]) -> View:
    """The view on top of this stack, in front of the person."""
    view_id = state.world.new_id("V")
    view = View(
        id=view_id,
        user=user,
        body=body,
        hash=new_hash(),
        root=stack[0].id if stack else view_id,
        previous=stack[-1].id if stack else "",
    )
    state.world.modals[user] = (*stack, view)
    state.world.bell.ring()
    return view


def push(state: State, user: str, body: Json) -> View:
    stack = state.world.modals.get(user, ())
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= STACK:
        raise Refusal("push_limit_reached")
    return show(state, user, body, stack=stack)


def replace_view(state: State, old: View, body: Json) -> View:
    view = replace(old, body=body, hash=new_hash())
    if view.is_home:
        state.world.homes[view.user] = view
    else:
        stack = state.world.modals[view.user]
        state.world.modals[view.user] = tuple(view if v.id == old.id else v for v in stack)
    state.world.bell.ring()
    return view


def new_hash() -> str:
    return f"{token_hex(5)}.{token_hex(4)}"


METHODS = {
    "views.open": Method(open_view, (), 100),
    "views.push": Method(push_view, (), 100),
    "views.update": Method(update_view, (), 100),
    "views.publish": Method(publish, (), 100),
}
