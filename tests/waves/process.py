"""The bot as a process of its own between the two platforms, to be killed."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.playground.stage import HOST

from .ground import Ground

START_S = 60.0
EVERY_S = 0.1  # between two questions


@asynccontextmanager
async def served(place: Ground) -> AsyncIterator[asyncio.subprocess.Process]:
    """`hardline serve`, ready; at the end it gets SIGKILL, whatever it is doing."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"),
        env={**os.environ, **place.environ},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _ready(place, process)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _ready(place: Ground, process: asyncio.subprocess.Process) -> None:
    url = f"http://{HOST}:{place.port}/readyz"
    async with aiohttp.ClientSession() as http, asyncio.timeout(START_S):
        while True:
            assert process.returncode is None, "it ended by itself"
            try:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.02)


class Asker:
    """Someone who asks in Slack by the command, again and again while the bot is there."""

    def __init__(self, place: Ground) -> None:
        self._place = place
        self._client = place.slack.client("U2")
        self.took_s: list[float] = []  # of each answer, from the question to when it is read

    async def __call__(self) -> None:
        while True:
            began, before = time.monotonic(), self._answers()
            asked = f"Company {500 + len(self.took_s) % 1_000} Inc"
            await self._client.command("D2", "/named", asked)
            await self._place.slack.wait_for(lambda: self._answers() > before, timeout_s=30)  # noqa: B023
            self.took_s.append(time.monotonic() - began)
            await asyncio.sleep(EVERY_S)

    def _answers(self) -> int:
        return sum(bool(m.only_for) for m in self._place.slack.world.in_channel("D2"))

    def at(self, share: float) -> float:
        return sorted(self.took_s)[int(share * (len(self.took_s) - 1))]
