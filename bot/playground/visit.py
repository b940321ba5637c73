"""Whom a visitor of the demo may be on each side, and what they are invited to try."""

from collections.abc import Collection

from bot.playground.teams.app import BOT_ID
from bot.slack.manifest import manifest as slack_manifest
from bot.teams.package import manifest as teams_manifest
from bot.wiring import Bot

from .cast import Member, members
from .slack import SlackSim
from .slack_side import SlackSide
from .teams import TeamsSim
from .teams_side import TeamsSide
from .web import Page, Person

# One each of: a name, a typing error, a subsidiary, a doubt, a stranger, a rule, several at once.
EXAMPLES = (
    "is 3M named?",
    "is Goldmann Sachs named?",
    "is YouTube named?",
    "american",
    "is Zorblatt Industries named?",
    "can we bid middleware at FedEx?",
    "are Boeing, 3M and Contoso named?",
    "help",
)
FIRST_IN_SLACK = "priya.raman@fabrikam.example"
FIRST_IN_TEAMS = "leo.marchetti@northwind.example"


def mount(bot: Bot, slack: SlackSim, teams: TeamsSim) -> None:
    """Puts the page at `/playground` of the bot's own server, over the sample world."""
    in_slack = [(m, m.slack[1]) for m in members() if m.slack]
    in_teams = [(m, m.teams[1]) for m in members() if m.teams]
    slack_people = cast(in_slack, slack.world.users, first=FIRST_IN_SLACK)
    teams_people = cast(in_teams, teams.world.users, first=FIRST_IN_TEAMS)
    page = Page(
        {
            "slack": SlackSide(slack, slack_people, slack_manifest()),
            "teams": TeamsSide(teams, teams_people, teams_manifest(BOT_ID)),
        },
        examples=EXAMPLES,
    )
    bot.app.add_subapp("/playground", page.routes())


def cast(
    known: list[tuple[Member, str]], there: Collection[str], *, first: str
) -> tuple[Person, ...]:
    """Those who have an account there, by role and name, `first` before all."""
    ordered = sorted(known, key=lambda k: (k[0].email != first, k[0].title, k[0].name))
    return tuple(Person(ident, m.name, m.title) for m, ident in ordered if ident in there)
