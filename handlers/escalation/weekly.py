"""A district's figures, when asked for and every Monday morning: in words, and as a picture."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers import calendars, days
from handlers.calendars import Calendar
from handlers.cards import Block, Button, Buttons, Card, Document, Facts, Item, Items, Text, to_json
from handlers.context import Context
from handlers.errors import NotAllowed, OldButton, PersonError
from handlers.feature import Action, Ask, Feature, Record, verb
from handlers.permissions import Bond, Doing, allowed
from handlers.questions import clean
from handlers.request import Kind, Note, Outcome, Reply
from handlers.words import counted
from store import audit, case_figures, documents, due, outbox, people
from store.db import Sql
from store.due import Due
from store.rows import District, Person, Platform

from . import figures, mine
from .drawing import Picture, draw
from .figures import Figures, Spread, Week

DUE, PLAN = "figures.week", "figures.plan"
DAY = timedelta(days=1)
BUTTONS = 5
SHORTEST = 0.1  # hours; below that a figure would read as none at all


class MayNotRead(NotAllowed):
    """A district's figures are read by its manager, list owners and auditors."""


class NoDistrict(PersonError):
    """I know no district of that name whose figures you may read.
    Write “figures” alone, and I show you those that you may.
    """


@dataclass(frozen=True, slots=True)
class Drawn:
    """A district's figures with their picture; None where nobody could see it."""

    district: District
    figures: Figures
    picture: Picture | None


async def of(ask: Ask, ctx: Context) -> Outcome:
    """A district's figures: what is open and how old, how long it takes, what is upheld."""
    asked = clean(ask.rest).rstrip("?!. ").casefold()
    found = await ctx.db.read(lambda db: _readable(db, ask.person))
    if not found:
        raise MayNotRead
    named = [each for each in found if asked in (each.id.casefold(), each.name.casefold())]
    if asked and not named:
        raise NoDistrict
    if len(found) == 1 or named:
        return await _answer(ask, ctx, (named or found)[0])
    buttons = tuple(Button(each.name, "figures", {"district": each.id}) for each in found)
    rows = (Buttons(buttons[at : at + BUTTONS]) for at in range(0, len(buttons), BUTTONS))
    card = Card("Of which district?", (*rows, *mine.back(ask)))
    return Reply(card, Note("figures.read", detail={"status": "district?"}), personal=True)


async def pressed(ask: Ask, ctx: Context) -> Outcome:
    """The district was picked."""
    ident = ask.request.data.get("district", "")
    found = await ctx.db.read(lambda db: _readable(db, ask.person))
    chosen = next((each for each in found if each.id == ident), None)
    if chosen is None:
        raise OldButton if not ident else NoDistrict
    return await _answer(ask, ctx, chosen)


async def _answer(ask: Ask, ctx: Context, district: District) -> Outcome:
    """The words where it was asked; the picture goes along in a personal chat, else follows."""
    made = await _made(ctx, district, drawn=ask.request.who.platform is not Platform.CLI)
    card, note = words(made.figures), Note("figures.read", district.id)
    at_hand = ask.request.place.kind is Kind.PERSONAL and not ask.request.sync
    picture = made.picture

    def change(db: Sql) -> Reply:
        if picture is None:
            return Reply(Card(card.verdict, (*card.blocks, *mine.back(ask))), note, personal=True)
        shown = _kept(db, made, picture, f"person:{ask.person.id}", now=ctx.now())
        if at_hand:
            return Reply(Card(card.verdict, (*card.blocks, shown)), note)
        follows = Card(f"{card.verdict[:-1]}, as a picture.", (shown,))
        to = f"person:{ask.person.id}"
        outbox.put(db, to=to, card=to_json(follows), now=ctx.now())
        more = Text("The picture is on its way to our own chat.")
        return Reply(Card(card.verdict, (*card.blocks, more, *mine.back(ask))), note, personal=True)

    return change


def words(found: Figures) -> Card:
    """All that the picture shows, and what it can't."""
    open_ = f"{counted(found.open, 'case waits', 'cases wait')} for a decision"
    rows: list[tuple[str, str]] = []
    if found.oldest is not None and found.median_age is not None:
        rows.append(("Oldest", _days(found.oldest)))
        rows.append(("Median age", _days(found.median_age)))
    rows.append(("To acknowledge, last 8 weeks", _spread(found.acknowledge)))
    rows.append(("To decide, last 8 weeks", _spread(found.decide)))
    rows.append(("Upheld, last 8 weeks", _share(found.upheld)))
    blocks: list[Block] = [Facts(tuple(rows))]
    blocks.append(Text("Week by week, in business hours of the district:"))
    blocks.append(Items(tuple(_week(week) for week in reversed(found.weeks))))
    return Card(f"{found.district} on {days.say(found.day)}: {open_}.", tuple(blocks))


async def week(item: Due, ctx: Context) -> Record:
    """Monday morning: the figures are counted and drawn here, told in the transaction."""
    district = await ctx.db.read(lambda db: people.district(db, item.about))
    made = await _made(ctx, district, quiet=False) if district else None

    def record(db: Sql) -> None:
        plan(db, ctx)
        if made is not None and not made.figures.quiet:
            _tell(db, made, item, ctx)

    return record


