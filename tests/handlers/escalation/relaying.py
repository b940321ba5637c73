"""A case, and words about it said in every way: what the tests of the relay share."""

from handlers.cards import Card, Facts
from handlers.request import Kind, Place, Settled, Via
from store import people, relayed
from store.db import Sql
from store.relayed import Relayed
from store.rows import Identity, Person, Platform, Role
from tests.desk import Bench, buttons

ANA, DORA, LENA = "ana@vendor.example", "dora@vendor.example", "lena@vendor.example"
SAM, PAT, QUIN = "sam@vendor.example", "pat@partner.example", "quin@other.example"
SUE = Person("p_sue", "sue@vendor.example", "Sue Park", Role.SERVICES_LEAD, districts=("east",))
OLGA = Person("p_olga", "olga@vendor.example", "Olga Kern", Role.AUDITOR)
ADA = Person("p_ada", "ada@vendor.example", "Ada Holt", Role.ADMIN)
PIA = Person(
    "p_pia", "pia@partner.example", "Pia Lund", Role.PARTNER_REP, "fabrikam", "Fabrikam", ("east",)
)
MORE = (SUE, OLGA, ADA, PIA)
CHANNEL, CASE = "slack:T1/C1", "case:ESC-0001"
PAT_AT, SAM_AT = "person:p_pat", "person:p_sam"


async def crowded(bench: Bench) -> None:
    """Someone of every role is there."""

    def come(db: Sql) -> None:
        for person in MORE:
            people.put(db, person)

    await bench.db.write(come)
    for person in MORE:
        bench.meet(person.email)


async def opened(bench: Bench, *, by: str = PAT, **typed: str) -> None:
    answer = await bench.ask("is Contoso named?", by=by)
    form = await bench.press("Open escalation", answer.card, by=by)
    await bench.fill(form.form, by=by, **{"what": "We both promised a pilot.", **typed})
    await bench.deliver()


async def rows(bench: Bench, case_id: str = "ESC-0001") -> tuple[Relayed, ...]:
    return await bench.db.read(lambda db: relayed.of(db, case_id))


def word(bench: Bench, to: str, number: int = 1) -> Card:
    return bench.standing(f"words:ESC-0001#{number:04d}", to)


def sent_to(bench: Bench, number: int = 1, case_id: str = "ESC-0001") -> set[str]:
    """Where a word has been, or is on its way to."""
    where = "select distinct destination from outbox where topic = :topic"
    topic = {"topic": f"words:{case_id}#{number:04d}"}
    found = bench.db.look(lambda db: list(db.query(where, topic)))
    return {row["destination"] for row in found}


def removed_at(bench: Bench, number: int = 1) -> set[str]:
    where = "select destination from outbox where topic = :topic and remove = 1"
    topic = {"topic": f"words:ESC-0001#{number:04d}"}
    return {row["destination"] for row in bench.db.look(lambda db: list(db.query(where, topic)))}


def labels(card: Card) -> list[str]:
    return [button.label for button in buttons(card)]


def shared_fact(bench: Bench, to: str) -> str:
    card = bench.standing(CASE, to)
    rows = {label: value for block in card.blocks if isinstance(block, Facts)
            for label, value in block.rows}  # fmt: skip
    return str(rows.get("Shared", ""))


async def share(bench: Bench, said: str, *, message: str = "17.1", **given: str) -> Settled:
    """Ana, in the thread of the district's channel."""
    told = {"by": ANA, "channel": CHANNEL, "message": message, **given}
    return await bench.say(f"share: {said}", **told)


async def menu(bench: Bench, said: str, *, by: str, author: str, thread: str = "") -> Settled:
    """*Share with the other side*, on a message in the thread of the district's channel."""
    return await bench.ask(
        said,
        by=by,
        via=Via.SHORTCUT,
        action="case.share",
        author=Identity(Platform.SLACK, "T1", author),
        place=Place(CHANNEL, Kind.CHANNEL, thread or bench.thread(CASE, CHANNEL)),
        message="17.5",
        private=True,
        sync=True,
    )


async def reply(bench: Bench, to: str, said: str, *, by: str) -> Settled:
    """The card's *Reply*, as it stands there."""
    pressed = await bench.press("Reply", bench.standing(CASE, to), by=by, private=True, sync=True)
    return await bench.fill(pressed.form, by=by, words=said)


async def withdrawn(bench: Bench) -> None:
    form = await bench.press("Withdraw", bench.standing(CASE, PAT_AT))
    await bench.fill(form.form)


def who(email: str) -> Identity:
    return Identity(Platform.SLACK, "T1", email.split("@")[0])


async def edit(bench: Bench, said: str, *, by: str = ANA, **given: str) -> Settled:
    told = {"channel": CHANNEL} if by != PAT else {}
    return await bench.say(said, by=by, via=Via.EDITED, **{"message": "17.1", **told, **given})


async def delete(bench: Bench, *, by: str = ANA, **given: str) -> Settled:
    told = {"channel": CHANNEL} if by != PAT else {}
    return await bench.say("", by=by, via=Via.DELETED, **{"message": "17.1", **told, **given})
