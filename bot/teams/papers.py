"""Documents on a card: a picture, a link, or their beginning in words."""

from typing import Any

from handlers.cards import Document

from .around import Around, Paper
from .runs import run, runs
from .text import clean

Json = dict[str, Any]

LINK_LIFE = "The link is yours alone and works for 15 minutes."
COMES = "It is offered to you as a file of its own."


def paper(document: Document, around: Around) -> list[Json]:
    """What `about` says stands there in any case: a picture is never without its words."""
    found = around.papers.get(document.ident, Paper())
    told = [runs(*_title(document, found), run(document.about))]
    if found.picture:
        picture = {"type": "Image", "url": found.picture, "altText": clean(document.about)}
        return [*told, picture]
    if document.picture and not found.link:
        return told
    return [*told, *_way(found)]


def _title(document: Document, found: Paper) -> list[Json]:
    if found.link:
        opened = {"type": "Action.OpenUrl", "url": found.link}
        return [run(document.name, weight="Bolder", selectAction=opened), run(": ")]
    return [run(f"{document.name}: ", weight="Bolder")]


def _way(found: Paper) -> list[Json]:
    """How to get the whole of it."""
    if found.link:
        return [_small(LINK_LIFE)]
    if found.card:
        return [_small(COMES)]
    lines = [{**runs(run(line, fontType="Monospace")), "spacing": "None"} for line in found.lines]
    if not found.command:
        return lines
    whole = _small(f"The whole file, for whoever runs Hardline: {found.command}")
    return [*lines, whole]


def _small(text: str) -> Json:
    return runs(run(text, isSubtle=True, size="Small"))
