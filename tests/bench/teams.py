"""Teams messages answered a second: the real server against a bare botbuilder echo.

Answered means that the stand-in for the Bot Connector has received the reply. Each server has a
process of its own, and so have the load (16 connections) and the stand-in. The echo answers with
botbuilder's adapter and its own connector client; ours keeps each message before it acknowledges
it, answers from a list of 1,000, leaves an audit row, and sends through the outbox. Neither checks
tokens, as botbuilder's check would block on fetching keys. That Teams takes but 50 requests a
second of an app is left aside: what is measured is what the program could do.
"""

import asyncio
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aiohttp import web
from botbuilder.core import (
    ActivityHandler,
    BotFrameworkAdapter,
    BotFrameworkAdapterSettings,
    TurnContext,
)
from botbuilder.schema import Activity

from bot import teams as teams_platform
from bot.config import load
from bot.loop import run
from bot.teams import windows
from bot.wiring import build, keep_in_memory, serving
from store.rows import Identity, Platform

from .ground import names, patient, seed
from .process import running
from .slack import recorded
from .table import Line

CONNECTIONS = 16
PEOPLE = 300  # each asks less often than 7 times a second, the most that Teams lets a bot answer
WARM = 600
COUNT = 2_000
ROUNDS = 3  # by turns, so that what else the machine does falls on both
TARGET = 1.5
TENANT = "tenant"
Ready = Callable[[int], Awaitable[None]]


# The two servers


class Echo(ActivityHandler):  # type: ignore[misc]  # botbuilder is untyped
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(f"You said: {turn_context.activity.text}")


async def bare(ready: Ready) -> None:
    # CloudAdapterBase makes a client for each turn and is slower by far; this one keeps its client.
    adapter = BotFrameworkAdapter(BotFrameworkAdapterSettings("", ""))
    echo = Echo()

    async def messages(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        await adapter.process_activity(activity, "", echo.on_turn)
        return web.Response(status=202)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await ready(runner.addresses[0][1])
    await runner.cleanup()


async def ours(ready: Ready, folder: Path, service_url: str) -> None:
    path = folder / "hardline.db"
    await seed(path, people=PEOPLE, identity=identity)
    environ = {
        "HARDLINE_DATABASE": str(path),
        "HARDLINE_POLICY": str(patient(folder)),
        "TEAMS_SERVICE_URL": service_url,
    }
    vars(windows)["APP_WINDOW"] = ((1.0, 1_000_000),)  # in this process
    bot = build(load(environ, local_teams=True), connects=[teams_platform.connect])
    async with serving(bot, host="127.0.0.1", port=0) as port:
        keep_in_memory()  # as `hardline serve` does
        await ready(port)


def identity(number: int) -> Identity:
    return Identity(Platform.TEAMS, TENANT, f"aad-{number}")


# The stand-in for the Bot Connector


async def standin(pipe: Connection) -> None:
    """Takes replies; tells over the pipe when the number that was asked for has come."""
    replies = 0

    async def reply(request: web.Request) -> web.Response:
        nonlocal replies
        await request.read()
        replies += 1
        return web.json_response({"id": str(replies)}, status=201)

    async def member(request: web.Request) -> web.Response:
        ident = request.match_info["member"]
        number = ident.rpartition("-")[2]
        told = {"id": ident, "aadObjectId": f"aad-{number}", "tenantId": TENANT}
        return web.json_response({**told, "email": f"u{number}@vendor.example"})

    async def count(request: web.Request) -> web.Response:
        return web.json_response(replies)

    app = web.Application()
    app.router.add_post("/v3/conversations/{conversation}/activities", reply)
    app.router.add_post("/v3/conversations/{conversation}/activities/{activity}", reply)
    app.router.add_get("/v3/conversations/{conversation}/members/{member}", member)
    app.router.add_get("/count", count)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send(runner.addresses[0][1])
    await asyncio.to_thread(pipe.recv)
    await runner.cleanup()


# The load


def activity(number: int, name: str, service_url: str) -> bytes:
    person = number % PEOPLE
    told: dict[str, Any] = {
        "type": "message",
        "id": f"{time.time_ns()}-{number}",
        "timestamp": "2026-11-23T17:00:00.000Z",
        "channelId": "emulator",
        "serviceUrl": service_url,
        "from": {"id": f"29:user-{person}", "name": "User", "aadObjectId": f"aad-{person}"},
        "recipient": {"id": "28:bot", "name": "Hardline"},
        "conversation": {
            "id": f"a:chat-{person}",
            "conversationType": "personal",
            "tenantId": TENANT,
        },
        "channelData": {"tenant": {"id": TENANT}},
        "text": name,
        "textFormat": "plain",
        "locale": "en-GB",
        "entities": [{"type": "clientInfo", "locale": "en-GB", "platform": "Web"}],
    }
    body = json.dumps(told).encode()
    head = (
        "POST /api/messages HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def get_count(port: int) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /count HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    body = (await reader.read()).rpartition(b"\r\n")[2]
    writer.close()
    return int(body)


async def load_on(port: int, connector: int, count: int) -> float:
    """Replies received a second, from the first request to the last reply."""
    service_url = f"http://127.0.0.1:{connector}"
    asked = zip(range(count), itertools.cycle(names()), strict=False)
    waiting = iter([activity(number, name, service_url) for number, name in asked])
    goal = await get_count(connector) + count

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 202"), head
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or b"0"))
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    while await get_count(connector) < goal:
        await asyncio.sleep(0.02)
    return count / (time.perf_counter() - began)


# Processes


def serve(kind: str, folder: Path, service_url: str, pipe: Connection) -> None:
    async def ready(port: int) -> None:
        pipe.send(port)
        await asyncio.to_thread(pipe.recv)

    if kind == "bare":
        asyncio.run(bare(ready))
    else:
        run(ours(ready, folder, service_url))  # the loop that `hardline serve` runs in


def stand(pipe: Connection) -> None:
    asyncio.run(standin(pipe))


def press(pipe: Connection) -> None:
    """Until it is sent None."""
    while asked := pipe.recv():
        pipe.send(asyncio.run(load_on(*asked)))


async def section() -> list[Line]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pairs = await asyncio.to_thread(rounds, folder)
        kept = recorded(folder / "hardline.db")
    theirs, own = (statistics.median(each) for each in zip(*pairs[1:], strict=True))
    ratio = statistics.median(mine / their for their, mine in pairs[1:])
    asked = WARM + COUNT * ROUNDS
    return [
        Line(
            what="Teams: messages answered, the reply received",
            measured=f"{own:,.0f}/s, {kept:,} of {asked:,} in the audit log",
            baseline=f"{theirs:,.0f}/s bare botbuilder echo",
            ratio=ratio,
            target=f"≥ {TARGET}",
            ok=ratio >= TARGET and kept == asked,
        )
    ]


def rounds(folder: Path) -> list[tuple[float, float]]:
    """Answers a second of the echo and of ours, by turns; the first round warms up."""
    with running(stand) as standing, running(press) as load:
        connector = standing.recv()
        url = f"http://127.0.0.1:{connector}"
        with (
            running(serve, "bare", folder, url) as echo,
            running(serve, "ours", folder, url) as own,
        ):
            ports = echo.recv(), own.recv()
            return [
                (
                    pressed(load, ports[0], connector, count),
                    pressed(load, ports[1], connector, count),
                )
                for count in (WARM, *[COUNT] * ROUNDS)
            ]


def pressed(load: Connection, port: int, connector: int, count: int) -> float:
    load.send((port, connector, count))
    per_second: float = load.recv()
    return per_second
