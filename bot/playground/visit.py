"""Whom a visitor of the demo may be on each side, and what they are invited to try."""

from collections.abc import Collection

from bot.playground.cast import Member, members
from bot.playground.slack import SlackSim
from bot.playground.slack_side import SlackSide
from bot.playground.teams import TeamsSim
from bot.playground.teams_side import TeamsSide
from bot.playground.web import Page, Person
from bot.playground.wire import Json

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


def page(slack: SlackSim, teams: TeamsSim, *, slack_manifest: Json, teams_manifest: Json) -> Page:
    """The playground over the sample world, to be mounted at `/playground`."""
    in_slack = [(m, m.slack[1]) for m in members() if m.slack]
    in_teams = [(m, m.teams[1]) for m in members() if m.teams]
    return Page(
        {
            "slack": SlackSide(
                slack, cast(in_slack, slack.world.users, first=FIRST_IN_SLACK), slack_manifest
            ),
            "teams": TeamsSide(
                teams, cast(in_teams, teams.world.users, first=FIRST_IN_TEAMS), teams_manifest
            ),
        },
        examples=EXAMPLES,
    )


def cast(
    known: list[tuple[Member, str]], there: Collection[str], *, first: str
) -> tuple[Person, ...]:
    """Those who have an account there, by role and name, `first` before all."""
    ordered = sorted(known, key=lambda k: (k[0].email != first, k[0].title, k[0].name))
    return tuple(Person(ident, m.name, m.title) for m, ident in ordered if ident in there)
