"""What is said of a file on its way in, and of one that can't go in."""

from collections.abc import Sequence

from handlers.cards import Block, Button, Buttons, Card, Item, Items, Text
from handlers.importing.checked import Checked, Problem, shown
from handlers.words import counted, full_stop
from store import sheets
from store.intakes import Intake

FEW = 10  # problems that a card holds: more come as a file


def topic(row: Intake) -> str:
    """One message is edited until there is a last word."""
    return f"intake:{row.id}"


def last(row: Intake) -> str:
    return f"{topic(row)}:end"


def over(row: Intake) -> Card:
    return Card(full_stop(f"Done with {called(row)}: see below"))


def called(row: Intake) -> str:
    return shown(row.name) if row.name else "your names"


def reading(row: Intake) -> Card:
    return Card(f"Reading {called(row)} …")


def progress(row: Intake, done: int, of: int) -> Card:
    return Card(f"Looking up {called(row)}: {done:,} of {of:,} …")


def entering(row: Intake, rows: int) -> Card:
    return Card(f"Taking in {called(row)}: {counted(rows, 'row')} …")


def refused(row: Intake, why: str) -> Card:
    """Why it could not be read, in the words that say what to do."""
    first, _, more = why.partition("\n")
    rest = (Text(more),) if more else ()
    return Card(f"I couldn't use {called(row)}.", (Text(full_stop(first)), *rest))


def recognised(found: Checked[object], form: str, rows: int) -> tuple[Block, ...]:
    """How the file was understood: which column as what, and what was left out."""
    columns = ", ".join(
        theirs if theirs == ours else f"{theirs} (as {ours})" for theirs, ours in found.recognised
    )
    left = f" Left out: {', '.join(found.ignored)}." if found.ignored else ""
    return (
        Text(f"{form}, {counted(rows, 'row')} below the header."),
        Text(f"Columns: {columns or 'none that is known'}.{left}"),
    )


def warnings(found: Checked[object]) -> tuple[Block, ...]:
    if not found.warnings:
        return ()
    more = len(found.warnings) - FEW
    told = [Item("Warning:", str(each)) for each in found.warnings[:FEW]]
    if more > 0:
        told.append(Item("Warning:", f"and {more:,} more, in the file."))
    return (Items(tuple(told)),)


def problems(row: Intake, found: Checked[object]) -> tuple[str, tuple[Block, ...]]:
    """The verdict, and those that a card has room for."""
    count = counted(len(found.problems), "problem")
    lines = tuple(Item(_where(each), each.text) for each in found.problems[:FEW])
    more = len(found.problems) - FEW
    rest = (Text(f"And {more:,} more: all of them are in the file."),) if more > 0 else ()
    again = Text("Please put them right and post the file again: nothing enters unless all can.")
    return f"Nothing was taken in: {count} in {called(row)}.", (Items(lines), *rest, again)


def sheet_of(told: Sequence[tuple[str, Problem]]) -> bytes:
    """All problems and warnings, as a table."""
    rows = [(kind, each.row or None, each.column, each.text) for kind, each in told]
    return sheets.write_csv(("Kind", "Row", "Column", "What"), rows)


def which_column(row: Intake, columns: Sequence[str]) -> Card:
    buttons = tuple(
        Button(shown(each), "intake.column", {"intake": row.id, "column": each}) for each in columns
    )
    return Card(
        f"Which column of {called(row)} holds the companies?",
        (Text("I don't recognise any of its headers."), Buttons(buttons)),
    )


def _where(problem: Problem) -> str:
    where = f"Row {problem.row}" if problem.row else ""
    column = f"{', ' if where else ''}{problem.column}" if problem.column else ""
    return f"{where}{column}:" if where or column else "The file:"
