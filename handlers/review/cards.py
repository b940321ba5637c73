"""A district's review as cards: one for the vendor's people, one for partners, always the truth."""

from collections.abc import Iterable

from handlers import days
from handlers.cards import (
    Alert,
    Block,
    Button,
    Buttons,
    Card,
    Contact,
    Facts,
    Item,
    Items,
    Note,
    Text,
    Value,
    from_json,
)
from handlers.words import counted, full_stop
from store.reviews import Remark
from store.rows import Person

from .sheet import Sheet
from .words import wrong

SHOWN = 8  # disputes and comments on one card
WORDS = 240  # characters of each


def staff(sheet: Sheet) -> Card:
    """For the district's escalation channel: everything, and what to do about it."""
    share = of_staff(sheet)
    blocks: list[Block] = [*_late(sheet), Text(share.verdict), Facts(tuple(_facts(sheet)))]
    blocks += share.blocks
    blocks += _remarks(sheet, sheet.remarks, decides=sheet.under_way)
    blocks.append(Note("Partners see their own view of it, without PC counts."))
    if sheet.under_way:
        blocks.append(Buttons((*_sign(sheet), _button(sheet, "Dispute"), _comment(sheet))))
    return Card(_verdict(sheet), tuple(blocks))


def of_staff(sheet: Sheet) -> Card:
    """What the draft changes there, alone."""
    return from_json(sheet.share.staff)


def partners(sheet: Sheet, reader: Person | None) -> Card:
    """For the partner channel (nobody in particular), or for one of its partners' people.

    Once the review has ended, nothing of the draft is told any more.
    """
    edition, district = sheet.edition.id, sheet.district.name
    if not sheet.under_way:
        return Card(f"The review of {edition} in {district} is over.", (Text(_after(sheet)),))
    share = from_json(sheet.share.partners)
    blocks: list[Block] = [Text(share.verdict), *share.blocks]
    seen = sheet.visible(reader)
    blocks += _remarks(sheet, seen, decides=False)
    ends = days.say(sheet.review.ends_on)
    if sheet.over:
        return Card(f"The review of {edition} in {district} ended on {ends}.", tuple(blocks))
    mine = Button("Our words", "review.mine", _data(sheet))
    blocks.append(Note("It is a draft: please keep it among the partners of the district."))
    blocks.append(
        Buttons((_button(sheet, "Dispute"), _comment(sheet), *(() if reader else (mine,))))
    )
    return Card(f"Please review what {edition} proposes for {district}, until {ends}.", (*blocks,))


def own(sheet: Sheet, reader: Person) -> Card:
    """What one's own firm has said, and what became of it."""
    seen = sheet.visible(reader)
    said = f"{counted(len(seen), 'comment or dispute', 'comments and disputes')}"
    edition, district = sheet.edition.id, sheet.district.name
    if not seen:
        return Card(f"You have said nothing about {edition} in {district} yet.")
    return Card(f"{said} about {edition} in {district}.", (*_remarks(sheet, seen, decides=False),))


def over(edition_id: str, district: str) -> Card:
    """Of an edition that was thrown away."""
    return Card(
        f"Edition {edition_id} was discarded, so there is nothing to review in {district} any more."
    )


def decide_button(remark: Remark) -> Button:
    return Button(
        "Decide",
        "review.decide",
        {"edition": remark.edition_id, "number": str(remark.number)},
        form=True,
    )


def line(remark: Remark) -> str:
    """`Contoso: its tier is wrong, Global would be right.`"""
    what = f"{remark.account}: {wrong(remark)}" if remark.wrong else remark.account
    return full_stop(what or "In general")


def _verdict(sheet: Sheet) -> str:
    about = f"Review of {sheet.edition.id} in {sheet.district.name}"
    if not sheet.under_way:
        return f"{about}: {_after(sheet)}"
    if sheet.open:
        many = len(sheet.open)
        return f"{about}: {counted(many, 'dispute')} {'is' if many == 1 else 'are'} open."
    if sheet.share.signed_by:
        return f"{about}: signed off by {sheet.name(sheet.share.signed_by)}."
    return f"{about}: not signed off yet."


def _after(sheet: Sheet) -> str:
    ident = sheet.edition.id
    match sheet.edition.state:
        case "scheduled":
            return f"edition {ident} is scheduled."
        case "published" | "superseded":
            return f"edition {ident} has come into force."
        case _:
            return f"edition {ident} is a draft again."


def _late(sheet: Sheet) -> tuple[Alert, ...]:
    if sheet.under_way and sheet.over and not sheet.share.signed_by:
        return (Alert(f"It is late: the review ended on {days.say(sheet.review.ends_on)}."),)
    return ()


def _facts(sheet: Sheet) -> Iterable[tuple[str, Value]]:
    manager, signed = sheet.manager, sheet.share.signed_at
    if signed:
        day = days.say(days.local(signed, sheet.district.time_zone))
        yield "Signed off", f"{sheet.name(sheet.share.signed_by)}, {day}"
    elif manager:
        yield "Signs off", Contact(manager.name, manager.email, manager.id, notify=True)
    else:
        yield "Signs off", "a list owner, as the district's manager is not in the directory"
    yield "Until", days.say(sheet.review.ends_on)
    if sheet.todo:
        yield "Accepted", f"{counted(len(sheet.todo), 'dispute')} to work into the draft"


def _remarks(sheet: Sheet, remarks: Iterable[Remark], *, decides: bool) -> list[Block]:
    """The open ones first, the longest open before the others, each with its button for who
    decides; then the newest.
    """
    said = [*remarks]
    rows = [each for each in said if each.state == "open"]
    rows += [each for each in reversed(said) if each.state != "open"]
    items = [
        Item(line(each), _told(sheet, each), _decider(each) if decides else None)
        for each in rows[:SHOWN]
    ]
    if len(rows) > SHOWN:
        items.append(Item("", f"and {len(rows) - SHOWN:,} more"))
    return [Items(tuple(items))] if items else []


def _decider(remark: Remark) -> Button | None:
    return decide_button(remark) if remark.state == "open" else None


def _told(sheet: Sheet, remark: Remark) -> str:
    links = f" Evidence: {' '.join(remark.evidence)}" if remark.evidence else ""
    said = f"{sheet.who(remark.by_id)}: “{_short(remark.words)}”{links}"
    match remark.state:
        case "open":
            return f"Open. {said}"
        case "accepted":
            done = "in the draft now" if remark.settled else "to be worked into the draft"
            who = sheet.name(remark.decided_by)
            return f"{said} Accepted by {who}, {done}: “{_short(remark.why)}”"
        case "declined":
            return f"{said} Declined by {sheet.name(remark.decided_by)}: “{_short(remark.why)}”"
        case _:
            return said


def _short(words: str) -> str:
    """Whoever decides reads the whole of it in the form."""
    line = " ".join(words.split())
    return line if len(line) <= WORDS else f"{line[: WORDS - 1]}…"


def _sign(sheet: Sheet) -> tuple[Button, ...]:
    if sheet.share.signed_by:
        return ()
    data = {**_data(sheet), "print": sheet.share.print[:16]}
    return (Button("Sign off", "review.sign", data, "primary"),)


def _button(sheet: Sheet, label: str) -> Button:
    return Button(label, f"review.{label.lower()}", _data(sheet), form=True)


def _comment(sheet: Sheet) -> Button:
    return _button(sheet, "Comment")


def _data(sheet: Sheet) -> dict[str, str]:
    return {"edition": sheet.edition.id, "district": sheet.district.id}
