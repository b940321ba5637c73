"""One cell at a time: each function gives the value that is meant, or raises Wrong with words."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TypeVar
from zoneinfo import available_timezones

from store.names.normalise import LONGEST

from .checked import quoted, suggestion
from .columns import key

T = TypeVar("T")
Parse = Callable[[str], T]

MAX_ID = 64
MAX_NAME = LONGEST  # what the name index reads; a longer one could not be told from its twin
MAX_PCS = 100_000_000
# RFC 5321, 4.5.3.1: what a mail server must be able to take
MAX_EMAIL = 254

# Control characters, and those that turn the direction of what is shown around them.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
INVISIBLE = re.compile(r"[\u00ad\u200b\u200e\u200f\u2060\ufeff]")

EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@(?:[\w-]+\.)+[\w-]{2,}")
DOMAIN = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}")
PLAIN_NUMBER = re.compile(r"\d+(?:[.,]0{1,2})?")
# 4,500 · 4.500 · 4 500 · 4'500: groups of three with the same sign between them
GROUPED_NUMBER = re.compile(r"\d{1,3}(?:([ .,'’\u00a0\u202f])\d{3})(?:\1\d{3})*")

COUNTRY_WORDS = {
    "uk": "GB",
    "unitedkingdom": "GB",
    "greatbritain": "GB",
    "usa": "US",
    "unitedstatesofamerica": "US",
}


class Wrong(Exception):
    """The cell doesn't hold what its column asks for; the text is for people."""


def one_line(text: str) -> str:
    """Without invisible characters, spaces made single; refuses control characters."""
    if found := FORBIDDEN.search(text):
        raise Wrong(f"has a control character (U+{ord(found[0]):04X}). Type it again.")
    return " ".join(INVISIBLE.sub("", text).split())


def split(text: str, signs: str) -> tuple[str, ...]:
    """The parts between any of the signs, or on lines of their own; each once."""
    parts = (part.strip() for part in re.split(f"[{re.escape(signs)}\r\n]", text))
    return tuple(dict.fromkeys(filter(None, parts)))


def within(text: str, longest: int) -> str:
    if len(text) > longest:
        raise Wrong(f"has {len(text):,} characters; at most {longest:,} are kept.")
    return text


def company(text: str) -> str:
    if not any(c.isalnum() for c in text):
        raise Wrong(f"{quoted(text)} has no letter or digit in it.")
    return within(text, MAX_NAME)


def email(text: str) -> str:
    if len(text) > MAX_EMAIL or not EMAIL.fullmatch(text):
        raise Wrong(f"{quoted(text)} is no e-mail address.")
    return text.casefold()


def pcs(text: str) -> int:
    grouped = GROUPED_NUMBER.fullmatch(text)
    if not grouped and not PLAIN_NUMBER.fullmatch(text):
        raise Wrong(f"{quoted(text)} is no number of PCs. Write it like 4500.")
    digits = text if grouped else re.split("[.,]", text)[0]
    number = int(re.sub(r"\D", "", digits)[:12])
    if number > MAX_PCS:
        raise Wrong(f"{quoted(text)} is more PCs than a company has.")
    return number


def domain(text: str) -> str:
    """`https://www.acme.com/about` is acme.com."""
    host = re.sub(r"^[a-z]+://", "", text.casefold())
    host = re.split(r"[/?#:]", host)[0].removeprefix("www.").rstrip(".")
    if not DOMAIN.fullmatch(host):
        raise Wrong(f"{quoted(text)} is no domain. Write it like acme.com.")
    return host


def time_zone(text: str) -> str:
    zones = _zones()
    if found := zones.get(text.casefold().replace(" ", "_")):
        return found
    raise Wrong(
        f"{quoted(text)} is no time zone. Write it like Europe/Berlin."
        + suggestion(text, zones.values())
    )


def country(text: str) -> str:
    """Its ISO 3166 code, from the code or the English name."""
    countries = _countries()
    if found := countries.get(key(text)):
        return found
    raise Wrong(f"{quoted(text)} is no country. Write its two-letter code, like DE.")


def channel(text: str) -> str:
    """`slack:TEAM/CHANNEL` or `teams:CONVERSATION`; the ids are the platform's own affair."""
    platform, _, rest = text.partition(":")
    team, _, room = rest.partition("/")
    if (platform == "slack" and team and room) or (platform == "teams" and rest):
        return text
    raise Wrong(
        f"{quoted(text)} is no channel. Write slack:TEAM/CHANNEL or teams:CONVERSATION, "
        "with the ids and not the names."
    )


def pair(text: str) -> str:
    """An id in its place: TEAM/USER in Slack, TENANT/OBJECT in Teams."""
    place, _, member = text.partition("/")
    if not place or not member or "/" in member:
        raise Wrong(f"{quoted(text)} needs two ids with a / between them.")
    return text


def choice(known: Mapping[str, str], what: str) -> Parse[str]:
    """Reads an id of `known` (id → name) from the id or the name."""
    meant = {key(name): ident for ident, name in known.items() if name}
    meant |= {key(ident): ident for ident in known}

    def read(text: str) -> str:
        if found := meant.get(key(text)):
            return found
        raise Wrong(f"{quoted(text)} is no {what}.{suggestion(text, known)}")

    return read


@cache
def _zones() -> Mapping[str, str]:
    zones = sorted(available_timezones())
    return {zone.casefold(): zone for zone in zones if "/" in zone or zone == "UTC"}


@cache
def _countries() -> Mapping[str, str]:
    """From the table that ships with the time zones (public domain)."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    names = {key(name): code for code, name in lines}
    return names | {key(code): code for code in names.values()} | COUNTRY_WORDS
