"""A platform as the wiring sees it: one folder offers `connect(config, db, now) -> Link`."""

from typing import Protocol

from aiohttp import web

from handlers.request import Platforms
from store.rows import Platform

from .edge import Edge
from .sending import Sender


class Link(Protocol):
    """Made before the desk exists, since the desk asks it who people are; opened after."""

    platform: Platform
    members: Platforms
    sender: Sender
    give_up_s: float  # the platform's limit, less what the answer needs to travel

    def open(self, app: web.Application, edge: Edge) -> None:
        """Add this platform's routes, answered through `edge`."""
        ...

    async def start(self) -> None:
        """What needs a running loop: sessions, Socket Mode."""
        ...

    async def close(self) -> None: ...
