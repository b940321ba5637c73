"""Documents on a card: a picture, a link, or their beginning in words."""

from typing import Any

from handlers.cards import Document

from .around import Around, Paper
from .runs import link, run, runs
from .text import clean

Json = dict[str, Any]

LINK_LIFE = "The link is yours alone and works for 15 minutes."
COMES = "Say whether you want it in the card above."


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
    if found.link.startswith("https://"):
        return [link(document.name, found.link, weight="Bolder"), run(": ")]
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
