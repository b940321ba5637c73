"""What the endpoint believes, and what it makes of the rest."""

import json
import time
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web

from bot.playground.wire import served

from .slack import ANA, HOME, QUIET, STAFF, Workspace, verdict
from .slack import workspace as workspace_at

FORM = {
    "command": "/named",
    "text": "Contoso",
    "team_id": HOME,
    "user_id": ANA,
    "channel_id": QUIET,
    "channel_name": "quiet",
}


def form(**more: str) -> bytes:
    return urlencode({**FORM, **more}).encode()


def payload(**given: object) -> bytes:
    return urlencode({"payload": json.dumps(given)}).encode()


async def status(workspace: Workspace, body: bytes, **headers: str) -> int:
    dashed = {name.replace("_", "-"): value for name, value in headers.items()}
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    return (await workspace.slack.forge("command", body, typed | dashed)).status


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Slack_Signature": "v0=" + "0" * 64},
        {"X_Slack_Signature": ""},
        {"X_Slack_Signature": "v0=ünï"},
        {"X_Slack_Request_Timestamp": ""},
        {"X_Slack_Request_Timestamp": "soon"},
        {"X_Slack_Request_Timestamp": "9" * 5_000},
    ],
)
async def test_a_request_that_is_not_slack_s_is_refused_and_leaves_no_trace(
    workspace: Workspace, headers: dict[str, str]
) -> None:
    assert await status(workspace, form(), **headers) == 401
    await workspace.calm()
    assert await workspace.recorded() == []


@pytest.mark.parametrize(("age_s", "answer"), [(310, 401), (-310, 401), (290, 200)])
async def test_a_signature_holds_for_five_minutes(
    workspace: Workspace, age_s: int, answer: int
) -> None:
    stamp = str(int(time.time()) - age_s)
    assert await status(workspace, form(), X_Slack_Request_Timestamp=stamp) == answer


async def test_an_unsigned_request_is_refused(workspace: Workspace) -> None:
    url = f"{workspace.slack.state.bot_url}/slack/events"
    async with aiohttp.ClientSession() as session, session.post(url, data=FORM) as answer:
        assert answer.status == 401


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"\xff\xfe{",
        b"[" * 100_000,
        b'{"type": "event_callback"}',
        b'{"type": "event_callback", "event": {"type": "app_mention"}, "authorizations": 5}',
        payload(type="block_actions", user={"id": ANA, "team_id": HOME}, actions=[]),
        b"payload=%7Bnonsense",
    ],
)
async def test_wrong_json_is_a_bad_request_and_the_process_stays_up(
    workspace: Workspace, body: bytes
) -> None:
    kind = "application/json" if body[:1] in b"{[\xff" else "application/x-www-form-urlencoded"
    assert (await workspace.slack.forge("event", body, {"Content-Type": kind})).status == 400
    assert await status(workspace, form()) == 200


@pytest.mark.parametrize("kind", ["view_submission", "view_closed", "shortcut", "news"])
async def test_what_no_release_asks_for_is_acknowledged(workspace: Workspace, kind: str) -> None:
    assert await status(workspace, payload(type=kind)) == 200


async def test_slack_s_own_checks_are_answered(workspace: Workspace) -> None:
    assert await workspace.slack.verify()
    assert await status(workspace, b"ssl_check=1&token=x") == 200


@pytest.mark.parametrize(
    "change",
    [
        {"action_id": "from_the_future#0"},
        {"action_id": "history"},
        {"value": '{"v":0,"d":{"account":"a1"}}'},
        {"value": "a1"},
        {"type": "static_select"},
    ],
)
async def test_a_button_of_another_release_says_so(
    workspace: Workspace, change: dict[str, str]
) -> None:
    action = {"type": "button", "action_id": "history#0", "value": '{"v":1,"d":{}}', **change}
    body = payload(
        type="block_actions",
        user={"id": ANA, "team_id": HOME},
        team={"id": HOME},
        container={"type": "message", "channel_id": QUIET, "is_ephemeral": True},
        actions=[action],
        trigger_id="1.2",
        response_url=workspace.slack.state.response_url(ANA, QUIET),
    )
    assert await status(workspace, body) == 200
    assert "older message" in verdict(await workspace.answer(ANA, QUIET))


async def test_no_one_else_is_answered_whatever_response_url_says(workspace: Workspace) -> None:
    asked: list[str] = []

    async def stranger(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response()

    server = web.Application()
    server.router.add_post("/hook", stranger)
    async with served(server) as url:
        await status(workspace, form(response_url=f"{url}/hook", channel_id=STAFF))
        answer = await workspace.answer(ANA, STAFF)
    assert asked == []
    assert answer.only_for == ANA  # it came another way


async def test_a_client_id_in_the_environment_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "secret")
    async with workspace_at(tmp_path / "hardline.db") as here:
        assert await status(here, form(channel_id=STAFF)) == 200
        assert "is named" in verdict(await here.answer(ANA, STAFF))
    assert {path.suffix.partition("-")[0] for path in tmp_path.iterdir()} == {".db"}
