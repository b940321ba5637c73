"""What is said before anything can be answered: to newcomers, to strangers, and on a refusal."""

from .cards import Card, Item, Items, Text
from .context import Context
from .errors import PersonError
from .request import Note, Reply

EXAMPLES = (
    Item("“is Contoso named?”", "a company's standing, who leads there, and by which rule"),
    Item("“can we bid middleware at Contoso?”", "who leads with what you want to sell"),
    Item("“my cases”", "what waits for you, and what you have opened"),
    Item("“help”", "everything else you can ask"),
)


def welcome(ctx: Context) -> Reply:
    """On being added somewhere: what this is, and some things to try that work at once."""
    vendor = ctx.policy.vendor
    card = Card(
        "Hello, I'm Hardline. I know which accounts are named.",
        (
            Text(
                f"Ask me where {vendor.services} may engage and where partners lead."
                " Mention me, or write to me in person:"
            ),
            Items(EXAMPLES),
        ),
    )
    return Reply(card, Note("welcomed"))


def stranger(ctx: Context) -> Reply:
    """All that someone unknown is told, privately."""
    vendor = ctx.policy.vendor
    card = Card(
        "I don't know you yet, so I can't answer.",
        (
            Text(
                f"To get access, write to {vendor.access_contact} from your work e-mail address"
                " and name your firm. Once you are in the directory, just ask me again."
            ),
        ),
    )
    return Reply(card, Note("stranger.refused"), personal=True)


def refusal(error: PersonError) -> Reply:
    """A person's error in its own words: the first line is the verdict."""
    first, _, more = str(error).partition("\n")
    blocks = (Text(more.strip()),) if more.strip() else ()
    return Reply(Card(first, blocks), Note("refused"), refused=True)
