"""What people are told of an event: its news first, then what it means, then the next step.

A notice is made from the case as it is now, so that it loses its buttons when the case moves on.
"""

from handlers.cards import Block, Buttons, Card, Contact, Facts, Text
from handlers.words import full_stop
from store.case_rows import Happened
from store.rows import Person

from . import cards, flow, timeline, words
from .file import CaseFile
from .steps import DECIDED, DECISIONS, Event

# What can be done about it right away, each where the reader may.
_NEXT = {
    Event.ASK_INFO: (Event.GIVE_INFO,),
    Event.UPHOLD: (Event.ACCEPT, Event.APPEAL),
    Event.DECLINE: (Event.ACCEPT, Event.APPEAL),
}
_TURN = (Event.ACKNOWLEDGE, Event.UPHOLD, Event.DECLINE, Event.GRANT, Event.REFUSE)


def personal(file: CaseFile, event: Happened, reader: Person) -> Card:
    """In someone's own chat."""
    allowed = flow.may(file.case, reader, file.office)
    wanted = _NEXT.get(Event(event.event), _TURN)
    buttons = tuple(cards.button(file, each) for each in wanted if each in allowed)
    steps: tuple[Block, ...] = (Buttons(buttons),) if buttons else ()
    return Card(_news(file, event), (*_body(file, event, reader), *steps))


def channel(file: CaseFile, event: Happened) -> Card:
    """In the thread of the district's channel, below the card that has the buttons."""
    return Card(_news(file, event), tuple(_body(file, event, None)))


def _news(file: CaseFile, event: Happened) -> str:
    return f"{file.case.id} at {file.case.claim.account}: {timeline.line(file, event)}."


def _body(file: CaseFile, event: Happened, reader: Person | None) -> list[Block]:
    did, blocks = Event(event.event), list[Block]()
    if said := timeline.spoken(file, event, reader):
        blocks.append(Text(f"“{said}”"))
    if did in DECISIONS:
        outcome = cards.OUTCOMES[did]
        told = words.consequence(file.case, outcome, file.other_side)
        blocks.append(Text(full_stop(f"{outcome.capitalize()}: {told}")))
    if file.case.state not in DECIDED and not file.case.final and did not in DECISIONS:
        blocks.append(Facts(_turn(file, reader)))
    return blocks


def _turn(file: CaseFile, reader: Person | None) -> tuple[tuple[str, Contact | str], ...]:
    """Whose turn it is; called by name where the vendor's own people read."""
    who = file.contact(file.standin or file.case.owner_id, notify=reader is None)
    rows: list[tuple[str, Contact | str]] = [("Decides", who)]
    if limit := file.limit:
        rows.append(("By", file.when(limit)))
    return tuple(rows)
