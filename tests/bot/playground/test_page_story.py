"""An escalation from the question to the decision, as a visitor clicks through it: both clients
side by side, and one after the other on a phone.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, WebSocketRoute, expect

from bot.playground.stage import Stage, stage
from bot.playground.visit import mount
from tests.clock import running

from .conftest import Tab, tab
from .test_page import box, client, latest, sideways

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
WIDE, PHONE = 1440, 390
BRIEF = "Times are Los Angeles time."


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[WIDE, PHONE])
async def desk(
    chromium: Browser, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Tab, Stage]]:
    """A demo of its own for each width, since the tests of a width tell one story."""
    database = Path(tmp_path_factory.mktemp("story")) / "hardline.db"
    async with (
        stage(database, now=running(), prepare=mount) as playing,
        tab(chromium, width=request.param) as opened,
    ):
        await opened.page.goto(f"{playing.url}/playground")
        await expect(box(opened.page, "slack")).to_be_visible()
        yield opened, playing


@pytest_asyncio.fixture(loop_scope="module")
async def page(desk: tuple[Tab, Stage]) -> AsyncIterator[Page]:
    opened, _ = desk
    yield opened.page
    assert await sideways(opened.page) == []
    assert opened.trouble == []


def phone(page: Page) -> bool:
    return bool(page.viewport_size and page.viewport_size["width"] == PHONE)


async def step(page: Page, title: str) -> None:
    guide = page.get_by_role("navigation", name="Try this")
    if phone(page):
        await page.get_by_role("button", name="Try this").click()
    await guide.get_by_role("button").filter(has_text=title).click()


async def turn(page: Page, platform: str) -> None:
    """Only a phone shows one client at a time."""
    if phone(page):
        name = platform.capitalize()
        switch = page.get_by_role("group", name="Client shown")
        await switch.get_by_role("button", name=name).click()


def case(page: Page, platform: str) -> Locator:
    """The card that is kept true: the one that says whose clock it goes by."""
    return client(page, platform).locator(".message", has_text=BRIEF).first


async def test_a_rep_asks_with_one_click(page: Page) -> None:
    await step(page, "Ask")
    await expect(latest(page, "slack")).to_contain_text("NVIDIA Corporation is named.")
    await expect(latest(page, "slack")).to_contain_text("Ana Castillo")


async def test_a_case_is_opened_in_a_form_that_knows_the_account(page: Page) -> None:
    await step(page, "Escalate")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Account")).to_have_value("NVIDIA Corporation")
    await dialog.get_by_label("What happened").fill("Your services team made an offer there.")
    await dialog.get_by_role("button", name="Open", exact=True).click()
    await expect(dialog).to_contain_text("ESC-0001 is open, and Ana Castillo has it.")
    await dialog.get_by_role("button", name="Close").first.click()
    await expect(case(page, "slack")).to_contain_text("waits to be acknowledged")


async def test_the_other_client_shows_where_something_came_in(page: Page) -> None:
    teams = client(page, "teams")
    if phone(page):
        switch = page.get_by_role("group", name="Client shown")
        await expect(switch.get_by_role("button", name="Teams")).to_have_class("has-unread")
    else:
        await expect(teams.get_by_role("button", name="Teams")).to_contain_text("1")


async def test_the_account_manager_finds_it_and_acknowledges(page: Page) -> None:
    await step(page, "Decide")
    await expect(case(page, "teams")).to_contain_text("ESC-0001 at NVIDIA Corporation")
    await case(page, "teams").get_by_role("button", name="Acknowledge").click()
    await expect(case(page, "teams")).to_contain_text("Ana Castillo acknowledged it.")
    await turn(page, "slack")
    await expect(case(page, "slack")).to_contain_text("is being decided")


async def test_what_she_shares_reaches_the_rep(page: Page) -> None:
    await step(page, "Share")
    await expect(latest(page, "teams")).to_contain_text("share: Thank you, Priya.")
    await turn(page, "slack")
    await expect(latest(page, "slack")).to_contain_text("Ana Castillo, account manager, wrote.")
    await expect(latest(page, "slack")).to_contain_text("Thank you, Priya.")


async def test_the_decision_with_its_reason_is_seen_by_both(page: Page) -> None:
    await turn(page, "teams")
    await case(page, "teams").get_by_role("button", name="Approve").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Why?").fill("Fabrikam was there first.")
    await dialog.get_by_role("button", name="Approve").click()
    meant = "Northwind Services steps back at NVIDIA Corporation"
    await expect(case(page, "teams")).to_contain_text(f"is upheld: {meant}")
    await expect(latest(page, "teams")).to_contain_text(f"{meant}: Ana Castillo upheld ESC-0001.")
    await turn(page, "slack")
    await expect(latest(page, "slack")).to_contain_text(f"{meant}: Ana Castillo upheld ESC-0001.")
    await expect(latest(page, "slack")).to_contain_text("“Fabrikam was there first.”")


async def test_an_exception_is_asked_for_by_someone_else_in_the_same_client(page: Page) -> None:
    await step(page, "Exception")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Account")).to_have_value("Contoso (not on the list)")
    await expect(page.get_by_label("Signed in to Slack as")).to_have_value("U0CARMENRUIZ")
    await expect(dialog.get_by_text("No results")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_form_to_subscribe_opens_at_once(page: Page) -> None:
    await step(page, "Subscribe")
    await expect(page.get_by_role("dialog")).to_contain_text("How often")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_whoever_watches_hears_when_the_next_list_comes(page: Page) -> None:
    await step(page, "Watch")
    await expect(latest(page, "slack")).to_contain_text("PG&E Corporation is named.")
    await latest(page, "slack").get_by_role("button", name="Watch").click()
    await expect(latest(page, "slack")).to_contain_text("You will hear of changes")
    await page.get_by_role("button", name="Publish the next list", exact=True).click()
    await expect(page.get_by_role("button", name="The next list is out")).to_be_disabled()
    await expect(latest(page, "slack")).to_contain_text("tier Major → Strategic")


async def test_a_conversation_opens_at_what_is_new_in_it(page: Page) -> None:
    slack = client(page, "slack")
    if phone(page):
        await slack.get_by_role("button", name="Channels and messages").click()
    await slack.get_by_role("button", name="west-partners").click()
    news = slack.locator(".message", has_text="accounts joined the list in West")
    await expect(news.get_by_text("accounts joined the list in West")).to_be_in_viewport()


async def forward(page: Page, button: str, day: str) -> None:
    head = page.get_by_role("group", name="The demo’s time and list")
    await head.get_by_role("button", name=button).click()
    await expect(head.locator("time")).to_contain_text(day)


async def test_the_week_ahead_is_a_click_away(page: Page) -> None:
    await forward(page, "Next week", "Mon, Nov 30")
    await expect(page.get_by_role("group", name="The demo’s time and list")).to_have_attribute(
        "aria-busy", "false"
    )


async def test_what_there_is_to_try_can_be_folded_away_by_keyboard(page: Page) -> None:
    guide, toggle = page.locator("#guide"), page.get_by_role("button", name="Try this")
    if await guide.is_hidden():
        await toggle.press("Enter")
    await guide.get_by_role("button").first.focus()
    await page.keyboard.press("Escape")
    await expect(guide).to_be_hidden()
    await expect(toggle).to_be_focused()


async def test_a_click_before_anything_is_shown_is_not_lost(
    page: Page, desk: tuple[Tab, Stage]
) -> None:
    """On a slow machine the head is there before either client."""
    opened = asyncio.Event()

    async def late(route: WebSocketRoute) -> None:
        await opened.wait()
        route.connect_to_server()

    await page.route_web_socket(lambda url: "/view" in url, late)
    await page.goto(f"{desk[1].url}/playground")
    await step(page, "Decide")
    await expect(client(page, "teams").locator(".rail-item").first).to_be_disabled()
    opened.set()
    await expect(client(page, "teams").locator(".conversation-title")).to_contain_text("West esc")
