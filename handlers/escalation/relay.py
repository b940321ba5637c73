"""The relay: words that one side of a case shares reach the other, on whichever platform it uses.

On the vendor's side everything stays inside unless it is shared on purpose (`spoken.meant`).
"""

from dataclasses import replace
from functools import partial

from handlers.cards import Card, Text
from handlers.context import Context
from handlers.errors import PersonError, Unfinished
from handlers.feature import Action, Ask, Feature
from handlers.forms import Form, Words
from handlers.identify import identify
from handlers.request import SILENCE, Kind, Note, Outcome, Reply, Via
from store import posts, relayed
from store.db import Sql
from store.relayed import Relayed
from store.rows import Person

from . import carry, changed, enter, spoken, tell, topics
from .cards import REPLY
from .file import CaseFile
from .shared import side_of
from .spoken import NothingToShare, Said, TooMuch

SHARE = "case.share"


class NoThread(PersonError):
    """That message stands below no card of a case, so nothing was shared.
    Use this on a message in the thread of a case, or press Reply on its card.
    """


class NotTheirWords(PersonError):
    """I can't tell that someone of your own side wrote that message, so nothing was shared.
    Press Reply on the card of the case, and say it in your own words.
    """


async def thread(ask: Ask, ctx: Context) -> Outcome | None:
    """What is said, changed or deleted below a message about a case."""
    said = spoken.read(ask.request)
    if ask.request.via in (Via.EDITED, Via.DELETED):
        return partial(changed.change, said=said, ask=ask, ctx=ctx)
    if spoken.meant(ask, said):
        return partial(_said, said=said, ask=ask, ctx=ctx)
    return SILENCE if ask.request.via is Via.THREAD else None


def _said(db: Sql, *, said: Said, ask: Ask, ctx: Context) -> Reply:
    request = ask.request
    where = request.place.address, request.message
    if relayed.at(db, *where) or relayed.overtaken(db, *where):  # a later word of it came first
        return SILENCE
    told = enter.readable(db, topics.case_of(request.under), ask, ctx)
    return enter.share(db, told, enter.draft(told, spoken.checked(said), ask), ask, ctx)


async def share(ask: Ask, ctx: Context) -> Outcome:
    """*Share with the other side*, in the menu of a message below a case's card."""
    by = ask.request.author
    author = await identify(ctx, by, fetch=False) if by else None
    return partial(_share, author=author, ask=ask, ctx=ctx)


def _share(db: Sql, *, author: Person | None, ask: Ask, ctx: Context) -> Reply:
    place, said = ask.request.place, spoken.read(ask.request)
    about = posts.topic(db, place.address, place.thread) if place.thread else ""
    if about.partition(":")[0] not in FEATURE.threads or not _theirs_to_read(ask):
        raise NoThread
    told = enter.readable(db, topics.case_of(about), ask, ctx)
    if author is None or side_of(author) != side_of(ask.person):
        raise NotTheirWords
    new = enter.draft(told, spoken.checked(said), ask, author=author)
    known = relayed.at(db, new.address, new.message)
    if known is None:
        return enter.share(db, told, new, ask, ctx)
    if known.removed_at is None:
        return Reply(Card("This is shared already."), Note("case.shared_before", told.case.id))
    return _share_again(db, replace(new, number=known.number, at=known.at), told, ask, ctx)


def _share_again(db: Sql, word: Relayed, told: CaseFile, ask: Ask, ctx: Context) -> Reply:
    """What its author had taken back, and someone shares knowingly."""
    relayed.edit(db, word, now=ctx.now())
    told = enter.again(db, told, ctx)
    word = told.shared[word.number - 1]
    carry.out(db, told, word)
    tell.refresh(db, told)
    return enter.confirmed(db, told, word, ask, did="shared")


def _theirs_to_read(ask: Ask) -> bool:
    """The vendor's threads are no place for a partner, even where one was let in."""
    return ask.person.staff or ask.request.place.kind is Kind.PERSONAL


async def form(ask: Ask, ctx: Context) -> Form:
    """The card's *Reply*. Raises PersonError for those whose case it is not, or when it is over."""

    def look(db: Sql) -> tuple[CaseFile, str]:
        told = enter.readable(db, ask.request.data.get("case", ""), ask, ctx)
        nothing = enter.draft(told, Said(""), ask)
        if not carry.reached(db, told, nothing):
            raise enter.NobodyThere
        return told, carry.whom(db, told, nothing)

    told, whom = await ctx.db.read(look)
    goes = f"This goes to {whom}, with your name."
    said = Words("words", "What do you want to say?", ask.request.data.get("words", ""))
    data = {"case": told.case.id}
    return Form(f"Reply in {told.case.id}", "Send", REPLY, (said,), (Text(goes),), data)


async def reply(ask: Ask, ctx: Context) -> Outcome:
    return partial(_reply, ask=ask, ctx=ctx)


def _reply(db: Sql, *, ask: Ask, ctx: Context) -> Reply:
    data = ask.request.data
    said = spoken.typed(data.get("words", ""))
    try:
        told = enter.readable(db, data.get("case", ""), ask, ctx)
        new = enter.draft(told, spoken.checked(said), ask)
        return enter.share(db, told, new, ask, ctx)
    except (NothingToShare, TooMuch) as error:
        raise Unfinished({"words": error.at_field}) from None
    except PersonError as error:  # no form comes back where nothing can be said any more
        raise type(error)(f"{error}\nYou had typed: “{said.text}”") from None


FEATURE = Feature(
    actions={
        SHARE: Action(share, changes=True),
        REPLY: Action(reply, changes=True, form=form),
    },
    threads={"case": thread, "words": thread},
)
