"""Cases on a desk: opened, decided and shown as people do it."""

from handlers.cards import Card
from handlers.request import Settled
from tests.desk import Bench, buttons

ANA, DORA, LENA = "ana@vendor.example", "dora@vendor.example", "lena@vendor.example"
SAM, PAT, QUIN = "sam@vendor.example", "pat@partner.example", "quin@other.example"
OLGA = "olga@vendor.example"


async def opened(bench: Bench, account: str = "Contoso", *, by: str = PAT, **typed: str) -> str:
    """The number of a new case."""
    bench.later(seconds=20)  # nobody asks thirty times a minute
    pressed = await bench.ask(f"escalate {account}", by=by)
    settled = await bench.fill(pressed.form, by=by, **{"what": "Both promised a pilot.", **typed})
    assert not settled.refused, settled.form and settled.form.errors
    return settled.card.verdict.partition(" ")[0]


async def card(bench: Bench, ident: str, *, by: str = ANA) -> Card:
    bench.later(seconds=20)
    return (await bench.ask(f"case {ident}", by=by)).card


async def form(bench: Bench, ident: str, label: str, *, by: str = ANA) -> Settled:
    shown = await card(bench, ident, by=by)
    found = next(each.label for each in buttons(shown) if each.label.startswith(label))
    return await bench.press(found, shown, by=by)


async def act(
    bench: Bench, ident: str, label: str, *, by: str = ANA, words: str = "The pilot was theirs."
) -> Settled:
    """Press what begins with `label`, and send its form if it has one."""
    pressed = await form(bench, ident, label, by=by)
    return await bench.fill(pressed.form, by=by, words=words) if pressed.form else pressed


def labels(shown: Card) -> list[str]:
    return [button.label for button in buttons(shown)]
