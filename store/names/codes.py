"""Domains, addresses and tickers: what is a code rather than a name."""

import re
from typing import NamedTuple

from . import data

_URL = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([^/?#:\s]+)(?::\d+)?(?:[/?#]\S*)?$", re.IGNORECASE
)
_HOST = re.compile(r"^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]{1,20}$", re.IGNORECASE)
_PLAIN = re.compile(r"([a-z0-9-]{2,})\.(?:com|net|org|de|at|fr|it|ch|se|no|info|io|ai)$")
_TICKER = re.compile(
    rf"^(?:\$|(?:{'|'.join(data.toml('codes.toml')['exchanges'])})\s?:\s?\$?)([a-z0-9][a-z0-9.\-]{{0,9}})$",
    re.IGNORECASE,
)
_BARE = re.compile(r"^[A-Za-z]{1,5}(?:[.-][A-Za-z]{1,2})?$")


ANYBODY = frozenset(data.toml("codes.toml")["anybody"])
_SECOND = frozenset(data.toml("codes.toml")["second"])


class Domain(NamedTuple):
    """`host` as asked without www, `name` the part that was registered, `label` its first part."""

    host: str
    name: str
    label: str


def domain(text: str) -> Domain | None:
    """The domain in a host, web or e-mail address; None when the text is something else."""
    if "." not in text:
        return None
    text = text.strip().strip("<>.,;")
    if "." not in text or " " in text:
        return None
    if plain_host := _PLAIN.match(text):
        host = plain_host[0]
        return Domain(host, host, plain_host[1])
    found = _URL.match(text.removeprefix("mailto:"))
    host = found[1].lower().rstrip(".") if found else ""
    if not _HOST.match(host):
        return None
    parts = host.removeprefix("www.").split(".")
    keep = 3 if len(parts) > 2 and parts[-2] in _SECOND and len(parts[-1]) == 2 else 2
    kept = parts[-keep:]
    return Domain(".".join(parts), ".".join(kept), kept[0])


def label(host: str) -> str:
    """What a domain is called by: contoso of shop.contoso.co.jp."""
    found = domain(host)
    return found.label if found else ""


def ticker(text: str) -> str:
    """The ticker in "$T", "NYSE:T"; "" when the text isn't marked as one."""
    found = _TICKER.match(text.strip())
    return plain(found[1]) if found else ""


def bare_ticker(text: str) -> str:
    """What could be a ticker by its looks alone."""
    text = text.strip()
    return plain(text) if _BARE.match(text) else ""


def looks_like_ticker(text: str) -> bool:
    return 1 < len(text) < 6 and text.isalpha() and text.isascii() and text.isupper()


def plain(ticker: str) -> str:
    """BRK.B, BRK-B and brk/b are one."""
    return ticker.strip().lstrip("$").rpartition(":")[2].upper().replace("-", ".").replace("/", ".")
