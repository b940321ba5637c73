"""Trouble on demand: what a platform does on a bad day, per method, before or after the effect.

sim.faults.add("chat.postMessage", Fault(status=429, retry_after_s=1))
sim.faults.add("chat.postMessage", Fault(drop=True, late=True))  # posted, but the reply is lost
sim.faults.down = True                                           # nobody answers at all
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

EVERY = "*"
ALWAYS = -1


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One failure. `late` lets the effect happen first; `delay_s` alone is mere slowness."""

    status: int = 0
    retry_after_s: int | None = None
    body: str = "<html>Bad gateway</html>"
    error: str = ""  # Slack's way: HTTP 200 and {"ok": false, "error": ...}
    drop: bool = False  # the connection is cut without an answer
    late: bool = False
    delay_s: float = 0.0


class Faults:
    """The failures in wait, by method; each is spent after `times` uses."""

    def __init__(self) -> None:
        self.down = False
        self._waiting: list[tuple[str, Fault, int]] = []

    def add(self, on: str, fault: Fault, *, times: int = 1) -> None:
        self._waiting.append((on, fault, times))

    def clear(self) -> None:
        self.down = False
        self._waiting.clear()

    def take(self, on: str) -> Fault | None:
        if self.down:
            return Fault(drop=True)
        for place, (name, fault, times) in enumerate(self._waiting):
            if name in (on, EVERY):
                if times != ALWAYS:
                    self._waiting[place : place + 1] = [(name, fault, times - 1)] * (times > 1)
                return fault
        return None

    async def around(
        self, on: str, request: web.Request, handle: Callable[[], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """The answer of `handle`, or what the next fault for `on` makes of it."""
        fault = self.take(on)
        if fault is None:
            return await handle()
        await asyncio.sleep(fault.delay_s)
        harmless = not (fault.status or fault.error or fault.drop)
        answer = await handle() if fault.late or harmless else None
        if answer is not None and harmless:
            return answer
        return broken(fault, request)


def broken(fault: Fault, request: web.Request) -> web.Response:
    if fault.drop:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    if fault.error:
        return web.json_response({"ok": False, "error": fault.error})
    headers = {} if fault.retry_after_s is None else {"Retry-After": str(fault.retry_after_s)}
    return web.Response(status=fault.status, text=fault.body, headers=headers)
