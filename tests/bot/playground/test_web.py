"""Who may reach the playground: its own page, on this machine, and nobody else."""

import ast
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.playground.web import Page, Person
from bot.playground.wire import served

from .gallery import SLACK, Gallery

BOT = Path(__file__).parents[3] / "bot"
PAGE = BOT / "playground" / "page"
ACT = {"platform": "slack", "user": "U1", "do": "say", "text": "hello"}


@pytest.fixture
async def page() -> AsyncIterator[str]:
    side = Gallery(SLACK, (Person("U1", "Priya Raman", "partner rep"),))
    app = web.Application()
    app.add_subapp("/playground", Page({"slack": side}).routes())
    async with served(app) as url:
        yield f"{url}/playground"


async def status(method: str, url: str, headers: dict[str, str], **more: object) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, headers=headers, json=more or None) as answer,
    ):
        return answer.status


async def test_its_own_page_may_act(page: str) -> None:
    own = page.removesuffix("/playground")
    assert await status("POST", f"{page}/act", {"Origin": own}, **ACT) == 200


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
async def test_nobody_elses_page_may_act(page: str, origin: dict[str, str]) -> None:
    assert await status("POST", f"{page}/act", origin, **ACT) == 403


async def test_another_name_for_this_machine_is_refused(page: str) -> None:
    assert await status("GET", page, {"Host": "rebound.example:3978"}) == 403


async def test_a_form_of_another_site_is_refused(page: str) -> None:
    own = {"Origin": page.removesuffix("/playground"), "Content-Type": "text/plain"}
    assert await status("POST", f"{page}/act", own, **ACT) == 415


async def test_another_sites_script_cannot_listen(page: str) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(
                f"{page}/view?platform=slack&user=U1", origin="https://evil.example"
            )
    assert refused.value.status == 403


async def test_nobody_can_be_someone_who_is_not_in_the_cast(page: str) -> None:
    own = {"Origin": page.removesuffix("/playground")}
    assert await status("POST", f"{page}/act", own, **(ACT | {"user": "U2"})) == 404


async def test_the_page_may_load_only_what_is_here(page: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(page) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; img-src 'self' data:;")
    assert "unsafe" not in policy


async def test_a_view_is_sent_at_once_and_after_each_change(page: str) -> None:
    own = page.removesuffix("/playground")
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{page}/view?platform=slack&user=U1", origin=own) as socket,
    ):
        assert (await socket.receive_json(timeout=5))["me"] == "U1"


def test_data_never_enters_the_page_as_markup() -> None:
    unsafe = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    scripts = {file.name: file.read_text(encoding="utf-8") for file in PAGE.rglob("*.js")}
    assert scripts
    assert [(name, word) for name, text in scripts.items() for word in unsafe if word in text] == []


def test_only_the_demo_reaches_the_playground() -> None:
    outside = {
        file.relative_to(BOT).as_posix()
        for file in BOT.rglob("*.py")
        if "playground" not in file.relative_to(BOT).parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if "playground" in ast.unparse(node) and isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert outside <= {"commands/demo.py"}
