"""Help, greetings and empty questions: no dead ends. The list is read off the features."""

import inspect
from collections.abc import Sequence

from store.rows import Person

from .cards import Card, Item, Items, Text
from .context import Context
from .feature import Ask, Command, Feature, verb
from .permissions import ever
from .request import Note, Outcome, Reply
from .welcome import EXAMPLES

_HELLO = (
    r"(?:hi|hello|hey|hiya|good\s+(?:morning|afternoon|evening|day)|moin|servus|howdy)"
    r"(?:\s+(?:there|hardline|bot|all|everyone|team))?[\s!.,]*"
)
_THANKS = (
    r"(?:thanks|thank\s+you|thx|cheers|ok|okay|great|perfect)"
    r"(?:[\s,]+(?:thanks|thank\s+you|thx|so\s+much|a\s+lot|again|all|hardline|bot|mate))*[\s!.]*"
)  # not just any word: Great Wolf and OK Foods are companies


async def hello(ask: Ask, ctx: Context) -> Outcome:
    """A greeting back, with some things to try."""
    first = ask.person.name.split()[0]
    card = Card(f"Hello {first}, which account is it about?", (Items(EXAMPLES),))
    return Reply(card, Note("greeted"))


async def thanks(ask: Ask, ctx: Context) -> Outcome:
    """Any time."""
    return Reply(Card("Any time. Just ask about the next one."), Note("greeted"))


async def empty(ask: Ask, ctx: Context) -> Outcome:
    """An empty question gets an example."""
    card = Card("Which company do you want to know about?", (Items(EXAMPLES),))
    return Reply(card, Note("greeted"))


def feature(others: Sequence[Feature]) -> Feature:
    """`help` shows the form and first docstring line of every other feature's commands.

    The plain question is tried last, and told first: it is what most people come for.
    """
    *commands, plain = [command for each in others for command in each.commands]

    async def help_(ask: Ask, ctx: Context) -> Outcome:
        """This list."""
        theirs = [each for each in commands if _for(each, ask.person)]
        card = Card(
            "I know which accounts are named, who leads there, and why.",
            (
                Items(tuple(map(_line, (plain, *theirs)))),
                Text(
                    "Several names go in one question, one per line or with commas."
                    " In Slack, /named works too; everywhere you can mention me or write to me."
                ),
            ),
        )
        return Reply(card, Note("helped"))

    return Feature(
        commands=(
            verb("help", r"(?:help|\?|commands|what\s+can\s+you\s+do\??)", help_),
            verb("hello", _HELLO, hello),
            verb("thanks", _THANKS, thanks),
            verb("", r"\s*", empty),
        )
    )


def _for(command: Command, person: Person) -> bool:
    """Nobody is told of what only others may do."""
    return not command.needed or any(ever(each, person) for each in command.needed)


def _line(command: Command) -> Item:
    return Item(f"“{command.form}”", inspect.getdoc(command.run).splitlines()[0])  # type: ignore[union-attr]
