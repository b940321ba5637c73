"""How an exception is asked for and decided, for the tests of all that comes of it."""

from dataclasses import replace

from handlers.cards import Card
from handlers.dispatch import Desk
from handlers.features import FEATURES
from handlers.policy import Policy
from handlers.request import Settled
from store import cases
from store.case_rows import State
from store.rows import Person, Role
from tests.desk import LIST, Bench, buttons

ANA, DORA, LENA = "ana@vendor.example", "dora@vendor.example", "lena@vendor.example"
SAM, SUE = "sam@vendor.example", "sue@vendor.example"
PAT, QUIN = "pat@partner.example", "quin@other.example"
SUE_ROW = Person("p_sue", SUE, "Sue Park", Role.SERVICES_LEAD)
CHANNEL = "slack:T1/C1"
WANTED = {
    "project": "Lighthouse",
    "what": "No partner knows it yet.",
    "days": "60",
    "conditions": "Two architects at most.",
    "district": "west",
}
UNTIL = "22 January 2027"


async def asked(
    bench: Bench, name: str = "Zava Widgets, Inc.", by: str = SAM, **typed: str
) -> Settled:
    answer = await bench.ask(f"is {name} named?", by=by)
    pressed = await bench.press("Ask for an exception", answer.card, by=by)
    return await bench.fill(pressed.form, by=by, **{**WANTED, **typed})


async def pressed(bench: Bench, label: str, *, by: str = DORA, **typed: str) -> Settled:
    card = standing(bench)
    found = next(each for each in labels(card) if each.startswith(label))
    form = await bench.press(found, card, by=by)
    return await bench.fill(form.form, by=by, **{"words": "Worth a try.", **typed})


async def granted(bench: Bench, name: str = "Zava Widgets, Inc.", **typed: str) -> None:
    await asked(bench, name)
    await pressed(bench, "Grant", **typed)


def standing(bench: Bench, to: str = CHANNEL, ident: str = "EXC-0001") -> Card:
    return bench.standing(f"case:{ident}", to)


def labels(card: Card) -> list[str]:
    return [button.label for button in buttons(card)]


def told(bench: Bench, to: str) -> list[str]:
    return [card.verdict for where, card in bench.outbox() if where == to]


async def state(bench: Bench) -> State:
    case = await bench.db.read(lambda db: cases.get(db, "EXC-0001"))
    assert case is not None
    return case.state


async def verdict(bench: Bench, question: str, by: str = PAT) -> str:
    return (await bench.ask(question, by=by)).card.verdict


async def under(bench: Bench, *changes: tuple[str, str]) -> None:
    """The bot, and a new edition, under another policy."""
    policy = bench.ctx.policy.text
    for change in changes:
        policy = policy.replace(*change)
    bench.ctx = replace(bench.ctx, policy=Policy.parse(policy))
    bench.desk = Desk(bench.ctx, FEATURES)
    bench.later(minutes=1)
    await bench.publish("2026-H2.1", LIST)
