"""The App Home: a search field, one's cases, what is in force, and things to try."""

from collections import Counter
from dataclasses import replace

from . import ask as asking
from . import days, replies
from .cards import Alert, Block, Card, Facts, Items, Search, Text, Value
from .context import Context
from .errors import NoList, PersonError
from .escalation import mine
from .feature import Action, Ask, Feature, verb
from .findings import since
from .request import Note, Outcome, Reply, Show, Via
from .welcome import EXAMPLES, refusal
from .words import counted

FIELD = Search("Company, web domain or ticker", "search", "Contoso, contoso.com, …")


async def home(ask: Ask, ctx: Context) -> Outcome:
    """My page: your cases, the list in figures, and things to try."""
    try:
        return _page(ask, ctx, await mine.at_home(ask, ctx), personal=True)
    except NoList as error:
        return Reply(Card(str(error), (Items(EXAMPLES),)), Note("home.opened"))


async def count(ask: Ask, ctx: Context) -> Outcome:
    """The list in figures: its size, its tiers, its next update."""
    return _page(ask, ctx, [])


def _page(ask: Ask, ctx: Context, above: list[Block], *, personal: bool = False) -> Reply:
    """Raises NoList."""
    listing = ctx.lists.now(ask.audience)
    edition, policy, today = listing.edition, listing.policy, replies.today(ctx)
    tiers = Counter(entry.tier for entry in listing.entries.values() if entry.tier)
    facts: list[tuple[str, Value]] = [
        ("Edition", edition.id),
        (f"In effect {since(edition, today=today)}", days.say(edition.effective_from)),
        ("Next update", days.say(edition.next_update)),
        *(
            (tier.name, counted(tiers[tier.id], "account"))
            for tier in policy.tiers
            if tiers[tier.id]
        ),
    ]
    blocks: list[Block] = [FIELD, *above, Facts(tuple(facts))]
    if listing.overdue(today):
        blocks.append(Alert("The list is overdue: ask the list owner when the next one comes."))
    blocks += [Text("Wherever you and I are, you can ask:"), Items(EXAMPLES)]
    verdict = f"{counted(listing.named, 'account is', 'accounts are')} named."
    note = Note("home.opened", detail={"edition": edition.id})
    return Reply(Card(verdict, tuple(blocks)), note, personal=personal)


async def search(ask: Ask, ctx: Context) -> Outcome:
    """What was typed into the field, answered above a field for the next one."""
    typed = replace(ask.request, text=ask.request.data.get("text", ""))
    try:
        outcome = await asking.named(replace(ask, request=typed), ctx)
    except PersonError as error:
        outcome = refusal(error)
    if callable(outcome):
        return outcome
    card = replace(outcome.card, blocks=(*outcome.card.blocks, FIELD))
    return replace(outcome, card=card, show=Show.UPDATE)


_COUNT = (  # not just any words: List Industries is a company, and “which list is X on” about one
    r"how\smany\s.*\b(?:accounts?|companies|named|list|edition)\b.*"
    r"|(?:list|show|which|what)\s(?:(?:me|all|is|are|of|in|the|our|your|named|current)\s)*"
    r"(?:accounts?|list|edition)(?:\s(?:are|is)\s(?:named|listed|current|in\sforce|on\s.*))?\??"
)

FEATURE = Feature(
    commands=(
        verb("home", r"(?:my\s+)?home(?:\s+page)?[.?!]*", home),
        verb("how many accounts are named?", _COUNT, count),
    ),
    actions={"search": Action(search), "home": Action(home)},
    entries={Via.HOME: home},
)
