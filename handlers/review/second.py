"""The second person's buttons, on the card that asks for their word."""

from handlers.cards import Card
from handlers.context import Context
from handlers.errors import OldButton, Unfinished
from handlers.feature import Action, Ask
from handlers.forms import Form, Words
from handlers.request import Note, Outcome, Reply, Show
from store.db import Sql

from . import approval
from .owning import done as told


async def approve(ask: Ask, ctx: Context) -> Outcome:
    def change(db: Sql) -> Reply:
        done = approval.approve(
            db, _ident(ask), by=ask.person, policy=ctx.policy, card=_card(ask), now=ctx.now()
        )
        return told(done, ctx, show=Show.UPDATE)

    return change


async def decline(ask: Ask, ctx: Context) -> Outcome:
    why = ask.request.data.get("reason", "")
    if not why.strip():
        raise Unfinished({"reason": "Please say why: whoever asked for it is told."})

    def change(db: Sql) -> Reply:
        asked = approval.decline(
            db,
            _ident(ask),
            by=ask.person,
            why=why,
            policy=ctx.policy,
            card=_card(ask),
            now=ctx.now(),
        )
        card = Card(f"Edition {asked.edition_id} stays as it is, and whoever asked is told why.")
        return Reply(card, Note("edition.kept_back", asked.edition_id))

    return change


async def decline_form(ask: Ask, ctx: Context) -> Form:
    await ctx.db.read(lambda db: approval.waiting(db, _ident(ask), ask.person, _card(ask)))
    data = {key: ask.request.data.get(key, "") for key in ("edition", "ask")}
    why = Words("reason", "Why?", ask.request.data.get("reason", ""))
    return Form("Decline", "Decline", "approval.decline", (why,), data=data)


def _ident(ask: Ask) -> str:
    return ask.request.data.get("edition", "")


def _card(ask: Ask) -> int:
    number = ask.request.data.get("ask", "")
    if not number.isdecimal():
        raise OldButton
    return int(number)


ACTIONS = {
    "approval.approve": Action(approve, changes=True),
    "approval.decline": Action(decline, changes=True, form=decline_form),
}
