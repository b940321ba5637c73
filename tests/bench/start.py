"""From the start to the first answer, and the memory that a thousand questions leave in use."""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bot.playground.stage import free_port

from .ground import served, started
from .process import resident_mb, running
from .slack import load, pressed
from .table import Line

READY_S = 2.0
RESIDENT_MB = 150.0
QUESTIONS = 1_000
TRIES = 3
# What any bot on these platforms loads, before a line of its own.
SDKS = (
    "import aiohttp, slack_bolt.async_app, botbuilder.core.teams, sqlite_utils, pydantic_settings"
)
RESIDENT = "import os; print(open('/proc/self/statm').read().split()[1])"


async def section() -> list[Line]:
    bare = [await imported() for _ in range(TRIES)]
    imports_s, imports_mb = (statistics.median(each) for each in zip(*bare, strict=True))
    serve_s, serve_mb = await serving()
    demo_s = statistics.median([await demo() for _ in range(TRIES)])
    seconds = f"{imports_s:.2f} s importing the SDKs"
    return [
        _ready("hardline serve: start to ready, 1,000 accounts", serve_s, imports_s, seconds),
        _ready("hardline demo: start to the page, 1,000 accounts", demo_s, imports_s, seconds),
        Line(
            what=f"memory after {QUESTIONS:,} questions",
            measured=f"{serve_mb:.0f} MB",
            baseline=f"{imports_mb:.0f} MB, the SDKs imported",
            ratio=serve_mb / imports_mb,
            target=f"≤ {RESIDENT_MB:.0f} MB",
            ok=serve_mb <= RESIDENT_MB,
        ),
    ]


def _ready(what: str, took_s: float, imports_s: float, baseline: str) -> Line:
    return Line(
        what=what,
        measured=f"{took_s:.2f} s",
        baseline=baseline,
        ratio=took_s / imports_s,
        target=f"≤ {READY_S:.0f} s",
        ok=took_s <= READY_S,
    )


async def serving() -> tuple[float, float]:
    """Seconds to ready, the median of several starts, and MB after the questions."""
    starts: list[float] = []
    resident = 0.0
    with running(load) as pipe:
        for _ in range(TRIES):
            with tempfile.TemporaryDirectory() as folder:
                async with served(Path(folder)) as ours:
                    starts.append(ours.ready_s)
                    await pressed(pipe, ours.port, QUESTIONS)
                    resident = max(resident, resident_mb(ours.pid))
    return statistics.median(starts), resident


async def demo() -> float:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = ["demo", "--port", str(port), "--database", f"{folder}/demo.db"]
        async with started(command, {}, port=port, path="/playground") as (_, took_s):
            return took_s


async def imported() -> tuple[float, float]:
    """Seconds and MB of a process that only imports what is not ours."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", f"{SDKS}; {RESIDENT}"), stdout=asyncio.subprocess.PIPE
    )
    pages, _ = await process.communicate()
    return time.perf_counter() - began, int(pages) * 4096 / 1e6
