"""A real browser on the page: Debian's Chromium, which may talk to loopback only."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from bot.playground.web import Page as Playground
from bot.playground.web import Person
from bot.playground.wire import served

from .gallery import SLACK, TEAMS, Gallery

QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 10_000
expect.set_options(timeout=PATIENCE_MS)  # Slack's turns in one conversation take their seconds


@pytest.fixture(scope="module", autouse=True)
def up_for_a_minute() -> Iterator[None]:
    """A bot that has just started spares Slack, as it can't know what was called before; on these
    pages people meet one that has been up for a while, and some of their clocks stand still.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.slack.pace.BEGIN", 50.0)
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=QUIETLY)
        yield browser
        await browser.close()


@dataclass
class Tab:
    """A page in a browser, and what it reported: errors, and requests to strangers."""

    page: Page
    trouble: list[str]


@asynccontextmanager
async def tab(browser: Browser, *, width: int = 1440, height: int = 900) -> AsyncIterator[Tab]:
    size = ViewportSize(width=width, height=height)
    context = await browser.new_context(viewport=size, timezone_id="UTC", locale="en-US")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    trouble: list[str] = []
    page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: trouble.extend(strangers(request.url)))
    page.on("websocket", lambda socket: trouble.extend(strangers(socket.url)))
    yield Tab(page, trouble)
    await context.close()


def strangers(url: str) -> list[str]:
    host = urlsplit(url).hostname
    return [] if host in ("localhost", "127.0.0.1") else [f"request to {url}"]


@dataclass
class Shown:
    """The page over two galleries, open in a browser."""

    page: Page
    slack: Gallery
    teams: Gallery


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def galleries(chromium: Browser) -> AsyncIterator[tuple[str, Tab, Gallery, Gallery]]:
    slack = Gallery(SLACK, (Person("U1", "Priya Raman", "partner rep"),))
    teams = Gallery(TEAMS, (Person("29:tom", "Tom Becker", "account manager"),))
    app = web.Application()
    playground = Playground({"slack": slack, "teams": teams}, examples=("is 3M named?",))
    app.add_subapp("/playground", playground.routes())
    async with served(app) as url, tab(chromium) as opened:
        yield url, opened, slack, teams


@pytest_asyncio.fixture(loop_scope="module")
async def shown(galleries: tuple[str, Tab, Gallery, Gallery]) -> AsyncIterator[Shown]:
    """Fresh for each test; afterwards the page must have reported nothing."""
    url, opened, slack, teams = galleries
    slack.reset()
    teams.reset()
    await opened.page.goto(f"{url}/playground")
    await opened.page.locator(".teams .message").first.wait_for()
    yield Shown(opened.page, slack, teams)
    assert opened.trouble == []
