"""What people call a place."""

from store import places
from store.db import Sql
from store.rows import Platform

from .request import Kind

PLATFORMS = {Platform.SLACK: "Slack", Platform.TEAMS: "Teams"}


def say(db: Sql, address: str) -> str:
    """What people call a place, or what little is known of it."""
    named = places.names(db, [address])
    if address in named:
        return named[address]
    spot = places.get(db, address)
    if spot is not None and spot.kind == Kind.GROUP:
        return "a group chat"
    platform, _, ident = address.partition(":")
    return f"{ident} in {PLATFORMS[Platform(platform)]}"
