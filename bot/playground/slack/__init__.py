"""A simulated Slack: `SlackSim(World(...), App(...), bot_url=...)`; see `sim` and `client`."""

from bot.playground.slack.app import App
from bot.playground.slack.client import Client
from bot.playground.slack.sim import SlackSim
from bot.playground.slack.world import Channel, Message, Team, User, View, World

__all__ = ["App", "Channel", "Client", "Message", "SlackSim", "Team", "User", "View", "World"]
