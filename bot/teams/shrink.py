"""Cards that would be too large for Teams, made smaller: the verdict and the buttons stay."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from handlers.cards import (
    Alert,
    Block,
    Buttons,
    Card,
    Contact,
    Document,
    Facts,
    Item,
    Items,
    Link,
    Note,
    Search,
    Text,
    Value,
)

STEPS = ((4_000, 60), (1_000, 30), (300, 25), (120, 10), (60, 5))  # (chars, rows), ever smaller
TOO_MUCH = "There is more than one message can hold. Please ask about fewer names at once."


def sizes(card: Card) -> Iterator[Card]:
    """The card, then the card ever smaller; the last one fits anywhere."""
    yield card
    for chars, rows in STEPS:
        yield shrink(card, chars=chars, rows=rows)
    yield Card(cut(card.verdict, 1_000), (Note(TOO_MUCH),))


def shrink(card: Card, *, chars: int, rows: int) -> Card:
    """No text longer than `chars`, no list longer than `rows`; what is left out is told."""
    blocks = tuple(_block(block, chars, rows) for block in card.blocks)
    return Card(cut(card.verdict, chars), blocks)


def _block(block: Block, chars: int, rows: int) -> Block:
    match block:
        case Text(body) | Note(body) | Alert(body):
            return type(block)(cut(body, chars))
        case Facts(facts):
            kept = tuple((cut(label, chars), _value(value, chars)) for label, value in facts[:rows])
            return Facts(kept + _rest(len(facts) - rows))
        case Items(items):
            kept_items = tuple(
                replace(item, title=cut(item.title, chars), body=cut(item.body, chars))
                for item in items[:rows]
            )
            rest = tuple(Item(label, body) for label, body in _rest(len(items) - rows))
            return Items(kept_items + rest)
        case Document(about=about):
            return replace(block, about=cut(about, chars))
        case Buttons() | Search():
            return block
        case _:
            assert_never(block)


def _rest(left_out: int) -> tuple[tuple[str, str], ...]:
    return (("…", f"and {left_out} more"),) if left_out > 0 else ()


def _value(value: Value, chars: int) -> Value:
    match value:
        case str():
            return cut(value, chars)
        case Contact(name):
            return replace(value, name=cut(name, chars))
        case Link(text):
            return replace(value, text=cut(text, chars))
        case _:
            assert_never(value)


def cut(text: str, chars: int) -> str:
    return text if len(text) <= chars else text[: chars - 1] + "…"
