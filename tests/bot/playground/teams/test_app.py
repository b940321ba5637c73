"""A Teams app is allowed what its manifest asks for."""

from bot.playground.teams import App

from .conftest import VENDOR


def test_a_manifest_makes_the_app() -> None:
    manifest = {
        "name": {"short": "Hardline"},
        "bots": [{"botId": "app-1"}],
        "composeExtensions": [
            {"commands": [{"id": "search"}, {"id": "check", "context": ["message"]}]}
        ],
        "authorization": {
            "permissions": {"resourceSpecific": [{"name": "ChannelMessage.Read.Group"}]}
        },
    }
    app = App.from_manifest(manifest, tenant=VENDOR)
    assert (app.account, app.hears_all) == ("28:app-1", True)
    assert app.commands == {"search": {"compose", "commandBox"}, "check": {"message"}}
