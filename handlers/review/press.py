"""Reviews and editions in chat: the verbs, and every button there is."""

from handlers import publishing
from handlers.cards import Card, Item, Items
from handlers.context import Context
from handlers.feature import Action, Ask, Feature, verb
from handlers.permissions import Doing
from handlers.request import Note, Outcome, Reply
from handlers.words import counted
from store import editions
from store.db import Sql

from . import (
    board,
    buttons,
    changed,
    decide,
    entries,
    owning,
    picture,
    remarks,
    second,
    sign,
    start,
)
from .board import Board


async def editions_(ask: Ask, ctx: Context) -> Outcome:
    """Every edition of the list and its state, for list owners."""
    board.may(ask.person)
    found = await ctx.db.read(editions.every)
    rows = tuple(
        Item(f"{each.id}: {each.state.replace('_', ' ')}.", "", buttons.look(each.id))
        for each in found
    )
    card = Card(f"There are {counted(len(found), 'edition')}.", (Items(rows),) if rows else ())
    return Reply(card, Note("edition.listed"), personal=True)


async def edition(ask: Ask, ctx: Context) -> Outcome:
    """One edition at a glance: its districts, when it comes into force, how its news went out."""
    board.may(ask.person)
    ident = ask.request.data.get("edition", "") or ask.rest
    await ctx.db.read(lambda db: publishing.found(db, ident))
    await picture.fresh(ident, ctx)
    seen = await ctx.db.read(lambda db: _board(db, ident, ctx))
    return Reply(board.card(seen, ask.person), Note("edition.shown", ident), personal=True)


def _board(db: Sql, ident: str, ctx: Context) -> Board:
    """Raises NoSuchEdition: it may have been discarded while its picture was drawn."""
    publishing.found(db, ident)
    return board.read(db, ident, now=ctx.now(), zone=ctx.policy.vendor.time_zone)


FEATURE = Feature(
    commands=(
        verb(
            "start review of <edition>",
            r"start\s+(?:the\s+)?review\s+(?:of\s+)?(?P<rest>\S+)",
            start.command,
            Doing.PUBLISH,
            opens=True,
        ),
        verb("editions", r"editions", editions_, Doing.READ_BOARD),
        verb("edition <id>", r"edition\s+(?P<rest>\S+)", edition, Doing.READ_BOARD),
    ),
    actions={
        "review.start": Action(start.submit, changes=True, form=start.form),
        "review.sign": Action(sign.press, changes=True),
        "review.dispute": Action(remarks.dispute, changes=True, form=remarks.dispute_form),
        "review.comment": Action(remarks.comment, changes=True, form=remarks.comment_form),
        "review.mine": Action(remarks.mine),
        "review.decide": Action(decide.submit, changes=True, form=decide.form),
        "edition.board": Action(edition),
        **owning.ACTIONS,
        **second.ACTIONS,
    },
    lookups={"review.entries": entries.suggest},
    due={start.SHARE: start.work, changed.CHANGED: changed.work},
)
