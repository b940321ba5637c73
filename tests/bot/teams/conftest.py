"""Fixtures for the Teams edge: Microsoft's side, and an HTTP session to reach it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from . import standin
from .standin import StandIn


@pytest.fixture
async def microsoft() -> AsyncIterator[StandIn]:
    async with standin.serving() as made:
        yield made


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
