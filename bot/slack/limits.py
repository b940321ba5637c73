"""What Slack accepts (docs.slack.dev/reference/block-kit), and the one place where it is met."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
Json = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
TEXT = 4_000  # of a message: advised; chat.update refuses more
SECTION = 3_000
FIELD = 2_000
FIELDS = 10
LABEL = 2_000  # of an input
ACTIONS = 25
BUTTON = 75
VALUE = 2_000
ID = 255
PLACEHOLDER = 150
TITLE = 24  # of a view, and of its buttons
HINT = 2_000
TYPED = 3_000  # characters of a text input
OPTION = 75  # an option's text, and its description
OPTION_VALUE = 150
OPTIONS = 100
METADATA = 3_000  # of a view
ALT = 2_000  # of a picture

CUT = "Some lines are left out here: Slack shows no more at once."


def clamp(text: str, most: int) -> str:
    """`text`, or as much of it as fits with a sign that it goes on; never half an entity."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    start = head.rfind("&", most - len("&amp;"))
    if start >= 0 and ";" not in head[start:]:
        head = head[:start]
    return head + "…"


def pieces(text: str, most: int) -> Iterator[str]:
    """All of `text` in pieces that fit, parted where a line or a word ends, never in an entity."""
    while len(text) > most:
        head = text[:most]
        cut = max(head.rfind("\n"), head.rfind(" "))
        if cut < most // 2:
            start = head.rfind("&", most - len("&amp;"))
            cut = start if start > 0 and ";" not in head[start:] else most
        yield text[:cut]
        text = text[cut:].lstrip()
    yield text


def fit(blocks: list[Json], most: int) -> list[Json]:
    """At most that many blocks: the middle gives way, so that the buttons at the end stay."""
    if len(blocks) <= most:
        return blocks
    note = {"type": "context", "elements": [{"type": "plain_text", "text": CUT}]}
    tail = 1 if blocks[-1]["type"] == "actions" else 0
    return [*blocks[: most - 1 - tail], note, *blocks[len(blocks) - tail :]]


def chunks(items: Sequence[T], most: int) -> list[list[T]]:
    return [list(items[start : start + most]) for start in range(0, len(items), most)]
