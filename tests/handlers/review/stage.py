"""A draft with two districts, and the steps that its review takes."""

import asyncio
from dataclasses import replace
from datetime import date

from handlers.cards import Button, Card, from_json
from handlers.forms import Form, Lookup
from handlers.importing import drafting
from handlers.request import Kind, Place, Settled, Via
from handlers.review import sheet as sheets
from handlers.review import start
from handlers.review.sheet import Sheet
from store import editions, people
from store.db import Sql
from store.reviews import Review
from store.rows import Edition, Entry, Person, Role
from tests.desk import CONTOSO, EAST, LITWARE, PEOPLE, PROSEWARE, WEST, WOODGROVE, Bench, buttons

IDENT = "2027-H1"
DORA, LENA = PEOPLE[1], PEOPLE[2]
WALT = Person("p_walt", "walt@vendor.example", "Walt Rey", Role.LIST_OWNER)
EDDA = Person("p_edda", "edda@vendor.example", "Edda Lund", Role.DISTRICT_MANAGER)
PAT = replace(PEOPLE[4], districts=("west",))
QUIN = replace(PEOPLE[5], districts=("west",))
TOVE = Person(
    "p_tove", "tove@third.example", "Tove Aas", Role.PARTNER_REP, "third", "Third", ("east",)
)
FARSIGHT = Entry("A7", "Farsight, Inc.", tier="major", district="west", pcs=7_777)
DRAFT = (
    replace(CONTOSO, tier="global", pcs=12_345),
    FARSIGHT,  # Adatum leaves
    LITWARE,
    PROSEWARE,
    WOODGROVE,  # Woodgrove Park leaves
)
CHANNEL, WEST_TOPIC = WEST.channel, f"review:{IDENT}:west"
UNTIL = date(2026, 12, 7)


async def furnish(bench: Bench, *, rows: tuple[Entry, ...] = DRAFT) -> None:
    """East has a manager and a partner channel of its own."""

    def fill(db: Sql) -> None:
        for person in (WALT, EDDA, PAT, QUIN, TOVE):
            people.put(db, person)
        east = replace(EAST, manager_email=EDDA.email, partner_channel="slack:T1/C9")
        people.put_district(db, east)

    await bench.db.write(fill)
    for person in (WALT, EDDA, TOVE):
        bench.meet(person.email)
    await imported(bench, *rows)


async def imported(bench: Bench, *rows: Entry) -> None:
    """A list comes in, or a corrected one."""
    await drafting.draft(
        bench.db,
        rows,
        edition=IDENT,
        effective=date(2027, 1, 18),
        by=LENA,
        policy=bench.ctx.policy,
        now=bench.time,
    )


async def begun(bench: Bench, *, until: date = UNTIL) -> Review:
    return await bench.db.write(
        lambda db: start.start(
            db, IDENT, until=until, by=LENA, policy=bench.ctx.policy, now=bench.time
        )
    )


def sheet(bench: Bench, district: str = "west") -> Sheet:
    found = bench.db.look(lambda db: sheets.read(db, IDENT, district, now=bench.time))
    assert found is not None
    return found


def edition(bench: Bench) -> Edition:
    found = bench.db.look(lambda db: editions.get(db, IDENT))
    assert found is not None
    return found


def staff_card(bench: Bench, district: str = "west") -> Card:
    channel = {"west": WEST.channel, "east": EAST.channel}[district]
    return bench.standing(f"review:{IDENT}:{district}", channel)


def rep_card(bench: Bench, person: Person = PAT) -> Card:
    return bench.standing(WEST_TOPIC, f"person:{person.id}")


async def opened(bench: Bench, label: str, card: Card, *, by: Person = PAT) -> Form:
    settled = await bench.press(label, card, by=by.email)
    assert settled.form is not None, settled.card.verdict
    return settled.form


async def disputes(
    bench: Bench, account: str = "A1", wrong: str = "tier", *, by: Person = PAT, **typed: str
) -> Settled:
    """By the form on the district's card."""
    card = staff_card(bench) if by.staff else rep_card(bench, by)
    form = await opened(bench, "Dispute", card, by=by)
    said = {"words": "They bought ours last week.", "tier": "strategic", **typed}
    return await bench.fill(form, by=by.email, account=account, wrong=wrong, **said)


async def decides(
    bench: Bench, verdict: str, *, by: Person = DORA, number: int = 1, words: str = "Checked."
) -> Settled:
    settled = await bench.ask(
        "",
        by=by.email,
        via=Via.BUTTON,
        action="review.decide",
        data={"edition": IDENT, "number": str(number)},
    )
    if settled.form is None:
        return settled
    return await bench.fill(settled.form, by=by.email, verdict=verdict, words=words)


async def signs(bench: Bench, district: str = "west", *, by: Person = DORA) -> Settled:
    """By the button on the card in the district's channel."""
    card = staff_card(bench, district)
    channel = {"west": WEST.channel, "east": EAST.channel}[district]
    place = Place(channel, Kind.CHANNEL)
    return await bench.press("Sign off", card, by=by.email, place=place, sync=True, private=True)


def told(bench: Bench, person: Person) -> list[str]:
    """Verdicts on their way to someone in person."""
    return [card.verdict for to, card in bench.notices() if to == f"person:{person.id}"]


def held(form: Form, name: str) -> str:
    """What a field of the form holds as it opens."""
    field = next(each for each in form.fields if each.name == name)
    assert not isinstance(field, Lookup)
    return field.value


async def moment() -> None:
    """A while in which what goes on beside goes on."""
    await asyncio.sleep(0.05)


def share_of(bench: Bench, district: str = "west") -> Card:
    """What the draft changes there, without what was said of it."""
    return from_json(sheet(bench, district).share.staff)


def offered(bench: Bench, district: str) -> list[Button]:
    """What the card in the district's channel offers."""
    return buttons(staff_card(bench, district))
