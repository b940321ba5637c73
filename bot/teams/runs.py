"""The small parts of Adaptive Cards. Data stands in text runs, which read no Markdown, no HTML."""

from typing import Any

from .limits import ACTIONS
from .text import clean

Json = dict[str, Any]

LINKS = ("https://", "mailto:")


def run(text: str, **style: Any) -> Json:
    # An empty run is dropped by some clients together with its whole block.
    return {"type": "TextRun", "text": clean(text) or " ", **style}


def runs(*parts: Json) -> Json:
    return {"type": "RichTextBlock", "inlines": list(parts)}


def link(text: str, url: str, **style: Any) -> Json:
    """A link for https and mailto addresses, words for every other."""
    if not url.startswith(LINKS):
        return run(text, **style)
    return run(text, selectAction={"type": "Action.OpenUrl", "url": clean(url)}, **style)


def warning(*parts: Json) -> Json:
    return {"type": "Container", "style": "warning", "items": [runs(*parts)]}


def column(width: int | str, *items: Json) -> Json:
    return {"type": "Column", "width": width, "items": list(items)}


def actions(items: list[Json]) -> list[Json]:
    return [
        {"type": "ActionSet", "actions": items[start : start + ACTIONS]}
        for start in range(0, len(items), ACTIONS)
    ]
