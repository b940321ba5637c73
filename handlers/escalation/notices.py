"""What people are told of an event: its news first, then what it means, then the next step.

A notice is made from the case as it is now, so that it loses its buttons when the case moves on.
"""

from collections.abc import Iterable

from handlers.cards import Block, Button, Buttons, Card, Contact, Facts, Text
from handlers.permissions import Doing, allowed
from handlers.words import capital, full_stop, uncapital
from store.case_rows import Happened, State
from store.rows import Person

from . import cards, flow, terms, timeline, words
from .file import CaseFile
from .steps import DECISIONS, Event

# What can be done about it right away, each where the reader may.
_NEXT = {
    Event.ASK_INFO: (Event.GIVE_INFO,),
    Event.UPHOLD: (Event.ACCEPT, Event.APPEAL),
    Event.DECLINE: (Event.ACCEPT, Event.APPEAL),
}
_TURN = (Event.ACKNOWLEDGE, Event.UPHOLD, Event.DECLINE, Event.GRANT, Event.REFUSE, Event.REVOKE)


def personal(file: CaseFile, event: Happened, reader: Person) -> Card:
    """In someone's own chat."""
    can = flow.may(file.case, reader, file.office)
    wanted = _NEXT.get(Event(event.event), _TURN)
    buttons = tuple(cards.button(file, each) for each in wanted if each in can)
    buttons += _another(file, event, reader)
    steps: tuple[Block, ...] = (Buttons(buttons),) if buttons else ()
    return Card(_news(file, event), (*_body(file, event, reader), *steps))


def _another(file: CaseFile, event: Happened, reader: Person) -> tuple[Button, ...]:
    """Where an exception ends, or soon will, services may want to go on."""
    ends = event.event == Event.EXPIRE
    ends |= event.event == Event.REMIND and event.state is State.GRANTED
    again = ends and allowed(Doing.ASK_EXCEPTION, reader)
    return (terms.another(file.case.claim),) if again else ()


def channel(file: CaseFile, event: Happened) -> Card:
    """In the thread of the district's channel, below the card that has the buttons."""
    return Card(_news(file, event), tuple(_body(file, event, None)))


def _news(file: CaseFile, event: Happened) -> str:
    did, about = Event(event.event), f"{file.case.id} at {file.case.claim.account}"
    if did in DECISIONS:
        return _decided(file, event)
    if did is Event.REMIND and event.state is not State.GRANTED:
        return f"Reminder: {file.verdict}"
    told = timeline.line(file, event)
    return full_stop(f"{about}: {told if event.by else uncapital(told)}")


def _decided(file: CaseFile, event: Happened) -> str:
    """What it means first: `Northwind Services steps back at Contoso: Ana Silva upheld …`."""
    outcome = cards.OUTCOMES[Event(event.event)]
    told = words.consequence(file.case, outcome, file.other_side)
    where = f" at {file.case.claim.account}" if outcome is State.DECLINED else ""
    return f"{capital(told)}{where}: {file.name(event.by)} {outcome} {file.case.id}."


def _body(file: CaseFile, event: Happened, reader: Person | None) -> list[Block]:
    did, blocks = Event(event.event), list[Block]()
    if said := timeline.spoken(file, event, reader):
        blocks.append(Text(f"“{said}”"))
    if did in (Event.REVOKE, Event.EXPIRE):
        told = words.consequence(file.case, State.REFUSED, file.other_side)
        blocks.append(Text(full_stop(capital(f"{told} again"))))
    if did is Event.GRANT:
        blocks.append(Facts(tuple(_granted(file, event))))
    if not file.case.outcome and not file.case.final:
        blocks.append(Facts(_turn(file, reader)))
    return blocks


def _granted(file: CaseFile, event: Happened) -> Iterable[tuple[str, str]]:
    """The terms as they hold; what was asked for, where they are others."""
    if (held := file.case.terms) and held.expires_at:
        yield "Until", file.day(held.expires_at)
        yield "Conditions", held.conditions or "none"
    if asked := terms.asked(event.detail):
        yield "Asked for", asked


def _turn(file: CaseFile, reader: Person | None) -> tuple[tuple[str, Contact | str], ...]:
    """Whose turn it is; called by name where the vendor's own people read."""
    who = file.contact(file.standin or file.case.owner_id, notify=reader is None)
    rows: list[tuple[str, Contact | str]] = [("Decides", who)]
    if limit := file.limit:
        rows.append((file.awaited, file.when(limit)))
    return tuple(rows)
