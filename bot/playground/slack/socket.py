"""Socket Mode: `apps.connections.open` gives an address, envelopes go to any open connection."""

import asyncio
import json
import time
from contextlib import suppress

from aiohttp import WSMsgType, web

from bot.playground.wire import Delivery, Json, Wire

from .outgoing import Kind
from .state import State

MOST_CONNECTIONS = 10
TYPES: dict[Kind, str] = {
    "event": "events_api",
    "command": "slash_commands",
    "interactive": "interactive",
}


class Socket:
    def __init__(self, state: State, wire: Wire) -> None:
        self.state, self.wire = state, wire
        self._open: list[web.WebSocketResponse] = []
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._turn = 0

    @property
    def connections(self) -> int:
        return len(self._open)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """One connection, for as long as the app keeps it. A ticket is good once."""
        if not self.state.use_ticket(request.match_info["ticket"]):
            return web.Response(status=404)
        if self.connections >= MOST_CONNECTIONS:
            return web.Response(status=429)
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        self._open.append(connection)
        await connection.send_json(
            {
                "type": "hello",
                "num_connections": self.connections,
                "connection_info": {"app_id": self.state.app.id},
                "debug_info": {"host": "playground", "approximate_connection_time": 18060},
            }
        )
        self.state.world.bell.ring()
        try:
            async for message in connection:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            self._open.remove(connection)
            self.state.world.bell.ring()
        return connection

    async def send(
        self, kind: Kind, payload: Json, *, retry: int, reason: str, within_s: float
    ) -> Delivery:
        envelope_id = self.state.world.new_id("env-")
        sent: Json = {"envelope_id": envelope_id, "payload": payload, "type": TYPES[kind]}
        sent["accepts_response_payload"] = kind != "event"
        if kind == "event":
            sent |= {"retry_attempt": retry, "retry_reason": reason}
        body, started = json.dumps(sent).encode(), time.monotonic()
        answer, failed = await self._exchange(envelope_id, body.decode(), within_s)
        delivery = Delivery(
            kind,
            "socket",
            {},
            body,
            status=0 if failed else 200,
            answer=json.dumps(answer).encode() if answer else b"",
            answer_headers={"Content-Type": "application/json"},
            failed=failed,
            took_s=time.monotonic() - started,
        )
        return self.wire.record(delivery)

    async def refresh(self) -> None:
        """What Slack does every few hours: asks each connection to make way, then closes it."""
        for connection in list(self._open):
            await connection.send_json({"type": "disconnect", "reason": "refresh_requested"})
            await connection.close()

    async def close(self) -> None:
        for connection in list(self._open):
            await connection.close()

    async def _exchange(self, envelope_id: str, body: str, within_s: float) -> tuple[Json, str]:
        """The acknowledgement's payload, or why there is none."""
        if not self._open:
            return {}, "connection_failed"
        self._turn += 1
        self._acks[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            await self._open[self._turn % len(self._open)].send_str(body)
            async with asyncio.timeout(within_s):
                return await self._acks[envelope_id], ""
        except TimeoutError:
            return {}, "http_timeout"
        except ConnectionError:
            return {}, "connection_failed"
        finally:
            del self._acks[envelope_id]

    def _acknowledged(self, data: str) -> None:
        with suppress(ValueError, AttributeError):
            sent = json.loads(data)
            waiting = self._acks.get(sent.get("envelope_id", ""))
            if waiting is not None and not waiting.done():
                waiting.set_result(sent.get("payload") or {})
