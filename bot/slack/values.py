"""What a button carries and what comes back with its press."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.cards import VERSION, Button

from .limits import ID, VALUE


@dataclass(frozen=True, slots=True)
class Pressed:
    """`action` is empty for a button of an older release, or one that is not ours."""

    action: str
    data: Mapping[str, str] = field(default_factory=dict)


def value(button: Button) -> str | None:
    """None for data that Slack has no room for: half of it would mean something else."""
    packed = json.dumps(
        {"v": VERSION, "d": dict(button.data)}, ensure_ascii=False, separators=(",", ":")
    )
    return packed if len(packed) <= VALUE else None


def action_id(action: str, number: int) -> str:
    """Unique within its card: the same action may stand there several times."""
    return f"{action}#{number}"[:ID]


def pressed(ident: str, packed: str) -> Pressed:
    """The press of a button that `value` and `action_id` made."""
    try:
        found = json.loads(packed)
    except (ValueError, RecursionError):
        return Pressed("")
    match found:
        case {"v": version, "d": dict(data)} if version == VERSION:
            return Pressed(action_of(ident), {str(k): str(v) for k, v in data.items()})
        case _:
            return Pressed("")


def entered(ident: str, text: str) -> Pressed:
    """A line typed into a `Search`."""
    return Pressed(action_of(ident), {"text": text})


def action_of(ident: str) -> str:
    """Of an element that `action_id` named."""
    return ident.rpartition("#")[0]
