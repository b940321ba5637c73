"""A simulated Slack. See `sim` for the platform, `client` for what a person can do there.

app = App(team="T1")  # or App.from_manifest(manifest, team="T1"): then only what it asks for
world = World(
    teams=[Team(id="T1", name="Vendor", domain="vendor")],
    users=[User(id=app.user, team="T1", name="hardline", is_bot=True), ana],
    channels=[Channel(id="C1", name="deals", teams=("T1",), members=frozenset(...))],
    now=clock,
)
async with SlackSim(world, app, bot_url="http://127.0.0.1:3978") as slack:
    config = {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_SIGNING_SECRET": app.signing_secret,
    }
"""

from .app import App
from .client import Client
from .sim import SlackSim
from .world import Channel, Message, Team, User, View, World

__all__ = ["App", "Channel", "Client", "Message", "SlackSim", "Team", "User", "View", "World"]
