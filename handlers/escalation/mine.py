"""`my cases` and `case ESC-0001`: what waits for someone, what is theirs to see, one of them."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from handlers import days
from handlers.cards import Block, Button, Buttons, Card, Item, Items, Text
from handlers.context import Context
from handlers.errors import NoList, OldButton, PersonError
from handlers.feature import Action, Ask, Feature, verb
from handlers.lists import Listing
from handlers.permissions import Doing, allowed
from handlers.request import Kind, Note, Outcome, Reply, Via
from handlers.words import capital, counted, full_stop
from store.case_lists import Line
from store.case_rows import State
from store.db import Sql
from store.rows import Person

from . import cards, sections, step
from . import file as files
from .acts import NotYours
from .file import CaseFile
from .sections import Part, Section

SHOWN = 10  # lines of a section
SHOWN_AT_HOME = 5
NUMBER = r"(?:ESC|EXC)-?\d{1,9}"
_HEADS: Mapping[Section, str] = {
    Section.WAITING: "Waiting for you",
    Section.OPENED: "Opened by you",
    Section.FIRM: "Your firm's",
    Section.PARTY: "You are a party to",
    Section.OWNED: "Yours, with nothing to do now",
    Section.ACCOUNTS: "At your accounts",
    Section.DISTRICTS: "In your districts",
    Section.EVERYWHERE: "All others that are open",
}
_STANDS: Mapping[State, str] = {
    State.OPEN: "waits to be acknowledged",
    State.ACKNOWLEDGED: "is being decided",
    State.NEEDS_INFO: "waits for an answer",
    State.APPEALED: "was appealed and is decided anew",
}
_OPEN_ONE = (
    "When two teams meet at an account, ask about it and press Open escalation,"
    " or write “escalate Contoso”."
)
_LOOK = "“case ESC-0001” shows any case that you may read, also one that is over."


class NoSuchCase(PersonError):
    """There is no case of this number that you may see.
    “my cases” lists those that are open and yours to see.
    """


async def mine(ask: Ask, ctx: Context) -> Outcome:
    """The cases that wait for you, that you opened, and that are yours to see."""
    wanted = sections.sections(ask.person)
    found = await parts(ask.person, ctx, wanted, limit=SHOWN)
    blocks = [block for part in found for block in _drawn(part, ctx.now())]
    card = Card(_verdict(found), (*blocks, *_hint(ask.person, found)))
    waiting = str(_waiting(found))
    return Reply(card, Note("cases.listed", detail={"waiting": waiting}), personal=True)


async def more(ask: Ask, ctx: Context) -> Outcome:
    """The next lines of one section."""
    data = ask.request.data
    section, skip = data.get("section", ""), data.get("skip", "")
    if section not in {*Section} or not (skip.isdecimal() and len(skip) <= 6):
        raise OldButton
    chosen = Section(section)
    found = await parts(ask.person, ctx, (chosen,), limit=SHOWN, skip=int(skip))
    lines = [block for part in found for block in _drawn(part, ctx.now(), headed=False)]
    head = f"{_HEADS[chosen]}, from number {int(skip) + 1} on."
    if not any(part.lines for part in found):
        head = "There are no more of these by now."
    note = Note("cases.listed", detail={"section": section, "skip": skip})
    return Reply(Card(head, (*lines, *back(ask))), note, personal=True)


async def show(ask: Ask, ctx: Context) -> Outcome:
    """One case with its timeline, and what you can do about it."""
    told = await readable(ask, ctx)
    card = cards.personal(told, ask.person)
    note = Note("case.shown", told.case.id)
    return Reply(Card(card.verdict, (*card.blocks, *back(ask))), note, personal=True)


async def at_home(ask: Ask, ctx: Context) -> list[Block]:
    """For the top of the Home: what waits, and what they opened; nothing for who has no part."""
    found = await parts(ask.person, ctx, sections.AT_HOME, limit=SHOWN_AT_HOME)
    if not found and not allowed(Doing.OPEN_CASE, ask.person):
        return []
    blocks = [block for part in found for block in _drawn(part, ctx.now())]
    if not _waiting(found):
        blocks.insert(0, Text("No case waits for you." + ("" if found else f" {_OPEN_ONE}")))
    return [*blocks, Buttons((Button("All my cases", "cases"),))]


async def parts(
    person: Person,
    ctx: Context,
    wanted: Iterable[Section],
    *,
    limit: int,
    skip: int = 0,
) -> tuple[Part, ...]:
    who = sections.reader(person, _listing(person, ctx), now=ctx.now())
    return await ctx.db.read(lambda db: sections.read(db, who, wanted, limit=limit, skip=skip))


async def readable(ask: Ask, ctx: Context) -> CaseFile:
    """The case that was named, or of the button. Raises NoSuchCase, also for one of others."""
    ident = number(ask.rest) if ask.rest else ask.request.data.get("case", "")
    return await ctx.db.read(lambda db: look(db, ident, ask.person, ctx))


def look(db: Sql, ident: str, person: Person, ctx: Context) -> CaseFile:
    """Raises NoSuchCase, the same for a case of others as for one that does not exist."""
    try:
        case = step.readable(db, ident, person, ctx.policy, now=ctx.now())
    except NotYours:
        raise NoSuchCase from None
    return files.read(db, case, ctx.policy, now=ctx.now())


def number(text: str) -> str:
    """`esc-1` as cases are numbered; what is none stays as it is."""
    found = re.fullmatch(r"\s*(ESC|EXC)-?0*(\d{1,9})[\s.?!]*", text, re.IGNORECASE)
    return f"{found[1].upper()}-{int(found[2]):04d}" if found else text.strip()


def numbered(text: str) -> bool:
    return bool(re.fullmatch(r"(?:ESC|EXC)-\d{4,}", text))


def showing(ident: str) -> Button:
    return Button("Show", "case.show", {"case": ident})


def back(ask: Ask) -> tuple[Buttons, ...]:
    """On a page that is replaced by each answer, the way back."""
    in_home = ask.request.via is Via.BUTTON and ask.request.place.kind is Kind.NOWHERE
    return (Buttons((Button("Back to Home", "home"),)),) if in_home else ()


def _listing(person: Person, ctx: Context) -> Listing | None:
    try:
        return ctx.lists.now(person.audience)
    except NoList:
        return None


def _verdict(found: tuple[Part, ...]) -> str:
    waiting, total = _waiting(found), sum(part.total for part in found)
    if waiting:
        return f"{counted(waiting, 'case waits', 'cases wait')} for you."
    if total:
        return f"Nothing waits for you; {counted(total, 'open case is', 'open cases are')} here."
    return "There is no open case of yours."


def _waiting(found: tuple[Part, ...]) -> int:
    return sum(part.total for part in found if part.section is Section.WAITING)


def _hint(person: Person, found: tuple[Part, ...]) -> tuple[Block, ...]:
    """Where there is nothing: what to do next."""
    if found:
        return ()
    if not allowed(Doing.OPEN_CASE, person):
        return (Text(_LOOK),)
    button = Button("Open escalation", "case.open", form=True)
    return (Text(_OPEN_ONE), Buttons((button,)))


def _drawn(part: Part, now: datetime, *, headed: bool = True) -> list[Block]:
    items = [_item(line, part.section, now) for line in part.lines]
    if part.left > 0:
        skip = str(part.skip + len(part.lines))
        data = {"section": str(part.section), "skip": skip}
        items.append(Item(f"and {part.left:,} more", button=Button("Next", "cases.more", data)))
    head = [Text(f"{_HEADS[part.section]} ({part.total:,}):")] if headed else []
    return [*head, *([Items(tuple(items))] if items else [])]


def _item(line: Line, section: Section, now: datetime) -> Item:
    stands = _STANDS.get(line.state, f"is {line.state}")
    if section is Section.WAITING and line.state is State.NEEDS_INFO:
        stands = "waits for your answer"
    facts = [_age(line, now)]
    if line.limit:
        facts.append(f"due {days.say_moment(line.limit, line.time_zone)}")
    body = full_stop(capital(", ".join(facts)))
    return Item(f"{line.id}, {line.account}: {stands}.", body, showing(line.id))


def _age(line: Line, now: datetime) -> str:
    passed = (days.local(now, line.time_zone) - days.local(line.opened_at, line.time_zone)).days
    return {0: "opened today", 1: "opened yesterday"}.get(passed, f"opened {passed} days ago")


FEATURE = Feature(
    commands=(
        verb("my cases", r"(?:show\s+)?(?:(?:all\s+)?my\s+)?(?:open\s+)?cases[.?!]*", mine),
        verb("case ESC-0001", rf"(?:show\s+)?(?:case\s+)?(?P<rest>{NUMBER})[.?!]*", show),
    ),
    actions={"cases": Action(mine), "cases.more": Action(more), "case.show": Action(show)},
)
