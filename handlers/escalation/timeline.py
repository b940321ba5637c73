"""What has happened in a case, a line for each event, as much of it as a reader may know."""

from handlers.cards import Item, Items
from store.case_rows import Happened, Kind, State
from store.rows import Person

from .file import CaseFile
from .relations import sides_of
from .steps import Event

SHOWN = 6  # the newest, on a card; an export has them all

_DID = {
    Event.OPEN: "opened the case",
    Event.ACKNOWLEDGE: "acknowledged it",
    Event.ASK_INFO: "asked for information",
    Event.GIVE_INFO: "answered",
    Event.UPHOLD: "upheld it",
    Event.DECLINE: "declined it",
    Event.GRANT: "granted it",
    Event.REFUSE: "refused it",
    Event.REASSIGN: "handed it over",
    Event.WITHDRAW: "withdrew it",
    Event.APPEAL: "appealed",
    Event.ACCEPT: "accepted the decision",
    Event.REVOKE: "revoked it",
}
_PASSED = {
    Event.REMIND: "A reminder was due",
    Event.CLIMB: "Nobody acted in time, so it climbed",
    Event.FLAG: "It is late, and nobody is further up the ladder",
    Event.TAKE_OVER: "Who decided has left, so it passed on",
    Event.CLOSE: "Closed: the time to appeal is over",
    Event.EXPIRE: "Its term is over",
}
_DECISIONS = {Event.UPHOLD, Event.DECLINE, Event.GRANT, Event.REFUSE, Event.REVOKE, Event.APPEAL}
_MOVES = {Event.REASSIGN, Event.CLIMB, Event.TAKE_OVER, Event.APPEAL}  # who decides changes
_QUIET = {Event.REMIND}  # kept, but no news on a card


def block(file: CaseFile, reader: Person | None) -> Items:
    """The newest events; `reader` None is the vendor's own channel."""
    told = [event for event in file.timeline if event.event not in _QUIET]
    return Items(tuple(_item(file, event, reader) for event in told[-SHOWN:]))


def line(file: CaseFile, event: Happened) -> str:
    """Who did what, without the words that came with it."""
    did = Event(event.event)
    if did is Event.OPEN and file.case.claim.kind is Kind.EXCEPTION:
        told = f"{file.name(event.by)} asked for an exception"
    elif did is Event.REMIND and event.state is State.GRANTED:
        told = _ending(file)
    elif did is Event.CLOSE and file.case.appealed:
        told = "Closed: a decision on an appeal is the last"
    elif not event.by:
        told = _PASSED.get(did, did.value)
    else:
        told = f"{file.name(event.by)} {_DID.get(did, did.value)}"
    to = f" to {file.name(event.owner_id)}" if did in _MOVES else ""
    return f"{told}{to}"


def _ending(file: CaseFile) -> str:
    """The reminder before an exception's term is over."""
    terms = file.case.terms
    assert terms
    assert terms.expires_at
    return f"Its term ends on {file.day(terms.expires_at)}"


def spoken(file: CaseFile, event: Happened, reader: Person | None) -> str:
    """The words of an event that this reader may see: a decision's reason is for both sides, a
    question and its answer for the vendor and the side that is asked, all else for the vendor.
    """
    if not event.words or reader is None or reader.staff:
        return event.words
    did, sides = Event(event.event), sides_of(file.case, reader)
    if did in _DECISIONS or did is Event.WITHDRAW:
        return event.words
    asked = did in (Event.ASK_INFO, Event.GIVE_INFO) and file.case.claim.opener_side in sides
    return event.words if asked else ""


def _item(file: CaseFile, event: Happened, reader: Person | None) -> Item:
    words = spoken(file, event, reader)
    body = f"{file.briefly(event.at)}. “{words}”" if words else f"{file.briefly(event.at)}."
    return Item(f"{line(file, event)}.", body)
