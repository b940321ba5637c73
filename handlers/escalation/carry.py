"""How a shared word travels: to whom, as which card, and after it whatever becomes of it.

All of it leaves by the outbox, from the transaction that keeps the word.
"""

from collections.abc import Iterable

from handlers.cards import Block, Buttons, Card, Facts, Link, Note, Text, Value, to_json
from handlers.permissions import Doing
from handlers.words import counted
from store import outbox, people, posts
from store.db import Sql
from store.relayed import VENDOR, Relayed
from store.rows import Person

from . import cards, flow, shared, topics, words
from .file import CaseFile
from .relations import may, sides_of
from .steps import Event


def out(db: Sql, file: CaseFile, word: Relayed) -> None:
    """To the other side, each person where they are, and to the thread of the district's channel
    unless it was written there.
    """
    about = topics.word(word.case_id, word.number)
    if not _seen_in_channel(file, word):
        outbox.put(
            db,
            to=file.district.channel,
            topic=about,
            under=topics.topic(word.case_id),
            card=to_json(channel(file, word, whom(db, file, word))),
            now=file.now,
        )
    for person in hearers(db, file, word):
        card = to_json(personal(file, word, person))
        outbox.put(db, to=f"person:{person.id}", topic=about, card=card, now=file.now)


def follow(db: Sql, file: CaseFile, word: Relayed) -> None:
    """It says something else now, wherever it stands."""
    about = topics.word(word.case_id, word.number)
    for to in posts.destinations(db, about):
        _put(db, file, word, about, to)


def back(db: Sql, file: CaseFile, word: Relayed) -> None:
    """It stands nowhere any more; where it has not arrived yet it never will."""
    about = topics.word(word.case_id, word.number)
    gone = to_json(Card("This message was taken back."))
    for to in posts.destinations(db, about):
        outbox.take_back(db, to=to, topic=about, card=gone, now=file.now)


def close(db: Sql, file: CaseFile) -> None:
    """A case that is over takes no more words: those that stand lose their buttons."""
    kept = {topics.word(word.case_id, word.number): word for word in file.shared}
    for about, to in posts.below(db, f"words:{file.case.id}#"):
        if about in kept:
            _put(db, file, kept[about], about, to)


def receipt(db: Sql, file: CaseFile, author: Person, under: str) -> None:
    """That what someone writes in a thread arrives: one line there, brought up to date."""
    outbox.put(
        db,
        to=f"person:{author.id}",
        topic=topics.receipt(under),
        under=under,
        card=to_json(_received(file, author)),
        now=file.now,
    )


def hearers(db: Sql, file: CaseFile, word: Relayed) -> list[Person]:
    """Who gets it in person: the parties on the other side. A firm's words never go to another."""
    found = (people.get(db, party.person_id) for party in file.case.parties)
    return [person for person in found if person and _gets(file, word, person)]


def reached(db: Sql, file: CaseFile, word: Relayed) -> list[str]:
    """Whom it goes to, by the name of their side; empty where nobody is there to read it."""
    if word.side != VENDOR:
        return [file.policy.vendor.name]
    sides = {side for person in hearers(db, file, word) for side in sides_of(file.case, person)}
    return sorted(words.side(side, file.policy, file.firms) for side in sides)


def whom(db: Sql, file: CaseFile, word: Relayed) -> str:
    return " and ".join(reached(db, file, word)) or "the other side"


def personal(file: CaseFile, word: Relayed, reader: Person) -> Card:
    """In someone's own chat."""
    answers = cards.comments(file, reader)
    more = (shared.hint(file, reader), Buttons((cards.reply(file),))) if answers else ()
    return Card(f"{_about(file)}: {shared.signed(file, word)}, wrote.", (*_said(file, word), *more))


def channel(file: CaseFile, word: Relayed, whom: str) -> Card:
    """In the thread of the district's channel. A partner's words call the one who decides."""
    signed = shared.signed(file, word)
    if word.side == VENDOR:
        by = f"{file.name(word.shared_by)} shared with {whom} what {signed}, wrote."
        own = f"{signed}, shared with {whom}."
        return Card(f"{_about(file)}: {by if word.shared_by else own}", _said(file, word))
    called = file.contact(file.standin or file.case.owner_id, notify=True)
    label = "Decided" if file.case.outcome else "Decides"
    turn: tuple[Block, ...] = (Facts(((label, called),)), Buttons((cards.reply(file),)))
    more = () if file.case.final else turn
    return Card(f"{_about(file)}: {signed}, wrote.", (*_said(file, word), *more))


def links(word: Relayed) -> tuple[Facts, ...]:
    """Files as name and address: what is in them stays where it is."""
    rows: Iterable[tuple[str, Value]] = (("File", Link(name, url)) for name, url in word.files)
    return (Facts(tuple(rows)),) if word.files else ()


def _said(file: CaseFile, word: Relayed) -> tuple[Block, ...]:
    text = (Text(word.text),) if word.text else ()
    edited = (Note(f"Changed {file.when(word.edited_at)}."),) if word.edited_at else ()
    return (*text, *links(word), *edited)


def _about(file: CaseFile) -> str:
    return f"{file.case.id} at {file.case.claim.account}"


def _received(file: CaseFile, author: Person) -> Card:
    own = [word for word in file.shared if word.author_id == author.id and not word.removed_at]
    count = counted(len(own), "message") if own else "no message"
    verdict = f"{file.policy.vendor.name} has {count} of yours on {file.case.id}."
    blocks: list[Block] = [Note(f"As of {file.when(file.now)}.")]
    if Event.GIVE_INFO in flow.may(file.case, author, file.office):
        blocks.insert(0, Text("The case still waits for your answer to what was asked."))
        blocks.append(Buttons((cards.button(file, Event.GIVE_INFO),)))
    return Card(verdict, tuple(blocks))


def _gets(file: CaseFile, word: Relayed, person: Person) -> bool:
    if not may(Doing.READ_CASE, file.case, person, file.office.directory):
        return False
    if word.side == VENDOR:  # not to those who have gone to a firm that is no side
        return shared.side_of(person) in shared.firms(file.case)
    return person.staff


def _seen_in_channel(file: CaseFile, word: Relayed) -> bool:
    """One's own words in the team's thread; not those that a colleague has shared from there."""
    return word.address == file.district.channel and not word.shared_by


def _put(db: Sql, file: CaseFile, word: Relayed, about: str, to: str) -> None:
    """Its card as it is now, at a place where it stands; not for those who may read it no more,
    nor in a channel that was the district's before.
    """
    kind, _, ident = to.partition(":")
    person = people.get(db, ident) if kind == "person" else None
    reads = to == file.district.channel or bool(person and _gets(file, word, person))
    if not reads:
        return
    card = personal(file, word, person) if person else channel(file, word, whom(db, file, word))
    under = "" if person else topics.topic(word.case_id)
    outbox.put(db, to=to, topic=about, under=under, card=to_json(card), now=file.now)
