"""An app is allowed what its manifest asks for, and no more."""

import pytest

from bot.playground.errors import NotThere
from bot.playground.slack import App, SlackSim

from .conftest import ANA, DEALS, HOME, Bot

MANIFEST = {
    "features": {
        "bot_user": {"display_name": "Hardline"},
        "app_home": {"home_tab_enabled": True},
        "slash_commands": [
            {"command": "/named", "should_escape": True},
            {"command": "/escalate"},
        ],
        "shortcuts": [{"callback_id": "check", "type": "message", "name": "Check account"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_mention", "message.im"]}},
}


def test_a_manifest_makes_the_app() -> None:
    app = App.from_manifest(MANIFEST, team=HOME)
    assert sorted(app.commands) == ["/escalate", "/named"]
    assert sorted(app.escapes) == ["/named"]
    assert sorted(app.scopes | app.events) == [
        "app_mention",
        "chat:write",
        "commands",
        "message.im",
    ]


async def test_only_its_commands_shortcuts_and_events_exist(slack: SlackSim, bot: Bot) -> None:
    slack.state.app = App.from_manifest(MANIFEST, team=HOME)
    ana = slack.client(ANA)
    said = await ana.say(DEALS, "no event for this")
    assert not (await ana.command(DEALS, "/other")).ok
    with pytest.raises(NotThere):
        await ana.shortcut("check")
    assert bot.got == []
    assert (await ana.shortcut("check", said)).ok
