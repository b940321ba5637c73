"""What an operator's probes see."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.config import load
from bot.wiring import build, serving
from store.migrations import migrate


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    migrate(tmp_path / "a.db")
    config = load({"HARDLINE_DATABASE": str(tmp_path / "a.db")})
    async with serving(build(config, connects=()), host="127.0.0.1", port=0) as port:
        yield f"http://127.0.0.1:{port}"


async def fetch(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


async def test_the_process_is_up(url: str) -> None:
    assert (await fetch(f"{url}/healthz"))[0] == 200


async def test_it_is_ready_once_list_store_and_workers_are(url: str) -> None:
    status, body = await fetch(f"{url}/readyz")
    assert status == 200
    assert '"list": true' in body


async def test_metrics_tell_what_waits_to_go_out(url: str) -> None:
    _, body = await fetch(f"{url}/metrics")
    assert 'hardline_outbox_messages{state="parked"} 0.0' in body


@pytest.mark.parametrize("path", ["/playground", "/slack/events", "/api/messages"])
async def test_nothing_else_is_served(url: str, path: str) -> None:
    assert (await fetch(f"{url}{path}"))[0] == 404
