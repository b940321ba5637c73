"""`my duties`: what one decides, who stands in for one and when, and for whom one stands in."""

from functools import partial

from handlers.cards import Block, Button, Buttons, Card, Facts, Item, Items, Text
from handlers.context import Context
from handlers.errors import NotAllowed, OldButton, PersonError
from handlers.escalation.offices import officer
from handlers.feature import Action, Ask, Feature, verb
from handlers.permissions import Doing
from handlers.request import Note, Outcome, Reply, Show
from handlers.words import counted
from store import delegations, people
from store.case_rows import Delegation
from store.db import Sql
from store.rows import Person, Role

from . import names, places, turns

SHOWN = 10  # open cases, by number


class NotYourDuty(NotAllowed):
    """Only whoever is away can end that, so nothing was changed."""


class OverAlready(PersonError):
    """That is over already, so nothing was changed."""


async def mine(ask: Ask, ctx: Context) -> Outcome:
    """What you decide, who stands in for you and when."""
    card = await ctx.db.read(lambda db: _card(db, ask.person, ctx))
    return Reply(card, Note("duties.shown"), personal=True)


async def end(ask: Ask, ctx: Context) -> Outcome:
    """An absence ends now: nobody stands in any more."""
    return partial(_end, ask=ask, ctx=ctx)


def _end(db: Sql, *, ask: Ask, ctx: Context) -> Reply:
    row = delegations.get(db, ask.request.data.get("delegation", ""))
    if row is None:
        raise OldButton
    if row.person_id != ask.person.id:
        raise NotYourDuty
    if not turns.ended(db, row, ctx):
        raise OverAlready
    note = Note("delegation.ended", row.id)
    return Reply(_card(db, ask.person, ctx), note, Show.UPDATE, personal=True)


def _card(db: Sql, person: Person, ctx: Context) -> Card:
    if not names.decides(db, person, ctx.policy):
        return Card("You have no duty to decide cases.")
    now, blocks = ctx.now(), list[Block]()
    if waiting := [case.id for case in turns.waiting(db, person.id, ctx)]:
        more = f" and {len(waiting) - SHOWN} more" if len(waiting) > SHOWN else ""
        blocks.append(Facts((("Waiting for you", f"{', '.join(waiting[:SHOWN])}{more}"),)))
    away = delegations.of(db, person.id, now=now)
    others = delegations.to(db, person.id, now=now)
    known = people.named(db, {each.delegate_id for each in away} | {r.person_id for r in others})
    rows = [_standin(row, known[row.delegate_id], ctx) for row in away]
    rows += [
        Item(f"You stand in for {known[row.person_id].name}.", _when(row, ctx)) for row in others
    ]
    blocks.append(Items(tuple(rows)) if rows else Text("Nobody stands in for you."))
    delegate = Button("Delegate my duty", "duty.delegate", {}, "primary", form=True)
    return Card(f"You decide cases {_where(db, person, ctx)}.", (*blocks, Buttons((delegate,))))


def _standin(row: Delegation, to: Person, ctx: Context) -> Item:
    button = Button("End", "duty.end", {"delegation": row.id})
    return Item(f"{to.name} stands in for you.", _when(row, ctx), button)


def _when(row: Delegation, ctx: Context) -> str:
    span = turns.span(row)
    return f"{span[:1].upper()}{span[1:]}{', now' if row.begins <= ctx.now() else ''}."


def _where(db: Sql, person: Person, ctx: Context) -> str:
    """In words: `at 12 accounts, in West and East, at the top of the ladder`."""
    parts = []
    if number := places.accounts(ctx, person):
        parts.append(f"at {counted(number, 'account')}")
    managed = [each.name for each in people.districts(db) if each.manager_email == person.email]
    if managed:
        parts.append(f"in {' and '.join(managed)}")
    if person.role is Role.LIST_OWNER:
        parts.append("at the top of the ladder")
    if person.id == officer(db, ctx.policy):
        parts.append("when a list owner's decision is appealed")
    return ", ".join(parts) or "that are handed to you"


FEATURE = Feature(
    commands=(verb("my duties", r"my\s+dut(?:ies|y)[?.!]*", mine, Doing.DELEGATE),),
    actions={"duty.mine": Action(mine), "duty.end": Action(end, changes=True)},
)
