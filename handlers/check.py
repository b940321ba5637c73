"""*Check account* on any message: the companies in it, in one answer."""

from store.names.text import find_names

from . import questions, replies
from .context import Context
from .errors import PersonError
from .feature import Action, Ask, Feature
from .findings import find
from .request import Outcome

MESSAGE_LENGTH = 12_000  # characters of a message that are read


class NoneInMessage(PersonError):
    """I found no company of the list in that message.
    To ask about one that I missed, type its name: “is Contoso named?”
    """


async def check(ask: Ask, ctx: Context) -> Outcome:
    """Up to 20 companies; a listed one is answered or asked about, others are passed over."""
    text = questions.clean(ask.request.text)[:MESSAGE_LENGTH]
    listing = ctx.lists.now(ask.audience)
    names = find_names(listing.index, text, limit=ctx.policy.limits.names_in_one_question)
    if not names:
        raise NoneInMessage
    if len(names) == 1:
        return replies.reply(ask, ctx, listing, find(listing, names[0]))
    return replies.several(ask, ctx, listing, tuple(names), day=None)


FEATURE = Feature(actions={"check": Action(check)})
