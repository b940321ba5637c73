"""Whom a visitor of the demo may be on each side, and what they are invited to try."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from bot.playground.teams.app import BOT_ID
from bot.slack.manifest import manifest as slack_manifest
from bot.teams.package import manifest as teams_manifest

from .cast import Member, members
from .controls import Controls
from .slack_side import SlackSide
from .stage import Stage
from .teams_side import TeamsSide
from .web import Page, Person, Platform

# One each of: the story's account, a typing error, a subsidiary, a doubt, a stranger, a rule,
# several at once.
EXAMPLES = (
    "is Nvidia named?",
    "is Goldmann Sachs named?",
    "is YouTube named?",
    "american",
    "is Zorblatt Industries named?",
    "can we bid middleware at FedEx?",
    "are Boeing, 3M and Contoso named?",
    "help",
)
PRIYA = "priya.raman@fabrikam.example"
CARMEN = "carmen.ruiz@northwind.example"
ANA = "ana.castillo@northwind.example"
WEST = "19:west-escalations@thread.tacv2"


@dataclass(frozen=True)
class Step:
    """One click of *Try this*: who goes where and says what.

    Without `place` it is the chat with the bot; with `below` it
    answers the newest card there that has this text.
    """

    title: str
    about: str
    platform: Platform
    email: str
    say: str = ""
    place: str = ""
    below: str = ""


STEPS = (
    Step("Ask", "Priya of Fabrikam: is Nvidia named?", "slack", PRIYA, EXAMPLES[0]),
    Step("Escalate", "Services turned up too: she opens a case", "slack", PRIYA,
         "/escalate Nvidia"),
    Step("Decide", "Ana, who manages Nvidia, has it in her channel", "teams", ANA,
         place=WEST),
    Step("Share", "Her “share:” reaches Priya, all else stays in", "teams", ANA,
         "share: Thank you, Priya. I am talking to our team today.", WEST, below="ESC-"),
    Step("Exception", "Carmen of services wants an exception", "slack", CARMEN,
         "/named ask for an exception at Contoso"),
    Step("Watch", "Press Watch, then publish the next list", "slack", PRIYA, "is PG&E named?"),
    Step("Subscribe", "Hear what moves, at once or as a digest", "slack", PRIYA,
         "/named subscribe"),
)  # fmt: skip


def mount(playing: Stage) -> None:
    """Puts the page at `/playground` of the bot's own server, over the sample world."""
    slack, teams = playing.slack, playing.teams
    in_slack = [(m, m.slack[1]) for m in members() if m.slack]
    in_teams = [(m, m.teams[1]) for m in members() if m.teams]
    ids = {"slack": {m.email: i for m, i in in_slack}, "teams": {m.email: i for m, i in in_teams}}
    page = Page(
        {
            "slack": SlackSide(
                slack, cast(in_slack, slack.world.users, first=PRIYA), slack_manifest()
            ),
            "teams": TeamsSide(
                teams, cast(in_teams, teams.world.users, first=ANA), teams_manifest(BOT_ID)
            ),
        },
        examples=EXAMPLES,
        steps=[asdict(step) | {"user": ids[step.platform][step.email]} for step in STEPS],
        controls=Controls(playing.bot, playing.clock),
    )
    playing.bot.app.add_subapp("/playground", page.routes())


def cast(
    known: list[tuple[Member, str]], there: Collection[str], *, first: str
) -> tuple[Person, ...]:
    """Those who have an account there, by role and name, `first` before all."""
    ordered = sorted(known, key=lambda k: (k[0].email != first, k[0].title, k[0].name))
    return tuple(Person(ident, m.name, m.title) for m, ident in ordered if ident in there)