def start(db: Sql, ctx: Context) -> None:
    """Also once a day from then on, for districts that have joined meanwhile."""
    plan(db, ctx)
    at = ctx.now() + DAY
    due.put(db, kind=PLAN, about="", at=at, once=f"{PLAN}:{at.date().isoformat()}")


def plan(db: Sql, ctx: Context) -> None:
    """The next Monday of every district, once."""
    for district in people.districts(db):
        at = _monday(district, ctx)
        once = f"{DUE}:{district.id}:{days.local(at, district.time_zone).isoformat()}"
        due.put(db, kind=DUE, about=district.id, at=at, once=once)


def _monday(district: District, ctx: Context) -> datetime:
    """When business opens next in a week that has not opened yet."""
    calendar, now, zone = calendars.of(district, ctx.policy), ctx.now(), district.time_zone
    first = figures.monday(now, zone)
    while (at := _opening(first, calendar)) <= now:
        first += figures.WEEK
    return at


def _opening(day: date, calendar: Calendar) -> datetime:
    midnight = datetime.combine(day, time(), ZoneInfo(calendar.zone)).astimezone(UTC)
    return calendars.add_business(midnight, timedelta(), calendar)


def _tell(db: Sql, made: Drawn, item: Due, ctx: Context) -> None:
    """The district's manager in person, and its own channel."""
    now, district = ctx.now(), made.district
    manager = people.by_email(db, district.manager_email)
    readers = {district.channel: "staff"}
    if manager is not None:
        readers[f"person:{manager.id}"] = f"person:{manager.id}"
    card = words(made.figures)
    for to, who in readers.items():
        shown = (_kept(db, made, made.picture, who, now=now),) if made.picture else ()
        once = f"{DUE}:{district.id}:{item.id}:{to}"
        told = Card(card.verdict, (*card.blocks, *shown))
        outbox.put(db, to=to, once=once, card=to_json(told), bulk=True, now=now)
    audit.append(db, who="clock", did="figures.sent", about=district.id, now=now)


async def _made(
    ctx: Context, district: District, *, drawn: bool = True, quiet: bool = True
) -> Drawn:
    """Counted on a reader's thread and drawn beside the loop, outside of any transaction; of a
    district where nothing happens only with `quiet`.
    """
    now, calendar = ctx.now(), calendars.of(district, ctx.policy)

    def count(db: Sql) -> Figures:
        begin = figures.since(now, calendar.zone)
        told = case_figures.timelines(db, district.id, since=begin)
        return figures.compute(district.name, told, calendar, now=now)

    found = await ctx.db.read(count)
    levels = ctx.policy.service_levels
    wanted = drawn and (quiet or not found.quiet)
    picture = await asyncio.to_thread(draw, found, levels) if wanted else None
    return Drawn(district, found, picture)


def _readable(db: Sql, person: Person) -> list[District]:
    return [each for each in people.districts(db) if _may(person, each)]


def _may(person: Person, district: District) -> bool:
    own = person.email == district.manager_email or district.id in person.districts
    bonds = frozenset({Bond.OWN_DISTRICT}) if own else frozenset[Bond]()
    return allowed(Doing.READ_FIGURES, person, bonds)


def _kept(db: Sql, made: Drawn, picture: Picture, readers: str, *, now: datetime) -> Document:
    name = f"figures-{made.district.id}-{made.figures.day.isoformat()}.png"
    ident = documents.put(
        db, name=name, mime="image/png", body=picture.png, readers=readers, now=now
    )
    return Document(ident, name, picture.alt, picture=True)


def _week(found: Week) -> Item:
    facts: Iterable[str] = (
        f"{found.opened} opened",
        f"{found.decided} decided",
        f"acknowledged in {_spread(found.acknowledge)}" if found.acknowledge.count else "",
        f"decided in {_spread(found.decide)}" if found.decide.count else "",
        f"{found.upheld} of {found.judged} upheld" if found.judged else "",
    )
    return Item(f"From {days.say(found.first)}: {found.open} open.", ", ".join(filter(None, facts)))


def _spread(found: Spread) -> str:
    if found.median is None or found.p90 is None:
        return "none yet"
    return f"{_hours(found.median)} (nine in ten within {_hours(found.p90)})"


def _hours(hours: float) -> str:
    return f"{hours:.1f} h" if hours >= SHORTEST else f"less than {SHORTEST} h"


def _share(share: float | None) -> str:
    return "none decided" if share is None else f"{share:.0%}"


def _days(age: float) -> str:
    return counted(round(age), "day") if age >= 1 else "less than a day"


FEATURE = Feature(
    commands=(
        verb(
            "figures for <district>",
            r"(?:weekly\s+)?figures(?:\s+(?:for|of|in)\s+(?P<rest>.+?))?[.?!]*",
            of,
            Doing.READ_FIGURES,
        ),
    ),
    actions={"figures": Action(pressed)},
    due={PLAN: lambda db, item, ctx: start(db, ctx)},
    probes={DUE: week},
    start=start,
)
