"""A simulated Teams: `TeamsSim(World(...), App(...), bot_url=...)`; see `sim` and `client`."""

from bot.playground.teams.app import App
from bot.playground.teams.client import Client
from bot.playground.teams.sim import TeamsSim
from bot.playground.teams.world import Conversation, Message, Team, User, World

__all__ = ["App", "Client", "Conversation", "Message", "Team", "TeamsSim", "User", "World"]
