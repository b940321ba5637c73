"""What was decided before, at the same account or on the same offering: outcome, day, reason."""

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from handlers import days
from handlers.cards import Block, Button, Buttons, Card, Item, Items, Text
from handlers.context import Context
from handlers.errors import OldButton
from handlers.feature import Action, Ask, Feature, verb
from handlers.findings import find
from handlers.permissions import Doing, allowed
from handlers.policy import Offering, Policy
from handlers.questions import NAME_LENGTH, clean
from handlers.request import Note, Outcome, Reply
from handlers.words import capital, counted
from store import people, precedents
from store.case_rows import UNLISTED
from store.db import Sql
from store.precedents import Found, Past, Within
from store.rows import Person

from . import mine, step, words
from .acts import NotYours
from .claims import unlisted
from .file import CaseFile
from .words import FIRM

NEAR = 3  # above a decision's form
SHOWN = 10
REASON = 300  # characters on a line
Look = Callable[[Sql, Within, int], Found]


@dataclass(frozen=True, slots=True)
class Sight:
    """What the lines are drawn with; `readable` are the cases whose card may be shown."""

    policy: Policy
    firms: Mapping[str, str]
    readable: frozenset[str] = frozenset()


async def near(told: CaseFile, ctx: Context) -> tuple[Block, ...]:
    """Up to three for the form of a decision, of the same account or else under the same rule.
    For those who may decide this case, whom alone that form is shown.
    """

    def find_(db: Sql) -> tuple[str, Found]:
        there = precedents.at(db, told.case.claim.account_id, Within(), limit=NEAR)
        if there.rows:
            return f"Decided before at {told.case.claim.account}:", there
        offerings = alike(told.policy, told.case.claim.offering)
        return "Decided before under the same rule:", precedents.on(
            db, offerings, Within(), limit=NEAR
        )

    head, found = await ctx.db.read(find_)
    if not found.rows:
        return ()
    sight = Sight(told.policy, told.firms)
    return (Text(head), Items(tuple(_item(past, sight) for past in found.rows)))


async def of_case(ask: Ask, ctx: Context) -> Outcome:
    """What was decided before at a case's account, and on its offering elsewhere."""
    told = await mine.readable(ask, ctx)
    claim, within = told.case.claim, _within(ask.person)
    offerings = alike(ctx.policy, claim.offering)

    def look(db: Sql) -> tuple[Found, Found, Sight]:
        there = precedents.at(db, claim.account_id, within, limit=SHOWN)
        elsewhere = precedents.on(db, offerings, within, beside=claim.account_id, limit=SHOWN)
        return there, elsewhere, _sight(db, (*there.rows, *elsewhere.rows), ask.person, ctx)

    there, elsewhere, sight = await ctx.db.read(look)
    at, on = (
        Button("Next", "precedents.at", {"account": claim.account_id}),
        Button("Next", "precedents.on", {"offering": claim.offering}),
    )
    blocks = [
        *_blocks(f"At {claim.account}", there, sight, at),
        *_blocks("Elsewhere, under the same rule", elsewhere, sight, on),
    ]
    total = there.total + elsewhere.total
    verdict = f"{_counted(total)} to measure {told.case.id} by."
    if not total:
        verdict = f"There is no decision yet to measure {told.case.id} by."
    return Reply(
        Card(verdict, tuple(blocks)), Note("precedents.shown", told.case.id), personal=True
    )


async def at_account(ask: Ask, ctx: Context) -> Outcome:
    """What was decided at an account: outcome, day and, for the vendor's people, the reason."""
    asked = clean(ask.rest)[:NAME_LENGTH].rstrip("?!. ")
    finding = find(ctx.lists.now(ask.audience), asked)
    if finding.unsure:
        hits = finding.found.hits[:5]
        picks = tuple(
            Button(hit.name, "precedents.at", {"account": hit.account_id}) for hit in hits
        )
        card = Card(f"Which one do you mean by “{asked}”?", (Buttons(picks),))
        return Reply(card, Note("precedents.shown", detail={"status": "account?"}), personal=True)
    if finding.entry is None:
        return await _at(ask, ctx, unlisted(asked), asked)
    return await _at(ask, ctx, finding.entry.account_id, finding.entry.name)


async def pressed(ask: Ask, ctx: Context) -> Outcome:
    """The account was picked, or more of its decisions are wanted."""
    ident = ask.request.data.get("account", "")
    entry = ctx.lists.now(ask.audience).entries.get(ident)
    if entry is None and not ident.startswith(UNLISTED):
        raise OldButton
    name = entry.name if entry else ident.removeprefix(UNLISTED)
    return await _at(ask, ctx, ident, name)


async def on_offering(ask: Ask, ctx: Context) -> Outcome:
    """What was decided on an offering, and on others that the same rule is about."""
    said = clean(ask.rest).rstrip("?!. ")
    offering = ctx.policy.offering_named(said)
    if offering is None:
        picks = tuple(
            Button(capital(item.name), "precedents.on", {"offering": item.id})
            for item in ctx.policy.offerings
        )[:25]
        rows = [Buttons(picks[i : i + 5]) for i in range(0, len(picks), 5)]
        card = Card(f"I don't know “{said[:80]}” as an offering. Which one is it?", tuple(rows))
        return Reply(card, Note("precedents.shown", detail={"status": "offering?"}), personal=True)
    return await _on(ask, ctx, offering)


