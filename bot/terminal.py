"""Cards drawn for a terminal, by rich; what is data is never read as rich's own markup."""

from typing import assert_never

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from handlers.cards import (
    Alert,
    Block,
    Buttons,
    Card,
    Document,
    Facts,
    Items,
    Note,
    Search,
    Text,
    show,
)


def draw(card: Card) -> Group:
    parts: list[RenderableType] = [Styled(card.verdict, style="bold")]
    before: Block | None = None
    for block in card.blocks:
        drawn = _draw(block)
        if drawn is None:
            continue
        if not (isinstance(block, Buttons) and isinstance(before, Buttons)):
            parts.append(Styled())
        parts.append(Padding(drawn, (0, 0, 0, 2), expand=False))
        before = block
    return Group(*parts)


def say(card: Card, console: Console | None = None) -> None:
    (console or Console()).print(draw(card))


def _draw(block: Block) -> RenderableType | None:
    match block:
        case Text(body):
            return Styled(body)
        case Note(body):
            return Styled(body, style="dim")
        case Alert(body):
            return Styled(f"! {body}", style="yellow")
        case Facts(rows):
            return _grid([(label, show(value)) for label, value in rows])
        case Items(rows):
            return _grid([(row.title, row.body) for row in rows])
        case Buttons(items):
            offered = [item.label for item in items if item.action == "offering"]
            return Styled(", ".join(offered)) if offered else None
        case Document(name=name, about=about):
            return Styled(f"{name}: {about}")
        case Search():
            return None
        case _:
            assert_never(block)


def _grid(rows: list[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    for label, value in rows:
        grid.add_row(Styled(label, style="cyan"), Styled(value))
    return grid
