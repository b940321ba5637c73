"""The real bot between a simulated Slack and a simulated Teams, all on loopback.

The demo and the scenario tests stand on the same stage.
"""

import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.config import Config, load
from bot.playground.teams.app import BOT_ID
from bot.slack.manifest import manifest as slack_manifest
from bot.teams.package import manifest as teams_manifest
from bot.wiring import Bot, build, serving, utc_now
from handlers.feature import Feature
from handlers.features import FEATURES
from handlers.policy import Policy
from store.db import Db
from store.migrations import migrate

from . import slack, teams
from .cast import slack_world, teams_world
from .clock import Clock
from .sample import load as sample
from .slack import SlackSim
from .teams import TeamsSim

HOST = "127.0.0.1"
SLACK_HOME = "TNORTHWIND"
TEAMS_HOME = "6d0c9f5e-2f0b-4c3a-9c55-0b7f3e6a1d01"


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that plays; `url` is the bot's own, and all of them read `clock`."""

    bot: Bot
    slack: SlackSim
    teams: TeamsSim
    url: str
    clock: Clock


@asynccontextmanager
async def stage(
    database: Path,
    *,
    now: Callable[[], datetime] = utc_now,
    port: int = 0,
    tokens: bool = True,
    prepare: Callable[[Stage], None] = lambda playing: None,
    features: Sequence[Feature] = FEATURES,
) -> AsyncIterator[Stage]:
    """Play on a database that is made and filled if it is missing.

    Without `tokens` Teams needs none, as for Microsoft's own local client. `prepare` may add
    routes before the server starts.
    """
    port = port or free_port()
    url = f"http://{HOST}:{port}"
    clock = Clock(now)
    async with AsyncExitStack() as stack:
        slack_sim = await stack.enter_async_context(make_slack(clock, url))
        teams_sim = await stack.enter_async_context(make_teams(clock, url, tokens=tokens))
        environ = settings(database, port, slack_sim, teams_sim)
        config = load(environ, local_teams=not tokens)
        await _filled(config, clock)
        bot = build(config, now=clock, features=features)
        playing = Stage(bot, slack_sim, teams_sim, url, clock)
        prepare(playing)
        await stack.enter_async_context(serving(bot, host=HOST, port=port))
        yield playing


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def make_slack(now: Callable[[], datetime], url: str) -> SlackSim:
    app = slack.App.from_manifest(slack_manifest(url), team=SLACK_HOME)
    return SlackSim(slack_world(now), app, bot_url=url)


def make_teams(now: Callable[[], datetime], url: str, *, tokens: bool = True) -> TeamsSim:
    app = teams.App.from_manifest(teams_manifest(BOT_ID, url, threads=True), tenant=TEAMS_HOME)
    if not tokens:
        app = replace(app, id="")
    sim = TeamsSim(teams_world(now), app, bot_url=url)
    sim.state.wall = lambda: now().timestamp()  # the bot checks tokens by the same clock
    return sim


def settings(database: Path, port: int, slack_sim: SlackSim, teams_sim: TeamsSim) -> dict[str, str]:
    """The environment of a bot that plays between these two."""
    app = teams_sim.app
    with_id = {
        "MicrosoftAppId": app.id,
        "MicrosoftAppPassword": app.secret,
        "MicrosoftAppTenantId": app.tenant,
    }
    return {
        "HARDLINE_DATABASE": str(database),
        "HARDLINE_PORT": str(port),
        "SLACK_BOT_TOKEN": slack_sim.app.bot_token,
        "SLACK_SIGNING_SECRET": slack_sim.app.signing_secret,
        "SLACK_API_URL": slack_sim.api_url,
        "TEAMS_OPENID_METADATA": teams_sim.openid_url,
        "TEAMS_LOGIN_URL": teams_sim.login_url,
        "TEAMS_SERVICE_URL": teams_sim.service_url,
        **(with_id if app.id else {}),
    }


async def _filled(config: Config, now: Clock) -> None:
    if config.database.exists():
        return
    migrate(config.database)
    db = Db(config.database)
    try:
        await sample.load(db, Policy.load(config.policy), now=now())
    finally:
        db.close()
