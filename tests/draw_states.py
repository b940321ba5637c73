"""Draws the table of steps into docs/escalation.md: `python -m tests.draw_states`."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from handlers.escalation.steps import STEPS, Step
from store.case_rows import FINAL, Kind, State

DOCUMENT = Path(__file__).resolve().parent.parent / "docs/escalation.md"
BEGIN, END = "<!-- drawn from the table -->\n", "<!-- end of what is drawn -->\n"


def drawn() -> str:
    """Everything between the two marks."""
    parts = [f"\n### An {kind}\n\n{picture(kind)}" for kind in Kind]
    return BEGIN + "".join(parts) + f"\n### Every step\n\n{table()}\n" + END


def picture(kind: Kind) -> str:
    """A Mermaid state diagram; what leaves the state as it is stands in the table alone."""
    found: dict[tuple[State, State], list[str]] = defaultdict(list)
    for step in STEPS:
        for before in in_order(step.before):
            if kind in step.kinds and step.after not in (None, before):
                assert step.after
                found[before, step.after].append(label(step))
    states = reached(found)
    arrows = {arrow: names for arrow, names in found.items() if arrow[0] in states}
    lines = ["stateDiagram-v2", f"    [*] --> {State.OPEN}"]
    lines += [
        f"    {a} --> {b}: {', '.join(names)}" for (a, b), names in arrows.items() if a in states
    ]
    lines += [f"    {state} --> [*]" for state in in_order(FINAL & states)]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def reached(arrows: Iterable[tuple[State, State]]) -> set[State]:
    states = {State.OPEN}
    for _ in State:
        states |= {after for before, after in arrows if before in states}
    return states


def table() -> str:
    rows = [
        f"| {label(step)} | {', '.join(in_order(step.before))} | {step.after or 'stays'} "
        f"| {', '.join(sorted(step.by))} | {'yes' if step.words else ''} |"
        for step in STEPS
    ]
    return "\n".join(
        ["| Event | From | To | Who | Words |", "| --- | --- | --- | --- | --- |", *rows]
    )


def label(step: Step) -> str:
    name = step.event.replace("_", " ")
    return f"{name} ({step.only})" if step.only else name


def in_order(states: frozenset[State]) -> list[State]:
    return [state for state in State if state in states]


def inserted(document: str) -> str:
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + drawn() + after


if __name__ == "__main__":
    DOCUMENT.write_text(inserted(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
