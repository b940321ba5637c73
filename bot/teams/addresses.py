"""Which hosts we talk to: https, or plain http on this very machine."""

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit


def loopback(host: str) -> bool:
    """Whether a host (no port) is this machine."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=1_024)  # asked before every call; there are few service URLs
def trusted(url: str) -> bool:
    """Whether our tokens may go to `url`, once it is known whose it is."""
    return _scheme(url) == "https" or local(url)


@lru_cache(maxsize=1_024)
def local(url: str) -> bool:
    return _scheme(url) in ("http", "https") and loopback(_host(url))


def host_of(header: str) -> str:
    """The host in a Host header, without its port; '' if it can't be read."""
    return _host(f"//{header}") if header else ""


def _scheme(url: str) -> str:
    return url.partition("://")[0].casefold() if _host(url) else ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