async def on_pressed(ask: Ask, ctx: Context) -> Outcome:
    """The offering was picked, or more of its decisions are wanted."""
    offering = ctx.policy.offering(ask.request.data.get("offering", ""))
    if offering is None:
        raise OldButton
    return await _on(ask, ctx, offering)


def alike(policy: Policy, ident: str) -> tuple[str, ...]:
    """Offerings that the same rule is about: those of one class, where the class has a rule."""
    offering = policy.offering(ident)
    if offering is None:
        return ()
    if offering.kind == "other":
        return (offering.id,)
    return tuple(each.id for each in policy.offerings if each.kind == offering.kind)


async def _at(ask: Ask, ctx: Context, ident: str, name: str) -> Reply:
    data = {"account": ident}
    return await _listed(
        ask,
        ctx,
        f"at {name}",
        Note("precedents.shown", ident if not ident.startswith(UNLISTED) else ""),
        Button("Next", "precedents.at", data),
        lambda db, within, skip: precedents.at(db, ident, within, limit=SHOWN, skip=skip),
    )


async def _on(ask: Ask, ctx: Context, offering: Offering) -> Reply:
    offerings = alike(ctx.policy, offering.id)
    return await _listed(
        ask,
        ctx,
        f"on {offering.name}" + (", or under the same rule" if len(offerings) > 1 else ""),
        Note("precedents.shown", detail={"offering": offering.id}),
        Button("Next", "precedents.on", {"offering": offering.id}),
        lambda db, within, skip: precedents.on(db, offerings, within, limit=SHOWN, skip=skip),
    )


async def _listed(
    ask: Ask, ctx: Context, where: str, note: Note, following: Button, look: Look
) -> Reply:
    skip = _skip(ask)
    within = _within(ask.person)

    def read(db: Sql) -> tuple[Found, Sight]:
        found = look(db, within, skip)
        return found, _sight(db, found.rows, ask.person, ctx)

    found, sight = await ctx.db.read(read)
    if not found.rows:
        told = "Nothing was decided" if not skip else "Nothing more was decided"
        verdict = f"{told} {where}, as far as you may see."
        return Reply(Card(verdict, mine.back(ask)), note, personal=True)
    blocks = _blocks("", found, sight, following, skip=skip)
    card = Card(f"{_counted(found.total)} {where}.", (*blocks, *mine.back(ask)))
    return Reply(card, note, personal=True)


def _skip(ask: Ask) -> int:
    skip = ask.request.data.get("skip", "0")
    if not (skip.isdecimal() and len(skip) <= 6):
        raise OldButton
    return int(skip)


def _within(person: Person) -> Within:
    """Decisions serve those who decide; all others see those of their own cases."""
    if allowed(Doing.READ_PRECEDENTS, person):
        return Within()
    if person.firm_id:
        return Within(side=f"{FIRM}{person.firm_id}")
    return Within(party=person.id)


def _counted(total: int) -> str:
    return counted(total, "decision")


def _sight(db: Sql, rows: Iterable[Past], person: Person, ctx: Context) -> Sight:
    readable = set()
    for past in rows:
        with contextlib.suppress(NotYours):
            readable.add(step.readable(db, past.id, person, ctx.policy, now=ctx.now()).id)
    return Sight(ctx.policy, people.firms(db), frozenset(readable))


def _blocks(
    head: str, found: Found, sight: Sight, following: Button, *, skip: int = 0
) -> list[Block]:
    if not found.rows:
        return []
    items = [_item(past, sight) for past in found.rows]
    left = found.total - skip - len(found.rows)
    if left > 0:
        data = {**following.data, "skip": str(skip + len(found.rows))}
        button = Button(following.label, following.action, data)
        items.append(Item(f"and {left:,} more", button=button))
    return [*([Text(f"{head}:")] if head else []), Items(tuple(items))]


def _item(past: Past, sight: Sight) -> Item:
    sides = words.side(past.opener_side, sight.policy, sight.firms)
    if past.other_side:
        sides += f" against {words.side(past.other_side, sight.policy, sight.firms)}"
    else:
        sides += " asked"
    offering = sight.policy.offering(past.offering)
    facts = [days.say(days.local(past.decided_at, past.time_zone)), sides]
    facts += [offering.name] if offering else []
    reason = past.reason if len(past.reason) <= REASON else f"{past.reason[: REASON - 1]}…"
    body = f"{', '.join(facts)}." + (f" “{reason}”" if reason else "")
    button = mine.showing(past.id) if past.id in sight.readable else None
    return Item(f"{past.id}, {past.account}: {past.outcome}.", body, button)


_ABOUT = r"(?:precedents|decisions)"

FEATURE = Feature(
    commands=(
        verb(
            "precedents ESC-0001",
            rf"{_ABOUT}\s+(?:(?:for|of)\s+)?(?P<rest>{mine.NUMBER})[.?!]*",
            of_case,
        ),
        verb("decisions at <company>", rf"{_ABOUT}\s+(?:at|for|with)\s+(?P<rest>.+)", at_account),
        verb("decisions on <offering>", rf"{_ABOUT}\s+(?:on|about)\s+(?P<rest>.+)", on_offering),
    ),
    actions={
        "precedents.at": Action(pressed),
        "precedents.on": Action(on_pressed),
    },
)
