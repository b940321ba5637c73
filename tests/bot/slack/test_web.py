import pytest
from aiohttp import web as http

from bot.playground.faults import Fault
from bot.playground.slack import SlackSim
from bot.playground.wire import served
from bot.sending import Dead, TryLater
from bot.slack.web import SlackSettings, Web
from tests.scenarios.slack import HOME


async def test_the_bot_learns_who_it_is(web: Web, slack: SlackSim) -> None:
    me = await web.me()
    assert (me.team, me.user) == (HOME, slack.app.user)
    assert web.known == me


@pytest.mark.parametrize(
    ("fault", "after_s"),
    [
        (Fault(status=429, retry_after_s=7), 7.0),
        (Fault(status=500), None),
        (Fault(status=502, body="{broken"), None),
        (Fault(drop=True), None),
        (Fault(error="ratelimited"), None),
    ],
)
async def test_what_may_pass_is_tried_later(
    web: Web, slack: SlackSim, fault: Fault, after_s: float | None
) -> None:
    slack.faults.add("auth.test", fault)
    with pytest.raises(TryLater) as raised:
        await web.me()
    assert raised.value.after_s == after_s


@pytest.mark.parametrize("error", ["account_inactive", "channel_not_found", "invalid_blocks"])
async def test_a_definite_no_is_final(web: Web, slack: SlackSim, error: str) -> None:
    slack.faults.add("auth.test", Fault(error=error))
    with pytest.raises(Dead, match=error):
        await web.me()


async def test_no_call_is_repeated_by_itself(web: Web, slack: SlackSim) -> None:
    slack.faults.add("auth.test", Fault(drop=True))
    with pytest.raises(TryLater):
        await web.me()
    assert await web.me()


async def test_an_answer_follows_no_redirect_and_carries_no_token() -> None:
    asked: list[http.Request] = []

    async def hook(request: http.Request) -> http.Response:
        asked.append(request)
        raise http.HTTPFound("/elsewhere")

    app = http.Application()
    app.router.add_post("/hook", hook)
    async with served(app) as url:
        web = Web(SlackSettings("xoxb-secret", api_url=f"{url}/api/"))
        await web.open()
        with pytest.raises(Dead, match="302"):
            await web.respond(f"{url}/hook", {"text": "hi"})
        await web.close()
    assert len(asked) == 1
    assert "Authorization" not in asked[0].headers


def test_settings_show_no_secret_and_refuse_plain_http() -> None:
    assert "xoxb" not in repr(SlackSettings("xoxb-1", "secret", "xapp-1"))
    with pytest.raises(ValueError, match="https"):
        SlackSettings("xoxb-1", api_url="http://slack.example/api/")
