"""The event loop that serves: uvloop's where there is one, which spares a sixth of the work."""

import asyncio
import importlib
import sys
from collections.abc import Coroutine
from typing import Any

FASTER = "uvloop"  # no wheels for Windows
# An answer gives up the interpreter a dozen times, at each look into the database. Beside a thread
# that works, each return took the usual 5 ms: 60 for an answer.
SWITCH_S = 0.0005


def run(main: Coroutine[Any, Any, None]) -> None:
    """Like asyncio.run."""
    sys.setswitchinterval(SWITCH_S)
    try:
        factory = importlib.import_module(FASTER).new_event_loop
    except ImportError:
        factory = asyncio.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(main)
