"""A case at Contoso, and the people around it: what the tests of duties share."""

from handlers.cards import Card
from handlers.request import Settled
from store import cases, people
from store.case_rows import Case
from store.db import Sql
from store.rows import Person, Role
from tests.desk import Bench, buttons

ANA, DORA, LENA, BEN = (f"{name}@vendor.example" for name in ("ana", "dora", "lena", "ben"))
SAM, PAT, LUIS = "sam@vendor.example", "pat@partner.example", "luis@vendor.example"
CHANNEL = "slack:T1/C1"
MORE = (
    Person("p_luis", LUIS, "Luis Mora", Role.LIST_OWNER),
    Person("p_ben", BEN, "Ben Holt", Role.ACCOUNT_MANAGER, districts=("east",)),
    Person("p_bea", "bea@vendor.example", "Bea Holt", Role.ACCOUNT_MANAGER),
    Person("p_yuki", "yuki@vendor.example", "Yuki Arai", Role.ADMIN),
    Person("p_theo", "theo@vendor.example", "Theo Lind", Role.AUDITOR),
)


async def staffed(bench: Bench) -> None:
    """A second list owner and whoever else a vendor has."""

    def fill(db: Sql) -> None:
        for person in MORE:
            people.put(db, person)

    await bench.db.write(fill)
    for person in MORE:
        bench.meet(person.email)


async def opened(bench: Bench, *, by: str = PAT, **typed: str) -> Settled:
    answer = await bench.ask("is Contoso named?", by=by)
    form = await bench.press("Open escalation", answer.card, by=by)
    return await bench.fill(form.form, by=by, **{"what": "We both promised a pilot.", **typed})


def case(bench: Bench, ident: str = "ESC-0001") -> Case:
    found = bench.db.look(lambda db: cases.get(db, ident))
    assert found is not None
    return found


def labels(card: Card) -> list[str]:
    return [button.label for button in buttons(card)]


def newest(bench: Bench, to: str) -> Card:
    """The newest word that is on its way there."""
    return next(card for where, card in reversed(bench.outbox()) if where == to)


def told(bench: Bench, to: str) -> list[str]:
    return [card.verdict for where, card in bench.outbox() if where == to]
