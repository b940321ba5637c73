"""The table of steps: it can be read as a picture, and leads nowhere that has no way out."""

from handlers.escalation.steps import STEPS
from store.case_rows import FINAL, State
from tests.draw_states import DOCUMENT, inserted


def test_the_picture_in_the_documents_is_that_of_the_table() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert document == inserted(document), "stale: run python -m tests.draw_states"


def test_what_is_over_stays_over_and_everything_else_can_end() -> None:
    ends = {*FINAL}
    for _ in State:
        ends |= {each for step in STEPS if step.after in ends for each in step.before}
    assert ends == {*State}
    assert not any(step.before & FINAL for step in STEPS)
