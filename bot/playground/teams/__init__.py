"""A simulated Teams. See `sim` for the platform, `client` for what a person can do there.

app = App(tenant="vendor-tenant")  # id="" for the local way, without any tokens
world = World(
    users=[User(id="ana-object-id", tenant="vendor-tenant", name="Ana Ames")],
    teams=[Team(id="19:team@thread.tacv2", name="Deals", tenant="vendor-tenant", group="g")],
    conversations=[Conversation(id="19:deals@thread.tacv2", kind="channel", ...)],
    installed=["ana-object-id", "19:team@thread.tacv2"],
    now=clock,
)
async with TeamsSim(world, app, bot_url="http://127.0.0.1:3978") as teams:
    config = {
        "MicrosoftAppId": app.id,
        "MicrosoftAppPassword": app.secret,
        "MicrosoftAppTenantId": app.tenant,
        "TEAMS_OPENID_METADATA": teams.openid_url,
        "TEAMS_LOGIN_URL": teams.login_url,
        "TEAMS_SERVICE_URL": teams.service_url,
    }
"""

from .app import App
from .client import Client
from .sim import TeamsSim
from .world import Conversation, Message, Team, User, World

__all__ = ["App", "Client", "Conversation", "Message", "Team", "TeamsSim", "User", "World"]
