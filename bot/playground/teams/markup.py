"""What a Teams client shows of a message's text, which it reads as Markdown and HTML."""

import html
import re

TAGS = re.compile(r"</?[A-Za-z][^<>]*>")
LINKS = re.compile(r"(?<!\\)\[([^\]]*)\]\(([^)\s]*)\)")
MARKS = re.compile(r"(?<!\\)(\*\*|__|~~|\*|_|`)(?=\S)(.+?)(?<=\S)\1")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~>|])")


def as_shown(text: str) -> str:
    """Plain words: tags vanish (known and unknown), marks become looks, links their titles."""
    shown = TAGS.sub("", text)
    shown = LINKS.sub(r"\1", shown)
    previous = ""
    while shown != previous:
        previous, shown = shown, MARKS.sub(r"\2", shown)
    return html.unescape(ESCAPED.sub(r"\1", shown))
