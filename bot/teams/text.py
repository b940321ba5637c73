"""Words on their way in and out of Teams: mentions and entities off, Markdown and HTML harmless."""

import html
import re
from collections.abc import Iterable

# What reorders or hides neighbouring text; joiners stay, Persian and Indic names need them.
_HIDING = dict.fromkeys(
    [
        *(code for code in range(0x20) if code not in (0x09, 0x0A)),
        *range(0x7F, 0xA0),
        *(0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x206A),
    ]
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:])")
_AT = re.compile(r"<at\b[^<>]*>([^<]*)</at>", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:br|p|div|li|tr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def clean(text: str) -> str:
    """Data without what a renderer would act on unseen: control and direction characters."""
    if text.replace("\n", "").isprintable():  # nearly every text; what hides is not printable
        return text
    return text.translate(_HIDING).encode("utf-8", "replace").decode("utf-8")


def markdown(text: str) -> str:
    """Data as it must be written where Teams reads Markdown and HTML."""
    escaped = html.escape(_MARKDOWN.sub(r"\\\1", clean(text)), quote=False)
    return escaped.replace("\n", "\n\n")


def typed(text: str, mentions: Iterable[str] = ()) -> str:
    """What a person wrote: without the given mentions of the bot, others' names left in place."""
    for mention in mentions:
        text = text.replace(mention, " ", 1) if mention else text
    if "<" in text:
        text = _AT.sub(r"\1", _BREAK.sub("\n", text))
    return _tidy(html.unescape(text))


def from_html(body: str) -> str:
    """The words of a message that Teams hands over as HTML.

    Not by html.parser: it takes seconds for a few thousand unclosed tags, and fails on some.
    """
    return _tidy(html.unescape(_TAG.sub("", _BREAK.sub("\n", body))))


def _tidy(text: str) -> str:
    lines = (line.strip() for line in text.replace("\xa0", " ").splitlines())
    return "\n".join(line for line in lines if line)
