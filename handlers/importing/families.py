"""Parents in a list: each is in it, and no chain of them comes back to where it began."""

from collections.abc import Iterator, Mapping, Sequence

from store.rows import Entry

from .checked import nearest, quoted
from .lines import Line

MANY = 5_000  # accounts: looking through more for a similar id takes too long
SHOWN = 8  # members of a circle


def check(read: Sequence[tuple[Line, Entry]]) -> None:
    lines = {row.account_id: line for line, row in read if row.account_id}
    named = {row.name.casefold(): row.account_id for _, row in read}
    for line, row in read:
        if row.parent_id and row.parent_id not in lines:
            text = f"{quoted(row.parent_id)} is no account_id in this file."
            if ident := named.get(row.parent_id.casefold()):
                text += f" The account of that name has {quoted(ident)}."
            elif len(lines) < MANY:
                text += nearest(row.parent_id, lines)
            line.wrong("parent_id", text)
    for circle in circles({row.account_id: row.parent_id for _, row in read if row.account_id}):
        some = circle if len(circle) <= SHOWN else [*circle[:SHOWN], "…"]
        way = " → ".join([*some, circle[0]])
        lines[circle[0]].wrong("parent_id", f"The parents go round in a circle: {way}.")


def circles(parents: Mapping[str, str]) -> Iterator[list[str]]:
    """Each circle once, from the member that the walk met first."""
    done: set[str] = set()
    for start in parents:
        way: dict[str, None] = {}
        at = start
        while at in parents and at not in done and at not in way:
            way[at] = None
            at = parents[at]
        if at in way:
            members = list(way)
            yield members[members.index(at) :]
        done.update(way)
