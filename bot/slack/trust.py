"""Where we speak to: no request may make us talk to a stranger, or show our token to one."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def secure(url: str) -> bool:
    """https, or http to this very machine (tests, the demo)."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or local(url))


def trusted(url: str, api_url: str) -> bool:
    """Whether a `response_url` or a file's address is Slack's: the API's host, or *.slack.com."""
    try:
        parts, api = urlsplit(url), urlsplit(api_url)
        if not secure(url) or parts.username is not None or parts.password is not None:
            return False
        host = (parts.hostname or "").rstrip(".")
        if host == api.hostname:
            return (parts.scheme, parts.port) == (api.scheme, api.port)
        return parts.port in (None, 443) and parts.scheme == "https" and _slacks(host)
    except ValueError:  # no address at all, or a port that is no number
        return False


def local(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or host == "localhost":
        return parts.scheme == "http"
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _slacks(host: str) -> bool:
    return host == "slack.com" or host.endswith(".slack.com")
