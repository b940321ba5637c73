"""Slack's text: data written so that it stays data, and people's text read as they typed it."""

import re

from .limits import TEXT, Json, clamp

MARKED = re.compile(r"[*_~`<>&]|:\S")
# Between two letters or digits these format nothing (jane_doe, E*TRADE); elsewhere they could.
SIGNS = re.compile(r"(?<![^\W_])[*_~]|[*_~](?![^\W_])|`")
LOOKALIKE = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
EMOJI = re.compile(r"(?<!\d):(?=[\w+'-]+:)")
QUOTE = re.compile(r"(?m)^([^\S\n]*)>")
# Not the joiners U+200C and U+200D: Persian, Indic scripts and emoji are spelt with them.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
LONGEST = 2 * TEXT  # more than this fits nowhere
LINKED = re.compile(r"(?:https://|mailto:)[^\s<>|]+\Z")

SPECIAL = re.compile(r"<([^<>]*)>")
CHANNEL_WIDE = {"!here": "@here", "!channel": "@channel", "!everyone": "@everyone"}


def clean(text: str) -> str:
    """Without what is not seen but changes what is: control, direction and zero-width marks."""
    return UNSEEN.sub("", text[:LONGEST])


def escape(text: str) -> str:
    """Any text as mrkdwn that shows just this text, on as many lines as it has."""
    text = clean(text)
    if not MARKED.search(text):  # as in nearly all: what follows is for the others
        return text
    if ">" in text:
        text = QUOTE.sub(r"\1›", text)
    text = SIGNS.sub(lambda sign: sign[0].translate(LOOKALIKE), text)
    text = EMOJI.sub("∶", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def line(text: str) -> str:
    """The same on a single line: a name with line breaks must not look like several lines."""
    return escape(" ".join(clean(text).split()))


def bold(text: str, most: int) -> str:
    inner = clamp(line(text), most - 2)
    return f"*{inner}*" if inner else ""


def link(text: str, url: str, most: int) -> str:
    """A link with its text; only the text where the address is no https or mailto one."""
    shown = line(text) or line(url)
    target = url.replace("&", "&amp;")
    room = most - len(target) - len("<|>")
    if not LINKED.match(url) or room < len(shown):
        return clamp(shown, most)
    return f"<{target}|{shown.replace('|', '¦')}>"


def mrkdwn(text: str) -> Json:
    # verbatim: what looks like an address or a channel in it is not made a link
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def words(text: str, most: int) -> Json:
    """Plain text on one line, for what takes no mrkdwn: buttons, labels, placeholders."""
    shown = " ".join(clean(text).split()) or "–"
    return {"type": "plain_text", "text": clamp(shown, most), "emoji": False}


def typed(text: str, *, bot: str = "") -> str:
    """What the person typed: the bot's own mention left out, links and mentions as their text."""
    text = re.sub(rf"<@{bot}(?:\|[^<>]*)?>\s*[:,]?", "", text) if bot else text
    shown = SPECIAL.sub(lambda found: _seen(found[1]), text)
    # Slack writes just these three signs as entities.
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _seen(inner: str) -> str:
    target, _, label = inner.partition("|")
    if target.startswith(("@", "#")):
        return f"{target[0]}{label or target[1:]}"
    if target.startswith("!"):
        return label or CHANNEL_WIDE.get(target, "")
    for scheme in ("mailto:", "tel:"):
        target = target.removeprefix(scheme)
    return label or target
