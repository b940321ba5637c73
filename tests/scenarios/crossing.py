"""A case between two platforms: who plays in it, where its cards stand, and how it begins."""

from dataclasses import dataclass, field

from store.posts import Post

from .both import Street
from .hands import Hand, Seen

INSIDE = "zebra"  # in all that is said inside: no partner may ever get it
CASE = "case:ESC-0001"


@dataclass(frozen=True)
class Direction:
    """Who plays, as `platform:e-mail`; `channel` is the district's."""

    account: str
    channel: str
    rep: str
    manager: str
    above: str
    services: str


SLACK_TO_SLACK = Direction(
    account="Incannex Healthcare Limited",
    channel="slack:C0APACESC",
    rep="slack:lena.fischer@wingtip.example",
    manager="slack:ravi.menon@northwind.example",
    above="slack:mei.tan@northwind.example",
    services="slack:aisha.rahman@northwind.example",
)
SLACK_TO_TEAMS = Direction(
    account="Amgen Inc.",
    channel="teams:19:west-escalations@thread.tacv2",
    rep="slack:priya.raman@fabrikam.example",
    manager="teams:ana.castillo@northwind.example",
    above="teams:elena.marsh@northwind.example",
    services="slack:carmen.ruiz@northwind.example",
)
TEAMS_TO_SLACK = Direction(
    account="Best Buy Co., Inc.",
    channel="slack:C0CENTRALESC",
    rep="teams:oliver.grant@tailspin.example",
    manager="slack:frank.osei@northwind.example",
    above="slack:tom.okafor@northwind.example",
    services="slack:devon.clarke@northwind.example",
)
TEAMS_TO_TEAMS = Direction(
    account="Aon plc",
    channel="teams:19:emea-escalations@thread.tacv2",
    rep="teams:ines.duarte@tailspin.example",
    manager="teams:olga.petrova@northwind.example",
    above="teams:ingrid.solberg@northwind.example",
    services="teams:jonas.weber@northwind.example",
)
DIRECTIONS = {
    "slack_to_slack": SLACK_TO_SLACK,
    "slack_to_teams": SLACK_TO_TEAMS,
    "teams_to_slack": TEAMS_TO_SLACK,
    "teams_to_teams": TEAMS_TO_TEAMS,
}


@dataclass
class Case:
    """One case on the street, and where its cards were first posted."""

    street: Street
    way: Direction
    first: dict[str, Post] = field(default_factory=dict)

    def _hand(self, who: str) -> Hand:
        platform, _, email = who.partition(":")
        return self.street.hand(email, platform)

    @property
    def rep(self) -> Hand:
        return self._hand(self.way.rep)

    @property
    def manager(self) -> Hand:
        return self._hand(self.way.manager)

    @property
    def above(self) -> Hand:
        return self._hand(self.way.above)

    @property
    def services(self) -> Hand:
        return self._hand(self.way.services)

    @property
    def channel(self) -> str:
        return self.way.channel.partition(":")[2]

    @property
    def root(self) -> str:
        """The message below which the case is talked about in the district's channel."""
        stands = self.street.stands(CASE)
        return next(post.message for to, post in stands.items() if not to.startswith("person:"))

    def card(self, who: Hand) -> Seen:
        """The case's card in the channel, as this person has it before them."""
        return next(each for each in who.read(self.channel) if ident(each) == self.root)

    def own(self, who: Hand) -> Seen:
        """The case's card in someone's own chat."""
        kept = {post.message for post in self.street.stands(CASE).values()}
        return next(each for each in who.read() if ident(each) in kept)

    def word(self, who: Hand, words: str) -> Seen:
        """What was shared, as it stands below the card in the channel."""
        return who.find(words, self.channel)

    def edited(self, card: Seen) -> bool:
        return bool(card.on.edited_ts if self.channel.startswith("C0") else card.on.edited)

    async def inside(self, words: str = f"{INSIDE}: they bluff") -> None:
        await self.manager.say(self.channel, words, thread=self.root)


def ident(seen: Seen) -> str:
    return str(getattr(seen.on, "ts", "") or seen.on.id)


async def opened(case: Case) -> None:
    answer = await case.rep.ask(f"is {case.way.account} named?")
    done = await case.rep.fill(answer, "Open escalation", what="We both promised a pilot.")
    assert done.text.startswith(("*ESC-0001 is open", "ESC-0001 is open")), done
    assert case.manager.name in done.text
    case.first = case.street.stands(CASE)
